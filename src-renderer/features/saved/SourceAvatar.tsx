import Ghost from 'lucide-solid/icons/ghost';
import NotebookPen from 'lucide-solid/icons/notebook-pen';
import { Show, type JSX } from 'solid-js';
import type { Peer } from '#shared/model/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import avatar from '../../ui/Avatar.module.css';
import { cls } from '../../ui/class.ts';

/** The picture of a source of Saved Messages: one's own notes, and those who hide, have signs of their own. */
export function SourceAvatar(props: { peer: Peer | undefined; size: number }): JSX.Element {
  const sign = () => (props.peer?.isSelf ? { look: avatar.c5, icon: NotebookPen } : { look: avatar.muted, icon: Ghost });
  return (
    <Show
      when={props.peer?.isSelf ? undefined : props.peer}
      fallback={
        <span class={cls(avatar.avatar, sign().look)} style={{ '--size': `${props.size}px` }} aria-hidden="true">
          {sign().icon({ class: avatar.sign ?? '' })}
        </span>
      }
    >
      {(peer) => <Avatar peer={peer()} size={props.size} />}
    </Show>
  );
}
