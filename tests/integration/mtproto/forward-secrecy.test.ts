import type { tl } from '#tl';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MtprotoClient, RpcError } from '../../../src-main/mtproto/index.ts';
import type { LocalDc } from '../../dc/index.ts';
import { clientOf, MemoryStorage, startTestDc, withoutWaitsOf, type TestWorld } from './support.ts';

const nearest = { _: 'help.getNearestDc' } as const;
const numbered = (id: number) => ({ _: 'help.getDeepLinkInfo', path: String(id) }) as const;

describe('forward secrecy', () => {
  let dc: LocalDc<TestWorld>;
  const clients: MtprotoClient[] = [];

  function connect(options: Parameters<typeof clientOf>[1] = {}): ReturnType<typeof clientOf> {
    const made = clientOf(dc, options);
    clients.push(made.client);
    made.client.start();
    return made;
  }

  const incoming = (): string[] => dc.report.transcript((entry) => entry.direction === 'in').flatMap(({ method }) => method ?? []);
  const permanentId = (dcId = 2): string => dc.server.keys.permanent().find((key) => key.dcId === dcId)?.id ?? '';
  const bound = (dcId = 2) => dc.server.keys.boundTo(permanentId(dcId));

  beforeEach(async () => {
    dc = await startTestDc();
    dc.world.on('help.getDeepLinkInfo', () => ({ _: 'help.deepLinkInfoEmpty' }));
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    const { internalErrors } = dc.report;
    const violations = dc.violations();
    await dc.close();
    expect(internalErrors).toEqual([]);
    expect(violations).toEqual([]);
  });

  it('binds one temporary key before the first call, and all sessions of the DC share it', async () => {
    const { client } = connect();
    await Promise.all([client.call(nearest), client.call(numbered(1), { kind: 'upload' }), client.call(numbered(2), { kind: 'download' })]);
    expect(incoming().filter((method) => method === 'auth.bindTempAuthKey').length).toBe(1);
    expect(incoming()[0]).toBe('auth.bindTempAuthKey');
    expect(bound().length).toBe(1);
    const lifetime = (bound()[0]?.expiresAt ?? 0) - dc.clock.now();
    expect(lifetime).toBeGreaterThan(22.9 * 3_600);
    expect(lifetime).toBeLessThanOrEqual(24 * 3_600);
  });

  it('goes on with its temporary key after a restart: the first call needs one round trip', async () => {
    const first = connect();
    await first.client.call(nearest);
    await first.client.close();
    dc.report.clear();
    const second = connect({ storage: first.storage });
    await second.client.call(nearest);
    expect(incoming()).toEqual(['help.getNearestDc']);
    expect(dc.report.accepted.length).toBe(1);
    expect(dc.server.keys.all().length).toBe(2);
  });

  it('starts with another key when the stored one is over', async () => {
    const first = connect();
    await first.client.call(nearest);
    await first.client.close();
    dc.clock.jump(25 * 3_600);
    const second = connect({ storage: first.storage });
    await second.client.call(nearest);
    expect(dc.server.keys.permanent().length).toBe(1);
  });

  // Seconds of real time: the DC enforces the end of a key, and nothing but the passing of time tests that.
  it('rotates keys of eight seconds under load; no call fails, none is executed twice, and the old keys are dropped', async () => {
    const { client } = connect({ temporaryKeyLifetime: () => 8 });
    await client.call(nearest);
    let connected = true;
    client.onConnectionState(({ kind }) => {
      connected &&= kind === 'connected';
    });
    const first = bound()[0]?.id;
    const drops = (): number => incoming().filter((method) => method === 'auth.dropTempAuthKeys').length;
    let sent = 0;
    while (drops() < 2) {
      await Promise.all(Array.from({ length: 10 }, (_, index) => client.call(numbered(sent++), index % 2 === 0 ? {} : { chain: 'chat' })));
    }
    const paths = dc.world.calls.flatMap((call) => (call._ === 'help.getDeepLinkInfo' ? call.path : []));
    expect(paths.length).toBe(sent);
    expect(new Set(paths).size).toBe(sent);
    const chained = paths.map(Number).filter((path) => path % 2 === 1);
    expect(chained).toEqual([...chained].sort((a, b) => a - b));
    expect(connected).toBe(true);
    expect(bound().length).toBe(1);
    expect(bound()[0]?.id).not.toBe(first);
    expect(dc.server.keys.permanent().length).toBe(1);
    // An old session may drain for thirty seconds before its key is dropped, and two are waited for.
  }, 90_000);

  it('recovers within two seconds when the DC forgets the temporary key, and stays signed in', async () => {
    const { client, storage } = connect({ clock: withoutWaitsOf(2_000) });
    await client.call(nearest);
    client.setAuthorized(true);
    const over: RpcError[] = [];
    client.onUnauthorized((error) => over.push(error));
    const before = storage.keys.get(2)?.key;
    expect(dc.server.forgetTemporaryKeys(permanentId())).toBe(1);
    await Promise.all([1, 2, 3].map((id) => client.call(numbered(id))));
    expect(over).toEqual([]);
    expect(storage.keys.get(2)?.key).toEqual(before);
    expect(dc.server.keys.permanent().length).toBe(1);
  });

  it('makes another temporary key when the one in use has lost its binding', async () => {
    const { client } = connect();
    await client.call(nearest);
    const [key] = bound();
    delete key?.boundTo;
    await Promise.all([1, 2, 3].map((id) => client.call(numbered(id))));
    expect(bound().length).toBe(1);
    expect(bound()[0]?.id).not.toBe(key?.id);
  });

  it('ends the account when the DC has destroyed the permanent key, and not before it has said so under encryption', async () => {
    const { client, storage } = connect();
    await client.call(nearest);
    client.setAuthorized(true);
    // A key of the first minute may only not be known everywhere yet.
    dc.clock.jump(120);
    const over = new Promise<RpcError>((resolve) => client.onUnauthorized(resolve));
    const gone = permanentId();
    dc.server.forgetKey(gone);
    expect(await over).toMatchObject({ code: 401, type: 'AUTH_KEY_UNREGISTERED' });
    await client.call(nearest);
    expect(storage.keys.get(2)?.authorized).toBe(false);
    expect(permanentId()).not.toBe(gone);
    const refused = dc.report.transcript((entry) => entry.direction === 'in' && entry.method === 'auth.bindTempAuthKey');
    expect(refused.length).toBeGreaterThanOrEqual(3);
  });

  it.each([
    { text: 'ENCRYPTED_MESSAGE_INVALID', keepsKey: true },
    { text: 'EXPIRES_AT_INVALID', keepsKey: true },
    { text: 'TEMP_AUTH_KEY_ALREADY_BOUND', keepsKey: false },
    { text: 'TEMP_AUTH_KEY_EMPTY', keepsKey: false },
    { text: 'FLOOD_WAIT_1', keepsKey: true },
  ])('gets over $text', async ({ text, keepsKey }) => {
    const fault = dc.faults.add({ at: 'call', do: 'error', code: 400, text, match: { method: 'auth.bindTempAuthKey' } });
    const { client, storage } = connect();
    await client.call(nearest);
    expect(fault.hits).toBe(1);
    expect(dc.server.keys.permanent().length).toBe(1);
    expect(storage.keys.size).toBe(1);
    // The permanent key, the bound one, and what was given up.
    expect(dc.server.keys.all().length).toBe(keepsKey ? 2 : 3);
  });

  it.each([
    { name: 'a salt that was wrong', do: 'bad-salt' as const },
    { name: 'a message id that was too low', do: 'bad-msg' as const, code: 16 },
    { name: 'a message id that was too high', do: 'bad-msg' as const, code: 17 },
    { name: 'a connection that broke', do: 'cut' as const },
  ])('binds with a message made anew after $name', async ({ name: _name, ...what }) => {
    const fault = dc.faults.add({ ...what, at: 'incoming', match: { method: 'auth.bindTempAuthKey' } } as Parameters<typeof dc.faults.add>[0]);
    const { client } = connect();
    await client.call(nearest);
    expect(fault.hits).toBe(1);
    const binds = dc.report.transcript((entry) => entry.direction === 'in' && entry.method === 'auth.bindTempAuthKey');
    expect(new Set(binds.map(({ msgId }) => msgId)).size).toBe(2);
    expect(dc.report.errors.size).toBe(0);
    expect(bound().length).toBe(1);
  });

  it('has another temporary key for media endpoints, which is kept when those of the others change', async () => {
    await dc.close();
    dc = await startTestDc({ media: [2] });
    dc.world.on('help.getDeepLinkInfo', () => ({ _: 'help.deepLinkInfoEmpty' }));
    const lives = [6];
    const { client } = connect({ temporaryKeyLifetime: () => lives.shift() ?? 80_000 });
    await client.call(nearest);
    const dropped = dc.report.next((entry) => entry.direction === 'out' && entry.method === 'auth.dropTempAuthKeys');
    await client.call(numbered(1), { kind: 'download' });
    expect(bound().length).toBe(2);
    const media = bound().at(-1)?.id;
    await dropped;
    await client.call(numbered(2), { kind: 'download' });
    expect(bound().length).toBe(2);
    expect(bound().map(({ id }) => id)).toContain(media);
    expect(dc.server.keys.permanent().length).toBe(1);
  });

  it('leaves no key of the account behind, at the DC or here', async () => {
    const { client, storage } = connect();
    await client.call(nearest);
    await client.call(nearest, { dcId: 1 });
    const saved = new MemoryStorage();
    for (const key of storage.keys.values()) saved.saveAuthKey(structuredClone(key));
    const old = dc.server.keys.all().map(({ id }) => id);
    expect(old.length).toBe(4);
    await client.destroyKeys();
    expect(old.filter((id) => dc.server.keys.get(id) !== undefined)).toEqual([]);
    await client.close();
    // Whoever has copied the key finds that it is of no use.
    dc.clock.jump(120);
    const over = new Promise<RpcError>((resolve) => {
      const thief = clientOf(dc, { storage: saved });
      clients.push(thief.client);
      thief.client.setAuthorized(true);
      thief.client.onUnauthorized(resolve);
      thief.client.start();
    });
    expect((await over).type).toBe('AUTH_KEY_UNREGISTERED');
  });
});

