import { createMemo, createSignal, For, type JSX } from 'solid-js';
import { AppError, type PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createTopicStore } from '../../state/topic.ts';
import { t } from '../../strings/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { matches } from '../dialogs/candidates.ts';
import { useChat } from '../messages/chat-context.ts';
import people from '../messages/PeopleDialogs.module.css';
import { coordinatesIn } from './coordinates.ts';
import s from './ShareDialogs.module.css';

/** Chooses a contact whose number is known, and sends it as a card. */
export function ShareContactDialog(props: { onClose(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const words = t.cards.contact;
  const listed = createTopicStore(app.client, 'contacts.list', {}, (event) => app.peers.put(event.peers));
  const [query, setQuery] = createSignal('');
  const shown = createMemo(() => {
    const asked = query().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return (listed()?.peers ?? []).filter((peer) => peer.phone !== undefined && matches(peer, asked)).sort((a, b) => a.title.localeCompare(b.title));
  });
  const share = (userId: PeerId) => {
    props.onClose();
    chat.sendCard({ kind: 'contact', userId }).catch(app.layers.showError);
  };
  return (
    <Dialog title={words.shareTitle} onClose={props.onClose} buttons={<Button onClick={props.onClose}>{t.app.cancel}</Button>}>
      <TextField label={t.contacts.search} value={query()} onInput={(event) => setQuery(event.currentTarget.value)} autofocus />
      <ul class={people.list} aria-label={words.shareTitle} tabindex={-1}>
        <For each={shown()} fallback={<li class={people.empty}>{query() === '' ? words.none : t.contacts.nothing}</li>}>
          {(peer) => (
            <li class={people.item}>
              <button type="button" class={people.row} onClick={() => share(peer.id)}>
                <Avatar peer={peer} size={38} />
                <span class={people.words}>
                  <span class={people.name} dir="auto">
                    {peer.title}
                  </span>
                  <span class={people.note} dir="ltr">
                    +{peer.phone}
                  </span>
                </span>
              </button>
            </li>
          )}
        </For>
      </ul>
    </Dialog>
  );
}

/** Sends a place by its coordinates: this app does not ask where the machine is. */
export function ShareLocationDialog(props: { onClose(): void }): JSX.Element {
  const chat = useChat();
  const words = t.cards.place;
  const [text, setText] = createSignal('');
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const send = async () => {
    const found = coordinatesIn(text());
    if (found === undefined) return void setProblem(words.invalid);
    setBusy(true);
    try {
      await chat.sendCard({ kind: 'location', ...found });
      props.onClose();
    } catch (error) {
      setProblem(error instanceof AppError ? error.message : t.app.somethingWrong);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={words.title}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button look="primary" busy={busy()} onClick={() => void send()}>
            {words.send}
          </Button>
        </>
      }
    >
      <p class={s.lead}>{words.hint}</p>
      <TextField
        label={words.field}
        hint={words.example}
        error={problem()}
        value={text()}
        dir="ltr"
        autofocus
        onInput={(event) => {
          setText(event.currentTarget.value);
          setProblem(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.isComposing) void send();
        }}
      />
    </Dialog>
  );
}
