import { Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { LogOutDialog } from '../dialogs/LogOutDialog.tsx';

/** What the server wants to be read before anything else; with the offer to log out, if it makes one to somebody signed in. */
export function PopupLayer(): JSX.Element {
  const { layers, auth } = useApp();
  return (
    <Show when={layers.popup()}>
      {(popup) => (
        <Show
          when={popup().offersLogOut && auth()?.step === 'ready'}
          fallback={
            <Dialog
              title={t.app.name}
              onClose={layers.closePopup}
              buttons={
                <Button look="primary" onClick={layers.closePopup}>
                  {t.app.ok}
                </Button>
              }
            >
              <p dir="auto">{popup().text}</p>
            </Dialog>
          }
        >
          <LogOutDialog text={popup().text} onClose={layers.closePopup} />
        </Show>
      )}
    </Show>
  );
}
