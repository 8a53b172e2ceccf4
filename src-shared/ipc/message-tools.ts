import * as v from 'valibot';
import type { FormattedText, Message, MessageId, Peer, PeerId, Reaction } from '../model/index.ts';
import { messageIdSchema, peerIdSchema, reactionSchema } from './schemas.ts';
import { call, peerInput, topic } from './spec.ts';

const messageIds = v.pipe(v.array(messageIdSchema), v.minLength(1), v.maxLength(100));
const unreadKind = v.picklist(['mention', 'reaction', 'vote']);

/** The newest pinned messages of a chat, newest first. */
export interface PinnedMessages {
  messages: Message[];
  /** The person has closed the bar, and nothing newer was pinned since. */
  hidden: boolean;
  /** Peers that the messages name; only those that this connection does not have in this form. */
  peers: Peer[];
}

/** The reactions that can be chosen in a chat. */
export interface ReactionChoice {
  /** The likeliest ones. */
  quick: Reaction[];
  all: Reaction[];
  /** How many reactions this account may give one message. */
  most: number;
}

/** Some of those who reacted. */
export interface ReactionPage {
  people: { peerId: PeerId; reaction: Reaction; date: number }[];
  peers: Peer[];
  total: number;
  /** The mark of the next page. */
  next?: string;
}

/** What the server wants to know next about a report. `option` is given back as it came. */
export type ReportStep =
  | { kind: 'choose'; title: string; options: { text: string; option: string }[] }
  | { kind: 'comment'; optional: boolean; option: string }
  | { kind: 'done' };

export const messageToolCalls = {
  /** With `notify` the others hear of it; in a private chat `forBoth` (the default) pins it for the other side too. */
  'pins.set': call<void>()(
    v.strictObject({
      peerId: peerIdSchema,
      id: messageIdSchema,
      pinned: v.boolean(),
      notify: v.optional(v.boolean()),
      forBoth: v.optional(v.boolean()),
    }),
  ),
  'pins.clear': call<void>()(peerInput),
  /** The person has closed the bar: it comes back with the next pinned message. */
  'pins.hide': call<void>()(v.strictObject({ peerId: peerIdSchema, upTo: messageIdSchema })),
  /** Makes these the reactions that this account has given to a message. */
  'reactions.set': call<void>()(
    v.strictObject({ peerId: peerIdSchema, id: messageIdSchema, reactions: v.pipe(v.array(reactionSchema), v.maxLength(11)) }),
  ),
  'reactions.choice': call<ReactionChoice>()(peerInput),
  /** Who reacted, all or with one reaction, newest first; `offset` is the mark of a page before. */
  'reactions.who': call<ReactionPage>()(
    v.strictObject({
      peerId: peerIdSchema,
      id: messageIdSchema,
      reaction: v.optional(reactionSchema),
      offset: v.optional(v.pipe(v.string(), v.maxLength(512))),
    }),
  ),
  /** The next unread mention, message with an unread reaction, or own poll with an unread vote, above `after`; from the first again after the last. */
  'unread.next': call<{ id: MessageId } | null>()(v.strictObject({ peerId: peerIdSchema, kind: unreadKind, after: messageIdSchema })),
  'unread.readAll': call<void>()(v.strictObject({ peerId: peerIdSchema, kind: unreadKind })),
  /** The person has seen the reactions to these messages, and the votes in them. */
  'unread.seen': call<void>()(v.strictObject({ peerId: peerIdSchema, ids: messageIds })),
  /** The texts of messages in another language (ISO 639-1), in that order. */
  'tools.translate': call<FormattedText[]>()(
    v.strictObject({ peerId: peerIdSchema, ids: messageIds, to: v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/)) }),
  ),
  /** Reports messages, step by step: the first call has no `option`. */
  'tools.report': call<ReportStep>()(
    v.strictObject({
      peerId: peerIdSchema,
      ids: messageIds,
      option: v.optional(v.pipe(v.string(), v.regex(/^([0-9a-f]{2})*$/), v.maxLength(2048))),
      comment: v.optional(v.pipe(v.string(), v.maxLength(4096))),
    }),
  ),
  'tools.link': call<{ url: string; isPublic: boolean }>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  /** These messages are on the screen: their views count, their reactions are kept true. */
  'tools.onScreen': call<void>()(v.strictObject({ peerId: peerIdSchema, ids: messageIds })),
} as const;

export const messageToolTopics = {
  /** What a chat has pinned. */
  pins: topic<PinnedMessages>()(peerInput),
} as const;
