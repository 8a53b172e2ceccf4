import type { Message } from '#shared/model/index.ts';
import { mediaWords } from './media-words.ts';

/** Characters of a message that a preview shows. */
const LIMIT = 200;

/** A message in one line: its text, or what it holds. Hidden text stays hidden. */
export function previewText(message: Message): string {
  if (message.service !== undefined) return message.service.text;
  if (message.text !== '') return oneLine(hideSpoilers(message));
  return message.media === undefined ? '' : mediaWords(message.media);
}

function hideSpoilers(message: Message): string {
  let text = message.text;
  for (const { type, offset, length } of message.entities) {
    if (type === 'spoiler') text = text.slice(0, offset) + '▒'.repeat(length) + text.slice(offset + length);
  }
  return text;
}

function oneLine(text: string): string {
  const line = text.slice(0, LIMIT * 2).replace(/\s+/g, ' ').trim();
  if (line.length <= LIMIT) return line;
  const cut = line.slice(0, LIMIT);
  // Half of a surrogate pair is no character.
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
