import type { PeerId, MessageId } from './ids.ts';
import type { Document, Photo } from './message.ts';

/** An emoji that was thrown: the server has rolled its value; 0 while it has not. */
export interface Dice {
  emoji: string;
  value: number;
}

export interface Game {
  title: string;
  description: string;
  photo?: Photo;
}

export interface Invoice {
  title: string;
  description: string;
  /** Path under the media base. */
  picture?: string;
  /** In the smallest unit of the currency, as digits. */
  amount: string;
  /** ISO 4217, or XTR for stars. */
  currency: string;
  isTest?: boolean;
  /** It was paid: the message with the receipt. */
  receiptId?: MessageId;
}

export interface StoryCard {
  peerId: PeerId;
  id: number;
  /** It names this account. */
  mentionsMe?: boolean;
  /** It is over, or was deleted. */
  expired?: boolean;
  photo?: Photo;
  caption?: string;
}

export interface Giveaway {
  channelIds: PeerId[];
  countries: string[];
  /** How many win. */
  quantity: number;
  months?: number;
  /** As digits. */
  stars?: string;
  prize?: string;
  onlyNew?: boolean;
  winnersAreShown?: boolean;
  /** Unix seconds. */
  until: number;
}

export interface GiveawayResults {
  channelId: PeerId;
  launchId: MessageId;
  winners: PeerId[];
  winnersCount: number;
  unclaimedCount: number;
  months?: number;
  stars?: string;
  prize?: string;
  refunded?: boolean;
  until: number;
}

/** One picture or film of paid media: what it looks like from outside, or what was bought. */
export type PaidItem =
  | { kind: 'locked'; width: number; height: number; preview?: string; duration?: number }
  | { kind: 'photo'; photo: Photo }
  | { kind: 'video'; document: Document };

export interface PaidMedia {
  /** As digits. */
  stars: string;
  items: PaidItem[];
}
