import type { PeerId } from './ids.ts';

/** How a moment is written (core.telegram.org/constructor/messageEntityFormattedDate). Without any of it the text is as it was sent. */
export interface DateFormat {
  relative?: boolean;
  time?: 'short' | 'long';
  date?: 'short' | 'long';
  weekday?: boolean;
}

/**
 * A styled range of a text (core.telegram.org/api/entities). `offset` and `length` count UTF-16 code units, as on the wire
 * and in JavaScript strings.
 */
export type TextEntity = { offset: number; length: number } & (
  | { type: 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler' | 'code' }
  | { type: 'mention' | 'hashtag' | 'cashtag' | 'botCommand' | 'url' | 'email' | 'phone' | 'bankCard' }
  | { type: 'pre'; language: string }
  | { type: 'blockquote'; collapsed?: boolean }
  | { type: 'textUrl'; url: string }
  | { type: 'mentionName'; userId: PeerId }
  | { type: 'customEmoji'; documentId: string }
  | { type: 'date'; date: number; format?: DateFormat }
);

export type TextEntityType = TextEntity['type'];

/** A text with its styled ranges. */
export interface FormattedText {
  text: string;
  entities: TextEntity[];
}
