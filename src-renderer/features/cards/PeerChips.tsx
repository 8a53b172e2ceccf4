import { For, type JSX } from 'solid-js';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import s from './Cards.module.css';

/** People and chats by name, as far as they are known; each leads to its profile. */
export function PeerChips(props: { ids: readonly PeerId[] }): JSX.Element {
  const app = useApp();
  const peers = () => props.ids.map((id) => app.peers.get(id)).filter((peer) => peer !== undefined);
  return (
    <div class={s.chips}>
      <For each={peers()}>
        {(peer) => (
          <button type="button" class={s.chip} onClick={() => app.info.open(peer.id)}>
            <Avatar peer={peer} size={20} />
            <span dir="auto">{peer.title}</span>
          </button>
        )}
      </For>
    </div>
  );
}
