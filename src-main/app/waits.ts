import type { TopicEvent } from '#shared/ipc/contract.ts';
import type { TopicHandler } from '#shared/ipc/handlers.ts';
import type { CallWait } from '../mtproto/index.ts';

type Shown = TopicEvent<'waits'>[number];

/** Shorter waits are not worth a sentence, milliseconds. */
const WORTH_SAYING_MS = 3_000;

/** What a person is doing while a method is called. Methods of no family wait without a word. */
const FAMILIES: readonly [RegExp, string][] = [
  [/^auth\./, 'signing in'],
  [/^messages\.(send|forward)/, 'sending'],
  [/^messages\.(edit|delete)/, 'changing messages'],
  [/^(contacts\.(search|resolve)|messages\.search)/, 'searching'],
  [/^messages\.get/, 'loading messages'],
  [/^(users|channels|contacts|photos|stories)\.get/, 'loading'],
];

/**
 * Turns the waits of calls into sentences for the person: why something takes long, and until when. Several calls with the same
 * reason make one sentence.
 */
export class WaitBoard {
  readonly #clock: { now(): number; schedule(ms: number, run: () => void): () => void };
  readonly #listeners = new Set<(shown: Shown[]) => void>();
  #waits: readonly CallWait[] = [];
  #shown: Shown[] = [];
  #cancelTimer: (() => void) | undefined;

  /** @param clock unix milliseconds, and a timer whose result cancels it */
  constructor(clock: { now(): number; schedule(ms: number, run: () => void): () => void }) {
    this.#clock = clock;
  }

  /** Takes the calls that wait now. */
  update(waits: readonly CallWait[]): void {
    this.#waits = waits;
    this.#refresh();
  }

  readonly handler: TopicHandler<'waits'> = (_, emit) => {
    emit(this.#shown);
    this.#listeners.add(emit);
    return { retune: () => undefined, dispose: () => this.#listeners.delete(emit) };
  };

  dispose(): void {
    this.#cancelTimer?.();
    this.#listeners.clear();
  }

  #refresh(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const now = this.#clock.now();
    const latest = new Map<string, number>();
    let next = Infinity;
    for (const wait of this.#waits) {
      const text = sentence(wait);
      if (text === undefined) continue;
      const [from, to] = shownBetween(wait);
      if (now < from) next = Math.min(next, from);
      else if (now < to) {
        latest.set(text, Math.max(latest.get(text) ?? 0, wait.until));
        next = Math.min(next, to);
      }
    }
    if (next !== Infinity) this.#cancelTimer = this.#clock.schedule(next - now, () => this.#refresh());
    const shown = [...latest].map(([text, until]) => ({ text, until }));
    if (JSON.stringify(shown) === JSON.stringify(this.#shown)) return;
    this.#shown = shown;
    for (const listener of this.#listeners) listener(shown);
  }
}

/** When a wait is worth a sentence, unix milliseconds. */
function shownBetween({ reason, since, until }: CallWait): [from: number, to: number] {
  // A server that fails is named once it has failed for a while, and until it works; what it asks for ends at its time.
  if (reason === 'server') return [since + WORTH_SAYING_MS, Infinity];
  return until - since >= WORTH_SAYING_MS ? [since, until] : [Infinity, Infinity];
}

function sentence({ awaited, method, reason }: CallWait): string | undefined {
  const family = FAMILIES.find(([methods]) => methods.test(method))?.[1];
  if (!awaited || family === undefined) return undefined;
  switch (reason) {
    case 'server':
      return `Telegram's servers are busy. Petrel goes on ${family} by itself as soon as they answer.`;
    case 'premium':
      return `Telegram slows this account down without Premium. Petrel goes on ${family} after a pause.`;
    case 'flood':
      return `Telegram asks Petrel to wait before it goes on ${family}.`;
  }
}
