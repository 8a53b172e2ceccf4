import type { Timer } from '../clock.ts';
import type { Runtime } from '../runtime.ts';
import type { Candidate } from './endpoints.ts';
import type { Line } from './line.ts';
import { probe } from './probe.ts';

/** What whoever wants a line is told; exactly one of the two, once, unless the dial is cancelled. */
export interface DialEvents {
  /** It is open, and checked if its endpoint was in doubt. The owner listens to it before this returns. */
  onLine(line: Line): void;
  /** No candidate works; the next dial tries others. */
  onFailed(error: Error): void;
}

/** An attempt to get a line. */
export interface Dial {
  /** Gives it up: whatever was opened for it is closed. */
  cancel(): void;
}

/** Limits the rate of new sockets of one session. */
export interface SocketLimit {
  /** Milliseconds until the next socket may be opened. */
  spacing(): number;
  /** Notes that one is being opened. */
  attempted(): void;
}

export interface RaceOptions {
  candidates: readonly Candidate[];
  runtime: Runtime;
  limit: SocketLimit;
  open(candidate: Candidate, onOpen: (line: Line) => void): Line;
  /** A line that works and was not needed. */
  spare(line: Line): void;
  events: DialEvents;
}

/** Candidates that are tried at the same time … */
const abreast = 3;
/** … and in one dial; the next dial goes on with others. */
const most = 5;
/** When others wait for its place, a candidate is given up that has not opened after this time, milliseconds … */
const patience = 2_000;
/** … or has opened and not answered within this time, or within this many times of what it took to open. */
const answerPatience = 1_500;
const roundTrips = 4;

interface Runner {
  line: Line;
  /** Milliseconds that it took to open; undefined before. */
  openedIn: number | undefined;
  trusted: boolean;
}

/**
 * Gets a line to one of several endpoints: one that is known to work is taken as it is, and others are tried beside it only when
 * it does not open soon; when none is known, up to three are tried abreast and the first that gives a valid answer is taken.
 */
export class Race implements Dial {
  readonly #options: RaceOptions;
  readonly #startedAt: number;
  readonly #sole: boolean;
  #waiting: Candidate[];
  readonly #runners = new Set<Runner>();
  #timer: Timer | undefined;
  #error = new Error('No endpoint');
  #over = false;

  constructor(options: RaceOptions) {
    this.#options = options;
    this.#startedAt = options.runtime.clock.monotonic();
    this.#sole = options.candidates.length === 1;
    this.#waiting = options.candidates.slice(0, most);
  }

  /** Milliseconds since it was asked for. */
  get age(): number {
    return this.#options.runtime.clock.monotonic() - this.#startedAt;
  }

  start(): void {
    this.#next();
  }

  cancel(): void {
    this.#over = true;
    this.#timer?.cancel();
    for (const { line } of this.#runners) line.close();
    this.#runners.clear();
  }

  /** Ends it for a reason that its owner is told. */
  abort(error: Error): void {
    if (this.#over) return;
    this.cancel();
    this.#options.events.onFailed(error);
  }

  /** Starts whatever may start now, and comes back when more may. */
  #next(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    while (!this.#over) {
      const [first] = this.#waiting.map((candidate) => ({ candidate, wait: this.#waitFor(candidate) })).sort((a, b) => a.wait - b.wait);
      if (first === undefined) {
        if (this.#runners.size === 0) this.abort(this.#error);
        return;
      }
      if (first.wait > 0) {
        this.#timer = this.#options.runtime.clock.after(first.wait, () => this.#next());
        return;
      }
      this.#run(first.candidate);
    }
  }

  /** Milliseconds until a candidate may start. */
  #waitFor(candidate: Candidate): number {
    const { clock } = this.#options.runtime;
    const waits = [this.#startedAt + candidate.notBefore - clock.monotonic(), this.#options.limit.spacing()];
    const runners = [...this.#runners];
    const trusted = runners.find((runner) => runner.trusted);
    if (trusted !== undefined) waits.push(patienceLeft(trusted));
    if (runners.length >= abreast) waits.push(Math.min(...runners.map(patienceLeft)));
    return Math.max(0, ...waits);
  }

  #run(candidate: Candidate): void {
    this.#waiting = this.#waiting.filter((other) => other !== candidate);
    if (this.#runners.size >= abreast) this.#makeRoom();
    this.#options.limit.attempted();
    const line = this.#options.open(candidate, () => this.#opened(runner));
    const runner: Runner = { line, openedIn: undefined, trusted: candidate.trusted || this.#sole };
    this.#runners.add(runner);
    line.listen({ onFrame: () => undefined, onClose: (error) => this.#lost(runner, error) });
  }

  #makeRoom(): void {
    const [last] = [...this.#runners].sort((a, b) => patienceLeft(a) - patienceLeft(b));
    if (last === undefined) return;
    this.#runners.delete(last);
    last.line.failed();
    last.line.close();
  }

  #opened(runner: Runner): void {
    runner.openedIn = runner.line.age;
    if (runner.trusted) {
      this.#won(runner);
      return;
    }
    const { runtime } = this.#options;
    probe(runner.line, runtime, {
      onProof: () => {
        runner.line.worked();
        if (!this.#over) runner.line.grantTime();
        this.#won(runner);
      },
      onClose: (error) => this.#lost(runner, error),
    });
  }

  #won(runner: Runner): void {
    this.#runners.delete(runner);
    if (this.#over) {
      this.#options.spare(runner.line);
      return;
    }
    this.#over = true;
    this.#timer?.cancel();
    // The others go on for a while: what answers now is there at once when it is needed.
    this.#options.events.onLine(runner.line);
  }

  #lost(runner: Runner, error: Error | undefined): void {
    this.#runners.delete(runner);
    this.#error = error ?? new Error('The server closed the connection');
    this.#next();
  }
}

/** Milliseconds for which a candidate keeps its place although others wait. */
function patienceLeft({ line, openedIn }: Runner): number {
  return (openedIn === undefined ? patience : openedIn + Math.max(answerPatience, roundTrips * openedIn)) - line.age;
}
