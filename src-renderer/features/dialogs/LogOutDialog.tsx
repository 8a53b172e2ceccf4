import { createSignal, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** Asks before logging out; with the server's words when it is the server that asks. */
export function LogOutDialog(props: { text?: string; onClose(): void }): JSX.Element {
  const { client, layers } = useApp();
  const [busy, setBusy] = createSignal(false);
  const logOut = () => {
    setBusy(true);
    drop(
      client
        .call('auth.logOut', {})
        .catch(layers.showError)
        .finally(() => props.onClose()),
    );
  };
  return (
    <Dialog
      title={t.shell.logOutTitle}
      onClose={props.onClose}
      buttons={
        <>
          <Button look="quiet" onClick={() => props.onClose()}>
            {t.app.cancel}
          </Button>
          <Button look="danger" busy={busy()} onClick={logOut}>
            {t.shell.logOut}
          </Button>
        </>
      }
    >
      <p dir="auto">{props.text ?? t.shell.logOutText}</p>
    </Dialog>
  );
}
