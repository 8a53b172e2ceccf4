import ChevronRight from 'lucide-solid/icons/chevron-right';
import MessageCircle from 'lucide-solid/icons/message-circle';
import { createSignal, For, Show, type JSX } from 'solid-js';
import type { Message, Peer, ReplyCount } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { useChat } from '../messages/chat-context.ts';
import s from './CommentsButton.module.css';

/** The line below a post that leads to its comments, with who wrote the last ones. */
export function CommentsButton(props: { message: Message; replies: ReplyCount }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const [opening, setOpening] = createSignal(false);
  // One's own picture here is that of a person, not the sign of Saved Messages.
  const faces = (): Peer[] =>
    props.replies.recentRepliers.slice(0, 3).flatMap((id) => {
      const peer = app.peers.get(id);
      return peer === undefined ? [] : [{ ...peer, isSelf: false }];
    });
  /** Something was written since this account last looked, if it ever did. */
  const isNew = () => props.replies.readMaxId !== undefined && (props.replies.maxId ?? 0) > props.replies.readMaxId;
  const label = () => t.view.comments(props.replies.count);
  return (
    <button
      type="button"
      class={s.comments}
      aria-busy={opening()}
      onClick={() => {
        if (opening()) return;
        setOpening(true);
        void chat.openThread(props.message).finally(() => setOpening(false));
      }}
      onDblClick={(event) => event.stopPropagation()}
    >
      <Show when={faces().length > 0} fallback={<MessageCircle class={s.icon} />}>
        <span class={s.faces}>
          <For each={faces()}>{(peer) => <Avatar peer={peer} size={24} />}</For>
        </span>
      </Show>
      <span class={s.label}>{label()}</span>
      <Show when={isNew()}>
        <span class={s.dot} />
        <VisuallyHidden>{t.threads.unread}</VisuallyHidden>
      </Show>
      <span class={s.end}>
        <Show when={opening()} fallback={<ChevronRight class={s.icon} />}>
          <Spinner size={16} />
        </Show>
      </span>
    </button>
  );
}
