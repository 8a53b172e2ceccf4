import Check from 'lucide-solid/icons/check';
import { createSignal, For, Show, type JSX } from 'solid-js';
import type { Peer, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { chatTitle, presenceText } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { cls } from '../../ui/class.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { createCandidates, matches } from './candidates.ts';
import s from './PeerPicker.module.css';

/** Chooses several chats in a box of its own. */
export function PeerPicker(props: {
  title: string;
  chosen: readonly PeerId[];
  fits?: (peer: Peer) => boolean;
  /** These can be chosen, too, when they fit. */
  also?: readonly PeerId[];
  /** Only among these. */
  only?: readonly PeerId[];
  button: string;
  onDone(ids: PeerId[]): void;
  onClose(): void;
}): JSX.Element {
  const app = useApp();
  const [query, setQuery] = createSignal('');
  const [chosen, setChosen] = createSignal<readonly PeerId[]>([...props.chosen]);
  const only = props.only;
  const candidates = only
    ? () => only.filter((id) => matches(app.peers.get(id), query().toLocaleLowerCase().split(/\s+/).filter(Boolean)))
    : createCandidates(app, query, props.fits ?? (() => true), () => props.also ?? []);
  const toggle = (id: PeerId) => setChosen((all) => (all.includes(id) ? all.filter((one) => one !== id) : [...all, id]));
  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      buttons={
        <>
          <span class={s.count} role="status">
            {t.folders.editor.chosen(chosen().length)}
          </span>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="primary" onClick={() => props.onDone([...chosen()])}>
            {props.button}
          </Button>
        </>
      }
    >
      <TextField look="search" label={t.folders.editor.chooseSearch} value={query()} onInput={(event) => setQuery(event.currentTarget.value)} autofocus />
      <PeerChecks ids={candidates()} chosen={chosen()} onToggle={toggle} label={props.title} tall />
    </Dialog>
  );
}

/** Chats with a box to tick beside each. */
export function PeerChecks(props: { ids: readonly PeerId[]; chosen: readonly PeerId[]; onToggle(id: PeerId): void; label: string; tall?: boolean }): JSX.Element {
  const app = useApp();
  return (
    <ul class={cls(s.list, props.tall && s.tall)} aria-label={props.label} tabindex={-1}>
      <For each={props.ids} fallback={<li class={s.none}>{t.folders.editor.nothing}</li>}>
        {(id) => (
          <Show when={app.peers.get(id)}>
            {(peer) => (
              <li>
                <label class={s.row}>
                  <input class={s.input} type="checkbox" checked={props.chosen.includes(id)} onChange={() => props.onToggle(id)} />
                  <Avatar peer={peer()} size={38} />
                  <span class={s.texts}>
                    <span class={s.title} dir="auto">
                      {chatTitle(peer())}
                    </span>
                    <span class={s.note}>{presenceText(peer(), app.now())}</span>
                  </span>
                  <span class={s.box} aria-hidden="true">
                    <Check />
                  </span>
                </label>
              </li>
            )}
          </Show>
        )}
      </For>
    </ul>
  );
}
