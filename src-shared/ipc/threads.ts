import * as v from 'valibot';
import type { Draft, MessageId, Peer, PeerId } from '../model/index.ts';
import { messageIdSchema, peerIdSchema } from './schemas.ts';
import { call, topic } from './spec.ts';

/** Where a thread is: in which group, below which message. */
export interface ThreadPlace {
  peerId: PeerId;
  rootId: MessageId;
}

/** What the head and the composer of an open thread need. */
export interface ThreadInfo {
  /** The answers to it, as far as it is known. */
  count: number;
  /** The messages on top: several for an album. */
  roots: MessageId[];
  /** The post of a channel that it comments. */
  post?: { peerId: PeerId; id: MessageId };
  draft?: Draft;
  /** The message on top was deleted: nothing can be written here. */
  closed?: boolean;
  /** How many of its messages wait to be sent later; how many of them could not be scheduled. */
  scheduled?: { count: number; failed: number };
  /** Peers that this connection does not have in this form. */
  peers: Peer[];
}

export const threadCalls = {
  /**
   * Finds the thread of a message: the comments to a post of a channel, or the answers to a message of a supergroup, or the thread that
   * an answer belongs to.
   */
  'threads.open': call<ThreadPlace>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
} as const;

export const threadTopics = {
  'threads.info': topic<ThreadInfo>()(v.strictObject({ peerId: peerIdSchema, rootId: messageIdSchema })),
} as const;
