import { For, Show, type JSX } from 'solid-js';
import { useApp } from '../state/app-state.tsx';
import { cls } from './class.ts';
import s from './Toasts.module.css';

/** The sentences that pass by at the bottom. One live region for all of them. */
export function Toasts(): JSX.Element {
  const { layers } = useApp();
  return (
    <div class={s.toasts} role="status" aria-live="polite">
      <For each={layers.toasts()}>
        {(toast) => (
          <div class={cls(s.toast, toast.kind === 'error' && s.error)} data-testid="toast">
            <bdi>{toast.text}</bdi>
            <Show when={toast.action}>
              {(action) => (
                <button
                  type="button"
                  class={s.action}
                  onClick={() => {
                    // First what it does: a toast that goes tells whoever waits for it that nothing was chosen.
                    action().onSelect();
                    layers.dismissToast(toast.id);
                  }}
                >
                  {action().label}
                </button>
              )}
            </Show>
          </div>
        )}
      </For>
    </div>
  );
}
