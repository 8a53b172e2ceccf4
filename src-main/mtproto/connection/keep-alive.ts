/** What to do about a connection's silence. */
export type KeepAliveVerdict = { kind: 'wait'; ms: number } | { kind: 'ping' } | { kind: 'dead' };

/** Idle connections are pinged after this silence … */
const idlePing = 60_000;
/** … and given up after this. */
const idleDead = 135_000;
/** `disconnect_delay` of every ping, seconds: longer than the longest silence of ours. */
export const disconnectDelay = 137;

/**
 * Watches one connection's silence. Someone waiting for an answer notices a dead link within seconds; an idle connection
 * sends one packet a minute.
 */
export class KeepAlive {
  #lastReceived: number;
  #pingSentAt: number | undefined;
  #roundTrip = 700;

  constructor(now: number) {
    this.#lastReceived = now;
  }

  /** Any valid packet proves the link alive. */
  received(now: number): void {
    this.#lastReceived = now;
    this.#pingSentAt = undefined;
  }

  pingSent(now: number): void {
    this.#pingSentAt ??= now;
  }

  measured(roundTripMs: number): void {
    this.#roundTrip = roundTripMs;
  }

  evaluate(now: number, active: boolean): KeepAliveVerdict {
    // 2 s at least, three times the measured round trip and more on slow links.
    const patience = Math.max(2_000, 1.5 * this.#roundTrip + 1_000);
    const silence = now - this.#lastReceived;
    const dead = active ? 3.5 * patience : idleDead;
    if (this.#pingSentAt !== undefined) {
      const answer = active ? 2.5 * patience : idleDead - idlePing;
      const left = Math.min(dead - silence, this.#pingSentAt + answer - now);
      return left <= 0 ? { kind: 'dead' } : { kind: 'wait', ms: left };
    }
    const left = (active ? patience : idlePing) - silence;
    return left <= 0 ? { kind: 'ping' } : { kind: 'wait', ms: left };
  }
}
