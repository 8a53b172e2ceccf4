declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/**
 * One signed key for every kind of peer, because user, basic-group and channel ids overlap on the wire:
 * user `+id`, basic group `-id`, channel or supergroup `-(10^12 + id)`.
 */
export type PeerId = Brand<number, 'PeerId'>;

/**
 * A message's id within its chat. Ids from the server are positive. A message that the server has not confirmed yet
 * has a negative id, unique on this machine; it sorts after every confirmed message of its chat.
 */
export type MessageId = Brand<number, 'MessageId'>;

/** Number of a Telegram data center (1–5 in production). */
export type DcId = Brand<number, 'DcId'>;

/** Names an account's profile folder on this machine; made when an account is added, never reused. */
export type AccountId = Brand<string, 'AccountId'>;

/** Number of a chat folder, 2–255 on the wire; 0 stands for the list of all chats. */
export type FolderId = Brand<number, 'FolderId'>;

/** Names a proxy of the list on this machine; never reused. */
export type ProxyId = Brand<string, 'ProxyId'>;

export type PeerIdKind = 'user' | 'group' | 'channel';

const CHANNEL_BASE = 1_000_000_000_000;

export const userPeerId = (id: number): PeerId => id as PeerId;
export const groupPeerId = (id: number): PeerId => -id as PeerId;
export const channelPeerId = (id: number): PeerId => -(CHANNEL_BASE + id) as PeerId;
export const messageId = (id: number): MessageId => id as MessageId;
export const dcId = (id: number): DcId => id as DcId;
export const accountId = (id: string): AccountId => id as AccountId;
export const folderId = (id: number): FolderId => id as FolderId;
export const proxyId = (id: string): ProxyId => id as ProxyId;

/** Which kind of peer a key names (a supergroup is a channel on the wire). */
export function peerIdKind(id: PeerId): PeerIdKind {
  if (id > 0) return 'user';
  return id < -CHANNEL_BASE ? 'channel' : 'group';
}

/** The positive id that the wire uses for this peer. */
export function bareId(id: PeerId): number {
  if (id > 0) return id;
  return id < -CHANNEL_BASE ? -id - CHANNEL_BASE : -id;
}

/** Order of messages in a chat: by id, those that are still being sent last, in the order in which they were written. */
export function compareMessageIds(a: MessageId, b: MessageId): number {
  if (a > 0 && b > 0) return a - b;
  if (a < 0 && b < 0) return b - a;
  return a < 0 ? 1 : -1;
}
