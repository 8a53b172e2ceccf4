import type { TopicHandler } from '#shared/ipc/handlers.ts';

/** Longer ones are no links of ours. */
const LONGEST = 8192;
const KEPT = 5;

/** Links that the system hands to the app: the window that came last gets them; without one they wait for the first. */
export class OutsideLinks {
  #listeners: ((link: string) => void)[] = [];
  #waiting: string[] = [];

  open(link: string): void {
    if (link.length > LONGEST) return;
    const listener = this.#listeners.at(-1);
    if (listener === undefined) this.#waiting = [...this.#waiting, link].slice(-KEPT);
    else listener(link);
  }

  readonly handler: TopicHandler<'app.links'> = (_, emit) => {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#listeners.push(emit);
    for (const link of waiting) emit(link);
    return {
      retune: () => undefined,
      dispose: () => {
        this.#listeners = this.#listeners.filter((other) => other !== emit);
      },
    };
  };
}
