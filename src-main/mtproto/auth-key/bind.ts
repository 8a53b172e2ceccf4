import { encode } from '#tl';
import { concat, igeEncrypt, int64Bytes, messageKeyIvV1, messageKeyV1, wipe, type RandomBytes } from '../../crypto/index.ts';
import type { AuthKey } from './auth-key.ts';

/** What ties a temporary key to its permanent one. */
export interface Binding {
  permanent: AuthKey;
  temporary: AuthKey;
  nonce: bigint;
  /** Unix seconds of server time. */
  expiresAt: number;
  /** The session and the message that carry `auth.bindTempAuthKey`. */
  sessionId: bigint;
  msgId: bigint;
  random: RandomBytes;
}

/**
 * The `encrypted_message` of `auth.bindTempAuthKey` (core.telegram.org/method/auth.bindTempAuthKey): 104 bytes, MTProto 1.0 under
 * the permanent key. It names the message that carries it, so each message needs one of its own.
 */
export function sealBinding({ permanent, temporary, nonce, expiresAt, sessionId, msgId, random }: Binding): Uint8Array {
  const inner = encode({
    _: 'mt_bind_auth_key_inner',
    nonce,
    tempAuthKeyId: temporary.idNumber,
    permAuthKeyId: permanent.idNumber,
    tempSessionId: sessionId,
    expiresAt,
  });
  // Random bytes in the place of salt and session, then the message's id, its seqno 0 and its length.
  const plain = concat(random(16), int64Bytes(msgId), new Uint8Array(Int32Array.of(0, inner.length).buffer), inner);
  const msgKey = messageKeyV1(plain);
  const padded = concat(plain, random((16 - (plain.length % 16)) % 16));
  const { key, iv } = messageKeyIvV1(permanent.bytes, msgKey);
  const message = concat(permanent.id, msgKey, igeEncrypt(padded, key, iv));
  wipe(plain, padded, key, iv);
  return message;
}
