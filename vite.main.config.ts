import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Electron's main process, the engine's worker and its helping threads, as one build for Node: they share chunks, all in one folder. */
export default defineConfig({
  root: path('.'),
  publicDir: false,
  build: {
    ssr: true,
    target: 'node24',
    outDir: path('dist/main'),
    emptyOutDir: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        main: path('src-main/hosts/electron/main.ts'),
        'engine-worker': path('src-main/app/engine-worker.ts'),
        'wal-checkpoint-worker': path('src-main/store/wal-checkpoint-worker.ts'),
        'bulk-worker': path('src-main/crypto/bulk/bulk-worker.ts'),
      },
      // The names stay from build to build: compiled code is kept by them, and what another version kept is replaced.
      output: { format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
  ssr: { noExternal: true, external: ['electron', 'better-sqlite3', 'keytar'] },
});
