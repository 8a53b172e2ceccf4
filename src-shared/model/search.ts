import type { PeerId } from './ids.ts';
import type { Message } from './message.ts';

/** Kinds of content that results can be narrowed to. `file` is what is neither picture, sound nor video. */
export type SearchKind = 'photo' | 'video' | 'file' | 'link' | 'voice' | 'music' | 'gif';

export const searchKinds: readonly SearchKind[] = ['photo', 'video', 'file', 'link', 'voice', 'music', 'gif'];

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
