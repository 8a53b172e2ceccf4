import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Cipheriv, Decipheriv } from 'node:crypto';
import type { ByteQueue } from './byte-queue.ts';
import { framingFor } from './framing.ts';
import type { Framing, FramingName } from './framing.ts';

/** The transport of one connection, found by its first bytes. */
export interface Transport {
  framing: Framing;
  /** Set on obfuscated connections: the two keystreams and the dc number from the header. */
  obfuscation?: { incoming: Decipheriv; outgoing: Cipheriv; dc: number };
}

/** Bytes that start no known transport. */
export class UnknownTransport extends Error {}

const TAGS: Record<number, FramingName> = { 0xefefefef: 'abridged', 0xeeeeeeee: 'intermediate', 0xdddddddd: 'padded' };
const HTTP_STARTS = new Set(['GET ', 'POST', 'HEAD', 'OPTI']);

/**
 * Decides by the first bytes which transport a client speaks and removes its preamble from the queue
 * (core.telegram.org/mtproto/mtproto-transports). Undefined while more bytes are needed; throws UnknownTransport.
 */
export function sniff(queue: ByteQueue): Transport | undefined {
  if (queue.peek(1)?.[0] === 0xef) {
    queue.take(1);
    return { framing: framingFor('abridged') };
  }
  const first = queue.peek(4);
  if (first === undefined) return undefined;
  const tag = first.readUInt32LE(0);
  if (tag === 0xeeeeeeee || tag === 0xdddddddd) {
    queue.take(4);
    return { framing: framingFor(tag === 0xeeeeeeee ? 'intermediate' : 'padded') };
  }
  if (HTTP_STARTS.has(first.toString('latin1'))) throw new UnknownTransport('HTTP');
  const second = queue.peek(8);
  if (second === undefined) return undefined;
  if (second.readUInt32LE(4) === 0) return { framing: framingFor('full') };
  const header = queue.take(64);
  return header && deobfuscate(header);
}

function deobfuscate(header: Buffer): Transport {
  const reversed = Buffer.from(header.subarray(8, 56)).reverse();
  const incoming = createDecipheriv('aes-256-ctr', header.subarray(8, 40), header.subarray(40, 56));
  const outgoing = createCipheriv('aes-256-ctr', reversed.subarray(0, 32), reversed.subarray(32, 48));
  const opened = incoming.update(header);
  const name = TAGS[opened.readUInt32LE(56)];
  if (name === undefined) throw new UnknownTransport('no known tag in the obfuscation header');
  return { framing: framingFor(name), obfuscation: { incoming, outgoing, dc: opened.readInt16LE(60) } };
}

/** Whether the header's dc number names this DC, plain or of the test environment (+10000); negated at media endpoints, and only there. */
export function dcMatches(field: number, { dcId, mediaOnly }: { dcId: number; mediaOnly: boolean }): boolean {
  const named = mediaOnly ? -field : field;
  return named === dcId || named === dcId + 10_000;
}
