import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { generateTl } from '../schema/generate.ts';

export const root = join(import.meta.dirname, '..');
export const dist = join(root, 'dist');
/** The engine's worker as the part `main` bundles it. */
export const engineEntry = pathToFileURL(join(dist, 'main/engine-worker.js'));

/** The parts of the app that are bundled, with what they are made from and one file that each build writes. */
const parts = {
  renderer: { config: 'vite.renderer.config.ts', inputs: ['src-renderer', 'src-shared'], output: 'renderer/index.html' },
  main: { config: 'vite.main.config.ts', inputs: ['src-main', 'src-shared', 'schema', 'assets'], output: 'main/main.js' },
  preload: { config: 'vite.preload.config.ts', inputs: ['src-main/hosts/electron'], output: 'preload/preload.cjs' },
} as const;

export type Part = keyof typeof parts;

/** Builds parts into dist/, or elsewhere with `outDir`. */
export async function buildParts(names: readonly Part[], outDir = dist): Promise<void> {
  generateTl();
  for (const name of names) {
    rmSync(join(outDir, name), { recursive: true, force: true });
    await build({
      configFile: join(root, parts[name].config),
      logLevel: 'error',
      build: { outDir: join(outDir, name), emptyOutDir: true },
    });
  }
}

/** Builds those parts whose sources are newer than what was built from them. */
export async function refreshParts(names: readonly Part[]): Promise<void> {
  const stale = names.filter((name) => {
    const built = join(dist, parts[name].output);
    if (!existsSync(built)) return true;
    const since = statSync(built).mtimeMs;
    return [...parts[name].inputs, parts[name].config, 'package-lock.json'].some((input) => newest(join(root, input)) > since);
  });
  generateTl();
  if (stale.length > 0) await buildParts(stale);
}

function newest(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  // Generated code changes with its schema only, which is an input itself.
  if (path.endsWith('generated')) return 0;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
