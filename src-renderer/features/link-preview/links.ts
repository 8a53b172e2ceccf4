import type { FormattedText } from '#shared/model/index.ts';

/** An address with a scheme, or a bare domain with what may follow it. */
const address = /https?:\/\/[^\s<>"]+|(?<![\p{L}\p{N}_@./:&=-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,24}(?![\p{L}\p{N}_@-])(?::\d{1,5})?(?:[/?#][^\s<>"]*)?/giu;
const MOST = 10;

/** The links of a text that can have a preview, in their order, each once. Nothing inside code is a link. */
export function linksOf({ text, entities }: FormattedText): string[] {
  const isClosed = (from: number, to: number) =>
    entities.some(({ type, offset, length }) => (type === 'code' || type === 'pre' || type === 'textUrl') && from < offset + length && to > offset);
  const written = [...text.matchAll(address)].flatMap((match) => {
    const url = trimmed(match[0]);
    return isClosed(match.index, match.index + url.length) ? [] : [{ at: match.index, url }];
  });
  const behind = entities.flatMap((entity) => (entity.type === 'textUrl' && /^https?:/i.test(entity.url) ? [{ at: entity.offset, url: entity.url }] : []));
  const sorted = [...written, ...behind].toSorted((a, b) => a.at - b.at).map(({ url }) => url);
  return [...new Map(sorted.map((url) => [bareLink(url), url])).values()].slice(0, MOST);
}

/** What tells links apart: without scheme and a slash at the end. */
export const bareLink = (url: string): string => url.replace(/^https?:\/\//i, '').replace(/\/$/, '').replace(/^[^/?#]+/, (host) => host.toLowerCase());

/** Without the signs that end a sentence, and brackets that were opened before the link. */
function trimmed(found: string): string {
  let url = found;
  for (;;) {
    const last = url.at(-1) ?? '';
    const opening = { ')': '(', ']': '[', '}': '{', '»': '«', '”': '“' }[last];
    const isExtra = opening === undefined ? /[.,;:!?'*_~|`…]/.test(last) : url.split(last).length > url.split(opening).length;
    if (!isExtra) return url;
    url = url.slice(0, -1);
  }
}
