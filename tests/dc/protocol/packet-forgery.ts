import { gzipSync } from 'node:zlib';
import { ID, boxed, bytes, containerBody, int, long } from './wire.ts';
import type { PlainMessage } from './wire.ts';

/**
 * What a malicious server that holds the key makes of a message: contents that no honest one sends, in an envelope that holds up.
 * Containers start with the honest message, so that a client that reads on until it finds the defect gives itself away.
 */
export const CONTENT_FORGERIES = [
  'nested-container',
  'packed-container-in-container',
  'even-id-in-container',
  'container-too-many',
  'container-negative-count',
  'container-trailing-bytes',
  'member-too-long',
  'member-negative-length',
  'gzip-bomb',
  'gzip-bomb-in-container',
  'gzip-garbage',
  'nested-gzip',
  'nested-copies',
  'copy-too-long',
  'huge-vector',
  'truncated-service-message',
  'answer-to-nothing',
  'empty-body',
  // These hold nothing forbidden: the honest message is to be delivered, once.
  'repeated-in-container',
  'old-in-container',
] as const;

export type ContentForgery = (typeof CONTENT_FORGERIES)[number];

const INT_MAX = 0x7fffffff;
/** More than any client may inflate, in a packet of ordinary size. */
const BOMB = 64 * 1024 * 1024;
let bomb: Buffer | undefined;

/** The body of the packet that goes out in place of `message`. `nextId` gives ids for messages that are made up. */
export function forgeContent(forgery: ContentForgery, message: PlainMessage, nextId: () => bigint): Buffer {
  const another = (body: Buffer): PlainMessage => ({ msgId: nextId(), seqNo: message.seqNo, body });
  switch (forgery) {
    case 'nested-container':
      return containerBody([message, another(containerBody([another(message.body)]))]);
    case 'packed-container-in-container':
      return containerBody([message, another(packed(containerBody([another(message.body)])))]);
    case 'even-id-in-container':
      return containerBody([message, { ...another(message.body), msgId: nextId() & ~3n }]);
    case 'container-too-many':
      return withInt(containerBody([message]), 4, INT_MAX);
    case 'container-negative-count':
      return withInt(containerBody([message]), 4, -1);
    case 'container-trailing-bytes':
      return Buffer.concat([containerBody([message]), int(0)]);
    case 'member-too-long':
      return withInt(containerBody([message, another(message.body)]), 36 + message.body.length, message.body.length + 4096);
    case 'member-negative-length':
      return withInt(containerBody([message, another(message.body)]), 36 + message.body.length, -4);
    case 'gzip-bomb':
      return theBomb();
    case 'gzip-bomb-in-container':
      return containerBody([message, another(theBomb())]);
    case 'gzip-garbage':
      return boxed(ID.gzip_packed, bytes(Buffer.alloc(64, 0x5a)));
    case 'nested-gzip':
      return packed(packed(packed(packed(packed(message.body)))));
    case 'nested-copies':
      return copyOf(another(copyOf(another(copyOf(another(copyOf(another(message.body))))))));
    case 'copy-too-long':
      return withInt(copyOf(another(message.body)), 16, message.body.length + 4096);
    case 'huge-vector':
      return boxed(ID.msgs_ack, int(ID.vector), int(INT_MAX), long(4n));
    case 'truncated-service-message':
      return boxed(ID.new_session_created, long(4n));
    case 'answer-to-nothing':
      return boxed(ID.rpc_result, long(0n), message.body);
    case 'empty-body':
      return Buffer.alloc(0);
    case 'repeated-in-container':
      return containerBody([message, message]);
    case 'old-in-container':
      return containerBody([{ ...message, msgId: message.msgId - (400n << 32n) }]);
  }
}

function packed(body: Buffer): Buffer {
  return boxed(ID.gzip_packed, bytes(gzipSync(body)));
}

function theBomb(): Buffer {
  return (bomb ??= packed(Buffer.alloc(BOMB)));
}

function copyOf(message: PlainMessage): Buffer {
  return boxed(ID.msg_copy, long(message.msgId), int(message.seqNo), int(message.body.length), message.body);
}

function withInt(body: Buffer, offset: number, value: number): Buffer {
  body.writeInt32LE(value, offset);
  return body;
}
