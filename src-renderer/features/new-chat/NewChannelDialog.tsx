import { createEffect, createSignal, onCleanup, Show, type JSX } from 'solid-js';
import { AppError } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceRow, Choices } from '../../ui/Choices.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import s from '../contacts/ContactDialog.module.css';

const words = t.contacts.channel;
/** How long after the last key a public name is asked about. */
const CHECK_MS = 300;

/** Makes a channel: its name, its description, and whether it is public. */
export function NewChannelDialog(props: { onClose(): void }): JSX.Element {
  const { client, navigation } = useApp();
  const [title, setTitle] = createSignal('');
  const [about, setAbout] = createSignal('');
  const [isPublic, setPublic] = createSignal(false);
  const [username, setUsername] = createSignal('');
  const [verdict, setVerdict] = createSignal<string | null>();
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  createEffect(() => {
    const name = username();
    setVerdict(undefined);
    if (!isPublic() || name === '') return;
    let isOver = false;
    const timer = setTimeout(() => {
      client.call('newChat.checkUsername', { username: name }).then(
        (said) => !isOver && setVerdict(said),
        () => undefined,
      );
    }, CHECK_MS);
    onCleanup(() => {
      isOver = true;
      clearTimeout(timer);
    });
  });
  const create = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { peerId } = await client.call('newChat.channel', { title: title(), about: about(), ...(isPublic() ? { username: username() } : {}) });
      props.onClose();
      navigation.open(peerId);
    } catch (error) {
      setProblem(error instanceof AppError ? error.message : t.app.somethingWrong);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t.contacts.newChannel}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="primary" busy={busy()} onClick={() => void create()}>
            {words.create}
          </Button>
        </>
      }
    >
      <div class={s.fields}>
        <TextField label={words.name} value={title()} maxlength={128} autofocus error={problem()} onInput={(event) => setTitle(event.currentTarget.value)} />
        <TextField label={words.about} value={about()} maxlength={255} onInput={(event) => setAbout(event.currentTarget.value)} />
        <Choices label={words.kind}>
          <ChoiceRow chosen={!isPublic()} onChoose={() => setPublic(false)} title={words.private} />
          <ChoiceRow chosen={isPublic()} onChoose={() => setPublic(true)} title={words.public} />
        </Choices>
        <Show when={isPublic()}>
          <TextField
            label={words.link}
            dir="ltr"
            value={username()}
            maxlength={32}
            hint={verdict() === null ? words.free : `t.me/${username()}`}
            error={verdict() ?? undefined}
            onInput={(event) => setUsername(event.currentTarget.value.trim().replace(/^@|^https?:\/\/t\.me\//, ''))}
          />
        </Show>
      </div>
    </Dialog>
  );
}
