import type { Message, MessageId } from '#shared/model/index.ts';
import { startOfDay } from '../../strings/format.ts';

/** One row of the history: a message, an album, or a note about the chat, with what stands above it. */
export interface TimelineRow {
  /** The first message of the row; names the row in the list. */
  id: MessageId;
  /** All messages of an album, otherwise just the one. */
  ids: readonly MessageId[];
  service: boolean;
  /** First and last of a run of messages that one sender wrote in one go. */
  first: boolean;
  last: boolean;
  /** Unix seconds of a day that begins here; a date chip stands above the row. */
  day: number | undefined;
  /** The bar "Unread messages" stands above the row. */
  unreadBar: boolean;
}

/** Messages further apart than this, in seconds, do not stick together. */
const GROUP_SECONDS = 900;

/** Whether `next` continues the run of `previous`: same sender, same side, close in time, nothing in between. */
function continues(previous: Message, next: Message): boolean {
  return (
    !previous.service &&
    !next.service &&
    previous.out === next.out &&
    previous.fromId === next.fromId &&
    previous.postAuthor === next.postAuthor &&
    Math.abs(next.date - previous.date) < GROUP_SECONDS &&
    previous.forward?.fromId === next.forward?.fromId
  );
}

/** Puts messages (oldest first) into rows. `unreadFrom` is the first message below the unread bar. */
export function buildTimeline(
  order: readonly MessageId[],
  message: (id: MessageId) => Message | undefined,
  unreadFrom: MessageId | undefined,
): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let previous: Message | undefined;
  for (const id of order) {
    const current = message(id);
    if (!current) continue;
    const lastRow = rows.at(-1);
    if (previous && lastRow && current.groupedId !== undefined && current.groupedId === previous.groupedId) {
      lastRow.ids = [...lastRow.ids, id];
      previous = current;
      continue;
    }
    const newDay = !previous || startOfDay(previous.date * 1000) !== startOfDay(current.date * 1000);
    const unreadBar = id === unreadFrom;
    const first = newDay || unreadBar || !previous || !continues(previous, current);
    if (lastRow) lastRow.last = first;
    rows.push({
      id,
      ids: [id],
      service: current.service !== undefined,
      first,
      last: true,
      day: newDay ? current.date : undefined,
      unreadBar,
    });
    previous = current;
  }
  return rows;
}

export function sameRow(a: TimelineRow | undefined, b: TimelineRow | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  return (
    a.id === b.id &&
    a.first === b.first &&
    a.last === b.last &&
    a.day === b.day &&
    a.unreadBar === b.unreadBar &&
    a.service === b.service &&
    a.ids.length === b.ids.length &&
    a.ids.every((id, index) => id === b.ids[index])
  );
}

export type DeliveryState = 'pending' | 'sent' | 'read' | 'failed';

/** How far a message of ours has got; nothing for messages of others. */
export function deliveryState(message: Message, readOutboxMaxId: MessageId): DeliveryState | undefined {
  if (!message.out || message.service) return undefined;
  if (message.sending) return message.sending.state === 'failed' ? 'failed' : 'pending';
  return message.id <= readOutboxMaxId ? 'read' : 'sent';
}
