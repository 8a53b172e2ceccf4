import BadgeCheck from 'lucide-solid/icons/badge-check';
import { Show, type JSX } from 'solid-js';
import type { Peer, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { directionOf } from '../../strings/direction.ts';
import { chatTitle, isOnline, presenceText } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { marked } from './excerpt.ts';
import { Marked } from './Marked.tsx';
import s from './Result.module.css';

/** A chat, person or channel among the results: its name, and under it its username or what else tells it from others. */
export function PeerResult(props: { peerId: PeerId; query: string }): JSX.Element {
  const app = useApp();
  const about = (peer: Peer) => {
    const username = peer.usernames[0];
    const presence = presenceText(peer, app.now());
    return username === undefined ? presence : [`@${username}`, presence].filter(Boolean).join(', ');
  };
  return (
    <Show when={app.peers.get(props.peerId)}>
      {(peer) => (
        <span class={s.row}>
          <Avatar peer={peer()} size={42} online={isOnline(peer(), app.now())} />
          <span class={s.body}>
            <span class={s.line}>
              <span class={s.title} dir={directionOf(chatTitle(peer()))}>
                <Marked excerpt={marked(chatTitle(peer()), props.query)} />
              </span>
              <Show when={peer().isVerified}>
                <BadgeCheck class={s.verified} />
              </Show>
            </span>
            <Show when={about(peer())}>
              {(text) => (
                <span class={s.text}>
                  <Marked excerpt={marked(text(), props.query)} />
                </span>
              )}
            </Show>
          </span>
        </span>
      )}
    </Show>
  );
}
