import Eye from 'lucide-solid/icons/eye';
import Forward from 'lucide-solid/icons/forward';
import Pin from 'lucide-solid/icons/pin';
import { createMemo, For, Show, type JSX } from 'solid-js';
import type { Message, Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatCompact, formatFull, formatTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { Ticks } from '../../ui/Ticks.tsx';
import { CommentsButton } from '../threads/CommentsButton.tsx';
import s from './Bubble.module.css';
import { BubbleHead } from './BubbleHead.tsx';
import { shownReply, useChat } from './chat-context.ts';
import { FormattedTextView } from './FormattedTextView.tsx';
import { endsWithRoom, MediaBody } from './media/MediaBody.tsx';
import { emojiCount, endsOtherwise } from './message-words.ts';
import { visualOf } from './visual.ts';
import { VisualAlbum } from './VisualView.tsx';
import { Reactions } from './Reactions.tsx';
import { deliveryState, type TimelineRow } from './timeline.ts';
import { WebPageCard } from './WebPageCard.tsx';

/** The bubble of a message, or of an album. */
export function Bubble(props: { row: TimelineRow; messages: readonly Message[]; main: Message; senderName: boolean; sender: Peer | undefined }): JSX.Element {
  const chat = useChat();
  const replyTo = () => shownReply(chat, props.main);
  const visuals = createMemo(() => props.messages.filter((message) => visualOf(message.media) !== undefined));
  const captioned = createMemo(() => props.messages.find((message) => message.text !== '') ?? props.main);
  const reacted = createMemo(() => props.messages.find((message) => message.reactions !== undefined) ?? props.main);
  const page = () => (props.main.media?.kind === 'webPage' ? props.main.media.page : undefined);
  const hasFoot = () => (reacted().reactions?.counts.length ?? 0) > 0;
  /** Of a post whose channel has comments. */
  const commented = createMemo(() => props.messages.find((message) => message.replies?.discussionId !== undefined));
  /** Nothing but pictures: the time lies on the picture. */
  const bare = () => visuals().length > 0 && captioned().text === '' && !replyTo() && !props.main.forward && !props.senderName && !hasFoot() && !commented();
  const largeEmoji = createMemo(() => (props.main.media || replyTo() || props.main.forward || hasFoot() || commented() ? 0 : emojiCount(props.main)));
  const mediaBelow = () => props.main.invertMedia === true;
  const room = () => (
    <span class={s.metaRoom} aria-hidden="true">
      <Meta message={props.main} ghost />
    </span>
  );
  const pictures = () => (
    <Show when={visuals().length > 0}>
      <VisualAlbum messages={visuals()} />
    </Show>
  );
  const preview = () => <Show when={page()}>{(known) => <WebPageCard page={known()} />}</Show>;
  const isHighlighted = () => {
    const place = chat.highlighted();
    return place !== undefined && props.row.ids.includes(place.id) && place.range === undefined;
  };
  return (
    <div
      class={cls(
        s.bubble,
        props.main.out ? s.out : s.in,
        props.row.last && s.last,
        visuals().length > 0 && s.withPhoto,
        bare() && s.bare,
        largeEmoji() > 0 && s.emojiOnly,
        props.main.media?.kind === 'document' && s.withDocument,
        commented() && s.withComments,
        isHighlighted() && s.highlighted,
      )}
      data-bubble=""
    >
      <BubbleHead message={props.main} sender={props.sender} showsSender={props.senderName} />
      <Show when={!mediaBelow()}>{pictures()}</Show>
      <Show when={mediaBelow()}>{preview()}</Show>
      <For each={props.messages}>{(message) => <MediaBody message={message} />}</For>
      <Show when={captioned().text !== ''} fallback={<Show when={!bare() && !hasFoot() && !endsWithRoom(props.main.media)}>{room()}</Show>}>
        <MessageText message={captioned()} large={largeEmoji()}>
          <Show when={(!page() || mediaBelow()) && !hasFoot()}>
            <span class={cls(s.metaRoom, largeEmoji() === 0 && endsOtherwise(captioned().text) && s.ownLine)} aria-hidden="true">
              <Meta message={props.main} ghost />
            </span>
          </Show>
        </MessageText>
      </Show>
      <Show when={mediaBelow()}>{pictures()}</Show>
      <Show when={page() && !mediaBelow()}>
        {preview()}
        <Show when={!hasFoot()}>{room()}</Show>
      </Show>
      <Show when={hasFoot()}>
        <span class={s.foot}>
          <Reactions message={reacted()} />
          {room()}
        </span>
      </Show>
      <span class={s.meta}>
        <Meta message={props.main} />
      </span>
      <Show when={commented()}>
        {(message) => <Show when={message().replies}>{(replies) => <CommentsButton message={message()} replies={replies()} />}</Show>}
      </Show>
    </div>
  );
}

/** The text of a message, or its translation, with what a jump has led to marked. */
function MessageText(props: { message: Message; large: 0 | 1 | 2 | 3; children: JSX.Element }): JSX.Element {
  const chat = useChat();
  const translation = () => chat.translation(props.message.id);
  const translated = () => {
    const known = translation();
    return typeof known === 'object' ? known : undefined;
  };
  const marked = () => {
    const place = chat.highlighted();
    return place?.id === props.message.id && translated() === undefined ? place.range : undefined;
  };
  return (
    <div class={cls(s.text, props.large > 0 && s[`emoji${props.large}`])} dir={props.large > 0 ? undefined : 'auto'} data-message-text>
      <Show when={translated()} keyed fallback={<FormattedTextView text={props.message.text} entities={props.message.entities} marked={marked()} />}>
        {(known) => <FormattedTextView text={known.text} entities={known.entities} />}
      </Show>
      <Show when={translation()}>
        <span class={s.translated} data-translated="">
          <Show when={translated()} fallback={t.view.translation.working}>
            {t.view.translation.by}{' '}
            <button type="button" class={s.retry} onClick={() => chat.showOriginal(props.message.id)}>
              {t.view.translation.original}
            </button>
          </Show>
        </span>
      </Show>
      {props.children}
    </div>
  );
}

/** Time, ticks and marks. The `ghost` copy keeps the room for them at the end of the text. */
function Meta(props: { message: Message; ghost?: boolean }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const effect = () => (props.message.effect === undefined ? undefined : app.effects.emojiOf(props.message.effect));
  const state = () => deliveryState(props.message, chat.history.meta.readOutboxMaxId);
  return (
    <span class={s.metaContent} aria-hidden="true">
      <Show when={props.message.pinned}>
        <Pin class={s.metaIcon} />
      </Show>
      <Show when={props.message.views}>
        {(views) => (
          <span class={s.views}>
            <Eye class={s.metaIcon} />
            {formatCompact(views())}
          </span>
        )}
      </Show>
      <Show when={props.message.views !== undefined && props.message.forwards}>
        {(forwards) => (
          <span class={s.views}>
            <Forward class={s.metaIcon} />
            {formatCompact(forwards())}
          </span>
        )}
      </Show>
      <Show when={props.message.postAuthor && props.message.isPost}>
        <span class={s.author} dir="auto">
          {props.message.postAuthor}
        </span>
      </Show>
      <Show when={props.message.editDate}>
        <span title={props.ghost ? undefined : formatFull(props.message.editDate ?? 0)}>{t.chat.edited}</span>
      </Show>
      <Show when={effect()}>{(emoji) => <span data-effect={props.ghost ? undefined : ''}>{emoji()}</span>}</Show>
      <time title={props.ghost ? undefined : formatFull(props.message.date)}>{formatTime(props.message.date)}</time>
      <Show when={state()}>{(known) => <Ticks state={known()} />}</Show>
    </span>
  );
}
