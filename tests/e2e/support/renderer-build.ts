import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the built renderer lies. */
export const rendererDir = join(root, 'dist/renderer');

const SOURCES = ['src-renderer', 'src-shared', 'vite.renderer.config.ts', 'package-lock.json'];

/** Builds the renderer as it is shipped, unless the last build is newer than everything that it is made of. */
export function buildRenderer(): void {
  const built = statSync(join(rendererDir, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > Math.max(...SOURCES.map((path) => newest(join(root, path))))) return;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', '-c', 'vite.renderer.config.ts'], {
    cwd: root,
    encoding: 'utf8',
    // vitest sets this to "test", with which a build is not the one that is shipped.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) throw new Error(`The renderer cannot be built:\n${stdout}${stderr}`);
}

function newest(path: string): number {
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  return Math.max(own.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
