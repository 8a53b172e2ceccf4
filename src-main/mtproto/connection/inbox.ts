import type { Masked } from '../../crypto/index.ts';
import type { Timer } from '../clock.ts';
import type { Line } from '../dialing/line.ts';
import type { Runtime } from '../runtime.ts';
import { SecurityError } from '../session/envelope.ts';
import { largeFrame } from '../transport/framing.ts';
import type { Conversation, PacketSteps } from './conversation.ts';

/** Messages are dealt with for so long before others have their turn of the loop, milliseconds. */
const turn = 2;
/** When so much waits, no more is read; when less than this does, reading goes on; bytes. */
const [fullAt, roomAt] = [32 * 1024 * 1024, 8 * 1024 * 1024];

export interface InboxOptions {
  runtime: Runtime;
  conversation: Conversation;
  line: Pick<Line, 'listen' | 'hold'>;
  /** A packet was dealt with. */
  received(): void;
  /** The line is over, or is to be given up: a packet failed a check, or could not be handled. */
  lost(error: Error | undefined): void;
}

interface Waiting {
  packet: Uint8Array;
  /** It is large, and being opened elsewhere. */
  opening: boolean;
  /** What takes it, once it is open or begun. */
  steps: PacketSteps | undefined;
}

/**
 * The packets of one line on their way into its session, in their order. Large ones are opened away from this thread, and of many
 * that come at once no more are dealt with in a turn than the rest of the engine can bear.
 */
export class Inbox {
  readonly #options: InboxOptions;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #isFull = false;
  /** Runs when the present turn of the loop is over; undefined when none of its time was used. */
  #next: Timer | undefined;
  #turnEnds = 0;
  #closed = false;

  constructor(options: InboxOptions) {
    this.#options = options;
    const { line, conversation } = options;
    line.listen({
      onFrame: (frame) => {
        if (this.#closed) return;
        if (frame.kind === 'message') this.#push(frame.payload, frame.masked);
        else conversation.session?.quickAcked(frame.token);
      },
      onClose: (error) => {
        // What has come whole before the other end hung up is dealt with.
        this.#proceed(true);
        if (!this.#closed) options.lost(error);
      },
    });
  }

  /** Takes a packet, which may be a view of something that does not last. */
  #push(packet: Uint8Array, masked: Masked | undefined): void {
    const { bulk } = this.#options.runtime;
    if (bulk !== undefined && (masked !== undefined || packet.length >= largeFrame)) {
      const waiting: Waiting = { packet, opening: true, steps: undefined };
      this.#keep(waiting);
      this.#options.conversation.open(bulk, packet, masked).then(
        (steps) => this.#opened(waiting, steps),
        (error: unknown) => this.#opened(waiting, failing(error)),
      );
      return;
    }
    if (this.#waiting.length > 0 || this.#isTurnOver()) {
      this.#keep({ packet: packet.slice(), opening: false, steps: undefined });
      return;
    }
    const steps = this.#options.conversation.receive(packet);
    if (!this.#deal(steps, false)) this.#keep({ packet, opening: false, steps });
  }

  /** The line is given up, and what came over it is not looked at any more. */
  close(): void {
    this.#closed = true;
    this.#next?.cancel();
    this.#next = undefined;
    for (const { opening, packet } of this.#waiting) if (!opening) this.#options.runtime.bulk?.giveBack(packet);
    this.#waiting = [];
  }

  #opened(waiting: Waiting, steps: PacketSteps): void {
    waiting.steps = steps;
    waiting.opening = false;
    if (this.#closed) this.#options.runtime.bulk?.giveBack(waiting.packet);
    else this.#proceed();
  }

  #keep(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#waitingBytes += waiting.packet.length;
    this.#tellRoom();
  }

  #tellRoom(): void {
    if (this.#closed) return;
    const isFull = this.#waitingBytes > (this.#isFull ? roomAt : fullAt);
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.#options.line.hold(isFull);
  }

  #proceed(atOnce = false): void {
    for (let [first] = this.#waiting; first !== undefined && !first.opening && !this.#closed; [first] = this.#waiting) {
      if (!atOnce && this.#isTurnOver()) return;
      const { packet } = first;
      first.steps ??= this.#options.conversation.receive(packet);
      // A step that closes this does not give back what it works on.
      this.#waiting.shift();
      if (!this.#deal(first.steps, atOnce)) {
        this.#waiting.unshift(first);
        return;
      }
      this.#options.runtime.bulk?.giveBack(packet);
      this.#waitingBytes -= packet.length;
      this.#tellRoom();
    }
  }

  /** Takes a packet as far as this turn goes, at least by one step; whether that was all of it. */
  #deal(steps: PacketSteps, atOnce: boolean): boolean {
    const { clock } = this.#options.runtime;
    if (this.#next === undefined) {
      this.#turnEnds = clock.monotonic() + turn;
      this.#next = clock.soon(() => {
        this.#next = undefined;
        this.#proceed();
      });
    }
    const mayGoOn = (): boolean => !this.#closed && (atOnce || !this.#isTurnOver());
    let over: boolean | undefined;
    try {
      do over = steps.next().done;
      while (over !== true && mayGoOn());
    } catch (error) {
      this.#refuse(error);
      return true;
    }
    if (over === true && !this.#closed) this.#options.received();
    return over === true || this.#closed;
  }

  /** Whatever a packet does to us, only its connection may suffer; a mistake of ours is told apart in the log. */
  #refuse(error: unknown): void {
    if (this.#closed) return;
    const { runtime, lost } = this.#options;
    if (!(error instanceof SecurityError)) runtime.log.error('A packet could not be handled', { reason: String(error) });
    lost(error instanceof Error ? error : new Error('Unreadable packet'));
  }

  #isTurnOver(): boolean {
    return this.#next !== undefined && this.#options.runtime.clock.monotonic() >= this.#turnEnds;
  }
}

// eslint-disable-next-line require-yield
function* failing(error: unknown): PacketSteps {
  throw error;
}
