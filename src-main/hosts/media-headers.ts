import type { MediaAnswer } from '../app/engine-handle.ts';

/** Kinds that a page may show in place; anything else is only ever downloaded, so that no file runs as a page of ours. */
const SHOWN = /^(image\/(jpeg|png|gif|webp|avif|bmp)|video\/(mp4|webm|quicktime)|audio\/(mpeg|mp4|ogg|wav|aac|flac|x-m4a))$/;

/** Status and headers of a media answer; the same in every host. */
export function mediaHead(answer: MediaAnswer): { status: number; headers: Record<string, string> } {
  const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'accept-ranges': 'bytes' };
  if (!answer.ok) {
    const range: Record<string, string> =
      answer.status === 416 && answer.size !== undefined ? { 'content-range': `bytes */${answer.size}` } : {};
    return { status: answer.status, headers: { ...common, ...range, 'content-type': 'text/plain; charset=utf-8' } };
  }
  const mimeType = answer.mimeType.toLowerCase();
  const shown = SHOWN.test(mimeType);
  return {
    status: answer.partial ? 206 : 200,
    headers: {
      ...common,
      'content-type': shown ? mimeType : 'application/octet-stream',
      'content-length': String(answer.end - answer.start + 1),
      ...(shown ? {} : { 'content-disposition': 'attachment' }),
      ...(answer.partial ? { 'content-range': `bytes ${answer.start}-${answer.end}/${answer.size}` } : {}),
    },
  };
}
