import type { FormattedText } from '#shared/model/index.ts';
import { writeHtml } from '../composer/rich-html.ts';

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

export const copiedHtml = (messages: readonly CopiedMessage[]): string =>
  messages.length === 1 && messages[0]
    ? writeHtml(messages[0].content)
    : messages.map((one) => `<p><b>${escaped(one.name)}</b>, [${escaped(one.time)}]<br>${writeHtml(one.content)}</p>`).join('');

/** Puts text, and the same with its formatting, on the clipboard. */
export function writeClipboard(text: string, html?: string): Promise<void> {
  if (html === undefined || typeof ClipboardItem === 'undefined') return navigator.clipboard.writeText(text);
  const item = new ClipboardItem({
    'text/plain': new Blob([text], { type: 'text/plain' }),
    'text/html': new Blob([html], { type: 'text/html' }),
  });
  return navigator.clipboard.write([item]);
}

