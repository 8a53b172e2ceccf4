import { createSignal, Show, type Accessor, type JSX } from 'solid-js';
import type { Profile } from '#shared/ipc/info.ts';
import { AppError, type PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { ChoiceRow, Choices } from '../../ui/Choices.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { chooseFiles } from '../attach/choose-files.ts';
import s from './EditPage.module.css';
import { publicLink } from './info-words.ts';
import { setChatPhoto } from './set-photo.ts';
import { squarePhoto } from './square-photo.ts';
import { bareUsername, createUsernameCheck } from './username-check.ts';

/** Changes a group or channel of one's own: photo, name, description, who can join, and the invite link. */
export function EditPage(props: { peerId: PeerId; profile: Accessor<Profile | undefined> }): JSX.Element {
  const app = useApp();
  const { client, info, layers } = app;
  const { peerId } = props;
  const peer = () => app.peers.get(peerId);
  const powers = () => props.profile()?.powers;
  const first = { title: peer()?.title ?? '', about: props.profile()?.full?.about ?? '', username: peer()?.usernames[0] ?? '' };
  const [title, setTitle] = createSignal(first.title);
  const [about, setAbout] = createSignal(first.about);
  const [isPublic, setPublic] = createSignal(first.username !== '');
  const [username, setUsername] = createSignal(first.username);
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const [photoBusy, setPhotoBusy] = createSignal(false);
  const [revoking, setRevoking] = createSignal(false);
  // The name that it has already is its own.
  const verdict = createUsernameCheck(client, () => (isPublic() && username() !== first.username ? username() : ''));

  const withPhoto = async (work: () => Promise<unknown>, said: string) => {
    setPhotoBusy(true);
    try {
      await work();
      layers.toast(said);
    } catch (error) {
      layers.showError(error);
    } finally {
      setPhotoBusy(false);
    }
  };
  const choosePhoto = async () => {
    const [file] = await chooseFiles({ accept: 'image/*', multiple: false });
    if (file) await withPhoto(async () => setChatPhoto(app, peerId, await squarePhoto(file)), t.info.photoSet);
  };
  const save = async () => {
    const wanted = isPublic() ? username() : '';
    if (isPublic() && wanted === '') return void setProblem(t.info.linkTaken);
    setBusy(true);
    setProblem(undefined);
    try {
      if (powers()?.editInfo) await client.call('info.edit', { peerId, title: title(), about: about() });
      if (powers()?.setUsername && wanted !== first.username) await client.call('info.setUsername', { peerId, username: wanted });
      layers.toast(t.info.saved);
      info.back();
    } catch (error) {
      setProblem(error instanceof AppError ? error.message : t.app.somethingWrong);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      class={s.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy()) void save();
      }}
    >
      <Show when={powers()?.editInfo}>
        <div class={s.photo}>
          <Show when={peer()}>{(known) => <Avatar peer={known()} size={72} />}</Show>
          <div class={s.buttons}>
            <Button look="quiet" busy={photoBusy()} onClick={() => void choosePhoto()}>
              {peer()?.photo ? t.info.changePhoto : t.info.setPhoto}
            </Button>
            <Show when={peer()?.photo}>
              <Button look="quiet" onClick={() => void withPhoto(() => client.call('info.setPhoto', { peerId, attachment: null }), t.info.photoRemoved)}>
                {t.info.removePhoto}
              </Button>
            </Show>
          </div>
        </div>
        <TextField label={t.info.name} value={title()} maxlength={128} dir="auto" onInput={(event) => setTitle(event.currentTarget.value)} />
        <TextArea label={t.info.description} value={about()} maxlength={255} onInput={(event) => setAbout(event.currentTarget.value)} />
      </Show>
      <Show when={powers()?.setUsername}>
        <h3 class={s.heading}>{t.info.type}</h3>
        <Choices label={t.info.type} class={s.choices ?? ''}>
          <ChoiceRow chosen={!isPublic()} onChoose={() => setPublic(false)} title={t.info.private} note={t.info.privateNote} />
          <ChoiceRow chosen={isPublic()} onChoose={() => setPublic(true)} title={t.info.public} note={t.info.publicNote} />
        </Choices>
        <Show when={isPublic()}>
          <TextField
            label={t.info.publicLink}
            dir="ltr"
            value={username()}
            maxlength={32}
            hint={verdict() === null ? t.contacts.channel.free : publicLink(username())}
            error={verdict() ?? undefined}
            onInput={(event) => setUsername(bareUsername(event.currentTarget.value))}
          />
        </Show>
      </Show>
      <Show when={powers()?.inviteLink && props.profile()?.full?.inviteLink}>
        {(link) => (
          <>
            <h3 class={s.heading}>{t.info.inviteLink}</h3>
            <p class={s.link} dir="ltr" data-testid="invite-link">
              {link().replace(/^https?:\/\//, '')}
            </p>
            <div class={s.buttons}>
              <Button look="quiet" onClick={() => void navigator.clipboard.writeText(link()).then(() => layers.toast(t.info.copied), layers.showError)}>
                {t.info.copyInvite}
              </Button>
              <Button look="quiet" onClick={() => setRevoking(true)}>
                {t.info.revoke}
              </Button>
            </div>
          </>
        )}
      </Show>
      <Show when={problem()}>
        {(text) => (
          <p class={s.problem} role="alert">
            {text()}
          </p>
        )}
      </Show>
      <Button look="primary" type="submit" busy={busy()} wide>
        {t.info.save}
      </Button>
      <Show when={revoking()}>
        <RevokeDialog peerId={peerId} onClose={() => setRevoking(false)} />
      </Show>
    </form>
  );
}

function RevokeDialog(props: { peerId: PeerId; onClose(): void }): JSX.Element {
  const { client, layers } = useApp();
  const revoke = () => {
    client.call('info.revokeLink', { peerId: props.peerId }).then(() => layers.toast(t.info.revoked), layers.showError);
    props.onClose();
  };
  return (
    <Dialog
      title={t.info.revokeTitle}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
          <Button look="danger" onClick={revoke}>
            {t.info.revoke}
          </Button>
        </>
      }
    >
      <p>{t.info.revokeText}</p>
    </Dialog>
  );
}
