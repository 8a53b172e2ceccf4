import {
  decryptInPlace,
  equalConstantTime,
  igeDecrypt,
  igeEncrypt,
  messageKeyIv,
  messageKeyLarge,
  packetHeader,
  readInt64,
  type BulkCipher,
  type Direction,
  type RandomBytes,
} from '../../crypto/index.ts';
import type { AuthKey } from '../auth-key/auth-key.ts';
import type { Padding } from '../transport/framing.ts';

/**
 * A packet that is not what an honest server sends. The connection is dropped without an answer; the peer does not learn
 * which check failed.
 */
export class SecurityError extends Error {
  override readonly name = 'SecurityError';
}

/** One message inside a packet or a container. */
export interface WireMessage {
  msgId: bigint;
  seqNo: number;
  body: Uint8Array;
}

export interface SealedPacket {
  packet: Uint8Array;
  /** Token by which a quick acknowledgement would name this packet. */
  quickAckToken: number;
}

/** From this size on a packet is decrypted in place, bytes: memory for another copy is not free. */
const inPlaceFrom = 65_536;
const headerLength = 32;
/** Totals that hide the exact length of small messages; beyond the last, steps of 448 bytes. */
const buckets = [64, 128, 192, 256, 384, 512, 768, 1024, 1280];
const bucketStep = 448;
const minimumPadding = 12;
const maximumPadding = 1024;

/** Encrypts one message with MTProto 2.0 (core.telegram.org/mtproto/description). */
export function sealMessage(
  options: { authKey: AuthKey; salt: bigint; sessionId: bigint; random: RandomBytes; direction?: Direction; padding?: Padding },
  message: WireMessage,
): SealedPacket {
  const { authKey, random, direction = 'toServer', padding = 'steps' } = options;
  const length = headerLength + message.body.length;
  const packet = new Uint8Array(packetHeader + (padding === 'random' ? randomLength(length, random) : paddedLength(length)));
  const plain = packet.subarray(packetHeader);
  const view = new DataView(packet.buffer, packetHeader);
  view.setBigInt64(0, BigInt.asIntN(64, options.salt), true);
  view.setBigInt64(8, BigInt.asIntN(64, options.sessionId), true);
  view.setBigInt64(16, message.msgId, true);
  view.setInt32(24, message.seqNo, true);
  view.setInt32(28, message.body.length, true);
  plain.set(message.body, headerLength);
  plain.set(random(plain.length - length), length);
  const large = messageKeyLarge(authKey.bytes, plain, direction);
  const msgKey = large.subarray(8, 24);
  const { key, iv } = messageKeyIv(authKey.bytes, msgKey, direction);
  packet.set(authKey.id, 0);
  packet.set(msgKey, 8);
  igeEncrypt(plain, key, iv, plain);
  return { packet, quickAckToken: (new DataView(large.buffer, large.byteOffset).getUint32(0, true) | 0x80000000) >>> 0 };
}

/** A packet's decrypted contents, proven to come from the holder of the key. `salt` is not checked by clients. */
export interface OpenedPacket extends WireMessage {
  sessionId: bigint;
}

/**
 * Decrypts a packet. The message key is compared over the whole plaintext before any field of it is used. A large packet is
 * used up: its plaintext takes its place.
 * @throws SecurityError
 */
export function openMessage(authKey: AuthKey, packet: Uint8Array, direction: Direction = 'fromServer'): OpenedPacket {
  const sealed = sealedPacket(authKey, packet);
  if (sealed.length >= inPlaceFrom) {
    if (!decryptInPlace(authKey.bytes, sealed, direction)) throw new SecurityError('Wrong message key');
    return contents(sealed.subarray(packetHeader));
  }
  const msgKey = sealed.subarray(8, packetHeader);
  const { key, iv } = messageKeyIv(authKey.bytes, msgKey, direction);
  const plain = igeDecrypt(sealed.subarray(packetHeader), key, iv);
  if (!equalConstantTime(messageKeyLarge(authKey.bytes, plain, direction).subarray(8, 24), msgKey)) {
    throw new SecurityError('Wrong message key');
  }
  return contents(plain);
}

/** The same for a large packet in memory of `bulk`, away from this thread. Rejects with SecurityError. */
export async function openLarge(bulk: BulkCipher, authKey: AuthKey, packet: Uint8Array): Promise<OpenedPacket> {
  const sealed = sealedPacket(authKey, packet);
  if (!(await bulk.open(sealed, authKey.bytes, 'fromServer'))) throw new SecurityError('Wrong message key');
  return contents(sealed.subarray(packetHeader));
}

/** What is under the key, without what does not fill a block. */
function sealedPacket(authKey: AuthKey, packet: Uint8Array): Uint8Array {
  const cut = packet.length - ((packet.length - packetHeader) & 15);
  if (cut < packetHeader + headerLength + 16 || !equalConstantTime(packet.subarray(0, 8), authKey.id)) throw new SecurityError('Unknown key');
  return packet.subarray(0, cut);
}

/** The fields of a plaintext whose message key is right. */
function contents(plain: Uint8Array): OpenedPacket {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  const length = view.getInt32(28, true);
  const padding = plain.length - headerLength - length;
  if (length < 0 || length % 4 !== 0 || padding < minimumPadding || padding > maximumPadding) throw new SecurityError('Wrong length');
  return {
    sessionId: readInt64(plain, 8),
    msgId: readInt64(plain, 16),
    seqNo: view.getInt32(24, true),
    body: plain.subarray(headerLength, headerLength + length),
  };
}

/** So many bytes that up to 255 more than needed are random in number, in whole blocks. */
function randomLength(length: number, random: RandomBytes): number {
  return Math.ceil((length + minimumPadding + (random(1)[0] ?? 0)) / 16) * 16;
}

function paddedLength(length: number): number {
  const needed = length + minimumPadding;
  for (const bucket of buckets) if (needed <= bucket) return bucket;
  const base = buckets.at(-1) ?? 0;
  return base + Math.ceil((needed - base) / bucketStep) * bucketStep;
}
