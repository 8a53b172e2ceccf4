import Ban from 'lucide-solid/icons/ban';
import Flag from 'lucide-solid/icons/flag';
import LogOut from 'lucide-solid/icons/log-out';
import Pencil from 'lucide-solid/icons/pencil';
import Share from 'lucide-solid/icons/forward';
import Trash from 'lucide-solid/icons/trash';
import UserMinus from 'lucide-solid/icons/user-minus';
import UserPlus from 'lucide-solid/icons/user-plus';
import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';
import type { Profile } from '#shared/ipc/info.ts';
import type { Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { ContactDialog } from '../contacts/ContactDialog.tsx';
import { PeerPicker } from '../dialogs/PeerPicker.tsx';
import { RemovalDialog } from '../dialogs/RemovalDialog.tsx';
import { isPerson, SERVICE } from './info-words.ts';
import s from './ProfilePage.module.css';
import { ReportPeerDialog } from './ReportPeerDialog.tsx';

interface Action {
  label: string;
  icon: () => JSX.Element;
  danger?: boolean;
  run(): void;
}

/** What else can be done about a person or a chat. */
export function Actions(props: { peer: Peer; profile: Profile }): JSX.Element {
  const app = useApp();
  const { client, layers } = app;
  const [box, setBox] = createSignal<'contact' | 'share' | 'block' | 'report' | 'remove'>();
  const peerId = props.peer.id;
  const deleteContact = () => {
    const { firstName = '', lastName = '', title } = props.peer;
    client.call('contacts.delete', { peerId }).then(() => {
      const undo = () => void client.call('contacts.add', { peerId, firstName, lastName }).catch(layers.showError);
      layers.toast(t.contacts.deleted(title), { action: { label: t.list.undo, onSelect: undo } });
    }, layers.showError);
  };
  const unblock = () => {
    client.call('dialogs.block', { peerId, blocked: false }).then(() => layers.toast(t.info.unblocked(props.peer.title)), layers.showError);
  };
  const share = (to: (typeof peerId)[]) => {
    setBox(undefined);
    if (to.length > 0) client.call('info.shareContact', { peerId, to }).then(() => layers.toast(t.info.shared), layers.showError);
  };
  const ofPerson = (): Action[] => {
    const { peer, profile } = props;
    if (peer.isSelf || peer.id === SERVICE) return [];
    const isUser = peer.kind === 'user' && !peer.isDeleted;
    return [
      ...(isUser && peer.phone !== undefined ? [{ label: t.info.shareContact, icon: () => <Share />, run: () => setBox('share') }] : []),
      ...(isUser && peer.isContact ? [{ label: t.info.editContact, icon: () => <Pencil />, run: () => setBox('contact') }] : []),
      ...(isUser && !peer.isContact ? [{ label: t.info.addContact, icon: () => <UserPlus />, run: () => setBox('contact') }] : []),
      ...(isUser && peer.isContact ? [{ label: t.info.deleteContact, icon: () => <UserMinus />, run: deleteContact }] : []),
      ...(peer.isDeleted
        ? []
        : [profile.full?.isBlocked ? { label: t.info.unblock, icon: () => <Ban />, run: unblock } : { label: t.info.block, icon: () => <Ban />, run: () => setBox('block') }]),
      ...(peer.isDeleted ? [] : [{ label: t.info.report, icon: () => <Flag />, run: () => setBox('report') }]),
      ...(profile.inList ? [{ label: t.info.deleteChat, icon: () => <Trash />, danger: true, run: () => setBox('remove') }] : []),
    ];
  };
  const ofChat = (): Action[] => {
    const { peer, profile } = props;
    const leave = peer.kind === 'channel' ? t.info.leaveChannel : t.info.leaveGroup;
    return [
      ...(profile.powers.setUsername ? [] : [{ label: t.info.report, icon: () => <Flag />, run: () => setBox('report') }]),
      ...(profile.inList
        ? [{ label: peer.isLeft ? t.info.deleteChat : leave, icon: () => (peer.isLeft ? <Trash /> : <LogOut />), danger: true, run: () => setBox('remove') }]
        : []),
    ];
  };
  const actions = () => (isPerson(props.peer) ? ofPerson() : ofChat());
  const close = () => setBox(undefined);
  return (
    <Show when={actions().length > 0}>
      <ul class={cls(s.list, s.section)} aria-label={t.info.actions}>
        <For each={actions()}>
          {(action) => (
            <li>
              <button type="button" class={cls(s.row, action.danger && s.danger)} onClick={() => action.run()}>
                {action.icon()}
                <span class={s.texts}>{action.label}</span>
              </button>
            </li>
          )}
        </For>
      </ul>
      <Switch>
        <Match when={box() === 'contact'}>
          <ContactDialog peer={props.peer} onClose={close} />
        </Match>
        <Match when={box() === 'share'}>
          <PeerPicker title={t.info.shareTitle} button={t.info.share} chosen={[]} fits={(peer) => peer.rights.send && peer.rights.sendMedia} onClose={close} onDone={share} />
        </Match>
        <Match when={box() === 'block' || box() === 'remove'}>
          <RemovalDialog peer={props.peer} what={box() === 'block' ? 'block' : 'remove'} onClose={close} />
        </Match>
        <Match when={box() === 'report'}>
          <ReportPeerDialog peer={props.peer} onClose={close} />
        </Match>
      </Switch>
    </Show>
  );
}
