import {
  decryptInPlace,
  encryptInPlace,
  equalConstantTime,
  igeDecrypt,
  messageKeyIv,
  messageKeyLarge,
  packetHeader,
  readInt64,
  type BulkCipher,
  type Direction,
  type Masked,
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

/** A message that we send. */
export interface OutgoingMessage extends WireMessage {
  /** What goes before the body. */
  prefix?: Uint8Array | undefined;
}

/** Bytes of a message without its header. */
export const bodyLength = ({ prefix, body }: OutgoingMessage): number => (prefix?.length ?? 0) + body.length;

/** Writes a message without its header. */
export function writeBody(into: Uint8Array, offset: number, { prefix, body }: OutgoingMessage): void {
  if (prefix !== undefined) into.set(prefix, offset);
  into.set(body, offset + (prefix?.length ?? 0));
}

export interface SealedPacket {
  packet: Uint8Array;
  /** Token by which a quick acknowledgement would name this packet. */
  quickAckToken: number;
}

/** From this size on a packet is encrypted and decrypted in place, bytes: memory for another copy is not free. */
const largePacket = 65_536;
const headerLength = 32;
/** Totals that hide the exact length of small messages; beyond the last, steps of 448 bytes. */
const buckets = [64, 128, 192, 256, 384, 512, 768, 1024, 1280];
const bucketStep = 448;
const minimumPadding = 12;
const maximumPadding = 1024;

export interface SealOptions {
  authKey: AuthKey;
  salt: bigint;
  sessionId: bigint;
  random: RandomBytes;
  direction?: Direction;
  /** How its length is hidden. */
  padding?: Padding;
}

/** Encrypts one message with MTProto 2.0 (core.telegram.org/mtproto/description). */
export function sealMessage(options: SealOptions, message: OutgoingMessage): SealedPacket {
  const packet = layOut(options, message, (length) => new Uint8Array(length));
  const large = encryptInPlace(options.authKey.bytes, packet, options.direction ?? 'toServer');
  return { packet, quickAckToken: (new DataView(large.buffer, large.byteOffset).getUint32(0, true) | 0x80000000) >>> 0 };
}

/** Whether a message is large enough to be encrypted away from this thread. */
export function isLarge(message: OutgoingMessage): boolean {
  return bodyLength(message) >= largePacket;
}

/** A packet that still has to be encrypted: key id, room for the message key, plaintext. */
export function layOut(
  { authKey, salt, sessionId, random, padding = 'steps' }: SealOptions,
  message: OutgoingMessage,
  take: (length: number) => Uint8Array,
): Uint8Array {
  const bytes = bodyLength(message);
  const length = headerLength + bytes;
  const packet = take(packetHeader + (padding === 'random' ? randomLength(length, random) : paddedLength(length)));
  const plain = packet.subarray(packetHeader);
  const view = new DataView(plain.buffer, plain.byteOffset);
  packet.set(authKey.id, 0);
  view.setBigInt64(0, BigInt.asIntN(64, salt), true);
  view.setBigInt64(8, BigInt.asIntN(64, sessionId), true);
  view.setBigInt64(16, message.msgId, true);
  view.setInt32(24, message.seqNo, true);
  view.setInt32(28, bytes, true);
  writeBody(plain, headerLength, message);
  plain.set(random(plain.length - length), length);
  return packet;
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
  if (sealed.length >= largePacket) {
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
export async function openLarge(bulk: BulkCipher, authKey: AuthKey, packet: Uint8Array, masked?: Masked): Promise<OpenedPacket> {
  const sealed = sealedPacket(authKey, packet);
  if (!(await bulk.open(sealed, authKey.bytes, 'fromServer', masked))) throw new SecurityError('Wrong message key');
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
