import { createSignal, Show, type JSX } from 'solid-js';
import { AppError } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceRow, Choices } from '../../ui/Choices.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import s from '../contacts/ContactDialog.module.css';
import { PhotoPick } from '../info/PhotoPick.tsx';
import { setChatPhoto } from '../info/set-photo.ts';
import { bareUsername, createUsernameCheck } from '../info/username-check.ts';

const words = t.contacts.channel;

/** Makes a channel: its name, its description, and whether it is public. */
export function NewChannelDialog(props: { onClose(): void }): JSX.Element {
  const app = useApp();
  const { client, layers, navigation } = app;
  const [title, setTitle] = createSignal('');
  const [about, setAbout] = createSignal('');
  const [isPublic, setPublic] = createSignal(false);
  const [username, setUsername] = createSignal('');
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const [photo, setPhoto] = createSignal<Blob>();
  const verdict = createUsernameCheck(client, () => (isPublic() ? username() : ''));
  const create = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { peerId } = await client.call('newChat.channel', { title: title(), about: about(), ...(isPublic() ? { username: username() } : {}) });
      props.onClose();
      navigation.open(peerId);
      const picture = photo();
      if (picture) setChatPhoto(app, peerId, picture).catch(layers.showError);
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
      <PhotoPick onPick={setPhoto} />
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
            onInput={(event) => setUsername(bareUsername(event.currentTarget.value))}
          />
        </Show>
      </div>
    </Dialog>
  );
}
