import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog, logToFile } from '../../../src-main/log/index.ts';
import { searchLogs, SecretFinder } from '../../../tools/log-hygiene.ts';
import { SecretLedger } from '../../dc/secrets.ts';

const key = Uint8Array.from({ length: 256 }, (_, index) => (index * 37 + 11) & 255);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'petrel-logs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A ledger with one secret of each kind, as a local DC would have noted them. */
function note(): void {
  const ledger = new SecretLedger(folder);
  ledger.bytes(key);
  ledger.observe({ _: 'auth.signIn', phoneNumber: '+999 66 2 1234', phoneCode: '22222', phoneCodeHash: 'a-hash-of-a-code' });
  ledger.observe({ _: 'messages.messages', messages: [{ _: 'message', id: 5, message: 'We meet "at" nine, tell nobody' }], users: [{ firstName: 'Wilhelmina' }] });
  ledger.flush();
}

const leaksOf = (text: string): string[] => {
  writeFileSync(join(folder, '1.log'), text);
  return searchLogs(folder).leaks.map(({ line, kind }) => `${line} ${kind}`);
};

describe('the search for secrets in the logs of a test run', () => {
  beforeEach(note);

  it.each([
    ['bytes', `key ${Buffer.from(key).toString('hex')}`],
    ['bytes', `the first half of a key ${Buffer.from(key).toString('hex', 0, 20).toUpperCase()}`],
    ['bytes', `in base64 ${Buffer.from(key).toString('base64')}`],
    ['bytes', JSON.stringify({ bytes: [...key] })],
    ['digits', 'sign-in of +99966 21234'],
    ['digits', 'sign-in of 999662-1234 refused'],
    ['digits', '{"code":"22222"}'],
    ['text', 'hash a-hash-of-a-code'],
    ['text', JSON.stringify({ text: 'We meet "at" nine, tell nobody' })],
    ['text', 'Error: cannot store We meet "at" nine, tell nobody'],
    ['text', 'peer Wilhelmina'],
  ])('finds %s in: %s', (kind, text) => {
    expect(leaksOf(`nothing here\n${text}\n`)).toEqual([`2 ${kind}`]);
  });

  it('finds nothing in what logs are made of', () => {
    const lines = ['2026-11-22T22:22:22.222Z info mtproto: Connection lost {"dc":2,"code":-404}', 'key [256 bytes]', '122222 222223', 'elapsed 999662'];
    expect(leaksOf(`${lines.join('\n')}\n`)).toEqual([]);
    expect(searchLogs(folder)).toMatchObject({ logLines: 4, secrets: 6 });
  });

  it('finds what gets past the scrubbing of a real log, and only that', () => {
    const log = createLog('debug', logToFile(join(folder, '2.log')))('test');
    log.info('signing in', { phone: '+999662 1234', key, text: 'We meet "at" nine, tell nobody', error: new Error('of Wilhelmina') });
    expect(searchLogs(folder).leaks).toEqual([]);
    log.info('signing in Wilhelmina');
    expect(searchLogs(folder).leaks).toEqual([{ file: '2.log', line: 2, kind: 'text' }]);
  });
});

it('a ledger without a folder writes nothing', () => {
  const ledger = new SecretLedger('');
  ledger.bytes(key);
  ledger.flush();
  expect(ledger.isKept).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

it('every form of a secret is looked for, however many there are', () => {
  const finder = new SecretFinder(Array.from({ length: 20_000 }, (_, index) => ({ kind: 'text', value: `a private text, number ${index}` }) as const));
  expect(finder.find('log: a private text, number 19999!')).toEqual(['text']);
  expect(finder.find('log: a private text, number')).toEqual([]);
});
