import { drop } from '#shared/assert.ts';
import type { Clock } from '../clock.ts';

export interface OnlineReporterContext {
  clock: Clock;
  /** How often "online" is renewed, ms. */
  updatePeriodMs(): number;
  /** How long after losing focus this account counts as away, ms. */
  blurTimeoutMs(): number;
  /** Tells the server (account.updateStatus); resolves when it has answered, and never rejects. */
  send(offline: boolean): Promise<void>;
}

/** Keeps the server informed whether the person is here (core.telegram.org/method/account.updateStatus). */
export class OnlineReporter {
  readonly #context: OnlineReporterContext;
  #active = false;
  #reportedOnline = false;
  #cancel: (() => void) | undefined;

  constructor(context: OnlineReporterContext) {
    this.#context = context;
  }

  get isActive(): boolean {
    return this.#active;
  }

  setActive(active: boolean): void {
    if (active === this.#active) return;
    this.#active = active;
    this.#cancel?.();
    this.#cancel = undefined;
    if (active) this.#report();
    else this.#cancel = this.#context.clock.schedule(this.#context.blurTimeoutMs(), () => drop(this.#leave()));
  }

  /** Says goodbye when "online" was the last word; resolves when the server has heard it. */
  async close(): Promise<void> {
    this.#active = false;
    this.#cancel?.();
    this.#cancel = undefined;
    await this.#leave();
  }

  #report(): void {
    this.#reportedOnline = true;
    drop(this.#context.send(false));
    this.#cancel = this.#context.clock.schedule(this.#context.updatePeriodMs(), () => this.#report());
  }

  async #leave(): Promise<void> {
    if (!this.#reportedOnline) return;
    this.#reportedOnline = false;
    await this.#context.send(true);
  }
}
