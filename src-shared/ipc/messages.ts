import * as v from 'valibot';
import type { Message, MessageId, Peer, PeerId, WebPage } from '../model/index.ts';
import { sendOptionsSchema } from './scheduled.ts';
import { entitySchema, messageIdSchema, outgoingFileSchema, peerIdSchema, previewSchema, quoteSchema, sectionSchema, textSchema } from './schemas.ts';
import type { WindowDiff } from './spec.ts';
import { call, count, nothing, peerInput, topic } from './spec.ts';

/** The messages of a chat around an anchor, oldest first. */
export interface HistoryWindow extends WindowDiff<MessageId, Message> {
  /** Peers that the window's messages name; only those that this connection does not have in this form. */
  peers: Peer[];
  /** The wish that this answers: an event may have been on its way already when another place was asked for. */
  request?: number;
  /** The message that the anchor resolved to (for `firstUnread`, the first unread one), when there is one. */
  anchorId?: MessageId;
  /** Nothing older, or newer, exists. */
  atStart: boolean;
  atEnd: boolean;
  loading?: 'older' | 'newer' | 'around';
  /** Loading failed (offline, server): a sentence; what is known is shown. Retune to try again. */
  problem?: string;
  unreadCount: number;
  /** Mentions, reactions and votes that were not seen yet. */
  unreadMentions: number;
  unreadReactions: number;
  unreadPollVotes: number;
  readInboxMaxId: MessageId;
  readOutboxMaxId: MessageId;
}

/** The preview of one link. `pending`: the server is making it. */
export type LinkPreview = { url: string } & ({ state: 'asking' | 'pending' | 'none' } | { state: 'ready'; page: WebPage });

export interface MessageCapabilities {
  reply: boolean;
  edit: boolean;
  copy: boolean;
  forward: boolean;
  pin: boolean;
  /** It has an address. */
  link: boolean;
  report: boolean;
  react: boolean;
  translate: boolean;
  /** What it holds may be kept as a file. */
  save: boolean;
  deleteForSelf: boolean;
  deleteForEveryone: boolean;
  retry: boolean;
  /** What `messages.readers` can tell: when the other person has read it, or which members have. Absent: nothing. */
  readers?: 'date' | 'members';
}

/** Who has read a message. Dates are unix seconds. */
export type MessageReaders =
  /** Of a private chat. Without `date` it was not read yet. */
  | { kind: 'date'; date?: number }
  /** Of a group, the latest reader first. `peers`: those of them that this connection does not have. */
  | { kind: 'members'; readers: { peerId: PeerId; date: number }[]; peers: Peer[] }
  /** It is not told, and why: a sentence. */
  | { kind: 'hidden'; reason: string };

/** How much one message may hold, as the server says at the moment. Lengths are UTF-16 units. */
export interface SendLimits {
  messageLength: number;
  captionLength: number;
  /** Messages that can be forwarded at a time. */
  forwardedCount: number;
}

export const messageCalls = {
  'messages.send': call<{ id: MessageId }>()(
    v.strictObject({
      peerId: peerIdSchema,
      text: textSchema,
      entities: v.array(entitySchema),
      replyToId: v.optional(messageIdSchema),
      /** The chat of the answered message, when it is another one. */
      replyToPeerId: v.optional(peerIdSchema),
      /** The part of the answered message that is answered. */
      quote: v.optional(quoteSchema),
      /** The thread that it is written in. */
      threadId: v.optional(messageIdSchema),
      how: v.optional(sendOptionsSchema),
      /** How the preview of its link is wanted. */
      preview: v.optional(previewSchema),
    }),
  ),
  /** Sends files, up to ten in an album as far as their kinds go together; the caption belongs to the first. Their bytes are attached already. */
  'messages.sendFiles': call<{ ids: MessageId[] }>()(
    v.strictObject({
      peerId: peerIdSchema,
      files: v.pipe(v.array(outgoingFileSchema), v.minLength(1), v.maxLength(100)),
      text: textSchema,
      entities: v.array(entitySchema),
      replyToId: v.optional(messageIdSchema),
      replyToPeerId: v.optional(peerIdSchema),
      quote: v.optional(quoteSchema),
      threadId: v.optional(messageIdSchema),
      how: v.optional(sendOptionsSchema),
    }),
  ),
  /** One message, wherever it stands in its history; null when it does not exist any more. */
  'messages.get': call<Message | null>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  'messages.edit': call<void>()(
    v.strictObject({
      peerId: peerIdSchema,
      id: messageIdSchema,
      text: textSchema,
      entities: v.array(entitySchema),
      /** How the preview of its link is wanted; without it as it is. */
      preview: v.optional(previewSchema),
    }),
  ),
  /** Gives up a change that the server refused: the message shows its old text again. */
  'messages.discardEdit': call<void>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  'messages.delete': call<void>()(
    v.strictObject({ peerId: peerIdSchema, ids: v.pipe(v.array(messageIdSchema), v.minLength(1), v.maxLength(100)), forEveryone: v.boolean() }),
  ),
  'messages.forward': call<void>()(
    v.strictObject({
      fromPeerId: peerIdSchema,
      ids: v.pipe(v.array(messageIdSchema), v.minLength(1), v.maxLength(100)),
      toPeerId: peerIdSchema,
      /** Without saying whose they were. */
      dropAuthor: v.optional(v.boolean()),
      dropCaptions: v.optional(v.boolean()),
      how: v.optional(sendOptionsSchema),
    }),
  ),
  /** What may be done with a message: menus and keys ask here, so that one rule decides. */
  'messages.capabilities': call<MessageCapabilities>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  'messages.retry': call<void>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  /** Reports everything up to `maxId` as read, of a chat or of one of its threads. */
  'messages.read': call<void>()(v.strictObject({ peerId: peerIdSchema, maxId: messageIdSchema, threadId: v.optional(messageIdSchema) })),
  /** A voice or round video message was played. */
  'messages.heard': call<void>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  /** Who has read a message of this account, or when: asked of the server each time. `capabilities` says whether it can be asked. */
  'messages.readers': call<MessageReaders>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  'messages.setTyping': call<void>()(
    v.strictObject({ peerId: peerIdSchema, typing: v.boolean(), threadId: v.optional(messageIdSchema) }),
  ),
  /** The newest message of this account in a chat that may still be edited. */
  'messages.lastEditable': call<{ id: MessageId } | null>()(peerInput),
} as const;

export const messageTopics = {
  'messages.window': topic<HistoryWindow>()(
    v.strictObject({
      peerId: peerIdSchema,
      /** Grows with each other place that is wanted. */
      request: v.optional(v.pipe(v.number(), v.safeInteger())),
      /** Only this part of the chat. */
      section: v.optional(sectionSchema),
      anchor: v.union([v.literal('end'), v.literal('firstUnread'), messageIdSchema]),
      /** How many messages before and after the anchor. */
      older: count(300),
      newer: count(300),
    }),
  ),
  /** How far the files that are being sent have come, of all chats: bytes. Each event replaces the one before. */
  'messages.uploads': topic<{ peerId: PeerId; id: MessageId; sent: number; total: number }[]>()(nothing),
  /** What a link leads to, while somebody writes it. */
  'preview.page': topic<LinkPreview>()(v.strictObject({ url: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)) })),
  'config.limits': topic<SendLimits>()(nothing),
} as const;
