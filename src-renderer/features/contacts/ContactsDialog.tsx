import Info from 'lucide-solid/icons/info';
import Pencil from 'lucide-solid/icons/pencil';
import Trash from 'lucide-solid/icons/trash';
import { createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import type { Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createTopicStore } from '../../state/topic.ts';
import { t } from '../../strings/index.ts';
import { isOnline, presenceText } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { matches } from '../dialogs/candidates.ts';
import { ContactDialog } from './ContactDialog.tsx';
import s from './ContactsDialog.module.css';

const words = t.contacts;

/** Everybody among the contacts, by name: opens chats with them, and adds, renames and deletes contacts. */
export function ContactsDialog(props: { onClose(): void }): JSX.Element {
  const app = useApp();
  const { client, layers, navigation } = app;
  const listed = createTopicStore(client, 'contacts.list', {}, (event) => app.peers.put(event.peers));
  const [query, setQuery] = createSignal('');
  const [editing, setEditing] = createSignal<{ peer?: Peer }>();
  const shown = createMemo(() => {
    const asked = query().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return (listed()?.peers ?? []).filter((peer) => matches(peer, asked)).sort((a, b) => a.title.localeCompare(b.title));
  });
  const open = (peer: Peer) => {
    props.onClose();
    navigation.open(peer.id);
  };
  const showProfile = (peer: Peer) => {
    props.onClose();
    app.info.open(peer.id);
  };
  const remove = (peer: Peer) => {
    const { id: peerId, firstName = '', lastName = '', title } = peer;
    client.call('contacts.delete', { peerId }).then(() => {
      const undo = () => void client.call('contacts.add', { peerId, firstName, lastName }).catch(layers.showError);
      layers.toast(words.deleted(title), { action: { label: t.list.undo, onSelect: undo } });
    }, layers.showError);
  };
  return (
    <>
      <Dialog
        title={words.title}
        onClose={props.onClose}
        buttons={
          <>
            <Button onClick={() => setEditing({})}>{words.add}</Button>
            <Button look="primary" onClick={() => props.onClose()}>
              {t.app.close}
            </Button>
          </>
        }
      >
        <TextField look="search" label={words.search} value={query()} onInput={(event) => setQuery(event.currentTarget.value)} autofocus />
        <ul class={s.list} aria-label={words.title} tabindex={-1}>
          <For each={shown()} fallback={<li class={s.none}>{query() === '' ? `${words.none}. ${words.noneText}` : words.nothing}</li>}>
            {(peer) => (
              <li class={s.row}>
                <button type="button" class={s.main} onClick={() => open(peer)}>
                  <Avatar peer={peer} size={42} online={isOnline(peer, app.now())} />
                  <span class={s.texts}>
                    <span class={s.title} dir="auto">
                      {peer.title}
                    </span>
                    <span class={s.note}>{presenceText(peer, app.now())}</span>
                  </span>
                </button>
                <IconButton label={t.info.profileOf(peer.title)} onClick={() => showProfile(peer)}>
                  <Info />
                </IconButton>
                <IconButton label={words.renameOf(peer.title)} onClick={() => setEditing({ peer })}>
                  <Pencil />
                </IconButton>
                <IconButton label={words.deleteOf(peer.title)} onClick={() => remove(peer)}>
                  <Trash />
                </IconButton>
              </li>
            )}
          </For>
        </ul>
      </Dialog>
      <Show when={editing()}>{(what) => <ContactDialog peer={what().peer} onClose={() => setEditing(undefined)} />}</Show>
    </>
  );
}
