import { AppError } from '#shared/model/index.ts';

/** Bytes of one piece. */
const PIECE = 1024 * 1024;

/**
 * Hands a file to the engine, piece by piece; returns what names it in `messages.sendFiles`. Reading goes from the disk, so that a large
 * file is never in memory as a whole. Throws `AppError`, or the signal's reason.
 */
export async function attachBytes(file: Blob, signal: AbortSignal): Promise<string> {
  const id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  for (let at = 0; at < file.size; at += PIECE) {
    let body: ArrayBuffer;
    try {
      body = await file.slice(at, at + PIECE).arrayBuffer();
    } catch {
      throw new AppError({ code: 'NOT_FOUND', message: 'This file changed or was moved. Attach it again.' });
    }
    const answer = await fetch(`/attachment/${id}?at=${at}`, { method: 'PUT', body, signal }).catch(() => {
      signal.throwIfAborted();
      throw new AppError({ code: 'INTERNAL', message: 'The file could not be attached. Try again.' });
    });
    if (!answer.ok) throw new AppError({ code: 'INTERNAL', message: await answer.text() });
  }
  return id;
}
