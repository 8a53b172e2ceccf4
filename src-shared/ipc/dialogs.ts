import * as v from 'valibot';
import type { ArchiveSummary, DialogRow, PeerId } from '../model/index.ts';
import { chatListSchema, momentSchema, peerIdSchema } from './schemas.ts';
import type { WindowDiff } from './spec.ts';
import { call, count, nothing, peerInput, topic } from './spec.ts';

const someChats = v.pipe(v.array(peerIdSchema), v.minLength(1), v.maxLength(200));

export interface DialogWindow extends WindowDiff<PeerId, DialogRow> {
  /** Index of `order[0]` in the whole list. */
  start: number;
  /** Length of the whole list as far as it is known. */
  total: number;
  /** The first page has never been loaded. */
  loading: boolean;
  /** Only on the main list, and only when the archive holds something. */
  archive?: ArchiveSummary;
}

/** How a chat can be got rid of. */
export interface RemovalChoices {
  /** What taking it from the list means: the own copy goes, one leaves, or it is deleted for all its members. */
  kind: 'delete' | 'leave' | 'destroy';
  /** Its messages can be deleted for the others, too. */
  forEveryone: boolean;
  /** The history can be cleared while the chat stays; and that for all. */
  clear: boolean;
  clearForEveryone: boolean;
  /** The person or bot can be blocked at the same time. */
  block: boolean;
}

/** What is done to chats of the list as a whole. */
export const dialogCalls = {
  'dialogs.setPinned': call<void>()(v.strictObject({ peerId: peerIdSchema, pinned: v.boolean() })),
  /** Puts the pinned chats of a list in this order. */
  'dialogs.reorderPinned': call<void>()(v.strictObject({ folder: v.picklist(['main', 'archive']), order: v.array(peerIdSchema) })),
  /** Mutes until a moment (unix seconds), or for good. */
  'dialogs.setMuted': call<void>()(v.strictObject({ peerId: peerIdSchema, muted: v.boolean(), until: v.optional(momentSchema) })),
  /** Marks a chat read up to its end, or puts a mark on it. */
  'dialogs.setUnread': call<void>()(v.strictObject({ peerId: peerIdSchema, unread: v.boolean() })),
  'dialogs.setArchived': call<void>()(v.strictObject({ peerIds: someChats, archived: v.boolean() })),
  /** Reads every chat of a list to its end. */
  'dialogs.readList': call<void>()(v.strictObject({ list: chatListSchema })),
  'dialogs.muteList': call<void>()(v.strictObject({ list: chatListSchema, muted: v.boolean() })),
  'dialogs.removal': call<RemovalChoices>()(peerInput),
  /** Empties a chat that stays in the list. */
  'dialogs.clear': call<void>()(v.strictObject({ peerId: peerIdSchema, forEveryone: v.boolean() })),
  /** Takes a chat from the list as `dialogs.removal` says, leaving or destroying it where it is a group or channel. */
  'dialogs.remove': call<void>()(v.strictObject({ peerId: peerIdSchema, forEveryone: v.boolean(), block: v.optional(v.boolean()) })),
  'dialogs.block': call<void>()(v.strictObject({ peerId: peerIdSchema, blocked: v.boolean() })),
} as const;

export const dialogTopics = {
  'dialogs.window': topic<DialogWindow>()(
    v.strictObject({
      folder: chatListSchema,
      start: count(1_000_000),
      count: count(200),
      /** The chat that is open: it stays in a folder that it belonged to when it was opened. */
      keep: v.optional(peerIdSchema),
    }),
  ),
  /** Unread chats and messages outside muted chats, for the badge and the title. */
  'dialogs.totals': topic<{ unreadMessages: number; unreadChats: number }>()(nothing),
} as const;
