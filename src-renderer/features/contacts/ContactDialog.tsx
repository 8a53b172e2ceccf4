import { createSignal, Show, type JSX } from 'solid-js';
import { AppError, type Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import s from './ContactDialog.module.css';

const words = t.contacts;

/** Adds somebody by a phone number, or changes the name under which a contact is kept. */
export function ContactDialog(props: { peer?: Peer | undefined; onClose(): void }): JSX.Element {
  const { client, layers } = useApp();
  const [firstName, setFirstName] = createSignal(props.peer?.firstName ?? '');
  const [lastName, setLastName] = createSignal(props.peer?.lastName ?? '');
  const [phone, setPhone] = createSignal('');
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    const name = { firstName: firstName(), lastName: lastName() };
    try {
      if (props.peer) await client.call('contacts.add', { peerId: props.peer.id, ...name });
      else {
        const found = await client.call('contacts.addByPhone', { phone: phone(), ...name });
        if (found === null) return void setProblem(words.notFound);
        layers.toast(words.added(found.title));
      }
      props.onClose();
    } catch (error) {
      setProblem(error instanceof AppError ? error.message : t.app.somethingWrong);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={props.peer?.isContact ? words.renameTitle : words.add}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="primary" busy={busy()} onClick={() => void save()}>
            {props.peer ? words.save : words.add}
          </Button>
        </>
      }
    >
      <div class={s.fields}>
        <TextField label={words.firstName} value={firstName()} maxlength={64} autofocus onInput={(event) => setFirstName(event.currentTarget.value)} error={problem()} />
        <TextField label={words.lastName} value={lastName()} maxlength={64} onInput={(event) => setLastName(event.currentTarget.value)} />
        <Show when={!props.peer}>
          <TextField label={words.phone} type="tel" dir="ltr" value={phone()} onInput={(event) => setPhone(event.currentTarget.value)} />
        </Show>
      </div>
    </Dialog>
  );
}
