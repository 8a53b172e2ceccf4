import { createResource, createSignal, Show, type JSX } from 'solid-js';
import type { Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import s from './RemovalDialog.module.css';

const words = t.list;

/** Asks before a chat is cleared, deleted or left, or its person blocked, with what else may be done at the same time. */
export function RemovalDialog(props: { peer: Peer; what: 'clear' | 'remove' | 'block'; onClose(): void }): JSX.Element {
  const { client, layers, navigation } = useApp();
  const peerId = props.peer.id;
  const name = chatTitle(props.peer);
  const [choices] = createResource(() => client.call('dialogs.removal', { peerId }).catch(() => undefined));
  const [forEveryone, setForEveryone] = createSignal(false);
  const [block, setBlock] = createSignal(false);
  const [busy, setBusy] = createSignal(false);

  const kind = () => choices()?.kind ?? 'delete';
  const title = () => {
    if (props.what === 'block') return words.blockTitle(name);
    if (props.what === 'clear') return words.clearTitle(name);
    return { delete: words.deleteTitle, leave: words.leaveTitle, destroy: words.destroyTitle }[kind()](name);
  };
  const text = () => {
    if (props.what === 'block') return words.blockText;
    if (props.what === 'clear') return words.clearText;
    return { delete: words.deleteText, leave: words.leaveText, destroy: words.destroyText }[kind()];
  };
  const act = async (forAll: boolean) => {
    setBusy(true);
    try {
      if (props.what === 'block') {
        await client.call('dialogs.block', { peerId, blocked: true });
        const undo = () => void client.call('dialogs.block', { peerId, blocked: false }).catch(layers.showError);
        layers.toast(words.blocked(name), { action: { label: words.unblock, onSelect: undo } });
      } else if (props.what === 'clear') await client.call('dialogs.clear', { peerId, forEveryone: forAll });
      else {
        await client.call('dialogs.remove', { peerId, forEveryone: forAll, block: block() });
        if (navigation.openPeer() === peerId) navigation.close();
      }
      props.onClose();
    } catch (error) {
      layers.showError(error);
    } finally {
      setBusy(false);
    }
  };
  const offersAll = () => (props.what === 'clear' ? choices()?.clearForEveryone : props.what === 'remove' && kind() === 'delete' && choices()?.forEveryone) === true;
  const label = () => (props.what === 'block' ? words.block : props.what === 'clear' ? words.clear : words.remove[kind() === 'destroy' ? 'leave' : kind()]);
  return (
    <Dialog
      title={title()}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Show when={props.what === 'remove' && kind() === 'destroy'}>
            <Button look="danger" busy={busy()} onClick={() => void act(true)}>
              {words.destroyAll}
            </Button>
          </Show>
          <Button look="danger" busy={busy()} onClick={() => void act(forEveryone())}>
            {label()}
          </Button>
        </>
      }
    >
      <p>{text()}</p>
      <Show when={offersAll()}>
        <label class={s.check}>
          <input type="checkbox" checked={forEveryone()} onChange={(event) => setForEveryone(event.currentTarget.checked)} /> {words.alsoFor}
        </label>
      </Show>
      <Show when={props.what === 'remove' && choices()?.block}>
        <label class={s.check}>
          <input type="checkbox" checked={block()} onChange={(event) => setBlock(event.currentTarget.checked)} /> {words.alsoBlock}
        </label>
      </Show>
    </Dialog>
  );
}
