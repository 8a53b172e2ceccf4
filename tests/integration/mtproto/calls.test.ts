import type { tl } from '#tl';
import { encode } from '#tl';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RpcError, type MtprotoClient } from '../../../src-main/mtproto/index.ts';
import type { LocalDc } from '../../dc/index.ts';
import { clientOf, init, RpcFailure, startTestDc, type TestWorld } from './support.ts';

const nearest = { _: 'help.getNearestDc' } as const;
const authorization: tl.auth.Authorization = { _: 'auth.authorization', user: { _: 'userEmpty', id: 1 } };

describe('calls', () => {
  let dc: LocalDc<TestWorld>;
  let client: MtprotoClient;
  let storage: ReturnType<typeof clientOf>['storage'];

  beforeEach(async () => {
    dc = await startTestDc();
    ({ client, storage } = clientOf(dc));
    client.start();
  });

  afterEach(async () => {
    await client.close();
    const { internalErrors } = dc.report;
    await dc.close();
    expect(internalErrors).toEqual([]);
  });

  /** Answers the export and import of an authorization as the real servers do. */
  function transferAuthorization(): { exports: number; imports: number[] } {
    const seen = { exports: 0, imports: [] as number[] };
    dc.world.on('auth.exportAuthorization', (_call, { dcId }) => {
      expect(dcId).toBe(2);
      return { _: 'auth.exportedAuthorization', id: BigInt(++seen.exports), bytes: Uint8Array.of(1, 2, 3) };
    });
    dc.world.on('auth.importAuthorization', (call, { dcId }) => {
      if (Number(call.id) !== seen.exports) throw new RpcFailure(400, 'AUTH_BYTES_INVALID');
      seen.imports.push(dcId);
      return authorization;
    });
    return seen;
  }

  it('reject with the typed error of the server', async () => {
    dc.world.on('help.getNearestDc', () => {
      throw new RpcFailure(400, 'FILE_PART_3_MISSING');
    });
    const error = await client.call(nearest).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({ code: 400, type: 'FILE_PART_%d_MISSING', value: 3, raw: 'FILE_PART_3_MISSING', method: 'help.getNearestDc', silent: false });
  });

  it('mark errors 406 as silent', async () => {
    dc.world.on('help.getNearestDc', () => {
      throw new RpcFailure(406, 'UPDATE_APP_TO_LOGIN');
    });
    await expect(client.call(nearest)).rejects.toMatchObject({ code: 406, silent: true });
  });

  it('wait out a short FLOOD_WAIT and reject a long one at once', async () => {
    dc.faults.add({ at: 'call', do: 'error', code: 420, text: 'FLOOD_WAIT_1', times: 1 });
    const started = performance.now();
    await client.call(nearest);
    expect(performance.now() - started).toBeGreaterThanOrEqual(1_000);
    dc.faults.add({ at: 'call', do: 'error', code: 420, text: 'FLOOD_WAIT_3600', times: 1 });
    await expect(client.call(nearest)).rejects.toMatchObject({ type: 'FLOOD_WAIT_%d', value: 3600 });
    dc.faults.add({ at: 'call', do: 'error', code: 420, text: 'FLOOD_WAIT_1', times: 1 });
    await expect(client.call(nearest, { floodWaitLimitSeconds: 0 })).rejects.toMatchObject({ value: 1 });
  });

  it('do not hold up others while they wait', async () => {
    dc.faults.add({ at: 'call', do: 'error', code: 420, text: 'FLOOD_WAIT_2', times: 1 });
    const order: string[] = [];
    const slow = client.call(nearest).then(() => order.push('slow'));
    await client.call(nearest).then(() => order.push('fast'));
    await slow;
    expect(order).toEqual(['fast', 'slow']);
  });

  it('are tried again after errors of the server, if repeating does no harm', async () => {
    dc.faults.add({ at: 'call', do: 'error', code: -503, text: 'Timeout', times: 2 });
    await client.call(nearest);
    expect(dc.report.errors.get('-503 Timeout') ?? 2).toBe(2);
    dc.faults.add({ at: 'call', do: 'error', code: 500, text: 'RPC_CALL_FAIL', times: 1 });
    await expect(client.call(nearest, { idempotent: false })).rejects.toMatchObject({ code: 500 });
  });

  it.each(['PHONE_MIGRATE_3', 'NETWORK_MIGRATE_3', 'USER_MIGRATE_3'])('move the main DC on %s', async (text) => {
    dc.faults.add({ at: 'call', do: 'error', code: 303, text, match: { dcId: 2 }, times: 1 });
    expect(await client.call(nearest)).toMatchObject({ thisDc: 3 });
    expect(client.mainDcId).toBe(3);
    expect(storage.mainDcId).toBe(3);
    expect(await client.call(nearest)).toMatchObject({ thisDc: 3 });
  });

  it.each(['FILE_MIGRATE_3', 'STATS_MIGRATE_3'])('follow %s alone', async (text) => {
    dc.faults.add({ at: 'call', do: 'error', code: 303, text, match: { dcId: 2 }, times: 1 });
    expect(await client.call(nearest)).toMatchObject({ thisDc: 3 });
    expect(client.mainDcId).toBe(2);
    expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
  });

  it('give up migrating between two DCs after four hops, and to DCs that do not exist', async () => {
    dc.world.on('help.getNearestDc', (_call, { dcId }) => {
      throw new RpcFailure(303, dcId === 3 ? 'FILE_MIGRATE_1' : 'FILE_MIGRATE_3');
    });
    await expect(client.call(nearest)).rejects.toMatchObject({ code: 303 });
    expect(dc.world.count('help.getNearestDc')).toBe(5);
    dc.world.on('help.getNearestDc', () => {
      throw new RpcFailure(303, 'PHONE_MIGRATE_77');
    });
    await expect(client.call(nearest)).rejects.toMatchObject({ code: 303, value: 77 });
    expect(client.mainDcId).toBe(2);
    await expect(client.call(nearest, { dcId: 77 })).rejects.toMatchObject({ reason: 'unknownDc' });
  });

  it('announce the layer again when the server forgot it', async () => {
    await client.call(nearest);
    dc.faults.add({ at: 'call', do: 'error', code: 400, text: 'CONNECTION_NOT_INITED', times: 1 });
    await client.call(nearest);
    const calls = dc.report.transcript((entry) => entry.direction === 'in' && entry.method === 'help.getNearestDc');
    expect(calls.map((entry) => entry.wrappers?.[0])).toEqual(['invokeWithLayer', undefined, 'invokeWithLayer']);
  });

  it('tell the server who they are', async () => {
    await client.call(nearest);
    const [key] = dc.server.keys.boundTo(dc.server.keys.permanent()[0]?.id ?? '');
    expect(key).toMatchObject({ layer: 227, init: { apiId: init.apiId, deviceModel: init.deviceModel, appVersion: init.appVersion } });
  });

  it('sign in at a foreign DC once, however many need it', async () => {
    const transfer = transferAuthorization();
    await client.call(nearest);
    client.setAuthorized(true);
    dc.world.on('upload.getFile', () => ({ _: 'upload.file', type: { _: 'storage.fileJpeg' }, mtime: 0, bytes: new Uint8Array(4) }));
    const location: tl.InputFileLocation = { _: 'inputPhotoFileLocation', id: 1n, accessHash: 1n, fileReference: new Uint8Array(0), thumbSize: 'x' };
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        client.call({ _: 'upload.getFile', location, offset: i * 4096, limit: 4096 }, { dcId: 3, kind: 'download' }),
      ),
    );
    expect(transfer).toEqual({ exports: 1, imports: [3] });
    expect(storage.keys.get(3)?.authorized).toBe(true);
    const files = dc.report.transcript((entry) => entry.direction === 'in' && entry.method === 'upload.getFile');
    const perContainer = new Map<bigint, number>();
    for (const { containerId } of files) if (containerId !== undefined) perContainer.set(containerId, (perContainer.get(containerId) ?? 0) + 1);
    expect(Math.max(1, ...perContainer.values())).toBe(1);
    expect(dc.world.handled.filter((item) => item.method === 'upload.getFile').every((item) => item.withoutUpdates)).toBe(true);
  });

  it.each([
    { code: 401, text: 'AUTH_KEY_UNREGISTERED' },
    { code: 400, text: 'FILE_ID_INVALID' },
  ])('sign in again at a foreign DC after its $code $text, and stay signed in', async ({ code, text }) => {
    const transfer = transferAuthorization();
    const unauthorized: RpcError[] = [];
    client.onUnauthorized((error) => unauthorized.push(error));
    await client.call(nearest);
    client.setAuthorized(true);
    dc.world.on('users.getUsers', () => []);
    const users: tl.users.getUsers = { _: 'users.getUsers', id: [] };
    await client.call(users, { dcId: 3 });
    dc.faults.add({ at: 'call', do: 'error', code, text, match: { dcId: 3, method: 'users.getUsers' }, times: 1 });
    expect(await client.call(users, { dcId: 3 })).toEqual([]);
    expect(transfer.imports).toEqual([3, 3]);
    expect(unauthorized).toEqual([]);
  });

  it('export again when the exported bytes were refused', async () => {
    const transfer = transferAuthorization();
    await client.call(nearest);
    client.setAuthorized(true);
    dc.world.on('users.getUsers', () => []);
    dc.faults.add({ at: 'call', do: 'error', code: 400, text: 'AUTH_BYTES_INVALID', match: { method: 'auth.importAuthorization' }, times: 1 });
    await client.call({ _: 'users.getUsers', id: [] }, { dcId: 3 });
    expect(transfer.exports).toBe(2);
  });

  it.each(['AUTH_KEY_UNREGISTERED', 'SESSION_REVOKED', 'USER_DEACTIVATED_BAN'])('end the account on 401 %s of the main DC, once', async (text) => {
    await client.call(nearest);
    client.setAuthorized(true);
    const unauthorized: RpcError[] = [];
    client.onUnauthorized((error) => unauthorized.push(error));
    dc.faults.add({ at: 'call', do: 'error', code: 401, text, times: 2 });
    const results = await Promise.allSettled([client.call(nearest), client.call(nearest)]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(unauthorized.map((error) => error.type)).toEqual([text]);
    expect(storage.keys.get(2)?.authorized).toBe(false);
  });

  it('pass 401 SESSION_PASSWORD_NEEDED on', async () => {
    await client.call(nearest);
    client.setAuthorized(true);
    const unauthorized: RpcError[] = [];
    client.onUnauthorized((error) => unauthorized.push(error));
    dc.faults.add({ at: 'call', do: 'error', code: 401, text: 'SESSION_PASSWORD_NEEDED', times: 1 });
    await expect(client.call(nearest)).rejects.toMatchObject({ type: 'SESSION_PASSWORD_NEEDED' });
    expect(unauthorized).toEqual([]);
  });

  it('are refused locally when they are larger than servers accept', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const big = Uint8Array.from({ length: 1_100_000 }, (_, i) => (bytes[i % 60_000] ?? 0) ^ (i >> 9));
    await expect(client.call({ _: 'upload.saveFilePart', fileId: 1n, filePart: 0, bytes: big }, { kind: 'upload' })).rejects.toMatchObject({ reason: 'tooLarge' });
  });

  it('receive pushed updates on the main session', async () => {
    await client.call(nearest);
    const [key] = dc.server.keys.permanent();
    const received = new Promise<tl.Updates>((resolve) => client.onUpdates(resolve));
    dc.server.push({ dcId: 2, authKeyId: key?.id ?? '' }, { _: 'updatesTooLong' });
    expect(await received).toEqual({ _: 'updatesTooLong' });
  });

  it('survive an update of a later layer: it is reported as missed', async () => {
    await client.call(nearest);
    const session = dc.server.sessions.all().find(({ receivesUpdates }) => receivesUpdates);
    const lost = new Promise((resolve) => client.onUpdatesLost(resolve));
    session?.send({ type: 'unknown', contentRelated: true, body: Buffer.from('efbeadde00000000', 'hex') });
    expect(await lost).toBe('undecodable');
    await client.call(nearest);
    const calls = dc.report.transcript((entry) => entry.direction === 'in' && entry.method === 'help.getNearestDc');
    expect(calls.map((entry) => entry.wrappers?.[0])).toEqual(['invokeWithLayer', 'invokeWithLayer']);
  });

  it('fetch the addresses of the configuration once', async () => {
    const config = await loadedConfig();
    dc.world.on('help.getConfig', () => config);
    const refreshed = clientOf(dc, { refreshAddresses: true });
    const saved = new Promise<void>((resolve) => {
      refreshed.storage.onSaveDcOptions = resolve;
    });
    refreshed.client.start();
    await refreshed.client.call(nearest);
    await saved;
    await refreshed.client.call(nearest);
    expect(dc.world.count('help.getConfig')).toBe(1);
    expect(refreshed.storage.dcOptions?.map((option) => option.id)).toEqual([1, 2, 3]);
    await refreshed.client.close();
  });

  async function loadedConfig(): Promise<tl.config> {
    const options = dc.dcs.map(({ id, host, port }): tl.dcOption => ({ _: 'dcOption', id, ipAddress: host, port, thisPortOnly: true }));
    return {
      _: 'config',
      date: 0,
      expires: 0,
      testMode: false,
      thisDc: 2,
      dcOptions: options,
      dcTxtDomainName: '',
      chatSizeMax: 200,
      megagroupSizeMax: 10_000,
      forwardedCountMax: 100,
      onlineUpdatePeriodMs: 0,
      offlineBlurTimeoutMs: 0,
      offlineIdleTimeoutMs: 0,
      onlineCloudTimeoutMs: 0,
      notifyCloudDelayMs: 0,
      notifyDefaultDelayMs: 0,
      pushChatPeriodMs: 0,
      pushChatLimit: 0,
      editTimeLimit: 0,
      revokeTimeLimit: 0,
      revokePmTimeLimit: 0,
      ratingEDecay: 0,
      stickersRecentLimit: 0,
      channelsReadMediaPeriod: 0,
      callReceiveTimeoutMs: 0,
      callRingTimeoutMs: 0,
      callConnectTimeoutMs: 0,
      callPacketTimeoutMs: 0,
      meUrlPrefix: '',
      captionLengthMax: 0,
      messageLengthMax: 0,
      webfileDcId: 2,
    };
  }

  it('send big results packed or plain alike', async () => {
    const bytes = new Uint8Array(600_000).fill(7);
    dc.world.on('upload.getFile', () => ({ _: 'upload.file', type: { _: 'storage.fileJpeg' }, mtime: 0, bytes }));
    const location: tl.InputFileLocation = { _: 'inputPhotoFileLocation', id: 1n, accessHash: 1n, fileReference: new Uint8Array(0), thumbSize: 'x' };
    const file = await client.call({ _: 'upload.getFile', location, offset: 0, limit: 1_048_576 }, { kind: 'download' });
    expect(file._ === 'upload.file' && Buffer.compare(file.bytes, bytes) === 0).toBe(true);
    expect(encode({ _: 'updatesTooLong' }).length).toBe(4);
  });
});
