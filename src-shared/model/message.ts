import type { Dice, Game, Giveaway, GiveawayResults, Invoice, PaidMedia, StoryCard } from './card.ts';
import type { Checklist } from './checklist.ts';
import type { FormattedText, TextEntity } from './entity.ts';
import type { MessageId, PeerId } from './ids.ts';
import type { ContactCard, GeoPoint, LiveLocation, Venue } from './place.ts';
import type { Poll } from './poll.ts';
import type { MessageReactions } from './reaction.ts';

export interface PhotoSize {
  type: string;
  width: number;
  height: number;
  /** Bytes. */
  byteSize: number;
  /** Path under the media base. */
  url: string;
}

export interface Photo {
  id: string;
  /** Smallest first. */
  sizes: PhotoSize[];
  /** The tiny preview as a `data:image/jpeg` URL. */
  stripped?: string;
}

export type DocumentKind = 'file' | 'video' | 'gif' | 'audio' | 'voice' | 'roundVideo' | 'sticker';

export interface Document {
  id: string;
  kind: DocumentKind;
  fileName: string;
  mimeType: string;
  /** Bytes. */
  byteSize: number;
  /** Path under the media base. */
  url: string;
  /** Seconds, of sound and video. */
  duration?: number;
  width?: number;
  height?: number;
  thumbnail?: Photo;
  /** The emoji that a sticker stands for. */
  emoji?: string;
  title?: string;
  performer?: string;
  /** How loud a voice message is from its beginning to its end: up to 100 values from 0 to 31. */
  waveform?: number[];
  /** A video that has no sound. */
  silent?: boolean;
}

export interface WebPage {
  url: string;
  displayUrl: string;
  siteName?: string;
  title?: string;
  description?: string;
  author?: string;
  /** What the server calls it: "article", "photo", "video", "telegram_channel" … */
  type?: string;
  photo?: Photo;
  document?: Document;
  /** Seconds, of a video behind the link. */
  duration?: number;
  /** Shown large or small where the author of the message chose; otherwise by what kind of page it is. */
  size: 'large' | 'small';
  /** The author of the message chose the size. */
  sizeChosen?: boolean;
  /** The link that it belongs to is not in the text: the card stands for it. */
  manual?: boolean;
}

/** How the preview of a link is wanted by who writes (core.telegram.org/api/links, constructor/inputMediaWebPage). */
export interface PreviewChoice {
  /** No preview. */
  off?: boolean;
  /** Of this link, instead of the first that has one. */
  url?: string;
  /** Only together with `url`. */
  size?: 'large' | 'small';
  /** Above the text. */
  above?: boolean;
}

export type Media =
  | { kind: 'photo'; photo: Photo; spoiler?: boolean }
  | { kind: 'document'; document: Document; spoiler?: boolean }
  | { kind: 'webPage'; page: WebPage }
  | { kind: 'poll'; poll: Poll }
  | { kind: 'checklist'; checklist: Checklist }
  | { kind: 'location'; point: GeoPoint }
  | { kind: 'liveLocation'; live: LiveLocation }
  | { kind: 'venue'; venue: Venue }
  | { kind: 'contact'; contact: ContactCard }
  | { kind: 'dice'; dice: Dice }
  | { kind: 'game'; game: Game }
  | { kind: 'invoice'; invoice: Invoice }
  | { kind: 'story'; story: StoryCard }
  | { kind: 'giveaway'; giveaway: Giveaway }
  | { kind: 'giveawayResults'; results: GiveawayResults }
  | { kind: 'paidMedia'; paid: PaidMedia }
  /** Something that this version cannot show; `label` names it in plain words ("Video stream"). */
  | { kind: 'other'; label: string };

export interface ReplyHeader {
  messageId?: MessageId;
  /** Set when the answered message is in another chat. */
  peerId?: PeerId;
  quote?: FormattedText;
  /** Where in the answered text the quote was, roughly: UTF-16 units. */
  quoteOffset?: number;
  /** What is known of the answered message: shown in the reply bar of a bubble. */
  preview?: { senderId?: PeerId; senderName?: string; text: string; deleted?: boolean };
}

