import type { PeerId } from './ids.ts';
import type { Message } from './message.ts';

/** Kinds of content. `file` is what is neither picture, sound nor video. */
export type ContentKind = 'photo' | 'video' | 'file' | 'link' | 'voice' | 'music' | 'gif';

export const contentKinds: readonly ContentKind[] = ['photo', 'video', 'file', 'link', 'music', 'voice', 'gif'];

/** What results can be narrowed to. `media`: photos and videos. */
export type SearchKind = ContentKind | 'media';

export const searchKinds: readonly SearchKind[] = ['media', ...contentKinds];

/** Which of one's own chats a search over all of them looks at. */
export type ChatKind = 'users' | 'groups' | 'channels';

export const chatKinds: readonly ChatKind[] = ['users', 'groups', 'channels'];

/** How many messages of each kind there are in a chat. `here`: as far as this machine knows. */
export interface KindCounts {
  counts: { kind: ContentKind; count: number }[];
  here: boolean;
}

/** Days of a chat on which something was said, as far as it is known. */
export interface KnownDays {
  /** A moment of each such day, unix seconds, ascending. */
  dates: number[];
  /** Of the first message of the chat; absent when it is not known. */
  first?: number;
  /** Only what is on this machine was looked at; else also the server's photos and videos, for it tells of no others. */
  here: boolean;
}

/**
 * Searching among the posts of all public channels. `look`: only what is free of charge, a hashtag or a query that was paid for
 * already; `search`: uses one of the day's free searches.
 */
export type PostsWish = 'look' | 'search';

/** How many searches among public posts are free (core.telegram.org/constructor/searchPostsFlood). */
export interface PostsQuota {
  /** Nothing was searched for yet: it would use one of them. */
  pending: boolean;
  daily: number;
  remains: number;
  /** When there is a free one again, unix seconds. */
  freeAt?: number;
}

/** How far the server's part of a search has come. `offline`: what is shown is what this machine has. */
export type SearchState = 'searching' | 'done' | 'offline' | 'failed';

/** Names a message among the results of a search. */
export type FoundKey = `${number}:${number}`;

export const foundKey = ({ peerId, id }: Pick<Message, 'peerId' | 'id'>): FoundKey => `${peerId}:${id}`;

/** What was searched for lately, newest first. */
export interface RecentSearches {
  peers: PeerId[];
  queries: string[];
}
