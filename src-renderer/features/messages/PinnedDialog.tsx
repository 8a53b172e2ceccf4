import PinOff from 'lucide-solid/icons/pin-off';
import { createEffect, createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import type { Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createTopicStore } from '../../state/topic.ts';
import { formatRowTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { useChat } from './chat-context.ts';
import s from './PeopleDialogs.module.css';

/** Everything that a chat has pinned, newest first. */
export function PinnedDialog(props: { onClose(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const event = createTopicStore(app.client, 'pins', { peerId: chat.peerId }, (news) => app.peers.put(news.peers));
  const messages = createMemo(() => event()?.messages ?? []);
  const mayPin = () => app.peers.get(chat.peerId)?.rights.pin === true;
  const [asked, setAsked] = createSignal(false);
  createEffect(() => {
    if (event() !== undefined && messages().length === 0) props.onClose();
  });
  const unpinAll = () => {
    if (!asked()) return setAsked(true);
    props.onClose();
    app.client.call('pins.clear', { peerId: chat.peerId }).catch(app.layers.showError);
  };
  const who = (message: Message) => app.peers.get(message.fromId ?? message.peerId)?.title ?? '';
  return (
    <Dialog
      title={t.view.pinning.dialog(messages().length)}
      onClose={props.onClose}
      buttons={
        <>
          <Show when={mayPin()}>
            <Button look={asked() ? 'danger' : 'plain'} onClick={unpinAll}>
              {asked() ? t.view.pinning.unpinAllTitle : t.view.pinning.unpinAll(messages().length)}
            </Button>
          </Show>
          <Button onClick={props.onClose}>{t.app.close}</Button>
        </>
      }
    >
      <ul class={s.list} tabindex={-1}>
        <For each={messages()}>
          {(message) => (
            <li class={s.item}>
              <button
                type="button"
                class={s.row}
                onClick={() => {
                  props.onClose();
                  chat.jumpTo(message.id);
                }}
              >
                <span class={s.words}>
                  <span class={s.name} dir="auto">
                    {who(message)}
                  </span>
                  <span class={s.note} dir="auto">
                    {[mediaLabel(message.media), message.text.slice(0, 200)].filter(Boolean).join(', ')}
                  </span>
                </span>
                <time class={s.time}>{formatRowTime(message.date, app.now())}</time>
              </button>
              <Show when={mayPin()}>
                <IconButton
                  label={t.view.pinning.unpinOne}
                  onClick={() => {
                    app.client.call('pins.set', { peerId: chat.peerId, id: message.id, pinned: false }).catch(app.layers.showError);
                  }}
                >
                  <PinOff />
                </IconButton>
              </Show>
            </li>
          )}
        </For>
      </ul>
    </Dialog>
  );
}
