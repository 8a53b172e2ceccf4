import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppState } from '../../../src-main/app/app-state.ts';
import { environmentFromProcess } from '../../../src-main/app/process-options.ts';
import { defaultProfileDir, lockProfile, ProfileInUseError } from '../../../src-main/app/profile.ts';
import { SealedFile } from '../../../src-main/app/sealed-file.ts';
import { createLog } from '../../../src-main/log/index.ts';

const key = new Uint8Array(32).fill(3);
const log = createLog('off')('test');
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'petrel-profile-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('where a profile is', () => {
  it.each([
    [{ XDG_DATA_HOME: '/data' }, 'linux', '/data/petrel'],
    [{ XDG_DATA_HOME: 'relative' }, 'linux', /\/\.local\/share\/petrel$/],
    [{}, 'darwin', /\/Library\/Application Support\/Petrel$/],
    [{ APPDATA: '/roaming' }, 'win32', '/roaming/Petrel'],
    [{ PETREL_PROFILE: '/mine', XDG_DATA_HOME: '/data' }, 'linux', '/mine'],
  ] as const)('%o on %s', (env, platform, expected) => {
    const found = defaultProfileDir(env, platform);
    if (typeof expected === 'string') expect(found).toBe(expected);
    else expect(found).toMatch(expected);
  });
});

describe('the lock', () => {
  it('keeps a second one out, in this process and in others, until it is given back', () => {
    const unlock = lockProfile(dir);
    expect(() => lockProfile(dir)).toThrow(ProfileInUseError);
    const script = `import { lockProfile } from ${JSON.stringify(join(import.meta.dirname, '../../../src-main/app/profile.ts'))};
      try { lockProfile(${JSON.stringify(dir)}); process.exit(0); } catch (error) { process.exit(error.name === 'ProfileInUseError' ? 7 : 1); }`;
    const tryElsewhere = () => spawnSync(process.execPath, ['--input-type=module', '-e', script]).status;
    expect(tryElsewhere()).toBe(7);
    unlock();
    expect(tryElsewhere()).toBe(0);
    // The process that took it has ended without giving it back: it is free all the same.
    lockProfile(dir)();
  });
});

describe('what the environment says', () => {
  it('is taken over when it makes sense', () => {
    const options = environmentFromProcess({ PETREL_PROFILE: '/p', PETREL_API_ID: '17', PETREL_API_HASH: 'a'.repeat(32), PETREL_LOG: 'debug', PETREL_SERVERS: 'test' });
    expect(options).toMatchObject({ profileDir: '/p', credentials: { apiId: 17 }, logLevel: 'debug', environment: { kind: 'test', environment: { test: true } } });
    expect(environmentFromProcess({}).environment.environment).toMatchObject({ test: false, defaultDcId: 2 });
    expect(environmentFromProcess({})).not.toHaveProperty('credentials');
  });

  it.each([{ PETREL_API_ID: '17' }, { PETREL_API_ID: 'x', PETREL_API_HASH: 'a'.repeat(32) }, { PETREL_API_ID: '17', PETREL_API_HASH: 'short' }])(
    'is refused in a sentence: %o',
    (env) => expect(() => environmentFromProcess(env)).toThrow('my.telegram.org'),
  );
});

describe('a sealed file', () => {
  it('opens with its key and purpose only, and tells damage from absence', () => {
    const path = join(dir, 'x.bin');
    const file = new SealedFile<{ secret: string }>(path, key, 'test');
    expect(file.read()).toEqual({ state: 'absent' });
    file.write({ secret: 'meet at noon' });
    expect(readFileSync(path).includes('noon')).toBe(false);
    expect(file.read()).toEqual({ state: 'present', value: { secret: 'meet at noon' } });
    expect(new SealedFile(path, key, 'another').read()).toEqual({ state: 'damaged' });
    expect(new SealedFile(path, new Uint8Array(32).fill(4), 'test').read()).toEqual({ state: 'damaged' });
    const bytes = readFileSync(path);
    for (const index of [0, 9, 25, bytes.length - 1]) {
      const harmed = Buffer.from(bytes);
      harmed[index]! ^= 1;
      writeFileSync(path, harmed);
      expect(file.read()).toEqual({ state: 'damaged' });
    }
    writeFileSync(path, bytes.subarray(0, 20));
    expect(file.read()).toEqual({ state: 'damaged' });
  });
});

describe('the state of the app', () => {
  const open = (environment = 'local') => new AppState(dir, key, environment, log);

  it('keeps an account for each environment', () => {
    const local = open().accountDir();
    expect(open().accountDir()).toBe(local);
    expect(open('production').accountDir()).not.toBe(local);
  });

  it('finishes at the next start a wipe that was cut off', () => {
    const state = open();
    const account = state.accountDir();
    writeFileSync(join(account, 'petrel.db'), 'x');
    const others = open('production').accountDir();
    // The process dies after the folder lost its name and before it was removed.
    open().wipeAccount();
    mkdirSync(account);
    open();
    expect(readdirSync(join(dir, 'accounts'))).toEqual([others.split('/').at(-1)]);
  });

  it('takes over the accounts that are there when it is damaged itself, and is set aside', () => {
    const account = open().accountDir();
    writeFileSync(join(dir, 'state.bin'), 'nonsense');
    expect(open().accountDir()).toBe(account);
    expect(readdirSync(dir).some((name) => name.startsWith('state.bin.damaged-'))).toBe(true);
  });

  it('keeps twenty tokens of an environment, newest first, and forgets those of a lost user', () => {
    const state = open();
    for (let n = 0; n < 25; n++) state.addToken(n % 2, new Uint8Array([n]));
    expect(open().tokens().map((token) => token[0])).toEqual(Array.from({ length: 20 }, (_, n) => 24 - n));
    expect(open('production').tokens()).toEqual([]);
    state.removeTokensOf(0);
    expect(open().tokens().every((token) => token[0]! % 2 === 1)).toBe(true);
  });

  it('tells when it cannot be written, and goes on', () => {
    const state = open();
    const failures: unknown[] = [];
    state.onWriteFailed = (error) => failures.push(error);
    rmSync(dir, { recursive: true });
    state.setCredentials({ apiId: 1, apiHash: 'a' });
    expect(failures).toHaveLength(1);
    expect(state.credentials).toEqual({ apiId: 1, apiHash: 'a' });
  });
});
