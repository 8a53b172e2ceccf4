import * as v from 'valibot';
import type { FoundKey, KindCounts, KnownDays, Message, MessageId, Peer, PeerId, PostsQuota, SearchState } from '../model/index.ts';
import { chatKindSchema, messageIdSchema, momentSchema, peerIdSchema, reactionSchema, searchKindSchema, sectionSchema } from './schemas.ts';
import type { WindowDiff } from './spec.ts';
import { call, count, nothing, topic } from './spec.ts';

const searchText = v.pipe(v.string(), v.maxLength(256));
const chatPart = { peerId: peerIdSchema, section: v.optional(sectionSchema) };

/**
 * What a search has found so far. What is here comes at once; what the server adds follows behind it, so that nothing moves under the
 * pointer. In a single chat the newest is always first.
 */
export interface SearchResults extends WindowDiff<FoundKey, Message> {
  /** The `request` of the input that this answers: whoever has asked for something else since then drops it. */
  request: number;
  /** Chats and contacts, best first. */
  chats: PeerId[];
  /** Other people, groups and channels. */
  others: PeerId[];
  /** Peers that the results name; only those that this connection does not have in this form. */
  peers: Peer[];
  /** How many messages match altogether, as far as it is known. */
  total: number;
  /** A larger `count` brings more. */
  hasMore: boolean;
  state: SearchState;
  /** The server has no way to look for this: only messages that are on this machine were looked at. */
  hereOnly?: true;
  /** Of a search among public posts by words. */
  quota?: PostsQuota;
  /** Why the server's part failed, or what in the query cannot be searched for: a sentence. */
  problem?: string;
}

export const searchCalls = {
  /** What was searched for lately; kept on this machine only. */
  'search.recent': call<{ peers: Peer[]; queries: string[] }>()(nothing),
  'search.remember': call<void>()(v.strictObject({ peerId: v.optional(peerIdSchema), query: v.optional(searchText) })),
  'search.forget': call<void>()(nothing),
  /** The first message at or after a moment (unix seconds), or the last one before it; null in an empty chat. */
  'search.atDate': call<{ id: MessageId } | null>()(v.strictObject({ ...chatPart, date: momentSchema })),
  /** The nearest message of a kind before or after one of a chat. `peers`: those it names that this connection does not have in this form. */
  'search.beside': call<{ message: Message; peers: Peer[] } | null>()(
    v.strictObject({ ...chatPart, kind: searchKindSchema, id: messageIdSchema, direction: v.picklist(['older', 'newer']) }),
  ),
  /** The days between two moments (unix seconds, the second excluded) on which something was said. */
  'search.days': call<KnownDays>()(v.strictObject({ ...chatPart, from: momentSchema, to: momentSchema })),
  /** How much of each kind of content a chat has. */
  'search.counts': call<KindCounts>()(v.strictObject(chatPart)),
} as const;

export const searchTopics = {
  /** Conditions may also be written into the query (src-shared/search/operators.ts). */
  'search.results': topic<SearchResults>()(
    v.strictObject({
      /** Grows with each other wish. */
      request: v.pipe(v.number(), v.safeInteger()),
      query: searchText,
      /** Only in this chat. */
      inChat: v.optional(peerIdSchema),
      from: v.optional(peerIdSchema),
      kind: v.optional(searchKindSchema),
      /** Only in chats of this kind. */
      among: v.optional(chatKindSchema),
      /** Channels by their names, instead of messages. */
      channels: v.optional(v.literal(true)),
      /** Instead of one's own chats: posts of all public channels. */
      posts: v.optional(v.picklist(['look', 'search'])),
      /** Only in this part of the chat. */
      section: v.optional(sectionSchema),
      /** Only what carries all of these tags, in Saved Messages. */
      tags: v.optional(v.pipe(v.array(reactionSchema), v.maxLength(11))),
      /** Unix seconds, both excluded. */
      after: v.optional(momentSchema),
      before: v.optional(momentSchema),
      /** How many messages are wanted. */
      count: count(1_000),
    }),
  ),
} as const;
