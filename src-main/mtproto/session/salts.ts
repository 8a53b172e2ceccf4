import type { StoredSalt } from '../types.ts';

/** How long a salt that the server corrected us to is believed to hold, seconds. */
const assumedValidity = 600;
/** Future salts are asked for when the current one ends within this time, seconds. */
const renewBefore = 60;
/** … but no more often than this, seconds. */
const askInterval = 60;

/** The server salts of one authorization key, shared by its sessions (core.telegram.org/mtproto/service_messages, Salts). */
export class Salts {
  #salts: StoredSalt[];
  #lastAsked = -Infinity;
  readonly #onChange: () => void;

  constructor(initial: readonly StoredSalt[], onChange: () => void) {
    this.#salts = [...initial].sort((a, b) => a.validSince - b.validSince);
    this.#onChange = onChange;
  }

  /** The newest salt that is valid at `now` (server seconds), or the best guess. 0 before any is known. */
  current(now: number): bigint {
    let best = this.#salts[0];
    for (const salt of this.#salts) if (salt.validSince <= now) best = salt;
    return best?.salt ?? 0n;
  }

  /** Takes the salt that the server named in a correction or a new session. */
  adopt(salt: bigint, now: number): void {
    if (this.current(now) === salt && this.#validUntil(now) > now) return;
    this.#salts = [{ salt, validSince: Math.floor(now) - 1, validUntil: Math.floor(now) + assumedValidity }];
    this.#onChange();
  }

  /** Takes the answer of `get_future_salts`. */
  replace(salts: readonly StoredSalt[], now: number): void {
    const current = this.#salts.filter((salt) => salt.validSince <= now);
    const last = current.at(-1);
    const future = [...salts].filter((salt) => salt.validUntil > now).sort((a, b) => a.validSince - b.validSince);
    // Between an assumed salt and the first one that the server listed there must be no gap.
    const covered = future.some((salt) => salt.validSince <= now);
    this.#salts = covered || last === undefined ? future : [last, ...future];
    this.#onChange();
  }

  /** Whether no salt is known to follow, so that future ones have to be asked for; noting that they are being asked for. */
  shouldAsk(now: number): boolean {
    const short = this.#validUntil(now) - now < renewBefore || !this.#salts.some((salt) => salt.validSince > now);
    if (!short || now - this.#lastAsked < askInterval) return false;
    this.#lastAsked = now;
    return true;
  }

  snapshot(): StoredSalt[] {
    return this.#salts.map((salt) => ({ ...salt }));
  }

  /** End of the time that the known salts cover, server seconds. */
  #validUntil(now: number): number {
    let until = now;
    for (const salt of this.#salts) if (salt.validSince <= until) until = Math.max(until, salt.validUntil);
    return until;
  }
}
