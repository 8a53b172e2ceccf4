import * as v from 'valibot';
import type { Message, Peer, PeerId, SavedTag } from '../model/index.ts';
import { peerIdSchema, reactionSchema } from './schemas.ts';
import { call, count, nothing, topic } from './spec.ts';

/** What Saved Messages hold from one source, as a row of their list. */
export interface SavedRow {
  peerId: PeerId;
  pinned: boolean;
  /** The newest message. */
  topMessage?: Message;
}

/** Sources of Saved Messages, pinned ones first; a change brings only rows that this subscriber does not have in this form. */
export interface SavedWindow {
  order: PeerId[];
  upsert: SavedRow[];
  /** Peers that the rows name; only those that this connection does not have in this form. */
  peers: Peer[];
  /** More can be had: a larger `count` brings it. */
  hasMore: boolean;
  loading: boolean;
  /** Loading failed: a sentence. */
  problem?: string;
}

/** Longest name of a tag (core.telegram.org/constructor/savedReactionTag). */
export const MOST_TAG_TITLE = 12;

export const savedCalls = {
  'saved.setPinned': call<void>()(v.strictObject({ peerId: peerIdSchema, pinned: v.boolean() })),
  'saved.reorderPinned': call<void>()(v.strictObject({ order: v.array(peerIdSchema) })),
  /** Deletes everything that was saved from a source. */
  'saved.delete': call<void>()(v.strictObject({ peerId: peerIdSchema })),
  /** Gives a tag a name; an empty one takes it away. */
  'saved.renameTag': call<void>()(v.strictObject({ reaction: reactionSchema, title: v.pipe(v.string(), v.maxLength(MOST_TAG_TITLE)) })),
} as const;

export const savedTopics = {
  'saved.window': topic<SavedWindow>()(v.strictObject({ count: count(10_000) })),
  /** Tags that are in use. `canTag`: this account may set and name them. */
  'saved.tags': topic<{ tags: SavedTag[]; canTag: boolean }>()(nothing),
} as const;
