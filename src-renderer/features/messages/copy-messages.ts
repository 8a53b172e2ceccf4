import type { FormattedText, TextEntity } from '#shared/model/index.ts';
import { textRuns } from '#shared/text/edit.ts';
import { webUrl } from './text-links.ts';

/** One message as it is copied. */
export interface CopiedMessage {
  name: string;
  /** As it is written in the chat: "22.11.2026 21:05". */
  time: string;
  /** What it holds beside its text ("Photo"). */
  media?: string;
  content: FormattedText;
}

/** Several messages as text: each with its author and time, in order; a single one is just its text. */
export function copiedText(messages: readonly CopiedMessage[]): string {
  const bodyOf = ({ media, content }: CopiedMessage) => [media === undefined ? '' : `[${media}]`, content.text].filter(Boolean).join('\n');
  const [only] = messages;
  if (only && messages.length === 1) return only.content.text || bodyOf(only);
  return messages.map((one) => `${one.name}, [${one.time}]\n${bodyOf(one)}`).join('\n\n');
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

const tags: Partial<Record<TextEntity['type'], string>> = {
  bold: 'b', italic: 'i', underline: 'u', strike: 's', code: 'code', spoiler: 'tg-spoiler', blockquote: 'blockquote', pre: 'pre',
};

/** A text with its formatting as HTML, as other programs paste it. Everything that a person wrote is escaped. */
export function htmlOf(content: FormattedText): string {
  return textRuns(content)
    .map((run) => {
      let html = escaped(run.text).replaceAll('\n', '<br>');
      for (const entity of run.entities.toSorted((a, b) => a.length - b.length)) html = wrapped(entity, html);
      return html;
    })
    .join('');
}

function wrapped(entity: TextEntity, html: string): string {
  const tag = tags[entity.type];
  if (tag !== undefined) return `<${tag}>${html}</${tag}>`;
  if (entity.type === 'textUrl') {
    const url = webUrl(entity.url);
    return url === undefined ? html : `<a href="${escaped(url)}">${html}</a>`;
  }
  if (entity.type === 'customEmoji') return `<tg-emoji emoji-id="${entity.documentId}">${html}</tg-emoji>`;
  return html;
}

export const copiedHtml = (messages: readonly CopiedMessage[]): string =>
  messages.length === 1 && messages[0]
    ? htmlOf(messages[0].content)
    : messages.map((one) => `<p><b>${escaped(one.name)}</b>, [${escaped(one.time)}]<br>${htmlOf(one.content)}</p>`).join('');

/** Puts text, and the same with its formatting, on the clipboard. */
export function writeClipboard(text: string, html?: string): Promise<void> {
  if (html === undefined || typeof ClipboardItem === 'undefined') return navigator.clipboard.writeText(text);
  const item = new ClipboardItem({
    'text/plain': new Blob([text], { type: 'text/plain' }),
    'text/html': new Blob([html], { type: 'text/html' }),
  });
  return navigator.clipboard.write([item]);
}

