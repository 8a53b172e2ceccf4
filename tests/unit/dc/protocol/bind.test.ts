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

interface Bind {
  session: RawSession;
  permanent: RawKey;
  innerId?: (id: bigint) => bigint;
  expiresAt?: number;
}

async function bind({ session, permanent, innerId, expiresAt = Math.floor(Date.now() / 1000) + 80 }: Bind): Promise<Buffer> {
  const message = session.message(Buffer.alloc(0));
  const permId = permanent.id.readBigInt64LE(0);
  const tempId = session.key.id.readBigInt64LE(0);
  const nonce = 5n;
  const inner = boxed(ID.bind_auth_key_inner, long(nonce), long(tempId), long(permId), long(session.sessionId), int(expiresAt));
  const plain = Buffer.concat([randomBytes(16), long(innerId?.(message.msgId) ?? message.msgId), int(0), int(40), inner]);
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

test('an inner message that names another message is refused', async () => {
  const parts = await keys();
  expect((await bind({ ...parts, innerId: (id) => id + 4n })).toString('latin1')).toContain('ENCRYPTED_MESSAGE_INVALID');
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
