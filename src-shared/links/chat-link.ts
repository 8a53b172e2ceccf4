import { channelPeerId, messageId, type MessageId, type PeerId } from '../model/index.ts';

/** What a link to a chat, or to a message in it, leads to. */
export interface ChatLink {
  /** A public name as it was written, or a channel or supergroup that only its members can read. */
  chat: { username: string } | { peerId: PeerId };
  message?: MessageId;
  /** The message belongs to this thread of a group. */
  threadId?: MessageId;
  /** This comment to the message is meant: its id in the group of the channel. */
  comment?: MessageId;
}

const LONGEST = 2048;
const LARGEST_MESSAGE = 2 ** 31 - 1;
/** The largest id of a channel that has a key among all peers (core.telegram.org/api/bots/ids). */
const LARGEST_CHANNEL = 997_852_516_352;
const usernamePattern = /^[A-Za-z][A-Za-z0-9_]{2,31}$/;
const hosts: ReadonlySet<string> = new Set(['t.me', 'telegram.me', 'telegram.dog']);
/** First parts of a path that name something else than a chat. */
const reserved: ReadonlySet<string> = new Set([
  'addemoji', 'addlist', 'addstickers', 'addstyle', 'addtheme', 'auth', 'boost', 'call', 'confirmphone', 'contact', 'giftcode', 'invoice',
  'joinchat', 'login', 'msg', 'nft', 'proxy', 'setlanguage', 'share', 'socks', 'web', 'www',
]);
/** What a link to a chat may ask for; with anything else (`start`, `boost`, `videochat` …) it is a link of another kind. */
const placeFields: readonly string[] = ['single', 'thread', 'comment', 't'];

/**
 * Reads a link to a public or private chat, or to a message there (core.telegram.org/api/links#public-username-links, #message-links):
 * `t.me/NAME`, `t.me/NAME/ID`, `t.me/c/CHANNEL/ID`, those with `/THREAD/ID`, `NAME.t.me`, `tg://resolve?domain=` and `tg://privatepost?channel=`.
 * Undefined for anything else, which may be a link of another kind.
 */
export function parseChatLink(text: string): ChatLink | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || url.username !== '' || url.password !== '' || url.port !== '') return undefined;
  return url.protocol === 'tg:' ? fromApp(url) : fromWeb(url);
}

function fromApp(url: URL): ChatLink | undefined {
  // "tg:resolve?…" has the name in its path, "tg://resolve?…" in its host.
  const isShort = url.host === '';
  if (!isShort && url.pathname !== '' && url.pathname !== '/') return undefined;
  const name = (isShort ? url.pathname : url.host).toLowerCase();
  if (name === 'resolve') return linkTo(url, byName(url.searchParams.get('domain') ?? ''), [], ['domain', 'post']);
  if (name === 'privatepost') return linkTo(url, byId(url.searchParams.get('channel') ?? ''), [], ['channel', 'post']);
  return undefined;
}

function fromWeb(url: URL): ChatLink | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  const path = pathOf(url);
  const [first, ...rest] = path;
  if (first === undefined || reserved.has(first.toLowerCase())) return undefined;
  return first === 'c' ? linkTo(url, byId(rest[0] ?? ''), rest.slice(1), []) : linkTo(url, byName(first), rest, []);
}

/** The parts of the path; a name before the host counts as its first. Empty at other hosts. */
function pathOf(url: URL): string[] {
  const path = url.pathname.replace(/^\/|\/$/g, '');
  const parts = path === '' ? [] : path.split('/');
  if (hosts.has(url.hostname)) return parts;
  const [, name = '', host = ''] = /^([^.]+)\.(.+)$/.exec(url.hostname) ?? [];
  if (name === 'www' && hosts.has(host)) return parts;
  return host === 't.me' && usernamePattern.test(name) ? [name, ...parts] : [];
}

const byName = (name: string): ChatLink['chat'] | undefined => (usernamePattern.test(name) ? { username: name } : undefined);

function byId(text: string): ChatLink['chat'] | undefined {
  const id = numberOf(text, LARGEST_CHANNEL);
  return id === undefined ? undefined : { peerId: channelPeerId(id) };
}

/** @param path what follows the chat: a message, or a thread and a message in it */
function linkTo(
  url: URL, chat: ChatLink['chat'] | undefined, path: readonly string[], own: readonly string[],
): ChatLink | undefined {
  const query = url.searchParams;
  const fields = [...query.keys()];
  const isOurs = fields.every((field) => placeFields.includes(field) || own.includes(field));
  if (chat === undefined || path.length > 2 || !isOurs || new Set(fields).size < fields.length) return undefined;
  const wanted = [
    path.at(-1) ?? query.get('post'),
    path.length === 2 ? path[0] : query.get('thread'),
    query.get('comment'),
  ].map((text) => text ?? undefined);
  const [message, threadId, comment] = wanted.map((text) => (text === undefined ? undefined : numberOf(text, LARGEST_MESSAGE)));
  // Something was named, but not by what can be an id.
  if (wanted.some((text, at) => text !== undefined && [message, threadId, comment][at] === undefined)) return undefined;
  if (message === undefined) return threadId === undefined && comment === undefined ? { chat } : undefined;
  return {
    chat,
    message: messageId(message),
    ...(threadId === undefined ? {} : { threadId: messageId(threadId) }),
    ...(comment === undefined ? {} : { comment: messageId(comment) }),
  };
}

function numberOf(text: string, largest: number): number | undefined {
  if (!/^[1-9]\d{0,14}$/.test(text)) return undefined;
  const number = Number(text);
  return number <= largest ? number : undefined;
}
