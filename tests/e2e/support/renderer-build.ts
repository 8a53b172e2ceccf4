import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the built renderer lies. */
export const rendererDir = join(root, 'dist/renderer');
const stampFile = join(root, 'dist/renderer.sources');

const SOURCES = ['src-renderer', 'src-shared', 'vite.renderer.config.ts', 'package-lock.json'];

/** Builds the renderer as it is shipped, unless the last build was made of just these sources. */
export function buildRenderer(): void {
  const sources = fingerprint(SOURCES.map((path) => join(root, path)));
  if (readIfThere(stampFile) === stampOf(sources)) return;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', '-c', 'vite.renderer.config.ts'], {
    cwd: root,
    encoding: 'utf8',
    // vitest sets this to "test", with which a build is not the one that is shipped.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) throw new Error(`The renderer cannot be built:\n${stdout}${stderr}`);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampFile, stampOf(sources));
}

/** Says what a build was made of, and which build it was: another one, by whomever, leaves another page behind. */
function stampOf(sources: string): string {
  const page = statSync(join(rendererDir, 'index.html'), { throwIfNoEntry: false });
  return `${sources} ${page?.mtimeMs ?? 'none'}`;
}

function fingerprint(paths: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).toSorted()) add(join(path, name));
    else hash.update(path).update(readFileSync(path));
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

function readIfThere(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(path, 'utf8');
}
