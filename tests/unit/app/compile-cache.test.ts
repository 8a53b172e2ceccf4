import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { compileCacheFolder } from '../../../src-main/app/thread/compile-cache.ts';

const dir = mkdtempSync(join(tmpdir(), 'petrel-compiled-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('keeps compiled code in the profile, unless that would weaken the keychain or never be found again', () => {
  expect(compileCacheFolder('/profile', 'engine', 'linux', {})).toBe(join('/profile', 'compiled', 'engine'));
  expect(compileCacheFolder('/profile', 'page', 'win32', {})).toBe(join('/profile', 'compiled', 'page'));
  for (const part of ['engine', 'page'] as const) expect(compileCacheFolder('/profile', part, 'darwin', {})).toBeUndefined();
  expect(compileCacheFolder('/profile', 'engine', 'linux', { APPIMAGE: '/home/anna/Petrel.AppImage' })).toBeUndefined();
});

it('writes what was compiled without waiting for an orderly end, and removes what another version of Node kept', async () => {
  const folder = join(dir, 'compiled');
  const old = join(folder, 'v20.0.0-x64-00000000-0');
  mkdirSync(old, { recursive: true });
  writeFileSync(join(old, '12345678'), 'old');
  const module = join(dir, 'module.cjs');
  writeFileSync(module, 'exports.answer = () => 42;');
  const script = `
    import { createRequire } from 'node:module';
    const { useCompileCache } = await import(${JSON.stringify(join(import.meta.dirname, '../../../src-main/app/thread/compile-cache.ts'))});
    useCompileCache(${JSON.stringify(folder)}, 0);
    // Both before the timer of the line above.
    createRequire(${JSON.stringify(module)})(${JSON.stringify(module)});
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 5);`;
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env }).catch((error: { signal: string }) => expect(error.signal).toBe('SIGKILL'));
  expect(existsSync(old)).toBe(false);
  const [version] = readdirSync(folder);
  expect(readdirSync(join(folder, version!)).length).toBeGreaterThan(0);
});
