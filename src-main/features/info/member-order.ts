import type { Peer } from '#shared/model/index.ts';

const DAY = 86_400;

/** When somebody was last seen, as a number to order by: oneself and those who are online first, bots and those of whom nothing is known last. `now` in unix seconds. */
export function seenAt(peer: Peer | undefined, now: number): number {
  const status = peer?.status;
  if (peer?.isSelf === true) return Number.POSITIVE_INFINITY;
  if (peer === undefined || peer.isDeleted === true || status === undefined) return -1;
  switch (status.kind) {
    case 'online':
      return status.expires > now ? Number.POSITIVE_INFINITY : status.expires;
    case 'offline':
      return status.wasOnline;
    case 'recently':
      return now - 2 * DAY;
    case 'lastWeek':
      return now - 7 * DAY;
    case 'lastMonth':
      return now - 30 * DAY;
    case 'unknown':
      return 0;
  }
}

/** Whether every word of a query begins a word of the name, or a username. Both are folded. */
export function isNamed(folded: string, words: readonly string[]): boolean {
  const parts = folded.split(/[\s@]+/);
  return words.every((word) => parts.some((part) => part.startsWith(word)));
}
