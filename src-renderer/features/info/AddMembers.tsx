import { createSignal, Show, type JSX } from 'solid-js';
import type { MissingMember, Peer, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createTopicStore } from '../../state/topic.ts';
import { formatList } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { PeerPicker } from '../dialogs/PeerPicker.tsx';
import { SERVICE } from './info-words.ts';

/** Chooses people and adds them to a chat; says who could not be, and what to do about it. */
export function AddMembers(props: { peer: Peer; link?: string | undefined; onClose(): void }): JSX.Element {
  const { client, layers, peers } = useApp();
  const contacts = createTopicStore(client, 'contacts.list', {}, (event) => peers.put(event.peers));
  const [missing, setMissing] = createSignal<MissingMember[]>();
  const isChannel = props.peer.kind === 'channel';
  const add = async (ids: PeerId[]) => {
    if (ids.length === 0) return props.onClose();
    try {
      const answer = await client.call('info.addMembers', { peerId: props.peer.id, members: ids });
      if (answer.missing.length === 0) props.onClose();
      else setMissing(answer.missing);
    } catch (error) {
      props.onClose();
      layers.showError(error);
    }
  };
  return (
    <Show
      when={missing()}
      fallback={
        <PeerPicker
          title={isChannel ? t.info.addSubscribers : t.info.addMembers}
          button={t.info.add}
          chosen={[]}
          also={contacts()?.peers.map((peer) => peer.id) ?? []}
          fits={(peer) => (peer.kind === 'user' || (peer.kind === 'bot' && !isChannel)) && !peer.isSelf && !peer.isDeleted && peer.id !== SERVICE}
          onClose={props.onClose}
          onDone={(ids) => void add(ids)}
        />
      }
    >
      {(left) => <MissingDialog missing={left()} link={props.link} onClose={props.onClose} />}
    </Show>
  );
}

/** Who could not be added to a chat, and why. */
export function MissingDialog(props: { missing: readonly MissingMember[]; link?: string | undefined; onClose(): void }): JSX.Element {
  const { layers, peers } = useApp();
  const names = (reason: MissingMember['reason']) => formatList(props.missing.filter((one) => one.reason === reason).map((one) => peers.get(one.peerId)?.title ?? ''));
  const copy = (link: string) => {
    navigator.clipboard.writeText(link).then(() => layers.toast(t.info.copied), layers.showError);
    props.onClose();
  };
  return (
    <Dialog
      title={t.info.missingTitle}
      onClose={props.onClose}
      buttons={
        <>
          <Show when={props.link}>{(link) => <Button onClick={() => copy(link())}>{t.info.copyInvite}</Button>}</Show>
          <Button look="primary" onClick={() => props.onClose()}>
            {t.app.ok}
          </Button>
        </>
      }
    >
      <Show when={names('privacy')}>{(list) => <p>{t.info.missingPrivacy(list())}</p>}</Show>
      <Show when={names('premium')}>{(list) => <p>{t.info.missingPremium(list())}</p>}</Show>
    </Dialog>
  );
}
