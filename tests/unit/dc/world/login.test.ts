import { describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import { TestWorld, type TestClient } from './support.ts';

const PHONE = '9996620001';

function sendCode(client: TestClient, phoneNumber: string, extra: Partial<tl.codeSettings> = {}): Promise<tl.auth.SentCode> {
  return client.call({ _: 'auth.sendCode', phoneNumber, apiId: 1, apiHash: 'x', settings: { _: 'codeSettings', ...extra } });
}

async function hashFor(client: TestClient, phone: string): Promise<string> {
  const sent = await sendCode(client, phone);
  if (sent._ !== 'auth.sentCode') throw new Error('no code');
  return sent.phoneCodeHash;
}

function signIn(phoneNumber: string, phoneCodeHash: string, phoneCode?: string): tl.auth.signIn {
  return { _: 'auth.signIn', phoneNumber, phoneCodeHash, ...(phoneCode !== undefined ? { phoneCode } : {}) };
}

function worldWithAda(): TestWorld {
  const test = new TestWorld();
  test.world.createUser({ firstName: 'Ada', phone: PHONE });
  return test;
}

describe('login', () => {
  it('sends numbers home: 303 with the DC of the number', async () => {
    const client = worldWithAda().client(1);
    expect(
      await client.refusal({ _: 'auth.sendCode', phoneNumber: PHONE, apiId: 1, apiHash: 'x', settings: { _: 'codeSettings' } }),
    ).toBe('303 PHONE_MIGRATE_2');
    expect(
      await client.refusal({
        _: 'auth.sendCode',
        phoneNumber: '9996680001',
        apiId: 1,
        apiHash: 'x',
        settings: { _: 'codeSettings' },
      }),
    ).toBe('406 PHONE_NUMBER_INVALID');
    expect(
      await client.refusal({ _: 'auth.sendCode', phoneNumber: '123', apiId: 1, apiHash: 'x', settings: { _: 'codeSettings' } }),
    ).toBe('406 PHONE_NUMBER_INVALID');
  });

  it('logs in with the code and keeps the hash good after a wrong one', async () => {
    const client = worldWithAda().client(2);
    const hash = await hashFor(client, `+${PHONE}`);
    expect(await client.refusal(signIn(PHONE, hash, '11111'))).toBe('400 PHONE_CODE_INVALID');
    expect(await client.refusal(signIn(PHONE, hash))).toBe('400 PHONE_CODE_EMPTY');
    const done = await client.call(signIn(PHONE, hash, '22222'));
    expect(done).toMatchObject({ _: 'auth.authorization', user: { self: true, firstName: 'Ada', phone: PHONE } });
    expect(await client.refusal(signIn(PHONE, hash, '22222'))).toBe('400 PHONE_CODE_EXPIRED');
  });

  it('lets a code expire after five minutes', async () => {
    const test = worldWithAda();
    const client = test.client(2);
    const hash = await hashFor(client, PHONE);
    test.clock.time += 299;
    expect(await client.refusal(signIn(PHONE, hash, '00000'))).toBe('400 PHONE_CODE_INVALID');
    test.clock.time += 1;
    expect(await client.refusal(signIn(PHONE, hash, '22222'))).toBe('400 PHONE_CODE_EXPIRED');
  });

  it('answers too many wrong codes and too many sends with a flood', async () => {
    const test = worldWithAda();
    test.world.state.settings.codesPerHour = 10;
    const client = test.client(2);
    const hash = await hashFor(client, PHONE);
    const answers: string[] = [];
    for (let i = 0; i < 5; i++) answers.push(await client.refusal(signIn(PHONE, hash, '99999')));
    expect(answers).toEqual([...Array(4).fill('400 PHONE_CODE_INVALID'), '420 FLOOD_WAIT_60']);
    expect(
      await client.refusal({ _: 'auth.sendCode', phoneNumber: PHONE, apiId: 1, apiHash: 'x', settings: { _: 'codeSettings' } }),
    ).toBe('420 FLOOD_WAIT_60');
    test.clock.time += 61;
    for (let i = 0; i < 9; i++) await sendCode(client, PHONE);
    expect(
      await client.refusal({ _: 'auth.sendCode', phoneNumber: PHONE, apiId: 1, apiHash: 'x', settings: { _: 'codeSettings' } }),
    ).toBe('400 PHONE_NUMBER_FLOOD');
  });

  it('delivers to the app first when another device is logged in, then by SMS, then by call, then not at all', async () => {
    const test = worldWithAda();
    const first = await test.loggedIn(PHONE);
    const second = test.client(2);
    const sent = await sendCode(second, PHONE);
    expect(sent).toMatchObject({ type: { _: 'auth.sentCodeTypeApp', length: 5 }, nextType: { _: 'auth.codeTypeSms' } });
    expect(first.updates).toMatchObject([
      { _: 'updateNewMessage', message: { message: expect.stringContaining('22222'), peerId: { userId: 777000 } } },
    ]);
    let hash = (sent as tl.auth.sentCode).phoneCodeHash;
    const kinds: string[] = [];
    for (let i = 0; i < 2; i++) {
      const again: tl.auth.SentCode = await second.call({ _: 'auth.resendCode', phoneNumber: PHONE, phoneCodeHash: hash });
      if (again._ !== 'auth.sentCode') throw new Error('no code');
      kinds.push(again.type._);
      expect(await second.refusal(signIn(PHONE, hash, '22222'))).toBe('400 PHONE_CODE_EXPIRED');
      hash = again.phoneCodeHash;
    }
    expect(kinds).toEqual(['auth.sentCodeTypeSms', 'auth.sentCodeTypeCall']);
    expect(await second.refusal({ _: 'auth.resendCode', phoneNumber: PHONE, phoneCodeHash: hash })).toBe(
      '406 SEND_CODE_UNAVAILABLE',
    );
    await second.call(signIn(PHONE, hash, '22222'));
    expect(first.updates).toContainEqual(expect.objectContaining({ _: 'updateNewAuthorization', unconfirmed: true }));
  });

  it('signs up an unknown number after showing the terms', async () => {
    const client = worldWithAda().client(1);
    const hash = await hashFor(client, '9996610009');
    expect(
      await client.refusal({ _: 'auth.signUp', phoneNumber: '9996610009', phoneCodeHash: hash, firstName: 'New', lastName: '' }),
    ).toBe('400 PHONE_CODE_EMPTY');
    const answer = await client.call(signIn('9996610009', hash, '11111'));
    expect(answer).toMatchObject({ _: 'auth.authorizationSignUpRequired', termsOfService: { _: 'help.termsOfService' } });
    expect(
      await client.refusal({ _: 'auth.signUp', phoneNumber: '9996610009', phoneCodeHash: hash, firstName: ' ', lastName: '' }),
    ).toBe('400 FIRSTNAME_INVALID');
    const done = await client.call({
      _: 'auth.signUp',
      phoneNumber: '9996610009',
      phoneCodeHash: hash,
      firstName: 'New',
      lastName: 'Person',
    });
    expect(done).toMatchObject({ user: { self: true, firstName: 'New', lastName: 'Person' } });
    expect(
      await client.call({
        _: 'messages.getDialogs',
        offsetDate: 0,
        offsetId: 0,
        offsetPeer: { _: 'inputPeerEmpty' },
        limit: 20,
        hash: 0n,
      }),
    ).toMatchObject({ dialogs: [] });
  });

  it('gives a token at log-out that logs in again without a code, once', async () => {
    const test = worldWithAda();
    const client = await test.loggedIn(PHONE);
    const out = await client.call({ _: 'auth.logOut' });
    expect(await client.refusal({ _: 'updates.getState' })).toBe('401 AUTH_KEY_UNREGISTERED');
    const token = out.futureAuthToken ?? new Uint8Array(0);
    const back = await sendCode(client, PHONE, { logoutTokens: [token] });
    expect(back).toMatchObject({ _: 'auth.sentCodeSuccess', authorization: { user: { self: true } } });
    await client.call({ _: 'auth.logOut' });
    expect(await sendCode(client, PHONE, { logoutTokens: [token] })).toMatchObject({ _: 'auth.sentCode' });
  });

  it('carries a login to another DC once, within a minute, and only there', async () => {
    const test = worldWithAda();
    const home = await test.loggedIn(PHONE);
    const away = test.client(3);
    expect(await away.refusal({ _: 'updates.getState' })).toBe('401 AUTH_KEY_UNREGISTERED');
    const exported = await home.call({ _: 'auth.exportAuthorization', dcId: 3 });
    expect(await test.client(1).refusal({ _: 'auth.importAuthorization', id: exported.id, bytes: exported.bytes })).toBe(
      '400 AUTH_BYTES_INVALID',
    );
    const again = await home.call({ _: 'auth.exportAuthorization', dcId: 3 });
    await away.call({ _: 'auth.importAuthorization', id: again.id, bytes: again.bytes });
    expect(await away.refusal({ _: 'auth.importAuthorization', id: again.id, bytes: again.bytes })).toBe(
      '400 AUTH_BYTES_INVALID',
    );
    expect(await away.call({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] })).toMatchObject([{ self: true }]);
    expect(await home.call({ _: 'account.getAuthorizations' })).toMatchObject({ authorizations: [{ current: true, hash: 0n }] });
    expect(await home.refusal({ _: 'auth.exportAuthorization', dcId: 2 })).toBe('400 DC_ID_INVALID');
    const late = await home.call({ _: 'auth.exportAuthorization', dcId: 1 });
    test.clock.time += 61;
    expect(await test.client(1).refusal({ _: 'auth.importAuthorization', id: late.id, bytes: late.bytes })).toBe(
      '400 AUTH_BYTES_INVALID',
    );
  });

  it('ends another session on request', async () => {
    const test = worldWithAda();
    const first = await test.loggedIn(PHONE);
    const second = await test.loggedIn(PHONE);
    const list = await first.call({ _: 'account.getAuthorizations' });
    const other = list.authorizations.find((one) => !one.current);
    await first.call({ _: 'account.resetAuthorization', hash: other?.hash ?? 0n });
    expect(await second.refusal({ _: 'updates.getState' })).toBe('401 AUTH_KEY_UNREGISTERED');
    expect(await first.refusal({ _: 'account.resetAuthorization', hash: 5n })).toBe('400 HASH_INVALID');
  });
});
