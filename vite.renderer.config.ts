import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The renderer as static files: served by the browser host, and by Electron from its own protocol. */
export default defineConfig({
  root: path('src-renderer'),
  base: './',
  plugins: [solid()],
  build: {
    outDir: path('dist/renderer'),
    emptyOutDir: true,
    target: 'chrome138',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
