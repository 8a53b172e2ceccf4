import type { Peer, PeerId } from '#shared/model/index.ts';
import type { Clock } from '../clock.ts';

export interface StatusWatcherContext {
  clock: Clock;
  /** Server time, unix seconds. */
  serverTime(): number;
  peer(id: PeerId): Peer | undefined;
  /** Writes "last seen" in place of an "online" that has run out, `wasOnline` in unix seconds. */
  setOffline(ids: { id: PeerId; wasOnline: number }[]): void;
}

/**
 * Ends "online" states that the server does not renew (core.telegram.org/constructor/userStatusOnline), with one timer for
 * all.
 */
export class StatusWatcher {
  readonly #context: StatusWatcherContext;
  readonly #expires = new Map<PeerId, number>();
  #timer: { at: number; cancel: () => void } | undefined;

  constructor(context: StatusWatcherContext) {
    this.#context = context;
  }

  /** Looks at users that may have changed. */
  watch(ids: Iterable<PeerId>): void {
    for (const id of ids) {
      if (id < 0) continue;
      const status = this.#context.peer(id)?.status;
      if (status?.kind === 'online') this.#expires.set(id, status.expires);
      else this.#expires.delete(id);
    }
    this.#arm();
  }

  dispose(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#expires.clear();
  }

  #arm(): void {
    const next = Math.min(...this.#expires.values());
    if (this.#timer?.at === next) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (next === Infinity) return;
    const delayMs = Math.max(0, (next - this.#context.serverTime()) * 1000);
    this.#timer = { at: next, cancel: this.#context.clock.schedule(delayMs, () => this.#expire()) };
  }

  #expire(): void {
    this.#timer = undefined;
    // A second of grace: the timer and the server's clock need not agree to the millisecond.
    const now = this.#context.serverTime() + 1;
    const over = [...this.#expires].filter(([, expires]) => expires <= now);
    for (const [id] of over) this.#expires.delete(id);
    if (over.length > 0) this.#context.setOffline(over.map(([id, wasOnline]) => ({ id, wasOnline })));
    this.#arm();
  }
}
