import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { igeEncrypt, messageAesV1, sha1 } from '../../../dc/protocol/crypto.ts';
import { ID, boxed, int, long } from '../../../dc/protocol/wire.ts';
import { RawSession, makeKey } from './support/raw-client.ts';
import type { RawKey } from './support/raw-client.ts';
import { connectTo, method, startTestDc, wrapped } from './support/setup.ts';
import type { TestDc } from './support/setup.ts';

let dc: TestDc;

beforeAll(async () => {
  dc = await startTestDc();
});

afterAll(() => dc.close());

/** What the inner message may say otherwise than it should. */
interface InnerFields {
  msgId: bigint;
  seqNo: number;
  nonce: bigint;
  tempId: bigint;
  permId: bigint;
  sessionId: bigint;
  expiresAt: number;
}

interface Bind {
  session: RawSession;
  permanent: RawKey;
  inner?: (fields: InnerFields) => Partial<InnerFields>;
  expiresAt?: number;
}

async function bind({ session, permanent, inner, expiresAt = Math.floor(Date.now() / 1000) + 80 }: Bind): Promise<Buffer> {
  const message = session.message(Buffer.alloc(0));
  const permId = permanent.id.readBigInt64LE(0);
  const tempId = session.key.id.readBigInt64LE(0);
  const nonce = 5n;
  const right: InnerFields = { msgId: message.msgId, seqNo: 0, nonce, tempId, permId, sessionId: session.sessionId, expiresAt };
  const said = { ...right, ...inner?.(right) };
  const named = boxed(ID.bind_auth_key_inner, long(said.nonce), long(said.tempId), long(said.permId), long(said.sessionId), int(said.expiresAt));
  const plain = Buffer.concat([randomBytes(16), long(said.msgId), int(said.seqNo), int(40), named]);
  const msgKey = sha1(plain).subarray(4, 20);
  const { key, iv } = messageAesV1(permanent.key, msgKey);
  const encryptedMessage = Buffer.concat([permanent.id, msgKey, igeEncrypt(key, iv, Buffer.concat([plain, randomBytes(8)]))]);
  const body = method({ _: 'auth.bindTempAuthKey', permAuthKeyId: permId, nonce, expiresAt, encryptedMessage });
  session.sendMessage({ ...message, body });
  return session.result(message);
}

async function keys(): Promise<{ session: RawSession; permanent: RawKey }> {
  const first = connectTo(dc);
  const permanent = await makeKey(dc, first);
  first.close();
  const connection = connectTo(dc);
  const temporary = await makeKey(dc, connection, { expiresIn: 90 });
  return { session: new RawSession(connection, temporary), permanent };
}

test('a bound temporary key speaks for its permanent key', async () => {
  const parts = await keys();
  const before = await parts.session.call(wrapped({ _: 'help.getNearestDc' }));
  expect(before.toString('latin1')).toContain('AUTH_KEY_PERM_EMPTY');
  expect((await bind(parts)).readUInt32LE(0)).toBe(ID.boolTrue);
  await parts.session.call(wrapped({ _: 'help.getNearestDc' }));
  expect(dc.world.seen.at(-1)?.context.authKeyId).toBe(parts.permanent.id.toString('hex'));
});

test.each<{ what: string; inner: (fields: InnerFields) => Partial<InnerFields> }>([
  { what: 'another message', inner: ({ msgId }) => ({ msgId: msgId + 4n }) },
  { what: 'a sequence number', inner: () => ({ seqNo: 1 }) },
  { what: 'another nonce', inner: ({ nonce }) => ({ nonce: nonce + 1n }) },
  { what: 'another temporary key', inner: ({ tempId }) => ({ tempId: tempId ^ 1n }) },
  { what: 'another permanent key', inner: ({ permId }) => ({ permId: permId ^ 1n }) },
  { what: 'another session', inner: ({ sessionId }) => ({ sessionId: sessionId ^ 1n }) },
  { what: 'another expiry', inner: ({ expiresAt }) => ({ expiresAt: expiresAt - 1 }) },
])('an inner message that names $what is refused', async ({ inner }) => {
  const parts = await keys();
  expect((await bind({ ...parts, inner })).toString('latin1')).toContain('ENCRYPTED_MESSAGE_INVALID');
});

test('an expiry beyond the key is refused', async () => {
  const parts = await keys();
  const answer = await bind({ ...parts, expiresAt: Math.floor(Date.now() / 1000) + 9000 });
  expect(answer.toString('latin1')).toContain('EXPIRES_AT_INVALID');
});

test('an expired temporary key is unknown', async () => {
  const parts = await keys();
  expect((await bind(parts)).readUInt32LE(0)).toBe(ID.boolTrue);
  dc.clock.jump(100);
  parts.session.send(boxed(ID.ping, long(1n)), false);
  await expect(parts.session.nextOf(ID.pong)).rejects.toThrow('transport error -404');
  dc.clock.jump(-100);
});

test('a temporary key that the server forgets is unknown, and its permanent key lives on', async () => {
  const parts = await keys();
  await bind(parts);
  const permanentId = parts.permanent.id.toString('hex');
  expect(dc.server.forgetTemporaryKeys(permanentId)).toBe(1);
  parts.session.send(boxed(ID.ping, long(1n)), false);
  await expect(parts.session.nextOf(ID.pong)).rejects.toThrow('transport error -404');
  expect(dc.server.keys.get(permanentId)).toBeDefined();
});

test('dropping temporary keys leaves the ones that are named and the one that asks', async () => {
  const parts = await keys();
  await bind(parts);
  const others = await Promise.all([1, 2].map(() => makeKey(dc, connectTo(dc), { expiresIn: 90 })));
  for (const key of others) await bind({ session: new RawSession(connectTo(dc), key), permanent: parts.permanent });
  const [kept, left] = others.map(({ id }) => id);
  const exceptAuthKeys = [kept!.readBigInt64LE(0)];
  const answer = await parts.session.call(wrapped({ _: 'auth.dropTempAuthKeys', exceptAuthKeys }));
  expect(answer.readUInt32LE(0)).toBe(ID.boolTrue);
  const bound = dc.server.keys.boundTo(parts.permanent.id.toString('hex')).map(({ id }) => id);
  expect(bound.sort()).toEqual([parts.session.key.id.toString('hex'), kept!.toString('hex')].sort());
  expect(dc.server.keys.get(left!.toString('hex'))).toBeUndefined();
});

test('calls under a permanent key are noted where forward secrecy is promised', async () => {
  const promised = await startTestDc({ forwardSecrecy: true });
  const connection = connectTo(promised);
  const session = new RawSession(connection, await makeKey(promised, connection));
  await session.call(wrapped({ _: 'help.getNearestDc' }));
  expect(promised.violations()).toEqual([]);
  await session.call(wrapped({ _: 'help.getConfig' }));
  expect(promised.violations().map(({ rule }) => rule)).toEqual(['forward-secrecy']);
  await promised.close();
});
