import { equalConstantTime } from './bytes.ts';
import { igeDecrypt } from './ige.ts';
import { messageKeyIv, messageKeyLarge, type Direction } from './kdf.ts';

/** `auth_key_id` and `msg_key` before what is encrypted. */
export const packetHeader = 24;

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
