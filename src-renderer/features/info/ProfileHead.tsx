import BadgeCheck from 'lucide-solid/icons/badge-check';
import Bell from 'lucide-solid/icons/bell';
import BellOff from 'lucide-solid/icons/bell-off';
import MessageCircle from 'lucide-solid/icons/message-circle';
import UserPlus from 'lucide-solid/icons/user-plus';
import { createSignal, Show, type JSX } from 'solid-js';
import type { Profile } from '#shared/ipc/info.ts';
import type { Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { isOnline, presenceText } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { cls } from '../../ui/class.ts';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { AddMembers } from './AddMembers.tsx';
import { asPerson, isPerson } from './info-words.ts';
import { PortraitView } from './PortraitView.tsx';
import s from './ProfileHead.module.css';

/** Photo, name and state, and what one most often does. */
export function ProfileHead(props: { peer: Peer; profile: Profile | undefined }): JSX.Element {
  const app = useApp();
  const [enlarged, setEnlarged] = createSignal(false);
  const [adding, setAdding] = createSignal(false);
  const name = () => props.peer.title;
  const online = () => isOnline(props.peer, app.now());
  const muted = () => props.profile?.muted ?? false;
  const isOpen = () => app.navigation.openPeer() === props.peer.id;
  const write = () => {
    app.navigation.open(props.peer.id);
    if (!app.layout.infoBeside()) app.info.close();
  };
  const mute = () => void app.client.call('dialogs.setMuted', { peerId: props.peer.id, muted: !muted() }).catch(app.layers.showError);
  return (
    <div class={s.head}>
      <Show when={props.peer.photo && !props.peer.isDeleted} fallback={<Avatar peer={asPerson(props.peer)} size={104} />}>
        <button type="button" class={s.photo} onClick={() => setEnlarged(true)}>
          <VisuallyHidden>{t.info.showPhoto(name())}</VisuallyHidden>
          <Avatar peer={asPerson(props.peer)} size={104} />
        </button>
      </Show>
      <h3 class={s.name}>
        <bdi>{name()}</bdi>
        <Show when={props.peer.isVerified}>
          <BadgeCheck class={s.verified} aria-label={t.dialogs.a11y.verified} />
        </Show>
      </h3>
      <p class={cls(s.status, online() && s.online)} data-testid="info-status">
        {presenceText(props.peer, app.now(), props.profile?.full?.onlineCount)}
      </p>
      <div class={s.buttons}>
        <Show when={!isOpen() || !app.layout.infoBeside()}>
          <button type="button" class={s.button} onClick={write}>
            <MessageCircle />
            <span>{isPerson(props.peer) ? t.info.message : t.info.openChat}</span>
          </button>
        </Show>
        <Show when={props.profile?.inList && !props.peer.isSelf}>
          <button type="button" class={s.button} onClick={mute}>
            {muted() ? <BellOff /> : <Bell />}
            <span>{muted() ? t.info.unmute : t.info.mute}</span>
          </button>
        </Show>
        <Show when={props.profile?.powers.addMembers}>
          <button type="button" class={s.button} onClick={() => setAdding(true)}>
            <UserPlus />
            <span>{props.peer.kind === 'channel' ? t.info.addSubscribers : t.info.addMembers}</span>
          </button>
        </Show>
      </div>
      <Show when={enlarged()}>
        <PortraitView peer={props.peer} onClose={() => setEnlarged(false)} />
      </Show>
      <Show when={adding()}>
        <AddMembers peer={props.peer} link={props.profile?.full?.inviteLink} onClose={() => setAdding(false)} />
      </Show>
    </div>
  );
}
