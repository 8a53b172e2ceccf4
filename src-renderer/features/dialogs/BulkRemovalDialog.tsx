import { createMemo, createResource, createSignal, Show, type JSX } from 'solid-js';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import s from './RemovalDialog.module.css';

const words = t.list.bulk;

/** Asks once before several chats are deleted and left: private chats are deleted, groups and channels left. `onDone` when it was begun. */
export function BulkRemovalDialog(props: { ids: readonly PeerId[]; onDone(): void; onClose(): void }): JSX.Element {
  const { client, layers, navigation } = useApp();
  const ids = [...props.ids];
  const [choices] = createResource(() => Promise.all(ids.map((peerId) => client.call('dialogs.removal', { peerId }))).catch(() => undefined));
  const [forEveryone, setForEveryone] = createSignal(false);

  const deleted = createMemo(() => (choices() ?? []).filter(({ kind }) => kind === 'delete'));
  const text = () => {
    const known = choices();
    if (known === undefined) return '';
    const left = known.length - deleted().length;
    return [deleted().length > 0 ? words.deletes(deleted().length) : '', left > 0 ? words.leaves(left) : ''].filter((part) => part !== '').join(' ');
  };
  const label = () => {
    if (deleted().length === 0) return words.leave;
    return deleted().length === ids.length ? words.delete : words.deleteAndLeave;
  };
  const act = () => {
    const forAll = forEveryone();
    const open = navigation.openPeer();
    // Each is written down at once; nothing waits for the server's word about the one before.
    const removals = ids.map((peerId, index) => {
      const mayForAll = choices()?.[index]?.kind === 'delete' && choices()?.[index]?.forEveryone === true;
      return client.call('dialogs.remove', { peerId, forEveryone: forAll && mayForAll });
    });
    for (const removal of removals) removal.catch(layers.showError);
    if (open !== undefined && ids.includes(open)) navigation.close();
    props.onDone();
  };
  return (
    <Dialog
      title={words.title(ids.length)}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="danger" disabled={choices() === undefined} onClick={act}>
            {label()}
          </Button>
        </>
      }
    >
      <p>{text()}</p>
      <Show when={deleted().some((one) => one.forEveryone)}>
        <label class={s.check}>
          <input type="checkbox" checked={forEveryone()} onChange={(event) => setForEveryone(event.currentTarget.checked)} /> {words.alsoFor}
        </label>
      </Show>
    </Dialog>
  );
}
