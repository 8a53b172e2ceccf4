import { createMemo, Show, type JSX } from 'solid-js';
import type { Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { directionOf } from '../../strings/direction.ts';
import { formatFull, formatRowTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { excerptOf } from './excerpt.ts';
import { Marked } from './Marked.tsx';
import s from './Result.module.css';

/** A message among the results: its chat, its time, who wrote it, and the place of it that was found. */
export function MessageResult(props: { message: Message; query: string }): JSX.Element {
  const app = useApp();
  const excerpt = createMemo(() => excerptOf(props.message, props.query));
  const sender = () => {
    const { message } = props;
    const chat = app.peers.get(message.peerId);
    if (message.isPost === true || chat?.isSelf) return undefined;
    if (message.out) return t.dialogs.you;
    if (chat?.kind !== 'group' && chat?.kind !== 'supergroup') return undefined;
    const from = message.fromId === undefined ? undefined : app.peers.get(message.fromId);
    return from?.firstName ?? from?.title;
  };
  return (
    <Show when={app.peers.get(props.message.peerId)}>
      {(peer) => (
        <span class={s.row}>
          <Avatar peer={peer()} size={42} />
          <span class={s.body}>
            <span class={s.line}>
              <span class={s.title} dir={directionOf(chatTitle(peer()))}>
                {chatTitle(peer())}
              </span>
              <span class={s.gap} />
              <time class={s.time} title={formatFull(props.message.date)}>
                {formatRowTime(props.message.date, app.now())}
              </time>
            </span>
            <span class={s.text} dir={directionOf(`${sender() ?? ''} ${excerpt().text}`)}>
              <Show when={sender()}>{(name) => <bdi class={s.sender}>{name()}: </bdi>}</Show>
              <bdi>
                <Marked excerpt={excerpt()} />
              </bdi>
            </span>
          </span>
        </span>
      )}
    </Show>
  );
}
