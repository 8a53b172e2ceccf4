import type { Message, MessageId } from '#shared/model/index.ts';
import { directionOf } from '../../strings/direction.ts';
import { formatTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { language } from '../../strings/language.ts';
import { spokenReactions } from './reaction-words.ts';
import { deliveryState } from './timeline.ts';

/** Whether the last line of a text ends on the other side than where the time stands, which is where lines of the interface end. */
export const endsOtherwise = (text: string): boolean => (directionOf(text) === 'rtl') !== language().language.isRtl;

const emojiOnly = /^(?:\p{RGI_Emoji}){1,3}$/v;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** One to three emoji and nothing else are shown large: how many, or 0. */
export function emojiCount(message: Message): 0 | 1 | 2 | 3 {
  const { text } = message;
  if (text.length > 40 || message.entities.length > 0 || !emojiOnly.test(text)) return 0;
  const count = [...graphemes.segment(text)].length;
  return count === 1 || count === 2 || count === 3 ? count : 0;
}

/** A message in words, in reading order: for screen readers. `reply`: what it is shown to answer; `effect`: the emoji of its effect. */
export function messageLabel(message: Message, reply: Message['replyTo'], sender: string, text: string, readOutboxMaxId: MessageId, effect?: string): string {
  const state = deliveryState(message, readOutboxMaxId);
  return [
    message.service ? '' : sender,
    reply?.preview ? t.chat.replyTo(reply.preview.senderName ?? t.chat.hiddenMessage) : '',
    text,
    formatTime(message.date),
    message.editDate ? t.chat.edited : '',
    message.forwards ? t.view.forwards(message.forwards) : '',
    spokenReactions(message),
    effect === undefined ? '' : t.sending.effects.spoken(effect),
    state ? t.chat.status[state] : '',
  ]
    .filter(Boolean)
    .join(', ');
}
