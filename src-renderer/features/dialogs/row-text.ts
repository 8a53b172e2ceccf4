import type { ChatAction, DialogRow, Message, Peer } from '#shared/model/index.ts';
import { formatRowTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';
import { actionsText, chatTitle, isOnline } from '../../strings/peer-text.ts';

export type TickState = 'pending' | 'sent' | 'read' | 'failed';

/** How far the newest message has got, when it is ours. */
export function ticksOf(row: DialogRow, peer: Peer): TickState | undefined {
  const message = row.topMessage;
  if (!message?.out || message.service || peer.isSelf) return undefined;
  if (message.sending) return message.sending.state === 'failed' ? 'failed' : 'pending';
  if (peer.kind === 'channel') return undefined;
  return message.id <= row.readOutboxMaxId ? 'read' : 'sent';
}

/** One line of a message's content: media in words, then its text. */
export function messageLine(message: Message): { label: string | undefined; text: string } {
  if (message.service) return { label: undefined, text: message.service.text };
  return { label: mediaLabel(message.media), text: oneLine(message.text) };
}

/** What is shown of a text with line breaks in one line; spoilers are not given away. */
function oneLine(text: string): string {
  return text.slice(0, 200).replace(/\s+/g, ' ').trim();
}

/** The text of a message with its spoilers covered, for previews. */
export function coverSpoilers(message: Message): Message {
  const spoilers = message.entities.filter((entity) => entity.type === 'spoiler');
  if (spoilers.length === 0) return message;
  let text = message.text;
  for (const { offset, length } of spoilers) text = text.slice(0, offset) + '▒'.repeat(length) + text.slice(offset + length);
  return { ...message, text };
}

/** When that was which the row shows: its draft, if it is newer than the newest message, or that message. Unix seconds. */
export const rowDate = (row: DialogRow): number | undefined => {
  const message = row.topMessage?.date;
  const draft = message === undefined || shownDraft(row) !== undefined ? row.draft?.date : undefined;
  return message === undefined || draft === undefined ? (message ?? draft) : Math.max(message, draft);
};

export const shownDraft = (row: DialogRow): string | undefined => {
  const text = row.draft && row.unreadCount === 0 && !row.unreadMark ? oneLine(row.draft.text) : '';
  return text === '' ? undefined : text;
};

/** All that a row says, as one sentence in reading order, for screen readers. `now` in unix ms. */
export function rowName(row: DialogRow, peer: Peer, actions: readonly ChatAction[], now: number): string {
  const a11y = t.dialogs.a11y;
  const inGroup = peer.kind === 'group' || peer.kind === 'supergroup';
  const message = row.topMessage && coverSpoilers(row.topMessage);
  const date = rowDate(row);
  const draft = shownDraft(row);
  const ticks = ticksOf(row, peer);
  const line = message && messageLine(message);
  const said = line && [line.label, line.text].filter(Boolean).join(', ');
  const content =
    actionsText(actions, inGroup) ??
    (draft !== undefined ? `${t.dialogs.draft} ${draft}` : said && (row.topSenderName ? `${row.topSenderName}: ${said}` : said));
  return [
    chatTitle(peer),
    peer.isSelf ? '' : a11y.kind[peer.kind],
    peer.isVerified && a11y.verified,
    peer.isScam && a11y.scam,
    peer.isFake && a11y.fake,
    isOnline(peer, now) && a11y.online,
    row.unreadCount > 0 && a11y.unread(row.unreadCount),
    row.unreadCount === 0 && row.unreadMark && a11y.unreadMark,
    row.unreadMentions > 0 && a11y.mentions(row.unreadMentions),
    row.unreadPollVotes > 0 && a11y.votes(row.unreadPollVotes),
    row.muted && a11y.muted,
    row.pinned && a11y.pinned,
    content,
    date !== undefined && formatRowTime(date, now),
    ticks && a11y[ticks],
  ]
    .filter(Boolean)
    .join(', ');
}
