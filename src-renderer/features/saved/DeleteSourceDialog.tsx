import { createSignal, type JSX } from 'solid-js';
import { HIDDEN_AUTHOR, type PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { sourceTitle } from './source-words.ts';

/** Asks before everything that was saved from a source is deleted. */
export function DeleteSourceDialog(props: { peerId: PeerId; onClose(): void }): JSX.Element {
  const app = useApp();
  const { peerId } = props;
  const [busy, setBusy] = createSignal(false);
  const title = () => {
    const peer = app.peers.get(peerId);
    if (peerId === HIDDEN_AUTHOR) return t.saved.deleteHidden;
    return peer?.isSelf ? t.saved.deleteNotes : t.saved.deleteTitle(sourceTitle(peerId, peer));
  };
  const act = () => {
    setBusy(true);
    app.client
      .call('saved.delete', { peerId })
      .then(() => props.onClose(), app.layers.showError)
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title={title()}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="danger" busy={busy()} onClick={act}>
            {t.saved.delete}
          </Button>
        </>
      }
    >
      <p>{t.saved.deleteText}</p>
    </Dialog>
  );
}
