import type { ContentKind, Media, Message, Peer, PeerId } from '#shared/model/index.ts';
import { gramsOf } from './grams.ts';

/** What the index knows of a row: its texts, and tags that narrow a search. */
export interface SearchDocument {
  texts: string[];
  tags: string[];
}

// Tags begin with a sign that no gram has; ids are written without a sign of their own, which would separate tokens.
const idTag = (id: PeerId): string => (id < 0 ? `n${-id}` : `${id}`);
export const chatTag = (id: PeerId): string => `~c${idTag(id)}`;
export const senderTag = (id: PeerId): string => `~f${idTag(id)}`;
export const kindTag = (kind: ContentKind): string => `~k${kind}`;
export const CONTACT_TAG = '~contact';

/** A message as the index takes it; notes about the chat are not searched. */
export function messageDocument(message: Message): SearchDocument | undefined {
  if (message.service !== undefined) return undefined;
  const kinds = kindsOf(message);
  return {
    texts: textsOf(message),
    tags: [
      chatTag(message.peerId),
      ...(message.fromId === undefined ? [] : [senderTag(message.fromId)]),
      ...kinds.map(kindTag),
    ],
  };
}

/** Everything in a message that a search looks at: text or caption, the name of a file, who plays what, the question of a poll. */
export function textsOf({ text, media }: Message): string[] {
  const texts = [text, ...(media === undefined ? [] : mediaTexts(media))].filter((each) => each !== '');
  return texts.length === 0 ? [text] : texts;
}

function mediaTexts(media: Media): string[] {
  switch (media.kind) {
    case 'document':
      return [media.document.fileName, media.document.title ?? '', media.document.performer ?? ''];
    case 'poll':
      return [media.poll.question.text, ...media.poll.answers.map((answer) => answer.text.text)];
    case 'checklist':
      return [media.checklist.title.text, ...media.checklist.tasks.map((task) => task.title.text)];
    case 'venue':
      return [media.venue.title, media.venue.address];
    case 'contact':
      return [`${media.contact.firstName} ${media.contact.lastName}`.trim(), media.contact.phone];
    case 'game':
      return [media.game.title, media.game.description];
    case 'invoice':
      return [media.invoice.title, media.invoice.description];
    case 'story':
      return [media.story.caption ?? ''];
    case 'giveaway':
      return [media.giveaway.prize ?? ''];
    case 'giveawayResults':
      return [media.results.prize ?? ''];
    // What an earlier version kept as words alone.
    case 'other':
      return media.label.includes(': ') ? [media.label.slice(media.label.indexOf(': ') + 2)] : [];
    default:
      return [];
  }
}

/** What a message counts as when results are narrowed. */
export function kindsOf({ media, entities }: Message): ContentKind[] {
  const kinds: ContentKind[] = [];
  if (media?.kind === 'photo') kinds.push('photo');
  if (media?.kind === 'document') {
    const { kind } = media.document;
    if (kind === 'roundVideo') kinds.push('voice');
    else if (kind === 'audio') kinds.push('music');
    else if (kind !== 'sticker') kinds.push(kind);
  }
  if (media?.kind === 'webPage' || entities.some(({ type }) => type === 'url' || type === 'textUrl')) kinds.push('link');
  return kinds;
}

export function peerDocument(peer: Peer): SearchDocument | undefined {
  if (peer.isDeleted === true) return undefined;
  return { texts: namesOf(peer), tags: peer.isContact === true ? [CONTACT_TAG] : [] };
}

/** All names under which a peer is found; the chat with oneself also under the one that it is shown with. */
export function namesOf(peer: Peer): string[] {
  return [peer.title, ...peer.usernames, ...(peer.isSelf === true ? ['Saved Messages'] : [])];
}

/** The text that FTS5 gets. */
export function tokensOf(document: SearchDocument): string {
  return [...document.tags, ...gramsOf(document.texts)].join(' ');
}

export const sameDocument = (a: SearchDocument | undefined, b: SearchDocument | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
