import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { ServerRsaKey } from '../../../dc/protocol/rsa.ts';

function run(...args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['tests/dc/main.ts', ...args], { cwd: new URL('../../../..', import.meta.url) });
}

test('the local DC prints one JSON line when it is ready and ends cleanly', { timeout: 30_000 }, async () => {
  const child = run('--seed', 'demo', '--dcs', '2', '--proxies');
  const ended = once(child, 'exit');
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  await once(reader, 'line');
  const ready = JSON.parse(lines[0] ?? '') as Record<string, unknown> & { dcs: { id: number; port: number }[]; control: string };
  expect(ready.dcs.map(({ id, port }) => [id, port > 0])).toEqual([
    [1, true],
    [2, true],
  ]);
  expect(ready['publicKey']).toContain('BEGIN RSA PUBLIC KEY');
  expect(ready['fingerprint']).toMatch(/^[0-9a-f]{16}$/);
  expect(ready['accounts']).toContainEqual({ phone: expect.stringMatching(/^\+99966\d{5}$/), name: expect.any(String) });
  const proxies = Object.entries(ready['proxies'] as Record<string, { kind: string; port: number; secret?: string }>);
  expect(proxies.map(([name, { kind }]) => `${name} ${kind}`)).toEqual([
    'socks5 socks5',
    'socks5Login socks5',
    'http http',
    'httpLogin http',
    'plain mtproto',
    'padded mtproto',
    'tls mtproto',
  ]);
  expect(proxies.every(([, { port }]) => port > 0)).toBe(true);
  const report = (await (await fetch(`${ready.control}/report`)).json()) as Record<string, unknown>;
  expect(report['violations']).toEqual([]);
  child.kill('SIGTERM');
  expect((await ended)[0]).toBe(0);
  expect(lines).toHaveLength(1);
});

test('wrong arguments are named, with the usage', { timeout: 30_000 }, async () => {
  const child = run('--dcs', 'many');
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(1);
  expect(said).toContain('--dcs must be a whole number');
  expect(said).toContain('Usage: npm run dc');
});

test('the fingerprint is that of the printed key', () => {
  const key = new ServerRsaKey();
  expect(key.fingerprintHex).toMatch(/^[0-9a-f]{16}$/);
  expect(BigInt.asUintN(64, key.fingerprint).toString(16).padStart(16, '0')).toBe(key.fingerprintHex);
});
