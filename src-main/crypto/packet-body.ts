import { equalConstantTime } from './bytes.ts';
import { igeDecrypt, igeEncrypt } from './ige.ts';
import { messageKeyIv, messageKeyLarge, type Direction } from './kdf.ts';

/** `auth_key_id` and `msg_key` before what is encrypted. */
export const packetHeader = 24;

/**
 * Encrypts a packet of MTProto 2.0 where it lies, and puts its message key before it (core.telegram.org/mtproto/description).
 * @param packet from `auth_key_id` on: its plaintext with the padding, a multiple of 16 bytes, begins after the header
 * @returns the SHA-256 that the message key is cut from
 */
export function encryptInPlace(authKey: Uint8Array, packet: Uint8Array, direction: Direction): Uint8Array {
  const body = packet.subarray(packetHeader);
  const large = messageKeyLarge(authKey, body, direction);
  const msgKey = large.subarray(8, 24);
  const { key, iv } = messageKeyIv(authKey, msgKey, direction);
  packet.set(msgKey, 8);
  igeEncrypt(body, key, iv, body);
  return large;
}

/**
 * Decrypts a packet of MTProto 2.0 where it lies and compares its message key over the whole plaintext, in constant time
 * (core.telegram.org/mtproto/description). Nothing of the plaintext may be used before that.
 * @param packet from `auth_key_id` on, a multiple of 16 bytes after the header
 * @returns whether the message key is right
 */
export function decryptInPlace(authKey: Uint8Array, packet: Uint8Array, direction: Direction): boolean {
  const msgKey = packet.subarray(8, packetHeader);
  const { key, iv } = messageKeyIv(authKey, msgKey, direction);
  const body = packet.subarray(packetHeader);
  igeDecrypt(body, key, iv, body);
  return equalConstantTime(messageKeyLarge(authKey, body, direction).subarray(8, 24), msgKey);
}
