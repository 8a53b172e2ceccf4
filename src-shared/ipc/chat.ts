import * as v from 'valibot';
import type { ChatAction, Draft, Peer, PeerId } from '../model/index.ts';
import { entitySchema, messageIdSchema, peerIdSchema, previewSchema, quoteSchema, textSchema } from './schemas.ts';
import { call, nothing, peerInput, topic } from './spec.ts';

/** What a chat asks its newcomer to do, in a bar below the header. */
export type ActionBar =
  /** Somebody unknown wrote. `registered` is "MM.YYYY"; dates are unix seconds, 0 for never. */
  | { kind: 'stranger'; registered?: string; country?: string; nameChanged?: number; photoChanged?: number; unarchive?: boolean }
  | { kind: 'addContact'; unarchive?: boolean }
  | { kind: 'reportSpam'; isUser?: boolean; unarchive?: boolean }
  | { kind: 'shareContact' }
  | { kind: 'inviteMembers' }
  /** An administrator of a chat that one asked to join writes. */
  | { kind: 'joinRequest'; title: string; date: number };

export type ActionBarAct = 'hide' | 'addContact' | 'block' | 'reportSpam' | 'shareContact' | 'unarchive';

/** What stands in place of the field where one cannot write, or has to do something first. */
export type WritingBar =
  /** A channel, or somebody who only tells: it can be muted instead. */
  | { kind: 'mute' }
  /** Whoever wants to write joins first; with `asks` the admins decide. */
  | { kind: 'join'; asks?: boolean }
  | { kind: 'requested' }
  | { kind: 'unblock' }
  | { kind: 'start' }
  /** Why not: a sentence; until when (unix seconds). With `files` these can be sent all the same. */
  | { kind: 'closed'; reason: string; until?: number; files?: boolean };

/** What the header and the composer of an open chat need. */
export interface ChatInfo {
  peer: Peer;
  /** Members that are online now, of groups. */
  onlineCount?: number;
  muted: boolean;
  draft?: Draft;
  actionBar?: ActionBar;
  /** Absent where one can write. */
  writing?: WritingBar;
  /** Seconds between two messages, where slow mode is on for this account; until when it waits now (unix ms). */
  slowMode?: { seconds: number; until?: number };
  /** How many messages wait to be sent later; how many of them could not be scheduled. */
  scheduled?: { count: number; failed: number };
}

export const chatCalls = {
  /** Presses a button of the bar below a chat's header. */
  'chat.act': call<void>()(
    v.strictObject({ peerId: peerIdSchema, act: v.picklist(['hide', 'addContact', 'block', 'reportSpam', 'shareContact', 'unarchive']) }),
  ),
  /** Joins a group or channel, or asks its admins to be let in. */
  'chat.join': call<void>()(peerInput),
  /** An empty text without a reply removes the draft. */
  'drafts.save': call<void>()(
    v.strictObject({
      peerId: peerIdSchema,
      text: textSchema,
      entities: v.array(entitySchema),
      replyToId: v.optional(messageIdSchema),
      /** The chat of the answered message, when it is another one. */
      replyToPeerId: v.optional(peerIdSchema),
      quote: v.optional(quoteSchema),
      threadId: v.optional(messageIdSchema),
      preview: v.optional(previewSchema),
    }),
  ),
} as const;

export const chatTopics = {
  /** Listening means: this chat is open. */
  'chat.info': topic<ChatInfo>()(peerInput),
  /** Who is typing where. Each event replaces what was known of that chat. */
  'chat.actions': topic<{ peerId: PeerId; actions: ChatAction[] }>()(nothing),
} as const;