export interface ForwardHeader {
  fromId?: PeerId;
  /** The name to show when the origin hides its account. */
  fromName?: string;
  /** Unix seconds. */
  date: number;
  channelPostId?: MessageId;
  /** The signature of the post. */
  postAuthor?: string;
  /** Where it was saved from: Saved Messages lead back there. */
  savedFromPeerId?: PeerId;
  savedFromMessageId?: MessageId;
  /** Brought in from another messenger. */
  imported?: boolean;
}

/** Comments below a post, or answers in a thread (core.telegram.org/api/threads). */
export interface ReplyCount {
  count: number;
  /** Comments of a channel's post: in its discussion group, whose id follows. */
  discussionId?: PeerId;
  recentRepliers: PeerId[];
  /** The newest answer, and up to where this account has read them; absent when the server has not said. */
  maxId?: MessageId;
  readMaxId?: MessageId;
  /** The moment of the chat that this is from: an older count never replaces it. */
  pts: number;
}

/** What is known of the answers to a message after the server has told of them: the newer of the two, and marks only grow. */
export function mergeReplies(before: ReplyCount, told: ReplyCount): ReplyCount {
  // Of one moment both know the same, and the first one also what was counted since.
  const newer = told.pts > before.pts ? told : told.pts === before.pts ? { ...told, ...before } : before;
  const readMaxId = Math.max(before.readMaxId ?? 0, told.readMaxId ?? 0) as MessageId;
  return { ...newer, ...(readMaxId === 0 ? {} : { readMaxId }) };
}

/** Something that happened in a chat, as the pieces of a sentence: `actor` did `text`. The sentence is made in main. */
export interface ServiceNote {
  text: string;
  /** Ranges of `text` that name peers. */
  mentions: { offset: number; length: number; peerId: PeerId }[];
}

export type SendingState =
  | { state: 'pending' }
  /** `retryAt` (unix ms) while a server-imposed wait runs. */
  | { state: 'waiting'; retryAt: number }
  | { state: 'failed'; reason: string; canRetry: boolean };

/** A message of a chat, or, with `service`, a note about the chat. Dates are unix seconds. */
export interface Message {
  id: MessageId;
  peerId: PeerId;
  date: number;
  editDate?: number;
  /** Written by this account. */
  out: boolean;
  /** Absent for posts of channels: the chat itself speaks. */
  fromId?: PeerId;
  text: string;
  entities: TextEntity[];
  media?: Media;
  replyTo?: ReplyHeader;
  forward?: ForwardHeader;
  service?: ServiceNote;
  viaBotId?: PeerId;
  /** Messages with the same value form one album. */
  groupedId?: string;
  views?: number;
  forwards?: number;
  replies?: ReplyCount;
  reactions?: MessageReactions;
  /** Media and previews stand above the text. */
  invertMedia?: boolean;
  /** Its preview is still being made, and is wanted so. */
  awaitedPreview?: Pick<WebPage, 'manual'> & { size?: WebPage['size'] };
  postAuthor?: string;
  isPost?: boolean;
  silent?: boolean;
  /** The animated effect that it was sent with, of private chats: digits. */
  effect?: string;
  pinned?: boolean;
  mentioned?: boolean;
  /** A voice or round video message that whom it was sent to has not played yet. */
  unheard?: boolean;
  noForwards?: boolean;
  /** The message on top of the thread that it belongs to, an answer itself. */
  threadId?: MessageId;
  /** In Saved Messages: from which source it is. */
  savedPeerId?: PeerId;
  sending?: SendingState;
}

/** What is answered besides the id of a message: one of another chat, a part of its text. */
export interface ReplyDetails {
  peerId?: PeerId;
  quote?: FormattedText & { offset: number };
}

export interface Draft {
  text: string;
  entities: TextEntity[];
  replyToId?: MessageId;
  reply?: ReplyDetails;
  preview?: PreviewChoice;
  /** Unix seconds. */
  date: number;
}
