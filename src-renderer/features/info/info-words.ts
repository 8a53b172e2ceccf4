import type { FullInfo, Peer } from '#shared/model/index.ts';
import { formatDate } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';

export const isPerson = (peer: Peer | undefined): boolean => peer?.kind === 'user' || peer?.kind === 'bot';

/** Oneself as others see one: with photo and name, not as the chat with oneself. */
export const asPerson = (peer: Peer): Peer => (peer.isSelf ? { ...peer, isSelf: false } : peer);

/** The account through which Telegram itself writes. */
export const SERVICE = 777_000;

const dayAndMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long' });

/** A birthday, with the age where the year is told. `now` in unix ms. */
export function birthdayText({ day, month, year }: NonNullable<FullInfo['birthday']>, now: number): string {
  if (year === undefined) return dayAndMonth.format(new Date(2000, month - 1, day));
  return `${formatDate(new Date(year, month - 1, day).getTime())} (${t.info.age(ageAt({ day, month, year }, now))})`;
}

/** Whole years at `now` (unix ms, in the time zone of this machine). */
export function ageAt({ day, month, year }: { day: number; month: number; year: number }, now: number): number {
  const today = new Date(now);
  const hadItsDay = today.getMonth() + 1 > month || (today.getMonth() + 1 === month && today.getDate() >= day);
  return today.getFullYear() - year - (hadItsDay ? 0 : 1);
}

/** A phone number as the server gives it, readable: "+49 1701112233" stays one run, with the sign in front. */
export const phoneText = (phone: string): string => (phone.startsWith('+') ? phone : `+${phone}`);

export const publicLink = (username: string): string => `t.me/${username}`;
