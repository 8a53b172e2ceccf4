import { AppError, WHEN_ONLINE } from '#shared/model/index.ts';
import type { Peer, SendOptions } from '#shared/model/index.ts';

/** What is due earlier than this the server sends at once. */
const AT_ONCE_SECONDS = 10;
/** The server refuses what is further ahead (core.telegram.org/api/scheduled-messages). */
const LATEST_SECONDS = 365 * 86_400;

/** Whether a message can wait until this person comes online: only of people who show when they were. */
export const showsWhenOnline = (peer: Peer): boolean =>
  peer.kind === 'user' && peer.isSelf !== true && (peer.status?.kind === 'online' || peer.status?.kind === 'offline');

/**
 * The options as they fit a chat at a moment (unix seconds of the server). Throws `AppError`: INVALID_INPUT for a date that is too far
 * ahead, FORBIDDEN where nobody can know when the other person comes online.
 */
export function fittingOptions(how: SendOptions, peer: Peer, now: number): SendOptions {
  const { silent, scheduleDate, effect } = how;
  return {
    ...(silent === true ? { silent } : {}),
    ...(scheduleDate === undefined || !isLater(scheduleDate, peer, now) ? {} : { scheduleDate }),
    ...(effect === undefined || peer.kind !== 'user' ? {} : { effect }),
  };
}

function isLater(date: number, peer: Peer, now: number): boolean {
  if (date === WHEN_ONLINE) {
    if (showsWhenOnline(peer)) return true;
    throw new AppError({ code: 'FORBIDDEN', message: 'This person does not show when they are online. Choose a date and time instead.' });
  }
  if (date > now + LATEST_SECONDS) throw new AppError({ code: 'INVALID_INPUT', message: 'A message can be scheduled for a year ahead at most.' });
  return date >= now + AT_ONCE_SECONDS;
}
