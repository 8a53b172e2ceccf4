import { concat, int64Bytes, readUint64 } from '../../crypto/index.ts';
import type { MessageIds } from '../session/message-ids.ts';

/** A failed key exchange: nothing of it is kept, and the next attempt starts on a new connection. */
export class HandshakeError extends Error {
  override readonly name = 'HandshakeError';
}

/** Sends one unencrypted request at a time and waits for its answer. */
export interface PlainChannel {
  /** @param body a boxed TL method; resolves with the boxed answer, possibly followed by padding */
  request(body: Uint8Array): Promise<Uint8Array>;
}

/** An unencrypted message: `auth_key_id = 0 ‖ msg_id ‖ length ‖ body`. */
export function writePlainMessage(ids: MessageIds, body: Uint8Array): Uint8Array {
  const length = new Uint8Array(Int32Array.of(body.length).buffer);
  return concat(new Uint8Array(8), int64Bytes(ids.next()), length, body);
}

/** The body of an unencrypted message. Bytes after its declared length are padding and ignored. @throws HandshakeError */
export function readPlainMessage(packet: Uint8Array): Uint8Array {
  if (packet.length < 20 || readUint64(packet, 0) !== 0n) throw new HandshakeError('Not an unencrypted message');
  if (readUint64(packet, 8) % 2n !== 1n) throw new HandshakeError('The message id is not one of a server');
  const length = new DataView(packet.buffer, packet.byteOffset).getInt32(16, true);
  if (length < 4 || length > packet.length - 20) throw new HandshakeError('The message has a wrong length');
  return packet.subarray(20, 20 + length);
}
