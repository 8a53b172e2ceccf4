import type { tl } from '#tl';
import type { PeerId } from '#shared/model/index.ts';

/** How long an answer may be under way, sent again after a break of the connection included, ms. */
const FLIGHT_MS = 60_000;

/**
 * Statuses that were pushed lately. An answer that carries users may be older than a push that overtook it, and nothing in it
 * says when it was made. But whoever's status was pushed to us once, of theirs later changes are pushed as well: so for as long
 * as an answer can be under way, the push is right and an answer only if its times prove it to be the later one. Afterwards,
 * and when pushes may have been missed, answers count again.
 */
export class PushedStatuses {
  /** By user, oldest first: server time of the push in unix seconds, and until when it rules, by the monotonic clock. */
  readonly #pushes = new Map<PeerId, { at: number; until: number }>();
  readonly #now: () => number;

  /** `now` is a monotonic clock, ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A status came as a push; `at` is server time, unix seconds. */
  note(id: PeerId, at: number): void {
    const now = this.#now();
    for (const [other, { until }] of this.#pushes) {
      if (until > now) break;
      this.#pushes.delete(other);
    }
    this.#pushes.delete(id);
    this.#pushes.set(id, { at, until: now + FLIGHT_MS });
  }

  /** Pushes may have been missed from here on. */
  forget(): void {
    this.#pushes.clear();
  }

  /** Whether what is known of a user's status stays, although an answer says `incoming`. */
  outlives(id: PeerId, known: tl.UserStatus | undefined, incoming: tl.UserStatus | undefined): boolean {
    const push = this.#pushes.get(id);
    return push !== undefined && push.until > this.#now() && !isLater(known, incoming, push.at);
  }
}

/** Whether the times in two statuses alone prove that `incoming` is the later one; the known one was true at `at`. */
function isLater(known: tl.UserStatus | undefined, incoming: tl.UserStatus | undefined, at: number): boolean {
  switch (incoming?._) {
    case 'userStatusOnline':
      // Against "offline" it proves nothing: whoever leaves early does so before the "online" expires.
      return known?._ === 'userStatusOnline' && incoming.expires > known.expires;
    case 'userStatusOffline':
      if (known?._ === 'userStatusOffline') return incoming.wasOnline > known.wasOnline;
      return known?._ === 'userStatusOnline' && incoming.wasOnline > at;
    default:
      return false;
  }
}
