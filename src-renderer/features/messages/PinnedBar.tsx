import List from 'lucide-solid/icons/list';
import X from 'lucide-solid/icons/x';
import { For, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';
import { cls } from '../../ui/class.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { useChat } from './chat-context.ts';
import type { PinnedState } from './pinned.ts';
import s from './PinnedBar.module.css';

/** Marks at the side of the bar: one for each pinned message, as far as they can be told apart. */
const MOST_MARKS = 5;

/** The pinned messages above the chat: a press goes to the one that is shown and brings the one before it. */
export function PinnedBar(props: { pinned: PinnedState; onList(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const total = () => props.pinned.messages().length;
  const hide = () => {
    const newest = props.pinned.messages()[0];
    if (newest) app.client.call('pins.hide', { peerId: chat.peerId, upTo: newest.id }).catch(app.layers.showError);
  };
  return (
    <Show when={props.pinned.shown()}>
      {(shown) => {
        const text = () => [mediaLabel(shown().message.media), shown().message.text.slice(0, 300)].filter(Boolean).join(', ');
        const name = () => (total() > 1 && shown().place < total() ? t.view.pinning.numbered(shown().place) : t.view.pinning.message);
        const mark = () => Math.round(((shown().place - 1) / Math.max(1, total() - 1)) * (Math.min(total(), MOST_MARKS) - 1));
        return (
          <section class={s.bar} aria-label={t.view.pinning.bar} data-testid="pinned-bar">
            <button
              type="button"
              class={s.main}
              aria-label={`${name()}: ${text()}`}
              onClick={() => {
                chat.jumpTo(shown().message.id);
                props.pinned.next();
              }}
            >
              <span class={s.marks} aria-hidden="true">
                <For each={Array.from({ length: Math.min(total(), MOST_MARKS) }, (_, index) => index)}>
                  {(index) => <i class={cls(index === mark() && s.current)} />}
                </For>
              </span>
              <span class={s.words}>
                <span class={s.name}>{name()}</span>
                <span class={s.text} dir="auto">
                  {text()}
                </span>
              </span>
            </button>
            <Show when={total() > 1} fallback={<IconButton label={t.view.pinning.hide} onClick={hide}><X /></IconButton>}>
              <IconButton label={t.view.pinning.list} onClick={() => props.onList()}>
                <List />
              </IconButton>
              <IconButton label={t.view.pinning.hide} onClick={hide}>
                <X />
              </IconButton>
            </Show>
          </section>
        );
      }}
    </Show>
  );
}
