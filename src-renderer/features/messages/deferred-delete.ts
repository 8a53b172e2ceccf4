import { createSignal, onCleanup } from 'solid-js';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';

export interface DeferredDelete {
  /** Messages that are out of sight, and about to be deleted. */
  isHidden(id: MessageId): boolean;
  delete(ids: readonly MessageId[], forEveryone: boolean): void;
}

/**
 * Deletes messages of a chat when the offer to undo it has gone, or at the latest when the chat or the window is left. What was not
 * sent yet goes at once.
 */
export function createDeferredDelete(app: AppState, peerId: PeerId): DeferredDelete {
  const [hidden, setHidden] = createSignal<ReadonlySet<MessageId>>(new Set());
  const waiting = new Set<() => void>();
  const send = (ids: readonly MessageId[], forEveryone: boolean) =>
    app.client.call('messages.delete', { peerId, ids: [...ids], forEveryone }).catch((error: unknown) => {
      show(ids);
      app.layers.showError(error);
    });
  const show = (ids: readonly MessageId[]) => setHidden((all) => new Set([...all].filter((id) => !ids.includes(id))));
  const flush = () => {
    for (const run of waiting) run();
  };
  window.addEventListener('pagehide', flush);
  onCleanup(() => {
    window.removeEventListener('pagehide', flush);
    flush();
  });
  return {
    isHidden: (id) => hidden().has(id),
    delete(ids, forEveryone) {
      const sent = ids.filter((id) => id > 0);
      const unsent = ids.filter((id) => id < 0);
      if (unsent.length > 0) void send(unsent, forEveryone);
      if (sent.length === 0) return;
      setHidden((all) => new Set([...all, ...sent]));
      const run = () => {
        if (!waiting.delete(run)) return;
        void send(sent, forEveryone);
      };
      waiting.add(run);
      app.layers.toast(t.view.deleting.done(sent.length), {
        action: {
          label: t.view.deleting.undo,
          onSelect: () => {
            waiting.delete(run);
            show(sent);
          },
        },
        onGone: run,
      });
    },
  };
}
