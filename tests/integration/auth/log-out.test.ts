import type { tl } from '#tl';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLocalDc } from '../../dc/index.ts';
import { TestEngine, temporaryProfile } from '../support/engine.ts';

type Dc = Awaited<ReturnType<typeof startLocalDc>>;

const anna = '9996621234';
let dc: Dc;
let profile: ReturnType<typeof temporaryProfile>;
const engines: TestEngine[] = [];

function open(): TestEngine {
  const engine = TestEngine.open(profile.dir, dc);
  engines.push(engine);
  return engine;
}

const authorizations = (): number => dc.world.accountByPhone(anna).authorizations.size;
const accountFolders = (): string[] => readdirSync(join(profile.dir, 'accounts'));

beforeEach(async () => {
  profile = temporaryProfile();
  dc = await startLocalDc({ protocol: { forwardSecrecy: true } });
  dc.world.createUser({ firstName: 'Anna', lastName: 'Petrel', phone: anna });
});

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  expect(dc.violations()).toEqual([]);
  await dc.close();
  profile.remove();
});

describe('logging out', () => {
  it('ends the session, destroys the keys, wipes the account, and comes back to the phone page', async () => {
    const engine = open();
    await engine.signIn(anna);
    const before = accountFolders();
    const destroyed = dc.report.next((entry) => entry.type === 'destroy_auth_key' || entry.type === 'mt_destroy_auth_key');
    await engine.window.call('auth.logOut', {});
    await destroyed;
    await engine.step('phone');
    expect(authorizations()).toBe(0);
    expect(accountFolders()).not.toEqual(before);
    expect((await engine.window.refusal('peers.get', { peerId: 5 })).code).toBe('UNAUTHORIZED');
    // A second start finds nobody.
    await engine.close();
    await open().step('phone');
  });

  it('keeps a token that lets the same person back in without a code', async () => {
    const engine = open();
    await engine.signIn(anna);
    await engine.window.call('auth.logOut', {});
    await engine.step('phone');
    await engine.window.call('auth.sendCode', { phone: anna });
    expect(await engine.step('ready')).toMatchObject({ self: { firstName: 'Anna' } });
  });

  it('works without network: the account is gone here at once, and on the server as soon as there is one', async () => {
    const engine = open();
    await engine.signIn(anna);
    const status = engine.window.listen('connection.status', {});
    await status.until(({ kind }) => kind === 'ready');
    await dc.stop();
    await status.until(({ kind }) => kind !== 'ready');
    await engine.window.call('auth.logOut', {});
    await engine.step('phone');
    expect(authorizations()).toBe(1);
    await engine.close();
    await dc.start();
    const loggedOut = dc.report.next((entry) => entry.method === 'auth.logOut' && entry.direction === 'out');
    const second = open();
    await second.step('phone');
    await loggedOut;
    expect(authorizations()).toBe(0);
  });
});

describe('the session is ended from elsewhere', () => {
  it('asks whether to log out when the server wants the key dropped, and does nothing unasked', async () => {
    const engine = open();
    await engine.signIn(anna);
    const notices = engine.window.listen('app.notices', {});
    await engine.window.listen('connection.status', {}).until(({ kind }) => kind === 'ready');
    const [permanent] = dc.server.keys.permanent();
    const text = 'Your session may have been copied. Log out and sign in again.';
    const update: tl.updateServiceNotification = {
      _: 'updateServiceNotification',
      type: 'AUTH_KEY_DROP_DUPLICATE',
      message: text,
      media: { _: 'messageMediaEmpty' },
      entities: [],
    };
    dc.server.push({ dcId: 2, authKeyId: permanent!.id }, { _: 'updateShort', update, date: Math.floor(dc.clock.now()) });
    expect(await notices.until(({ kind }) => kind === 'logOut')).toEqual({ text, kind: 'logOut' });
    expect(engine.auth.last?.step).toBe('ready');
    await engine.window.call('auth.logOut', {});
    await engine.step('phone');
    expect(authorizations()).toBe(0);
  });

  it('comes back to the phone page when the permanent key is destroyed, not when a temporary one is', async () => {
    const engine = open();
    await engine.signIn(anna);
    const [permanent] = dc.server.keys.permanent();
    expect(dc.server.forgetTemporaryKeys(permanent!.id)).toBe(1);
    await engine.window.call('connection.retry', {});
    const rebound = dc.report.next((entry) => entry.direction === 'out' && entry.method === 'auth.bindTempAuthKey');
    await rebound;
    expect(engine.auth.last?.step).toBe('ready');
    const before = accountFolders();
    // A key of the first minute may only not be known everywhere yet.
    dc.clock.jump(120);
    dc.server.forgetKey(permanent!.id);
    const state = await engine.step('phone');
    expect(state.notice).toMatch(/Sign in again\.$/);
    expect(accountFolders()).not.toEqual(before);
  });

  it('wipes the account and says why', async () => {
    const engine = open();
    await engine.signIn(anna);
    const [authorization] = dc.world.accountByPhone(anna).authorizations;
    dc.world.endSession(authorization!);
    await engine.window.call('connection.retry', {});
    const state = await engine.step('phone');
    expect(state.notice).toMatch(/Sign in again\.$/);
    // A stolen machine must not get back in without a code: the tokens are gone too.
    await engine.window.call('auth.sendCode', { phone: anna });
    expect(await engine.step('code')).toBeDefined();
  });
});
