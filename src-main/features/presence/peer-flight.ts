import type { PeerId } from '#shared/model/index.ts';
import type { Store } from '../../store/index.ts';

/**
 * Notes which peers change while `ask` is under way: what a push said of them meanwhile is newer than the answer, although
 * the answer is looked at later.
 */
export async function withPeerFlight<T>(store: Store, ask: () => Promise<T>): Promise<{
  answer: T; changed: ReadonlySet<PeerId>,
}> {
  const changed = new Set<PeerId>();
  const stop = store.onChange((changes) => {
    for (const id of changes.peers) changed.add(id);
  });
  try {
    return { answer: await ask(), changed };
  } finally {
    stop();
  }
}
