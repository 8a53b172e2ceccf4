import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MasterKeyError, openMasterKey } from '../../../src-main/app/master-key.ts';
import type { SecretStore } from '../../../src-main/app/master-key.ts';

class FakeKeychain implements SecretStore {
  readonly entries = new Map<string, string>();
  mode: 'open' | 'locked' | 'forgetful' = 'open';

  getPassword(service: string, account: string): Promise<string | null> {
    if (this.mode === 'locked') return Promise.reject(new Error('The keychain is locked'));
    return Promise.resolve(this.entries.get(`${service}/${account}`) ?? null);
  }

  setPassword(service: string, account: string, password: string): Promise<void> {
    if (this.mode === 'locked') return Promise.reject(new Error('The keychain is locked'));
    if (this.mode === 'open') this.entries.set(`${service}/${account}`, password);
    return Promise.resolve();
  }
}

let dir: string;
let keychain: FakeKeychain;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'petrel-key-'));
  keychain = new FakeKeychain();
});
afterEach(() => rmSync(dir, { recursive: true }));

const snapshot = (): string => JSON.stringify(readdirSync(dir).toSorted().map((name) => [name, readFileSync(join(dir, name), 'hex')]));

async function problem(store: SecretStore | undefined): Promise<string> {
  try {
    await openMasterKey(dir, store);
  } catch (error) {
    if (error instanceof MasterKeyError) {
      expect(error.message).toMatch(/^[A-Z].*\.$/);
      return error.problem;
    }
    throw error;
  }
  return 'none';
}

describe('with a keychain', () => {
  it('keeps the key there, and nothing of it in the profile', async () => {
    const first = await openMasterKey(dir, keychain);
    expect(first.key).toHaveLength(32);
    expect(first.warnings).toEqual([]);
    expect(readdirSync(dir)).toEqual(['key.json']);
    const descriptor = readFileSync(join(dir, 'key.json'), 'utf8');
    for (const form of ['hex', 'base64'] as const) expect(descriptor).not.toContain(Buffer.from(first.key).toString(form));
    expect((await openMasterKey(dir, keychain)).key).toEqual(first.key);
  });

  it.each([
    ['locked', (): void => void (keychain.mode = 'locked')],
    ['gone', (): void => keychain.entries.clear()],
    ['wrong', (): void => keychain.entries.forEach((_, name) => keychain.entries.set(name, Buffer.alloc(32, 9).toString('base64')))],
    ['wrong', (): void => keychain.entries.forEach((_, name) => keychain.entries.set(name, 'nonsense'))],
  ] as const)('says that the key is %s, and changes nothing', async (expected, harm) => {
    const { key } = await openMasterKey(dir, keychain);
    const entries = new Map(keychain.entries);
    const before = snapshot();
    harm();
    expect(await problem(keychain)).toBe(expected);
    expect(snapshot()).toBe(before);
    keychain.mode = 'open';
    entries.forEach((value, name) => keychain.entries.set(name, value));
    expect((await openMasterKey(dir, keychain)).key).toEqual(key);
  });

  it('says that it is locked when its library does not load any more', async () => {
    await openMasterKey(dir, keychain);
    expect(await problem(undefined)).toBe('locked');
  });
});

describe('without a keychain', () => {
  it.each([
    ['no library', (): FakeKeychain | undefined => undefined],
    ['a locked one', (): FakeKeychain | undefined => ((keychain.mode = 'locked'), keychain)],
    ['one that forgets', (): FakeKeychain | undefined => ((keychain.mode = 'forgetful'), keychain)],
  ] as const)('%s: keeps a file for the owner alone, and warns each time', async (_, store) => {
    const first = await openMasterKey(dir, store());
    expect(first.warnings).toEqual([expect.stringContaining('kept in a file')]);
    if (process.platform !== 'win32') expect(statSync(join(dir, 'master.key')).mode & 0o777).toBe(0o600);
    const second = await openMasterKey(dir, undefined);
    expect(second).toEqual(first);
  });

  it('says that the key is gone when its file is', async () => {
    await openMasterKey(dir, undefined);
    rmSync(join(dir, 'master.key'));
    expect(await problem(undefined)).toBe('gone');
    expect(existsSync(join(dir, 'master.key'))).toBe(false);
  });
});

describe('a profile that is there already', () => {
  it('never gets a new key when its descriptor is lost', async () => {
    mkdirSync(join(dir, 'accounts'));
    expect(await problem(keychain)).toBe('gone');
    expect(keychain.entries.size).toBe(0);
    rmSync(join(dir, 'accounts'), { recursive: true });
    writeFileSync(join(dir, 'state.bin'), 'x');
    expect(await problem(keychain)).toBe('gone');
  });

  it.each(['', '{', 'null', '{"version":2}', '{"version":1,"where":"elsewhere","profileId":"a","check":"b"}'])('is damaged with the descriptor %s', async (text) => {
    writeFileSync(join(dir, 'key.json'), text);
    expect(await problem(keychain)).toBe('damaged');
    expect(readFileSync(join(dir, 'key.json'), 'utf8')).toBe(text);
  });

  it('starts when it was killed between the keychain entry and the descriptor', async () => {
    await openMasterKey(dir, keychain);
    rmSync(join(dir, 'key.json'));
    const { key } = await openMasterKey(dir, keychain);
    expect((await openMasterKey(dir, keychain)).key).toEqual(key);
  });
});
