import { createSignal, For, type JSX } from 'solid-js';
import { reportReasons } from '#shared/ipc/info.ts';
import type { Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceRow, Choices } from '../../ui/Choices.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** Tells the moderators what is wrong with a person or a chat. */
export function ReportPeerDialog(props: { peer: Peer; onClose(): void }): JSX.Element {
  const { client, layers } = useApp();
  const [reason, setReason] = createSignal<(typeof reportReasons)[number]>('spam');
  const [comment, setComment] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const report = async () => {
    setBusy(true);
    try {
      await client.call('info.report', { peerId: props.peer.id, reason: reason(), comment: comment() });
      props.onClose();
      layers.toast(t.info.reported);
    } catch (error) {
      layers.showError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t.info.reportTitle(chatTitle(props.peer))}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="danger" busy={busy()} onClick={() => void report()}>
            {t.info.report}
          </Button>
        </>
      }
    >
      <Choices label={t.info.reportText}>
        <For each={reportReasons}>{(one) => <ChoiceRow chosen={reason() === one} onChoose={() => setReason(one)} title={t.info.reasons[one]} />}</For>
      </Choices>
      <TextField label={t.info.reportComment} value={comment()} maxlength={512} onInput={(event) => setComment(event.currentTarget.value)} />
    </Dialog>
  );
}
