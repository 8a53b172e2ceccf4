import { createResource, createSignal, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { FolderId, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { PeerChecks } from '../dialogs/PeerPicker.tsx';

/** Asks before a folder is deleted; its chats stay. */
export function RemoveFolderDialog(props: { id: FolderId; onClose(): void }): JSX.Element {
  const { client, folders, layers, navigation } = useApp();
  const remove = () => {
    if (navigation.folder() === props.id) navigation.showFolder('main');
    drop(client.call('folders.remove', { id: props.id }).catch(layers.showError));
    props.onClose();
  };
  return (
    <Dialog
      title={t.folders.removing.title(folders.folder(props.id)?.title.text ?? '')}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="danger" onClick={remove}>
            {t.folders.remove}
          </Button>
        </>
      }
    >
      <p>{t.folders.removing.text}</p>
    </Dialog>
  );
}

/** Deletes a shared folder; the chats that came with it are marked to be left, too, and the person decides. */
export function LeaveFolderDialog(props: { id: FolderId; onClose(): void }): JSX.Element {
  const { client, folders, layers, navigation } = useApp();
  const folder = folders.folder(props.id);
  const ids = [...(folder?.pinned ?? []), ...(folder?.included ?? [])];
  const [chosen, setChosen] = createSignal<readonly PeerId[]>([]);
  const [busy, setBusy] = createSignal(false);
  createResource(async () => {
    const suggested = await client.call('folders.leaveSuggestions', { id: props.id }).catch(() => []);
    setChosen(suggested.filter((id) => ids.includes(id)));
  });
  const leave = async () => {
    setBusy(true);
    try {
      await client.call('folders.leave', { id: props.id, peerIds: [...chosen()] });
      if (navigation.folder() === props.id) navigation.showFolder('main');
      props.onClose();
    } catch (error) {
      layers.showError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t.folders.leaving.title(folder?.title.text ?? '')}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="danger" busy={busy()} onClick={() => void leave()}>
            {chosen().length === 0 ? t.folders.leaving.only : t.folders.leaving.andLeave(chosen().length)}
          </Button>
        </>
      }
    >
      <Show when={ids.length > 0}>
        <p>{t.folders.leaving.text}</p>
        <PeerChecks
          ids={ids}
          chosen={chosen()}
          label={t.folders.leaving.text}
          onToggle={(id) => setChosen((all) => (all.includes(id) ? all.filter((one) => one !== id) : [...all, id]))}
        />
      </Show>
    </Dialog>
  );
}
