import { assertNever } from '#shared/assert.ts';
import type { Document, Message } from '#shared/model/index.ts';

/** Characters of a message that a preview shows. */
const LIMIT = 200;

/** A message in one line: its text, or what it holds. Hidden text stays hidden. */
export function previewText(message: Message): string {
  if (message.service !== undefined) return message.service.text;
  if (message.text !== '') return oneLine(hideSpoilers(message));
  const { media } = message;
  switch (media?.kind) {
    case undefined:
      return '';
    case 'photo':
      return 'Photo';
    case 'document':
      return documentLabel(media.document);
    case 'webPage':
      return media.page.title ?? media.page.displayUrl;
    case 'other':
      return media.label;
    default:
      return assertNever(media, 'media');
  }
}

function documentLabel(document: Document): string {
  switch (document.kind) {
    case 'file':
      return document.fileName === '' ? 'File' : document.fileName;
    case 'video':
      return 'Video';
    case 'gif':
      return 'GIF';
    case 'audio':
      return document.title ?? (document.fileName === '' ? 'Audio' : document.fileName);
    case 'voice':
      return 'Voice message';
    case 'roundVideo':
      return 'Video message';
    case 'sticker':
      return document.emoji === undefined ? 'Sticker' : `${document.emoji} Sticker`;
  }
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
