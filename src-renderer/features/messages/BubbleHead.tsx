import { Show, type JSX } from 'solid-js';
import type { Message, Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { cls } from '../../ui/class.ts';
import s from './Bubble.module.css';
import { shownReply, useChat } from './chat-context.ts';
import { ReplyQuote } from './ReplyQuote.tsx';

/** Who speaks, where it comes from, by which bot, and what it answers: the lines above a message's content. */
export function BubbleHead(props: { message: Message; sender: Peer | undefined; showsSender: boolean }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const bot = () => (props.message.viaBotId === undefined ? undefined : app.peers.get(props.message.viaBotId));
  return (
    <>
      <Show when={props.showsSender && (props.sender?.title ?? props.message.postAuthor)}>
        {(name) => (
          <p class={cls(s.sender, props.sender && s[`c${props.sender.color % 7}`])} dir="auto">
            <Show when={props.sender} fallback={name()}>
              {(sender) => (
                <button type="button" class={s.senderName} tabindex={-1} onClick={() => app.info.open(sender().id)}>
                  {name()}
                </button>
              )}
            </Show>
            <Show when={bot()}>{(known) => <span class={s.via}> {t.view.via(known().usernames[0] ?? known().title)}</span>}</Show>
          </p>
        )}
      </Show>
      <Show when={!props.showsSender && bot()}>
        {(known) => (
          <p class={s.forward} dir="auto">
            {t.view.via(known().usernames[0] ?? known().title)}
          </p>
        )}
      </Show>
      <Show when={props.message.forward}>{(forward) => <ForwardLine forward={forward()} />}</Show>
      <Show when={shownReply(chat, props.message)}>{(reply) => <ReplyQuote reply={reply()} from={props.message.id} />}</Show>
    </>
  );
}

/** Where a message comes from: a person, a channel with its author, somebody who hides, or another messenger. */
function ForwardLine(props: { forward: NonNullable<Message['forward']> }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const origin = () => (props.forward.fromId === undefined ? undefined : app.peers.get(props.forward.fromId));
  const saved = () => (props.forward.savedFromPeerId === undefined ? undefined : app.peers.get(props.forward.savedFromPeerId));
  const isSavedHere = () => app.peers.get(chat.peerId)?.isSelf === true;
  const goTo = () => {
    const { savedFromPeerId, savedFromMessageId, fromId, channelPostId } = props.forward;
    if (isSavedHere() && savedFromPeerId !== undefined) return app.navigation.open(savedFromPeerId, savedFromMessageId);
    if (fromId !== undefined) app.navigation.open(fromId, channelPostId);
  };
  return (
    <p class={s.forward} dir="auto">
      {props.forward.imported ? t.view.imported : t.chat.forwardedFrom}{' '}
      <Show when={origin()} fallback={<strong>{props.forward.fromName}</strong>}>
        {(peer) => (
          <button type="button" class={s.forwardName} onClick={goTo}>
            {peer().title}
          </button>
        )}
      </Show>
      <Show when={props.forward.postAuthor}>{(author) => <span> ({author()})</span>}</Show>
      <Show when={isSavedHere() && saved()?.id !== origin()?.id && saved()}>
        {(peer) => (
          <>
            , {t.view.savedFrom}{' '}
            <button type="button" class={s.forwardName} onClick={goTo}>
              {chatTitle(peer())}
            </button>
          </>
        )}
      </Show>
    </p>
  );
}
