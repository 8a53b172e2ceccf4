import { createMemo, createSignal, For, onCleanup, Show, type JSX } from 'solid-js';
import type { DialogRow, Message, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createWindowStore } from '../../state/window-store.ts';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import s from './ForwardDialog.module.css';

/** As many chats as one window of the list may hold; they are the newest. */
const CHATS = 200;

/** Chooses the chat that a message is forwarded to. */
export function ForwardDialog(props: { message: Message; onClose(): void }): JSX.Element {
  const app = useApp();
  const rows = createWindowStore<PeerId, DialogRow>((row) => row.peerId);
  const [query, setQuery] = createSignal('');
  const listening = app.client.listen('dialogs.window', { folder: 'main', start: 0, count: CHATS }, (event) => {
    app.peers.put(event.upsert.map((row) => row.peer));
    if (!rows.apply(event)) listening.restart();
  });
  onCleanup(() => listening.dispose());

  const matching = createMemo(() => {
    const words = query().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return rows.order().filter((id) => {
      const peer = app.peers.get(id);
      if (!peer?.rights.send) return false;
      const title = `${chatTitle(peer)} ${peer.usernames.join(' ')}`.toLocaleLowerCase();
      return words.every((word) => title.includes(word));
    });
  });

  const forward = (toPeerId: PeerId) => {
    const peer = app.peers.get(toPeerId);
    const { peerId: fromPeerId, id } = props.message;
    props.onClose();
    app.client
      .call('messages.forward', { fromPeerId, ids: [id], toPeerId })
      .then(() => {
        app.layers.toast(t.chat.forwarding.done(peer ? chatTitle(peer) : ''), {
          action: { label: t.chat.forwarding.open, onSelect: () => app.navigation.open(toPeerId) },
        });
      })
      .catch(app.layers.showError);
  };

  return (
    <Dialog title={t.chat.forwarding.title} onClose={props.onClose} buttons={<Button onClick={props.onClose}>{t.app.cancel}</Button>}>
      <TextField label={t.chat.forwarding.search} value={query()} onInput={(event) => setQuery(event.currentTarget.value)} autofocus />
      <ul class={s.list} tabindex={-1}>
        <For each={matching()} fallback={<li class={s.none}>{t.chat.forwarding.nothing}</li>}>
          {(id) => (
            <Show when={app.peers.get(id)}>
              {(peer) => (
                <li>
                  <button type="button" class={s.chat} onClick={() => forward(id)}>
                    <Avatar peer={peer()} size={38} />
                    <span class={s.title} dir="auto">
                      {chatTitle(peer())}
                    </span>
                  </button>
                </li>
              )}
            </Show>
          )}
        </For>
      </ul>
    </Dialog>
  );
}
