import type { MessageId, PeerId } from '#shared/model/index.ts';
import { sectionKey } from '#shared/model/index.ts';
import type { Store } from '../../store/index.ts';
import type { HistoryPlace } from './history-anchor.ts';

/**
 * What happens to the messages of a chat while an answer about them is on its way. The answer may be older than that: what changed or
 * went meanwhile stays as it is.
 */
export class Flight {
  /** The live end at the start; messages above it came while the answer flew. */
  readonly liveHi: number | undefined;
  readonly #store: Store;
  readonly #peerId: PeerId;
  readonly #changed = new Set<MessageId>();
  readonly #stop: () => void;

  constructor(store: Store, { peerId, section }: HistoryPlace) {
    this.#store = store;
    this.#peerId = peerId;
    this.liveHi = store.ranges.live(peerId, sectionKey(section))?.hi;
    this.#stop = store.onChange((changes) => {
      for (const id of changes.messages.get(peerId) ?? []) this.#changed.add(id);
    });
  }

  /** The messages of which the answer may tell something outdated, and those of whose deletion the server has not heard. */
  overtaken(): ReadonlySet<MessageId> {
    return new Set([...this.#changed, ...this.#store.pendingOps.deletes(this.#peerId)]);
  }

  end(): void {
    this.#stop();
  }
}
