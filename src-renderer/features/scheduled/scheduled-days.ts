import { WHEN_ONLINE } from '#shared/model/index.ts';
import type { Message } from '#shared/model/index.ts';
import { startOfDay } from '../../strings/format.ts';

/** Messages of a queue that stand and move together: one, or an album. */
export interface ScheduledItem {
  /** Stays the same while it is shown. */
  key: string;
  messages: Message[];
}

/** Items of one day; `day` is its local midnight (unix ms), or `WHEN_ONLINE`. */
export interface ScheduledDay {
  day: number;
  items: ScheduledItem[];
}

/** Sorts a queue (by date) into days, albums together. */
export function scheduledDays(messages: readonly Message[]): ScheduledDay[] {
  const days: ScheduledDay[] = [];
  for (const message of messages) {
    const day = message.date === WHEN_ONLINE ? WHEN_ONLINE : startOfDay(message.date * 1000);
    let last = days.at(-1);
    if (last?.day !== day) days.push((last = { day, items: [] }));
    const before = last.items.at(-1);
    const isAlbum = message.groupedId !== undefined && before?.messages[0]?.groupedId === message.groupedId;
    if (isAlbum) before?.messages.push(message);
    else last.items.push({ key: message.groupedId ?? String(message.id), messages: [message] });
  }
  return days;
}
