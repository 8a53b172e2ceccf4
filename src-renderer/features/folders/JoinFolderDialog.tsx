import { createResource, createSignal, Show, type JSX } from 'solid-js';
import { AppError, type PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { PeerChecks } from '../dialogs/PeerPicker.tsx';

const words = t.folders.joining;

/** What a link to a shared folder leads to; nothing is joined before the person has chosen. */
export function JoinFolderDialog(props: { slug: string; onClose(): void }): JSX.Element {
  const { client, layers, navigation, peers } = useApp();
  const [chosen, setChosen] = createSignal<readonly PeerId[]>([]);
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const [preview] = createResource(async () => {
    try {
      const found = await client.call('folders.checkLink', { slug: props.slug });
      peers.put([...found.missing, ...found.already]);
      setChosen(found.missing.map((peer) => peer.id));
      return found;
    } catch (error) {
      setProblem(error instanceof AppError ? error.message : t.app.somethingWrong);
      return undefined;
    }
  });
  const isKnown = () => preview()?.folderId !== undefined;
  const nothingNew = () => isKnown() && preview()?.missing.length === 0;
  const title = () => (isKnown() ? words.alreadyTitle(preview()?.title.text ?? '') : words.title(preview()?.title.text ?? ''));
  const join = async () => {
    setBusy(true);
    try {
      await client.call('folders.joinLink', { slug: props.slug, peerIds: [...chosen()] });
      props.onClose();
      layers.toast(words.done);
      const id = preview()?.folderId;
      if (id !== undefined) navigation.showFolder(id);
    } catch (error) {
      setProblem(error instanceof AppError ? error.message : t.app.somethingWrong);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title()}
      onClose={props.onClose}
      buttons={
        <>
          <Button look={nothingNew() ? 'primary' : 'plain'} onClick={() => props.onClose()}>
            {nothingNew() || (problem() !== undefined && !preview()) ? t.app.ok : t.app.cancel}
          </Button>
          <Show when={preview() && !nothingNew()}>
            <Button look="primary" busy={busy()} disabled={chosen().length === 0} onClick={() => void join()}>
              {isKnown() ? words.join(chosen().length) : words.add(chosen().length)}
            </Button>
          </Show>
        </>
      }
    >
      <Show when={problem()}>{(text) => <p role="alert">{text()}</p>}</Show>
      <Show when={preview()} fallback={<Show when={preview.loading}><Spinner size={24} /></Show>}>
        {(found) => (
          <>
            <p>{nothingNew() ? words.alreadyText : isKnown() ? words.newText : words.text}</p>
            <Show when={found().missing.length > 0}>
              <PeerChecks
                ids={found().missing.map((peer) => peer.id)}
                chosen={chosen()}
                label={words.text}
                onToggle={(id) => setChosen((all) => (all.includes(id) ? all.filter((one) => one !== id) : [...all, id]))}
              />
            </Show>
          </>
        )}
      </Show>
    </Dialog>
  );
}
