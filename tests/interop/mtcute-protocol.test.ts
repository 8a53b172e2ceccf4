import { Long } from '@mtcute/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDcWith } from '../dc/index.ts';
import type { LocalDc } from '../dc/index.ts';
import { ConfigWorld } from '../unit/dc/protocol/support/config-world.ts';
import { mtcuteClient } from './support/mtcute.ts';
import type { MtcuteOptions } from './support/mtcute.ts';

let dc: LocalDc<ConfigWorld>;

beforeAll(async () => {
  dc = await startDcWith({ world: (parts) => new ConfigWorld(parts) });
});

afterAll(() => dc.close());

const ways: MtcuteOptions[] = (['intermediate', 'padded', 'obfuscated-intermediate', 'obfuscated-padded'] as const).flatMap(
  (transport) => [
    { transport, usePfs: false },
    { transport, usePfs: true },
  ],
);

test.each(ways)('mtcute makes keys and calls: %o', async (options) => {
  const client = await mtcuteClient(dc, { ...options, dcId: 2 });
  try {
    await client.connect();
    const config = await client.call({ _: 'help.getConfig' });
    expect([config.thisDc, config.dcOptions.length]).toEqual([2, 3]);
    const bound = dc.server.keys.all().filter(({ boundTo }) => boundTo !== undefined);
    expect(bound.length > 0).toBe(dc.report.calls.has('auth.bindTempAuthKey'));
  } finally {
    await client.destroy();
  }
});

test('mtcute reads Bool, naked vectors of int and long, errors and compressed answers', async () => {
  const client = await mtcuteClient(dc);
  try {
    await client.connect();
    expect(await client.call({ _: 'account.updateStatus', offline: false })).toBe(false);
    expect(await client.call({ _: 'contacts.getContactIDs', hash: Long.ZERO })).toEqual([7, -8]);
    expect((await client.call({ _: 'messages.receivedQueue', maxQts: 0 })).map(String)).toEqual(['1', String(2n ** 62n)]);
    await expect(client.call({ _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] })).rejects.toMatchObject({
      code: 401,
      text: 'AUTH_KEY_UNREGISTERED',
    });
    await expect(client.call({ _: 'help.getAppUpdate', source: '' })).rejects.toMatchObject({ code: 400 });
  } finally {
    await client.destroy();
  }
});

test('mtcute goes on after a cut connection, a lost answer, changed salts and a restart', async () => {
  const client = await mtcuteClient(dc);
  const nearest = async (): Promise<number> => (await client.call({ _: 'help.getNearestDc' })).thisDc;
  try {
    await client.connect();
    expect(await nearest()).toBe(1);
    dc.faults.add({ at: 'call', match: { method: 'help.getNearestDc' }, do: 'lose-answer-and-cut' });
    expect(await nearest()).toBe(1);
    dc.faults.add({ at: 'outgoing', match: { method: 'help.getNearestDc' }, do: 'cut' });
    expect(await nearest()).toBe(1);
    for (const key of dc.server.keys.all()) key.salts.rotate();
    expect(await nearest()).toBe(1);
    await dc.restart();
    expect(await nearest()).toBe(1);
  } finally {
    await client.destroy();
  }
});

test('mtcute asks for an answer that was only announced', async () => {
  const client = await mtcuteClient(dc);
  try {
    await client.connect();
    const lost = dc.faults.add({ at: 'call', match: { method: 'help.getNearestDc' }, do: 'lose-answer' });
    expect((await client.call({ _: 'help.getNearestDc' })).thisDc).toBe(1);
    expect(lost.hits).toBe(1);
    expect(dc.report.transcript(({ type }) => type === 'msgs_state_req').length).toBeGreaterThan(0);
  } finally {
    await client.destroy();
  }
});

test('mtcute refuses a forged key exchange and makes its key at the next try', async () => {
  const fault = dc.faults.add({ at: 'handshake', step: 'server_DH_params_ok', do: 'inner-nonce' });
  const client = await mtcuteClient(dc);
  try {
    await client.connect();
    expect((await client.call({ _: 'help.getNearestDc' })).thisDc).toBe(1);
    expect(fault.hits).toBe(1);
  } finally {
    await client.destroy();
  }
});

test('mtcute chains the retry ids of dh_gen_retry', async () => {
  const fault = dc.faults.add({ at: 'handshake', step: 'dh_gen', do: 'dh-gen-retry', times: 2 });
  const client = await mtcuteClient(dc);
  try {
    await client.connect();
    expect((await client.call({ _: 'help.getNearestDc' })).thisDc).toBe(1);
    expect(fault.hits).toBe(2);
  } finally {
    await client.destroy();
  }
});

test('nothing that mtcute did broke the protocol', () => {
  expect(dc.report.internalErrors).toEqual([]);
  // Its obfuscation header carries random bytes where the DC number belongs, and its acknowledgements odd sequence numbers;
  // Telegram lets both pass.
  expect(dc.violations().filter(({ rule }) => rule !== 'obfuscation-dc' && rule !== 'ack-seqno')).toEqual([]);
});
