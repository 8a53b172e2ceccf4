import { Show, type JSX } from 'solid-js';
import type { MessageCapabilities } from '#shared/ipc/contract.ts';
import type { Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** Asks for whom a message is to be deleted. */
export function DeleteDialog(props: { message: Message; can: MessageCapabilities; onClose(): void }): JSX.Element {
  const app = useApp();
  const remove = (forEveryone: boolean) => {
    const { peerId, id } = props.message;
    props.onClose();
    app.client.call('messages.delete', { peerId, ids: [id], forEveryone }).catch(app.layers.showError);
  };
  return (
    <Dialog
      title={t.chat.deleting.title(1)}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Show when={props.can.deleteForSelf}>
            <Button look={props.can.deleteForEveryone ? 'plain' : 'danger'} onClick={() => remove(false)}>
              {t.chat.deleting.forSelf}
            </Button>
          </Show>
          <Show when={props.can.deleteForEveryone}>
            <Button look="danger" onClick={() => remove(true)}>
              {t.chat.deleting.forEveryone}
            </Button>
          </Show>
        </>
      }
    >
      {t.chat.deleting.text}
    </Dialog>
  );
}
