import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The renderer over the fake engine, for looking at it and for tests of the renderer alone. Never part of the product. */
export default defineConfig({
  root: path('.'),
  base: './',
  plugins: [solid()],
  server: { fs: { allow: [path('../../..')] } },
  build: { outDir: path('../../../dist/renderer-on-fake'), emptyOutDir: true, target: 'chrome138', modulePreload: { polyfill: false } },
});
