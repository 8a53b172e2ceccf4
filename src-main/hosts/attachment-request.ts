/** Bytes of one piece of a file that a page attaches. */
export const PIECE_LIMIT = 4 * 1024 * 1024;

/** A piece of a file that a page attaches: `PUT /attachment/ID?at=OFFSET`, with the bytes as the body. */
export interface AttachmentPiece {
  /** 32 hexadecimal digits that the page chose. */
  id: string;
  offset: number;
}

/** The piece that a URL of the page's origin names; undefined for anything else. */
export function parseAttachmentUrl(url: URL): AttachmentPiece | undefined {
  const id = /^\/attachment\/([0-9a-f]{32})$/.exec(url.pathname)?.[1];
  const at = url.searchParams.get('at') ?? '';
  return id !== undefined && /^\d{1,15}$/.test(at) ? { id, offset: Number(at) } : undefined;
}
