import { createSignal, Show, type JSX } from 'solid-js';
import { AppError, type PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createTopicStore } from '../../state/topic.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { PeerPicker } from '../dialogs/PeerPicker.tsx';
import { PhotoPick } from '../info/PhotoPick.tsx';
import { setChatPhoto } from '../info/set-photo.ts';

const words = t.contacts.group;

/** Makes a group: first its members, then its name. */
export function NewGroupDialog(props: { onClose(): void }): JSX.Element {
  const app = useApp();
  const { client, layers, navigation, peers } = app;
  // Contacts can be chosen whether or not there is a chat with them.
  const contacts = createTopicStore(client, 'contacts.list', {}, (event) => peers.put(event.peers));
  const [members, setMembers] = createSignal<readonly PeerId[]>([]);
  const [naming, setNaming] = createSignal(false);
  const [title, setTitle] = createSignal('');
  const [photo, setPhoto] = createSignal<Blob>();
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const create = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { peerId, missing } = await client.call('newChat.group', { title: title(), members: [...members()] });
      props.onClose();
      if (missing.length > 0) layers.toast(words.missing(missing.length));
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
    <Show
      when={naming()}
      fallback={
        <PeerPicker
          title={words.members}
          button={words.next}
          chosen={members()}
          also={contacts()?.peers.map((peer) => peer.id) ?? []}
          fits={(peer) => (peer.kind === 'user' || peer.kind === 'bot') && !peer.isSelf && !peer.isDeleted && peer.id !== 777_000}
          onClose={props.onClose}
          onDone={(ids) => {
            setMembers(ids);
            setNaming(true);
          }}
        />
      }
    >
      <Dialog
        title={t.contacts.newGroup}
        onClose={props.onClose}
        buttons={
          <>
            <Button onClick={() => setNaming(false)}>{t.app.back}</Button>
            <Button look="primary" busy={busy()} onClick={() => void create()}>
              {words.create}
            </Button>
          </>
        }
      >
        <PhotoPick onPick={setPhoto} />
        <TextField
          label={words.name}
          value={title()}
          maxlength={128}
          autofocus
          error={problem()}
          hint={t.presence.members(members().length + 1)}
          onInput={(event) => setTitle(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.isComposing) void create();
          }}
        />
      </Dialog>
    </Show>
  );
}
