import type { FolderId, MessageId, PeerId } from './ids.ts';
import type { Draft, Message } from './message.ts';
import type { Peer } from './peer.ts';

export type DialogFolder = 'main' | 'archive';

/** A chat as a row of the chat list. */
export interface DialogRow {
  peerId: PeerId;
  peer: Peer;
  folder: DialogFolder;
  /** In the list that is shown: a folder has pins of its own. */
  pinned: boolean;
  /** Muted now (the engine watches the end of a mute). */
  muted: boolean;
  unreadCount: number;
  unreadMark: boolean;
  unreadMentions: number;
  unreadReactions: number;
  unreadPollVotes: number;
  readInboxMaxId: MessageId;
  readOutboxMaxId: MessageId;
  /** The newest message, pending ones included. */
  topMessage?: Message;
  /** Who wrote `topMessage`, when the row should name them ("You", "Anna"). */
  topSenderName?: string;
  draft?: Draft;
  /** Folders with a tag that the chat is in, besides the one that is shown; only while tags are on. */
  tags?: FolderId[];
}

/** The closed archive as it stands on top of the chat list. */
export interface ArchiveSummary {
  chatCount: number;
  unreadCount: number;
  /** Titles of the newest chats, unread ones first. */
  titles: string[];
}

/** Somebody who is doing something in a chat right now (core.telegram.org/type/SendMessageAction). */
export interface ChatAction {
  userId: PeerId;
  userName: string;
  /** In this thread of the chat, and not in the chat itself. */
  threadId?: MessageId;
  action: 'typing' | 'recordingVoice' | 'recordingVideo' | 'uploading' | 'choosingSticker' | 'playing' | 'other';
}