describe('a CDN DC', () => {
  const getCdnFile: tl.upload.getCdnFile = { _: 'upload.getCdnFile', fileToken: new Uint8Array(8), offset: 0, limit: 4096 };
  let dc: LocalDc<TestWorld>;
  let client: MtprotoClient;
  let storage: MemoryStorage;
  /** What the main DC says that the keys are. */
  let told: string[];

  beforeEach(async () => {
    dc = await startTestDc({ cdn: {} });
    dc.world.on('upload.getCdnFile', ({ limit }) => ({ _: 'upload.cdnFile', bytes: new Uint8Array(limit) }));
    told = [];
    dc.world.on('help.getCdnConfig', () => ({ _: 'cdnConfig', publicKeys: told.map((publicKey) => ({ _: 'cdnPublicKey', dcId: 203, publicKey })) }));
    ({ client, storage } = clientOf(dc));
    client.start();
  });

  afterEach(async () => {
    await client.close();
    const violations = dc.violations();
    await dc.close();
    expect(violations).toEqual([]);
  });

  it('is called under a temporary key without a permanent one, and is told nothing', async () => {
    told = [dc.cdn?.publicKey ?? ''];
    const files = await Promise.all([1, 2, 3].map(() => client.call(getCdnFile, { dcId: 203, kind: 'cdn' })));
    expect(files.map(({ _ }) => _)).toEqual(['upload.cdnFile', 'upload.cdnFile', 'upload.cdnFile']);
    const keys = dc.server.keys.all().filter((key) => key.dcId === 203);
    expect(keys.map(({ expiresAt, boundTo }) => [expiresAt === undefined, boundTo])).toEqual([[false, undefined]]);
    expect(dc.world.count('help.getCdnConfig')).toBe(1);
    const wrappers = dc.report.transcript((entry) => entry.method === 'upload.getCdnFile' && entry.direction === 'in').map((entry) => entry.wrappers);
    expect(new Set(wrappers.flat())).toEqual(new Set(['invokeWithLayer', 'initConnection']));
    expect(storage.cdnKeys?.keys).toEqual([{ dcId: 203, publicKey: dc.cdn?.publicKey }]);
    expect([...storage.temporary.values()].map(({ dcId }) => dcId)).toEqual([2]);
  });

  it('has its keys asked for again when it offers an unknown one', async () => {
    told = [dc.publicKey];
    dc.world.on('help.getCdnConfig', () => {
      const publicKey = dc.world.count('help.getCdnConfig') === 1 ? dc.publicKey : (dc.cdn?.publicKey ?? '');
      return { _: 'cdnConfig', publicKeys: [{ _: 'cdnPublicKey', dcId: 203, publicKey }] };
    });
    expect(await client.call(getCdnFile, { dcId: 203, kind: 'cdn' })).toMatchObject({ _: 'upload.cdnFile' });
    expect(dc.world.count('help.getCdnConfig')).toBe(2);
  });

  it('is never asked for anything else', async () => {
    told = [dc.cdn?.publicKey ?? ''];
    await expect(client.call(nearest, { dcId: 203, kind: 'cdn' })).rejects.toThrow('nothing else is asked of a CDN DC');
    await expect(client.call(nearest, { dcId: 203 })).rejects.toMatchObject({ reason: 'unknownDc' });
  });
});
