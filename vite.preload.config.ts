import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The preload: a sandboxed one is a single CommonJS file. */
export default defineConfig({
  root: path('.'),
  publicDir: false,
  build: {
    ssr: true,
    target: 'chrome138',
    outDir: path('dist/preload'),
    emptyOutDir: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { preload: path('src-main/hosts/electron/preload.ts') },
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
  ssr: { noExternal: true, external: ['electron'] },
});
