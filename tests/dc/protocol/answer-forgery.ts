import { gzipSync } from 'node:zlib';
import { ID, boxed, bytes, int } from './wire.ts';

/** Results that no client can read, in an `rpc_result` that is in order: only that call may fail. */
export const ANSWER_FORGERIES = ['gzip-bomb', 'nested-gzip', 'huge-vector', 'unknown-constructor', 'truncated', 'another-type', 'empty'] as const;

export type AnswerForgery = (typeof ANSWER_FORGERIES)[number];

/** What stands in for `honest`, the encoded result. */
export function forgeAnswer(forgery: AnswerForgery, honest: Buffer): Buffer {
  switch (forgery) {
    case 'gzip-bomb':
      return packed(Buffer.alloc(64 * 1024 * 1024));
    case 'nested-gzip':
      return packed(packed(packed(packed(packed(honest)))));
    case 'huge-vector':
      return boxed(ID.vector, int(0x7fffffff), Buffer.alloc(16));
    case 'unknown-constructor':
      return boxed(0x0badf00d, Buffer.alloc(16));
    case 'truncated':
      return honest.subarray(0, honest.length - 4);
    case 'another-type':
      return boxed(ID.future_salts, Buffer.alloc(16));
    case 'empty':
      return Buffer.alloc(0);
  }
}

function packed(body: Buffer): Buffer {
  return boxed(ID.gzip_packed, bytes(gzipSync(body)));
}
