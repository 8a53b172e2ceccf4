import { gunzipSync, gzipSync } from 'node:zlib';
import { TlError } from './errors.ts';
import { tlIds } from './ids.ts';

/**
 * Inflates the `packed_data` of a `gzip_packed`. Throws `TlError` when it is no gzip data, when it would give more than
 * `maxBytes` (nothing larger is ever allocated) or when another `gzip_packed` is inside.
 * (core.telegram.org/mtproto/service_messages, "Packed Object")
 */
export function inflatePacked(packed: Uint8Array, maxBytes: number): Uint8Array {
  let out: Uint8Array;
  try {
    out = gunzipSync(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    throw new TlError(`gzip_packed: ${error instanceof Error ? error.message : 'not gzip data'}`);
  }
  if (out.length < 4) throw new TlError('gzip_packed: no object inside');
  const id = new DataView(out.buffer, out.byteOffset, 4).getInt32(0, true);
  if (id === tlIds.gzipPacked) throw new TlError('gzip_packed inside gzip_packed');
  return out;
}

/** Deflates bytes for a `gzip_packed`. */
export function deflatePacked(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes);
}
