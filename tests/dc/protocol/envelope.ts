import { randomBytes } from 'node:crypto';
import type { PacketFault } from '../faults.ts';
import { equalBytes, igeDecrypt, igeEncrypt, messageAes, messageKeyLarge } from './crypto.ts';
import type { KeyRecord } from './keys.ts';

/** The encrypted envelope (core.telegram.org/mtproto/description), opened and sealed on the server's side. */

export interface OpenedPacket {
  salt: bigint;
  sessionId: bigint;
  msgId: bigint;
  seqNo: number;
  body: Buffer;
  /** Bytes behind the body. */
  padding: number;
  /** What a quick acknowledgement of this packet consists of. */
  quickAckToken: number;
}

/** A packet that breaks the envelope's rules; the connection is closed without saying why. */
export class EnvelopeError extends Error {
  readonly rule: string;

  constructor(rule: string, detail: string) {
    super(detail);
    this.rule = rule;
  }
}

/** Opens a client's packet: `payload` starts with the key id. Throws EnvelopeError. */
export function openPacket(record: KeyRecord, payload: Buffer): OpenedPacket {
  const sealed = payload.subarray(24);
  if (sealed.length < 48 || sealed.length % 16 !== 0) throw new EnvelopeError('packet-length', `${payload.length} bytes`);
  const msgKey = payload.subarray(8, 24);
  const { key, iv } = messageAes(record.key, msgKey, 'client');
  const plain = igeDecrypt(key, iv, sealed);
  const large = messageKeyLarge(record.key, plain, 'client');
  if (!equalBytes(large.subarray(8, 24), msgKey)) throw new EnvelopeError('msg-key', 'msg_key does not match');
  const length = plain.readInt32LE(28);
  if (length < 0 || length % 4 !== 0 || length > plain.length - 32) throw new EnvelopeError('body-length', `${length}`);
  const padding = plain.length - 32 - length;
  if (padding < 12 || padding > 1024) throw new EnvelopeError('padding-length', `${padding} bytes of padding`);
  return {
    salt: plain.readBigInt64LE(0),
    sessionId: plain.readBigInt64LE(8),
    msgId: plain.readBigInt64LE(16),
    seqNo: plain.readInt32LE(24),
    body: plain.subarray(32, 32 + length),
    padding,
    quickAckToken: (large.readUInt32LE(0) | 0x80000000) >>> 0,
  };
}

export interface PacketHeader {
  salt: bigint;
  sessionId: bigint;
  msgId: bigint;
  seqNo: number;
}

/** Seals a packet for the client; `fault` forges one defect into it. */
export function sealPacket(record: KeyRecord, header: PacketHeader, body: Buffer, fault?: PacketFault): Buffer {
  const minimum = fault?.do === 'padding' ? fault.bytes : 12 + 16 * Math.floor(Math.random() * 4);
  const padding = minimum + ((16 - ((32 + body.length + minimum) % 16)) % 16);
  const plain = Buffer.allocUnsafe(32 + body.length + padding);
  plain.writeBigInt64LE(header.salt, 0);
  plain.writeBigInt64LE(fault?.do === 'wrong-session' ? header.sessionId ^ 1n : header.sessionId, 8);
  plain.writeBigInt64LE(forgedId(header.msgId, fault), 16);
  plain.writeInt32LE(fault?.do === 'seq-no' ? fault.value : header.seqNo, 24);
  plain.writeInt32LE(body.length + (fault?.do === 'length' ? fault.delta : 0), 28);
  body.copy(plain, 32);
  randomBytes(padding).copy(plain, 32 + body.length);
  const half = fault?.do === 'reflect' ? 'client' : 'server';
  const covered = fault?.do === 'msg-key-without-padding' ? plain.subarray(0, 32 + body.length) : plain;
  const msgKey = messageKeyLarge(record.key, covered, half).subarray(8, 24);
  const { key, iv } = messageAes(record.key, msgKey, half);
  const sealed = igeEncrypt(key, iv, plain);
  const packet = Buffer.concat([record.idBytes, msgKey, sealed]);
  if (fault?.do === 'broken-msg-key') packet[8] = (packet[8] as number) ^ 1;
  if (fault?.do === 'wrong-key-id') packet[0] = (packet[0] as number) ^ 1;
  if (fault?.do === 'flip-ciphertext') packet[40] = (packet[40] as number) ^ 1;
  return fault?.do === 'truncate' ? packet.subarray(0, packet.length - 16) : packet;
}

function forgedId(msgId: bigint, fault: PacketFault | undefined): bigint {
  if (fault?.do === 'even-msg-id') return msgId & ~3n;
  if (fault?.do === 'old-msg-id') return msgId - (BigInt(fault.seconds) << 32n);
  return msgId;
}
