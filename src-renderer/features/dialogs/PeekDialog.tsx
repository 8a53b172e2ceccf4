import { createMemo, For, onCleanup, Show, type JSX } from 'solid-js';
import type { Message, MessageId, Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createWindowStore } from '../../state/window-store.ts';
import { formatRowTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import s from './PeekDialog.module.css';
import { coverSpoilers, messageLine } from './row-text.ts';

const MESSAGES = 25;

/** The newest messages of a chat in short, without reading it: nobody learns that they were seen. */
export function PeekDialog(props: { peer: Peer; onClose(): void }): JSX.Element {
  const { client, navigation, now, peers } = useApp();
  const peerId = props.peer.id;
  const rows = createWindowStore<MessageId, Message>((message) => message.id);
  const listening = client.listen('messages.window', { peerId, anchor: 'end', older: MESSAGES, newer: 0 }, (event) => {
    peers.put(event.peers);
    if (!rows.apply(event)) listening.restart();
  });
  onCleanup(() => listening.dispose());
  const line = (message: Message) => {
    const { label, text } = messageLine(coverSpoilers(message));
    return [label, text].filter(Boolean).join(', ');
  };
  const sender = (message: Message) => (message.out ? t.dialogs.you : message.fromId === undefined ? undefined : peers.get(message.fromId)?.title);
  const ids = createMemo(() => rows.order());
  return (
    <Dialog
      title={chatTitle(props.peer)}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.close}</Button>
          <Button
            look="primary"
            onClick={() => {
              props.onClose();
              navigation.open(peerId);
            }}
          >
            {t.list.openChat}
          </Button>
        </>
      }
    >
      <ul class={s.list} tabindex={0} aria-label={t.list.preview}>
        <For each={ids()} fallback={<li>{t.list.peekEmpty}</li>}>
          {(id) => (
            <Show when={rows.row(id)}>
              {(message) => (
                <li class={s.message}>
                  <span class={s.head}>
                    <bdi class={s.sender}>{sender(message())}</bdi>
                    <time>{formatRowTime(message().date, now())}</time>
                  </span>
                  <bdi class={s.text}>{line(message())}</bdi>
                </li>
              )}
            </Show>
          )}
        </For>
      </ul>
    </Dialog>
  );
}
