import { tlIds } from '#tl';
import { bodyLength, SecurityError, writeBody, type OutgoingMessage, type WireMessage } from './envelope.ts';

/** Most messages in one container, well below the server's limit. */
export const maximumContainerMessages = 1000;
/** Largest body of a container; a larger message travels alone. */
export const maximumContainerBytes = 32 * 1024;
/** What a container adds to each message. */
export const messageOverhead = 16;
/** Containers beyond this are not opened. */
const maximumIncomingMessages = 16_384;

/** Writes `msg_container`. */
export function writeContainer(messages: readonly OutgoingMessage[]): Uint8Array {
  let length = 8;
  for (const message of messages) length += messageOverhead + bodyLength(message);
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  view.setInt32(0, tlIds.msgContainer, true);
  view.setInt32(4, messages.length, true);
  let offset = 8;
  for (const message of messages) {
    view.setBigInt64(offset, message.msgId, true);
    view.setInt32(offset + 8, message.seqNo, true);
    const bytes = bodyLength(message);
    view.setInt32(offset + 12, bytes, true);
    writeBody(out, offset + messageOverhead, message);
    offset += messageOverhead + bytes;
  }
  return out;
}

/** Reads the messages of a `msg_container`; bodies are views. @throws SecurityError when it does not hold what it declares */
export function readContainer(body: Uint8Array): WireMessage[] {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  if (body.length < 8) throw new SecurityError('Truncated container');
  const count = view.getInt32(4, true);
  if (count < 0 || count > maximumIncomingMessages) throw new SecurityError('Container of a wrong size');
  const messages: WireMessage[] = [];
  let offset = 8;
  for (let i = 0; i < count; i++) {
    if (offset + messageOverhead > body.length) throw new SecurityError('Truncated container');
    const length = view.getInt32(offset + 12, true);
    const start = offset + messageOverhead;
    if (length < 0 || length % 4 !== 0 || start + length > body.length) throw new SecurityError('Truncated container');
    messages.push({
      msgId: view.getBigInt64(offset, true),
      seqNo: view.getInt32(offset + 8, true),
      body: body.subarray(start, start + length),
    });
    offset = start + length;
  }
  if (offset !== body.length) throw new SecurityError('Bytes after the last message of a container');
  return messages;
}
