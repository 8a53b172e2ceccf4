import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Build {
  config: string;
  /** Files and folders that it is made of. */
  sources: readonly string[];
  /** A file that each build writes. */
  output: string;
}

/** What the tests in a browser run from: bundles as they are shipped, and the page of `tests/renderer`. */
const builds: readonly Build[] = [
  { config: 'vite.renderer.config.ts', sources: ['src-renderer', 'src-shared'], output: 'dist/renderer/index.html' },
  { config: 'vite.main.config.ts', sources: ['src-main', 'src-shared', 'schema', 'assets'], output: 'dist/main/engine-worker.js' },
  {
    config: 'tests/renderer/page/vite.config.ts',
    sources: ['src-renderer', 'src-shared', 'tests/renderer/page', 'tests/renderer/fake-engine'],
    output: 'dist/renderer-on-fake/index.html',
  },
];

/** Where the built renderer lies. */
export const rendererDir = join(root, 'dist/renderer');
/** The engine's thread as it is shipped: half of a start went into stripping types of its sources. */
export const engineEntry = pathToFileURL(join(root, 'dist/main/engine-worker.js'));

/** Makes all that is not made of just these sources yet. */
export async function buildAll(): Promise<void> {
  await Promise.all(builds.map(refresh));
}

async function refresh(build: Build): Promise<void> {
  const output = join(root, build.output);
  const stampFile = `${dirname(output)}.sources`;
  const sources = fingerprint([...build.sources, build.config, 'package-lock.json'].map((path) => join(root, path)));
  if (readIfThere(stampFile) === stampOf(sources, output)) return;
  await bundle(build.config);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stampOf(sources, output));
}

function bundle(config: string): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '-c', config], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // vitest sets this to "test", with which a build is not the one that is shipped.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${config} cannot be built:\n${said}`))));
  });
}

/** Says what a build was made of, and which build it was: another one, by whomever, leaves another file behind. */
function stampOf(sources: string, output: string): string {
  return `${sources} ${statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 'none'}`;
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
