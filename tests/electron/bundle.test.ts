import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildParts, root } from '../../tools/build-parts.ts';
import { temporaryProfile } from '../integration/support/engine.ts';

const built = temporaryProfile();
const profile = temporaryProfile();
const apiHash = 'c0ffee00'.repeat(4);
const { PETREL_API_ID, PETREL_API_HASH } = process.env;
const before = { PETREL_API_ID, PETREL_API_HASH };

beforeAll(async () => {
  // Whoever builds may have credentials of their own at hand.
  Object.assign(process.env, { PETREL_API_ID: '87654321', PETREL_API_HASH: apiHash });
  await buildParts(['main', 'preload', 'renderer'], built.dir);
  for (const name of ['PETREL_API_ID', 'PETREL_API_HASH'] as const) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  // Only what the package will hold beside the bundles.
  symlinkSync(join(root, 'node_modules'), join(built.dir, 'node_modules'));
}, 60_000);

afterAll(() => {
  built.remove();
  profile.remove();
});

function run(args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, PETREL_PROFILE: profile.dir, PETREL_SERVERS: 'test', PETREL_LOG: 'off' };
    const child = spawn(process.execPath, args, { env, cwd: built.dir });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

describe('what is packaged', () => {
  it('runs: main, worker, preload and page find each other', async () => {
    const here = (file: string): string => join(import.meta.dirname, file);
    const { code, out, err } = await run(['--import', here('stand-in/register.ts'), here('bundle-driver.ts'), built.dir]);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ status: 200, info: { t: 'result', value: { name: 'Petrel', host: 'electron', environment: 'test' } } });
  }, 30_000);

  it('needs nothing beside it but what package.json lists as dependencies', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    const allowed = new Set(['electron', ...Object.keys(dependencies)]);
    const external = readdirSync(join(built.dir, 'main'))
      .filter((name) => name.endsWith('.js'))
      .flatMap((name) => [...readFileSync(join(built.dir, 'main', name), 'utf8').matchAll(/(?:^import .*from|^import|\bimport\()\s*["']([^"'.][^"']*)["']/gm)].map((match) => match[1]!))
      .filter((name) => !name.startsWith('node:'));
    expect(external.length).toBeGreaterThan(0);
    for (const name of external) expect(allowed).toContain(name);
  });

  it('has a preload that needs electron alone', () => {
    const preload = readFileSync(join(built.dir, 'preload/preload.cjs'), 'utf8');
    expect([...preload.matchAll(/require\(["']([^"']+)["']\)/g)].map((match) => match[1])).toEqual(['electron']);
  });

  it('holds no application credentials anywhere, whatever was at hand when it was built', () => {
    for (const part of ['main', 'preload', 'renderer']) {
      const text = textOf(part);
      expect(text.length).toBeGreaterThan(500);
      for (const word of [apiHash, '87654321']) expect([part, text.includes(word)]).toEqual([part, false]);
    }
    // Nothing in the page looks like the hash of an application at all.
    expect(textOf('renderer').match(/["'`][0-9a-f]{32}["'`]/g)).toBeNull();
  });

  it('holds no way to credentials in the page', () => {
    const page = textOf('renderer');
    expect(page.length).toBeGreaterThan(1000);
    // Compared as answers of yes or no: a failure would print the whole bundle otherwise.
    for (const word of [/PETREL_API_HASH/, /["'`]node:/, /\brequire\(/, /BEGIN RSA PUBLIC KEY/]) expect([word.source, word.test(page)]).toEqual([word.source, false]);
  });
});

/** The code of a part, in one piece. */
function textOf(part: string): string {
  return readdirSync(join(built.dir, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(js|cjs|html)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}
