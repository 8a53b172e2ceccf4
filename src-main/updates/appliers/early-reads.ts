import type { PeerId } from '#shared/model/index.ts';

/** Messages that were seen before they came are remembered, so many at most. */
const MOST = 10_000;

/** What another device has seen in channels before the message itself has come here: such updates have no place in a sequence. */
export class EarlyReads {
  readonly #seen = new Set<string>();

  note(channel: PeerId, id: number): void {
    if (this.#seen.size >= MOST) this.#seen.clear();
    this.#seen.add(`${channel}/${id}`);
  }

  /** Whether the message was seen before it came; asked once. */
  take(channel: PeerId, id: number): boolean {
    return this.#seen.delete(`${channel}/${id}`);
  }
}
