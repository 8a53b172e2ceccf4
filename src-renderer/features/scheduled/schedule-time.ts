import { daysBetween, formatDate, formatTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';

const HOUR_MS = 3_600_000;
/** The server sends at once what is due earlier than this. */
const LEAD_SECONDS = 10;
export const MOST_DAYS = 365;

/** What is offered first: the next full hour that is at least half an hour away. Unix ms both. */
export const firstOffer = (now: number): number => Math.ceil((now + HOUR_MS / 2) / HOUR_MS) * HOUR_MS;

/** The local time of a moment (unix ms) as a field of the kind "time" holds it. */
export function timeValue(ms: number): string {
  const date = new Date(ms);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** The moment of a local time on a day, unix seconds; undefined while the time is not whole. */
export function momentOf(day: Date, time: string): number | undefined {
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  return Math.floor(new Date(day.getFullYear(), day.getMonth(), day.getDate(), Number(hours), Number(minutes)).getTime() / 1000);
}

/** Why nothing can be scheduled for a moment (unix seconds), as a sentence; undefined when it can. `now` in unix ms. */
export function whyNot(moment: number, now: number): string | undefined {
  if (moment < now / 1000 + LEAD_SECONDS) return t.sending.schedule.past;
  return moment > now / 1000 + MOST_DAYS * 86_400 ? t.sending.schedule.far : undefined;
}

/** "today at 14:05" of a moment (unix seconds); `now` in unix ms. */
export function whenText(moment: number, now: number): string {
  const days = daysBetween(now, moment * 1000);
  const { at, today, tomorrow, on } = t.sending.schedule;
  return at(days === 0 ? today : days === 1 ? tomorrow : on(formatDate(moment * 1000)), formatTime(moment));
}
