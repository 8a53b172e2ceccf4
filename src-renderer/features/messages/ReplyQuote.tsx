import { Show, type JSX } from 'solid-js';
import type { MessageId, ReplyHeader } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { useChat } from './chat-context.ts';
import s from './ReplyQuote.module.css';

/** The answered message inside a bubble; pressing it jumps there. `from` is where the person comes back to. */
export function ReplyQuote(props: { reply: ReplyHeader; from: MessageId }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const preview = () => props.reply.preview;
  const sender = () => {
    const id = preview()?.senderId;
    return id === undefined ? undefined : app.peers.get(id);
  };
  const name = () => sender()?.title ?? preview()?.senderName;
  const follow = () => {
    const { messageId, peerId } = props.reply;
    if (messageId === undefined || preview()?.deleted) return app.layers.toast(t.chat.goneMessage);
    if (peerId !== undefined && peerId !== chat.peerId) return app.navigation.open(peerId, messageId);
    const { quote, quoteOffset } = props.reply;
    chat.jumpTo(messageId, props.from, quote && { text: quote.text, near: quoteOffset ?? 0 });
  };
  return (
    <button type="button" class={cls(s.quote, props.reply.quote && s.cited, sender() && s[`c${(sender()?.color ?? 0) % 7}`])} onClick={follow}>
      <Show when={name()}>
        <span class={s.name} dir="auto">
          {name()}
        </span>
      </Show>
      <span class={s.text} dir="auto">
        {preview()?.deleted ? t.chat.deletedMessage : props.reply.quote?.text || preview()?.text || t.chat.hiddenMessage}
      </span>
    </button>
  );
}
