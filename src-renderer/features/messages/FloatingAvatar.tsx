import { Show, type JSX } from 'solid-js';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import s from './MessageRow.module.css';

/** Where the picture of a sender floats while the end of what they wrote is below the screen: px from the top of the list. */
export interface FloatingPlace {
  senderId: PeerId;
  top: number;
  start: number;
  /** Their own place below it, of which a part may be in sight: one picture of a person is enough. */
  covers: HTMLElement | undefined;
}

export const FLOATING_SIZE = 34;

/** The sender's picture beside a run of messages that reaches beyond the lower edge. The one in its row is what can be pressed. */
export function FloatingAvatar(props: { place: FloatingPlace | undefined }): JSX.Element {
  const app = useApp();
  return (
    <Show when={props.place}>
      {(place) => (
        <Show when={app.peers.get(place().senderId)}>
          {(peer) => (
            <span class={s.floating} style={{ transform: `translateY(${place().top}px)`, 'inset-inline-start': `${place().start}px` }} aria-hidden="true" data-testid="floating-avatar">
              <Avatar peer={peer()} size={FLOATING_SIZE} />
            </span>
          )}
        </Show>
      )}
    </Show>
  );
}
