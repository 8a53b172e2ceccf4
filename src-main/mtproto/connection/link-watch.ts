import { readInt64 } from '../../crypto/index.ts';
import type { Timer } from '../clock.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session/session.ts';
import { KeepAlive } from './keep-alive.ts';

export interface LinkWatchOptions {
  runtime: Runtime;
  /** The session whose packets the link carries. */
  session(): Session | undefined;
  /** Bytes that have come over the link, whole packets or not. */
  received(): number;
  /** Nothing has come for too long: the link is dead. */
  silent(): void;
}

/** So much of a packet proves, on a slow link, that there is more to come, bytes. */
const progress = 1024;

/** Watches the link of one connection while it is open: sends pings, and notices silence. */
export class LinkWatch {
  readonly #options: LinkWatchOptions;
  #keepAlive: KeepAlive | undefined;
  #ping: { id: bigint; sentAt: number } | undefined;
  #timer: Timer | undefined;
  #active = false;
  /** Bytes that had come when they were last looked at. */
  #seen = 0;
  /** It seems dead; it is looked at once more when what has come meanwhile was read. */
  #doubted = false;

  constructor(options: LinkWatchOptions) {
    this.#options = options;
  }

  /** Whether somebody looks at the result. */
  get active(): boolean {
    return this.#active;
  }

  setActive(active: boolean): void {
    this.#active = active;
    // The server waits for as long as we told it last.
    if (this.#keepAlive !== undefined) this.#sendPing();
    this.look();
  }

  /** A link stands. */
  opened(): void {
    const { clock, random } = this.#options.runtime;
    this.#seen = 0;
    this.#doubted = false;
    this.#keepAlive = new KeepAlive(clock.monotonic(), (random(1)[0] ?? 0) * 19);
    this.#sendPing();
  }

  /** The link is gone. */
  closed(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#keepAlive = undefined;
  }

  /** A valid packet came. */
  received(): void {
    this.#keepAlive?.received(this.#options.runtime.clock.monotonic());
  }

  /** A ping was answered. */
  pong(pingId: bigint): void {
    if (this.#ping?.id === pingId) this.#keepAlive?.measured(this.#options.runtime.clock.monotonic() - this.#ping.sentAt);
  }

  /** Calls take a ping along when the next one is not far off. */
  pingAlong(): void {
    const session = this.#options.session();
    if (session === undefined || session.queue.length === 0) return;
    if (this.#keepAlive?.mayAccompany(this.#options.runtime.clock.monotonic(), this.#active) === true) this.#sendPing();
  }

  /** Does what is due, and looks again when something may be due next. */
  look(): void {
    const { clock } = this.#options.runtime;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#keepAlive === undefined) return;
    const doubted = this.#doubted;
    this.#doubted = false;
    const received = this.#options.received();
    if (received - this.#seen >= progress) this.received();
    this.#seen = received;
    const session = this.#options.session();
    const check = session?.fates.check() ?? Infinity;
    const verdict = this.#keepAlive.evaluate(clock.monotonic(), this.#active || session?.busy === true, session?.pace.patience);
    switch (verdict.kind) {
      case 'wait':
        this.#timer = clock.after(Math.min(verdict.ms, check) + 1, () => this.look());
        return;
      case 'ping':
        this.#sendPing();
        this.#timer = clock.after(1, () => this.look());
        return;
      case 'dead':
        // The loop may have stood still for longer than the link did.
        if (doubted) this.#options.silent();
        else {
          this.#doubted = true;
          this.#timer = clock.soon(() => this.look());
        }
    }
  }

  #sendPing(): void {
    const { clock, random } = this.#options.runtime;
    const id = readInt64(random(8), 0);
    this.#ping = { id, sentAt: clock.monotonic() };
    this.#keepAlive?.pingSent(clock.monotonic());
    const disconnectDelay = this.#keepAlive?.disconnectDelay(this.#active) ?? 0;
    this.#options.session()?.request({ kind: 'ping', pingId: id, disconnectDelay });
  }
}
