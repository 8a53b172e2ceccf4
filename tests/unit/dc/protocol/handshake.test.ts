import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DH_PRIME, toBytes } from '../../../dc/protocol/dh.ts';
import type { FramingName } from '../../../dc/protocol/framing.ts';
import { ServerRsaKey } from '../../../dc/protocol/rsa.ts';
import { ID, boxed, int } from '../../../dc/protocol/wire.ts';
import { makeKey, plainCall } from './support/raw-client.ts';
import type { HandshakeTweaks } from './support/raw-client.ts';
import { connectTo, startTestDc } from './support/setup.ts';
import type { TestDc } from './support/setup.ts';

let dc: TestDc;

beforeAll(async () => {
  dc = await startTestDc();
});

afterAll(() => dc.close());

test.each<FramingName>(['abridged', 'intermediate', 'padded', 'full'])('a key is made over the %s framing', async (framing) => {
  const connection = connectTo(dc, framing);
  const made = await makeKey(dc, connection);
  expect(dc.server.keys.has(made.id)).toBe(true);
  connection.close();
});

test('a temporary key has its own life time and belongs to nobody yet', async () => {
  const connection = connectTo(dc);
  const made = await makeKey(dc, connection, { expiresIn: 90 });
  const record = dc.server.keys.get(made.id.toString('hex'));
  expect(record?.boundTo).toBeUndefined();
  expect((record?.expiresAt ?? 0) - dc.clock.now()).toBeGreaterThan(80);
  connection.close();
});

test('inner data of old clients without a DC number is accepted', async () => {
  const connection = connectTo(dc);
  const made = await makeKey(dc, connection, { inner: (fields) => boxed(ID.p_q_inner_data, ...fields.slice(0, 6)) });
  expect(dc.server.keys.has(made.id)).toBe(true);
  connection.close();
});

test('the sealing before RSA_PAD is accepted, and recorded', async () => {
  const before = dc.violations().length;
  const connection = connectTo(dc);
  const made = await makeKey(dc, connection, { legacyRsa: true });
  expect(dc.server.keys.has(made.id)).toBe(true);
  expect(dc.violations().slice(before).map(({ rule }) => rule)).toEqual(['rsa-legacy']);
  connection.close();
});

const wrong: [string, string, HandshakeTweaks & { dcId?: number }][] = [
  ['a damaged RSA block', 'rsa-pad', { rsa: () => randomBytes(256).fill(0, 0, 1) }],
  ['factors in the wrong order', 'pq-factors', { p: Buffer.from('7fffffff', 'hex') }],
  ['another DC in the inner data', 'inner-data', { dcId: 2 }],
  ['a permanent key for a media endpoint', 'inner-data', { dcId: -1 }],
  ['another server nonce', 'server-nonce', { serverNonce: () => randomBytes(16) }],
  ['unknown inner data', 'inner-data', { inner: (fields) => boxed(0x12345678, ...fields) }],
  ['an unsafe g_b', 'client-dh', { gB: toBytes(DH_PRIME - 2n, 256) }],
  ['a retry_id out of nowhere', 'retry-id', { retryId: 5n }],
];

test.each(wrong)('%s ends the handshake with -404', async (_what, rule, tweaks) => {
  const before = dc.violations().length;
  const connection = connectTo(dc);
  await expect(makeKey(dc, connection, tweaks)).rejects.toThrow('transport error -404');
  await connection.closed;
  expect(dc.violations().slice(before).map((violation) => violation.rule)).toEqual([rule]);
});

test('garbage and steps out of order end with -404', async () => {
  for (const body of [boxed(0x11111111), boxed(ID.set_client_DH_params, randomBytes(32), int(0)), boxed(ID.req_pq_multi)]) {
    const connection = connectTo(dc);
    await expect(plainCall(connection, body)).rejects.toThrow('transport error -404');
  }
});

test('dh_gen_retry chains the retry ids until the server is content', async () => {
  dc.faults.add({ at: 'handshake', step: 'dh_gen', do: 'dh-gen-retry', times: 2 });
  const connection = connectTo(dc);
  const made = await makeKey(dc, connection);
  expect(made.retries).toBe(2);
  expect(dc.server.keys.has(made.id)).toBe(true);
  connection.close();
});

test('a server that starts with an old RSA key keeps its fingerprint', () => {
  const first = new ServerRsaKey();
  const second = new ServerRsaKey(first.privatePem);
  expect(second.fingerprint).toBe(first.fingerprint);
  expect(second.publicPem).toContain('BEGIN RSA PUBLIC KEY');
});
