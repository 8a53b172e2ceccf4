import type { TopicEvent } from '#shared/ipc/contract.ts';
import type { TopicHandler } from '#shared/ipc/handlers.ts';

type Notice = TopicEvent<'app.notices'>;

const REPEAT_MS = 10 * 60_000;
const KEPT = 5;

/**
 * Sentences for the person. Whoever listens gets them; what came while nobody did waits for the first window. The same sentence
 * is not said again for ten minutes.
 */
export class NoticeBoard {
  readonly #listeners = new Set<(notice: Notice) => void>();
  readonly #said = new Map<string, number>();
  #waiting: Notice[] = [];
  /** True of the app until it is closed (a database of a newer version): said to every window. */
  #standing: Notice[] = [];

  say(notice: Notice): void {
    const now = performance.now();
    const last = this.#said.get(notice.text);
    if (last !== undefined && now - last < REPEAT_MS) return;
    this.#said.set(notice.text, now);
    if (this.#listeners.size === 0) this.#waiting = [...this.#waiting, notice].slice(-KEPT);
    for (const listener of this.#listeners) listener(notice);
  }

  /** Says something that stays true: every window that comes hears it. */
  saySteadily(notice: Notice): void {
    if (this.#standing.some((other) => other.text === notice.text)) return;
    this.#standing.push(notice);
    for (const listener of this.#listeners) listener(notice);
  }

  readonly handler: TopicHandler<'app.notices'> = (_, emit) => {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const notice of [...this.#standing, ...waiting]) emit(notice);
    this.#listeners.add(emit);
    return { retune: () => undefined, dispose: () => this.#listeners.delete(emit) };
  };
}
