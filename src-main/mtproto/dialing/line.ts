import type { Timer } from '../clock.ts';
import type { Runtime } from '../runtime.ts';
import type { Frame, Padding } from '../transport/framing.ts';
import { Transport, type SendOptions, type TransportOptions } from '../transport/transport.ts';

/** What the owner of a line is told. */
export interface LineEvents {
  onFrame(frame: Frame): void;
  /** The line is over; called at most once. */
  onClose(error: Error | undefined): void;
}

/** What becomes of a line's endpoint: who chooses endpoints wants to know. */
export interface LineReport {
  worked(openedIn: number): void;
  failed(): void;
  closed(line: Line): void;
}

export interface LineOptions {
  runtime: Runtime;
  transport: Omit<TransportOptions, 'random' | 'bulk'>;
  /** Milliseconds within which it has to open, and its other end to answer. */
  timeout: number;
  report: LineReport;
}

/** Not the line's fault: the route or the network changed under it, and another one is to be opened at once. */
export class LineReplaced extends Error {
  override readonly name = 'LineReplaced';
}

/**
 * One connection to an endpoint, while it is opened, checked and used; each of these is another owner, who listens in turn.
 */
export class Line {
  /** The DC id that its other end was told: +10000 on test servers, negative for media-only endpoints. */
  readonly dc: number;
  readonly startedAt: number;
  readonly #options: LineOptions;
  readonly #transport: Transport;
  #listener: LineEvents | undefined;
  #timer: Timer | undefined;
  #reported = false;
  #over = false;

  /** @param onOpen the stream is open; nothing has come over it yet */
  constructor(options: LineOptions, onOpen: (line: Line) => void) {
    const { runtime, transport, timeout } = options;
    this.#options = options;
    this.dc = transport.dc;
    this.startedAt = runtime.clock.monotonic();
    this.#transport = new Transport(
      { ...transport, random: runtime.random, bulk: runtime.bulk },
      {
        onOpen: () => onOpen(this),
        onFrame: (frame) => this.#listener?.onFrame(frame),
        onClose: (error) => this.#closed(error),
      },
    );
    this.#timer = runtime.clock.after(timeout, () => this.abort(new Error('No answer')));
  }

  get isOpen(): boolean {
    return this.#transport.isOpen;
  }

  /** How encrypted packets for it are padded. */
  get padding(): Padding {
    return this.#transport.padding;
  }

  /** Bytes that have come over it. */
  get received(): number {
    return this.#transport.received;
  }

  /** Milliseconds since it was started. */
  get age(): number {
    return this.#options.runtime.clock.monotonic() - this.startedAt;
  }

  /** Frames and the end go to this owner from now on. */
  listen(listener: LineEvents): void {
    this.#listener = listener;
  }

  /**
   * Sends one packet, behind all before it.
   * @throws TransportError when it is larger than servers accept
   */
  send(payload: Uint8Array, options?: SendOptions): void {
    this.#transport.send(payload, options);
  }

  /** Reads no more for now; the other end notices in time. False: reads on. */
  hold(held: boolean): void {
    this.#transport.hold(held);
  }

  /** Its other end has given a valid answer: the time limit is over. */
  worked(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#reported) return;
    this.#reported = true;
    this.#options.report.worked(this.age);
  }

  /** Its endpoint is of no use, whatever it did before. */
  failed(): void {
    this.#reported = true;
    this.#options.report.failed();
  }

  /** After a check: whoever uses it gets the whole time for an answer of its own. */
  grantTime(): void {
    this.#reported = false;
    this.#timer?.cancel();
    this.#timer = this.#options.runtime.clock.after(this.#options.timeout, () => this.abort(new Error('No answer')));
  }

  /** Ends it; nobody is told. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#timer?.cancel();
    this.#transport.close();
    this.#options.report.closed(this);
  }

  /** Ends it for a reason that its owner is told. */
  abort(error: Error): void {
    if (this.#over) return;
    this.#transport.close();
    this.#closed(error);
  }

  #closed(error: Error | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#timer?.cancel();
    // An end before any answer: this endpoint does not work.
    if (!this.#reported && !(error instanceof LineReplaced)) this.#options.report.failed();
    this.#options.report.closed(this);
    this.#listener?.onClose(error);
  }
}
