import { localeTag, perLanguage } from './language.ts';

/*
 * Dates, numbers and plurals in the interface's language. The clock (12 or 24 hours) follows the system.
 */

const hourCycle = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hourCycle;
const hour12 = hourCycle === 'h11' || hourCycle === 'h12';

const dateFormat = (options: Intl.DateTimeFormatOptions) => {
  const made = perLanguage((tag) => new Intl.DateTimeFormat(tag, options));
  return { format: (moment: number | Date): string => made().format(moment) };
};
const time = dateFormat({ hour: hour12 ? 'numeric' : '2-digit', minute: '2-digit', hour12 });
const weekday = dateFormat({ weekday: 'short' });
const dayAndMonth = dateFormat({ day: 'numeric', month: 'short' });
const shortDate = dateFormat({ day: '2-digit', month: '2-digit', year: '2-digit' });
const longDate = dateFormat({ day: 'numeric', month: 'long' });
const longDateWithYear = dateFormat({ day: 'numeric', month: 'long', year: 'numeric' });
const monthAndYear = dateFormat({ month: 'long', year: 'numeric' });
const narrowWeekday = dateFormat({ weekday: 'narrow' });
const longWeekday = dateFormat({ weekday: 'long' });
const full = dateFormat({ dateStyle: 'long', timeStyle: 'short', hour12 });
const number = perLanguage((tag) => new Intl.NumberFormat(tag));
const compact = perLanguage((tag) => new Intl.NumberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 }));
/** Of the built-in sentences, which are English in every language. */
const pluralRules = new Intl.PluralRules('en');
const list = perLanguage((tag) => new Intl.ListFormat(tag, { type: 'conjunction' }));
const countries = perLanguage((tag) => new Intl.DisplayNames(tag, { type: 'region' }));

const DAY_MS = 86_400_000;

/** Local midnight before `ms`, as unix ms. */
export function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** Whole local days between two moments (unix ms); daylight saving does not disturb it. */
export function daysBetween(earlier: number, later: number): number {
  return Math.round((startOfDay(later) - startOfDay(earlier)) / DAY_MS);
}

/** "March 2025" of a day (unix ms). */
export const formatMonth = (ms: number): string => monthAndYear.format(ms);

/** "12 March 2025" of a day (unix ms). */
export const formatDate = (ms: number): string => longDateWithYear.format(ms);

/** "M" … the seven days of a week in their order, from the first one of the language on; beside each its full name. */
export function weekDays(): { first: number; names: { short: string; full: string }[] } {
  const first = firstWeekDay();
  // The first of January 2023 was a Sunday.
  const names = Array.from({ length: 7 }, (_, index) => new Date(2023, 0, 1 + first + index)).map((day) => ({
    short: narrowWeekday.format(day),
    full: longWeekday.format(day),
  }));
  return { first, names };
}

/** 0 is Sunday. */
function firstWeekDay(): number {
  const locale = new Intl.Locale(localeTag()) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } };
  return (locale.getWeekInfo?.().firstDay ?? 1) % 7;
}

/** "14:05" of a unix time in seconds. */
export const formatTime = (seconds: number): string => time.format(seconds * 1000);

/** "12 March 2025 at 14:05" of a unix time in seconds. */
export const formatFull = (seconds: number): string => full.format(seconds * 1000);

/** The time of a row of the chat list: the time today, a weekday this week, otherwise a date. `now` in unix ms. */
export function formatRowTime(seconds: number, now: number): string {
  const ms = seconds * 1000;
  const days = daysBetween(ms, now);
  if (days <= 0) return time.format(ms);
  if (days < 7) return weekday.format(ms);
  if (new Date(ms).getFullYear() === new Date(now).getFullYear()) return dayAndMonth.format(ms);
  return shortDate.format(ms);
}

/** The day of a date separator: "Today", "Yesterday", "12 March", with the year when it is another one. `now` in unix ms. */
export function formatDay(seconds: number, now: number, words: { today: string; yesterday: string }): string {
  const ms = seconds * 1000;
  const days = daysBetween(ms, now);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  return new Date(ms).getFullYear() === new Date(now).getFullYear() ? longDate.format(ms) : longDateWithYear.format(ms);
}

export const formatNumber = (value: number): string => number().format(value);

const percent = perLanguage((tag) => new Intl.NumberFormat(tag, { style: 'percent' }));

/** "75 %" of 0.75. */
export const formatPercent = (part: number): string => percent().format(part);

/** "1.2K": counters in narrow places. */
export const formatCompact = (value: number): string => compact().format(value);

export const formatList = (items: string[]): string => list().format(items);

/** The name of a country (ISO 3166 alpha-2) in the interface's language. */
export const countryName = (iso2: string): string | undefined => {
  const name = countries().of(iso2);
  return name === iso2 ? undefined : name;
};

const languageNames = perLanguage((tag) => new Intl.DisplayNames(tag, { type: 'language' }));

/** The name of a language (BCP 47) in the interface's language. */
export function languageName(tag: string): string {
  try {
    return languageNames().of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Chooses the form of a counted noun; `#` stands for the number. */
export function plural(count: number, forms: { one: string; other: string }): string {
  const form = pluralRules.select(count) === 'one' ? forms.one : forms.other;
  return form.replace('#', number().format(count));
}

/** "1:05" of a number of seconds. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

const relative = perLanguage((tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));

/** "in 5 minutes", "3 days ago" of a unix time in seconds; `now` in unix ms. */
export function formatRelative(seconds: number, now: number): string {
  const away = seconds - now / 1000;
  const units: [number, Intl.RelativeTimeFormatUnit][] = [[31_536_000, 'year'], [2_592_000, 'month'], [86_400, 'day'], [3600, 'hour'], [60, 'minute']];
  const [size, unit] = units.find(([each]) => Math.abs(away) >= each) ?? [60, 'minute' as const];
  return relative().format(Math.round(away / size), unit);
}

/** Weekday, date and time of a unix time in seconds, as far as they are wanted. */
export function formatMoment(seconds: number, wanted: { time?: 'short' | 'long'; date?: 'short' | 'long'; weekday?: boolean }): string {
  return new Intl.DateTimeFormat(localeTag(), {
    ...(wanted.weekday ? { weekday: 'long' } : {}),
    ...(wanted.date === 'long' ? { day: 'numeric', month: 'long', year: 'numeric' } : wanted.date === 'short' ? { day: 'numeric', month: 'short', year: 'numeric' } : {}),
    ...(wanted.time ? { hour: 'numeric', minute: '2-digit', hour12 } : {}),
    ...(wanted.time === 'long' ? { second: '2-digit' } : {}),
  }).format(seconds * 1000);
}

const numericMoment = dateFormat({ day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12 });

/** "22/11/2026, 21:05" of a unix time in seconds: where several messages are copied. */
export const formatNumericMoment = (seconds: number): string => numericMoment.format(seconds * 1000);

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** "1.4 MB" of a number of bytes. */
export function formatBytes(bytes: number): string {
  const step = Math.min(byteUnits.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
  const unit = byteUnits[step] ?? 'byte';
  return new Intl.NumberFormat(localeTag(), { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: step < 2 ? 0 : 1 }).format(bytes / 1024 ** step);
}
