/** What to do about a connection's silence. */
export type KeepAliveVerdict = { kind: 'wait'; ms: number } | { kind: 'ping' } | { kind: 'dead' };

/** Idle connections are pinged after this silence … */
const idlePing = 60_000;
/** … and given up after this. */
const idleDead = 135_000;
/**
 * Watches one connection's silence. Someone waiting for an answer notices a dead link within seconds; an idle connection
 * sends one packet a minute.
 */
export class KeepAlive {
  #lastReceived: number;
  #pingSentAt: number | undefined;
  #roundTrip = 700;
  readonly #idleDead: number;

  /** @param jitter milliseconds of 0 to 5000, so that not all clients give up at the same time */
  constructor(now: number, jitter = 0) {
    this.#lastReceived = now;
    this.#idleDead = idleDead + jitter;
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

  /** @param onTheWay silence that the bytes explain which are still being sent, milliseconds */
  evaluate(now: number, active: boolean, onTheWay = 0): KeepAliveVerdict {
    const patience = this.#patience();
    const silence = now - this.#lastReceived;
    const dead = this.#dead(active) + (active ? onTheWay : 0);
    if (this.#pingSentAt !== undefined) {
      const answer = active ? 2.5 * patience + onTheWay : dead - idlePing;
      const left = Math.min(dead - silence, this.#pingSentAt + answer - now);
      return left <= 0 ? { kind: 'dead' } : { kind: 'wait', ms: left };
    }
    const left = (active ? patience : idlePing) - silence;
    return left <= 0 ? { kind: 'ping' } : { kind: 'wait', ms: left };
  }

  /** Whether a ping may go along with a packet that is sent anyway, which saves one of its own. */
  mayAccompany(now: number, active: boolean): boolean {
    return this.#pingSentAt === undefined && now - this.#lastReceived >= (active ? this.#patience() : idlePing) / 2;
  }

  /** `disconnect_delay` of a ping, seconds: a little longer than the longest silence that we bear. */
  disconnectDelay(active: boolean): number {
    return Math.ceil(this.#dead(active) / 1000) + 2;
  }

  /** 2 s at least, and more on slow links. */
  #patience(): number {
    return Math.max(2_000, 1.5 * this.#roundTrip + 1_000);
  }

  #dead(active: boolean): number {
    return active ? 3.5 * this.#patience() : this.#idleDead;
  }
}
