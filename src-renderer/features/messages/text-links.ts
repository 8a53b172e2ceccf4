import type { PeerId, TextEntity } from '#shared/model/index.ts';

/** Where a range of a text leads when it is pressed. */
export type TextLink =
  | { kind: 'url'; url: string; /** The text says something else than the address. */ disguised: boolean }
  | { kind: 'peer'; peerId: PeerId }
  | { kind: 'username'; username: string }
  | { kind: 'search'; text: string }
  | { kind: 'command'; command: string }
  | { kind: 'card'; number: string };

const webAddress = /^(https?|tg|ton):/i;
const anyScheme = /^[a-z][a-z0-9+.-]*:/i;

/** An address as a browser takes it; undefined for schemes that do not belong into a message. */
export function webUrl(text: string): string | undefined {
  if (webAddress.test(text)) return text;
  // "example.com:8080" has no scheme; "javascript:…" has one that is refused.
  if (anyScheme.test(text) && !/^[^/]+\.[^/]+:\d/.test(text)) return /^(mailto|tel):/i.test(text) ? text : undefined;
  return `https://${text}`;
}

const bare = (url: string): string => url.toLowerCase().replace(/^(https?:\/\/)?(www\.)?/, '').replace(/\/$/, '');

/** Whether a person who reads `text` would be surprised by where `url` leads. */
export const isDisguised = (text: string, url: string): boolean => bare(text.trim()) !== bare(url);

export function linkOf(entity: TextEntity, text: string): TextLink | undefined {
  switch (entity.type) {
    case 'url': {
      const url = webUrl(text);
      return url === undefined ? undefined : { kind: 'url', url, disguised: false };
    }
    case 'textUrl': {
      const url = webUrl(entity.url);
      return url === undefined ? undefined : { kind: 'url', url, disguised: isDisguised(text, url) };
    }
    case 'email':
      return { kind: 'url', url: `mailto:${text}`, disguised: false };
    case 'phone':
      return { kind: 'url', url: `tel:${text.replace(/[^\d+]/g, '')}`, disguised: false };
    case 'mention':
      return /^@[A-Za-z0-9_]{3,32}$/.test(text) ? { kind: 'username', username: text.slice(1) } : undefined;
    case 'hashtag':
    case 'cashtag':
      return { kind: 'search', text };
    case 'botCommand':
      return { kind: 'command', command: text };
    case 'bankCard':
      return { kind: 'card', number: text };
    case 'mentionName':
      return { kind: 'peer', peerId: entity.userId };
    default:
      return undefined;
  }
}
