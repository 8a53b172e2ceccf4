import { concat } from './bytes.ts';
import { sha1, sha256 } from './hash.ts';

/** Which side sends: it selects the part of the authorization key that is used (x = 0 or 8). */
export type Direction = 'toServer' | 'fromServer';

/** An AES-256-IGE key with its 32-byte iv. */
export interface AesKeyIv {
  key: Uint8Array;
  iv: Uint8Array;
}

const offsetOf = (direction: Direction): number => (direction === 'toServer' ? 0 : 8);

/** MTProto 2.0 key and iv of a message (core.telegram.org/mtproto/description, Defining AES Key and Initialization Vector). */
export function messageKeyIv(authKey: Uint8Array, messageKey: Uint8Array, direction: Direction): AesKeyIv {
  const x = offsetOf(direction);
  const a = sha256(concat(messageKey, authKey.subarray(x, x + 36)));
  const b = sha256(concat(authKey.subarray(40 + x, 76 + x), messageKey));
  return {
    key: concat(a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)),
    iv: concat(b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)),
  };
}

/**
 * SHA-256 that the message key is cut from, over the plaintext with its padding. Bytes 8..24 are the `msg_key`; the first
 * four are the quick-ack token.
 */
export function messageKeyLarge(authKey: Uint8Array, paddedPlaintext: Uint8Array, direction: Direction): Uint8Array {
  const x = offsetOf(direction);
  return sha256(authKey.subarray(88 + x, 120 + x), paddedPlaintext);
}

/** `msg_key` of MTProto 2.0: 16 bytes. */
export function messageKey(authKey: Uint8Array, paddedPlaintext: Uint8Array, direction: Direction): Uint8Array {
  return messageKeyLarge(authKey, paddedPlaintext, direction).slice(8, 24);
}

/** The token of a quick acknowledgement for a message with this large message key: unsigned 32 bits, the top one set. */
export function quickAckToken(large: Uint8Array): number {
  return (new DataView(large.buffer, large.byteOffset).getUint32(0, true) | 0x80000000) >>> 0;
}

/** MTProto 1.0 key and iv, client to server; only `auth.bindTempAuthKey` still uses them. */
export function messageKeyIvV1(authKey: Uint8Array, msgKey: Uint8Array): AesKeyIv {
  const a = sha1(msgKey, authKey.subarray(0, 32));
  const b = sha1(authKey.subarray(32, 48), msgKey, authKey.subarray(48, 64));
  const c = sha1(authKey.subarray(64, 96), msgKey);
  const d = sha1(msgKey, authKey.subarray(96, 128));
  return {
    key: concat(a.subarray(0, 8), b.subarray(8, 20), c.subarray(4, 16)),
    iv: concat(a.subarray(8, 20), b.subarray(0, 8), c.subarray(16, 20), d.subarray(0, 8)),
  };
}

/** `msg_key` of MTProto 1.0, over the plaintext without padding. */
export function messageKeyV1(plaintext: Uint8Array): Uint8Array {
  return sha1(plaintext).slice(4, 20);
}

/** `auth_key_id`: the 8 bytes that name an authorization key on the wire. */
export function authKeyId(authKey: Uint8Array): Uint8Array {
  return sha1(authKey).slice(12, 20);
}

/** `auth_key_aux_hash`: 8 bytes used while a key is being created. */
export function authKeyAuxHash(authKey: Uint8Array): Uint8Array {
  return sha1(authKey).slice(0, 8);
}

/** Temporary key and iv of the key exchange (core.telegram.org/mtproto/auth_key, step 6). */
export function handshakeKeyIv(newNonce: Uint8Array, serverNonce: Uint8Array): AesKeyIv {
  const newServer = sha1(newNonce, serverNonce);
  const serverNew = sha1(serverNonce, newNonce);
  const newNew = sha1(newNonce, newNonce);
  return {
    key: concat(newServer, serverNew.subarray(0, 12)),
    iv: concat(serverNew.subarray(12, 20), newNew, newNonce.subarray(0, 4)),
  };
}

/** `new_nonce_hash1..3` of the key exchange's last answer: 16 bytes. */
export function newNonceHash(newNonce: Uint8Array, kind: 1 | 2 | 3, auxHash: Uint8Array): Uint8Array {
  return sha1(newNonce, Uint8Array.of(kind), auxHash).slice(4, 20);
}
