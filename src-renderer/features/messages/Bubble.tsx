import Eye from 'lucide-solid/icons/eye';
import Pin from 'lucide-solid/icons/pin';
import { createMemo, For, Match, Show, Switch, type JSX } from 'solid-js';
import type { Message, MessageId, Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatCompact, formatDuration, formatFull, formatTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { Ticks } from '../../ui/Ticks.tsx';
import s from './Bubble.module.css';
import { useChat } from './chat-context.ts';
import { DocumentRow } from './DocumentRow.tsx';
import { FormattedTextView } from './FormattedTextView.tsx';
import { PhotoAlbum } from './PhotoView.tsx';
import { ReplyQuote } from './ReplyQuote.tsx';
import { deliveryState, type TimelineRow } from './timeline.ts';
import { WebPageCard } from './WebPageCard.tsx';

/** The bubble of a message, or of an album. */
export function Bubble(props: { row: TimelineRow; messages: readonly Message[]; main: Message; senderName: boolean; sender: Peer | undefined }): JSX.Element {
  const chat = useChat();
  const photos = createMemo(() => props.messages.filter((message) => message.media?.kind === 'photo'));
  const captioned = createMemo(() => props.messages.find((message) => message.text !== '') ?? props.main);
  /** Nothing but pictures: the time lies on the picture. */
  const bare = () => photos().length > 0 && captioned().text === '' && !props.main.replyTo && !props.main.forward && !props.senderName;
  const largeEmoji = createMemo(() => (props.main.media || props.main.replyTo || props.main.forward ? 0 : emojiCount(props.main)));

  return (
    <div
      class={cls(
        s.bubble,
        props.main.out ? s.out : s.in,
        props.row.last && s.last,
        photos().length > 0 && s.withPhoto,
        bare() && s.bare,
        largeEmoji() > 0 && s.emojiOnly,
        props.main.media?.kind === 'document' && s.withDocument,
        chat.highlighted() === props.row.id && s.highlighted,
      )}
    >
      <Show when={props.senderName && (props.sender?.title ?? props.main.postAuthor)}>
        {(name) => (
          <p class={cls(s.sender, props.sender && s[`c${props.sender.color % 7}`])} dir="auto">
            {name()}
          </p>
        )}
      </Show>
      <Show when={props.main.forward}>{(forward) => <ForwardLine fromId={forward().fromId} fromName={forward().fromName} />}</Show>
      <Show when={props.main.replyTo}>{(reply) => <ReplyQuote reply={reply()} from={props.main.id} />}</Show>
      <Show when={photos().length > 0}>
        <PhotoAlbum messages={photos()} />
      </Show>
      <For each={props.messages}>
        {(message) => (
          <Switch>
            <Match when={message.media?.kind === 'document' && message.media}>{(media) => <DocumentRow document={media().document} message={message} />}</Match>
            <Match when={message.media?.kind === 'other' && message.media}>
              {(media) => <p class={s.unsupported}>{t.chat.unsupported(media().label)}</p>}
            </Match>
          </Switch>
        )}
      </For>
      <Show
        when={captioned().text !== ''}
        fallback={
          <Show when={!bare() && props.main.media?.kind !== 'document'}>
            <span class={s.metaRoom} aria-hidden="true">
              <Meta message={props.main} ghost />
            </span>
          </Show>
        }
      >
        <div class={cls(s.text, largeEmoji() > 0 && s[`emoji${largeEmoji()}`])} dir="auto" data-message-text>
          <FormattedTextView text={captioned().text} entities={captioned().entities} />
          <Show when={props.main.media?.kind !== 'webPage'}>
            <span class={cls(s.metaRoom, rightToLeft(captioned().text) && s.ownLine)} aria-hidden="true">
              <Meta message={props.main} ghost />
            </span>
          </Show>
        </div>
      </Show>
      <Show when={props.main.media?.kind === 'webPage' && props.main.media}>
        {(media) => (
          <>
            <WebPageCard page={media().page} />
            <span class={s.metaRoom} aria-hidden="true">
              <Meta message={props.main} ghost />
            </span>
          </>
        )}
      </Show>
      <span class={s.meta}>
        <Meta message={props.main} />
      </span>
    </div>
  );
}

/** Time, ticks and marks. The `ghost` copy keeps the room for them at the end of the text. */
function Meta(props: { message: Message; ghost?: boolean }): JSX.Element {
  const chat = useChat();
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
      <Show when={props.message.postAuthor && props.message.isPost}>
        <span class={s.author} dir="auto">
          {props.message.postAuthor}
        </span>
      </Show>
      <Show when={props.message.editDate}>
        <span>{t.chat.edited}</span>
      </Show>
      <time title={props.ghost ? undefined : formatFull(props.message.date)}>{formatTime(props.message.date)}</time>
      <Show when={state()}>{(known) => <Ticks state={known()} />}</Show>
    </span>
  );
}

function ForwardLine(props: { fromId: Peer['id'] | undefined; fromName: string | undefined }): JSX.Element {
  const app = useApp();
  const origin = () => (props.fromId === undefined ? undefined : app.peers.get(props.fromId));
  return (
    <p class={s.forward} dir="auto">
      {t.chat.forwardedFrom}{' '}
      <Show when={origin()} fallback={<strong>{props.fromName}</strong>}>
        {(peer) => (
          <button type="button" class={s.forwardName} onClick={() => app.navigation.open(peer().id)}>
            {peer().title}
          </button>
        )}
      </Show>
    </p>
  );
}

/** What became of a message that could not be sent, below its bubble, with the button that helps. */
export function SendingProblem(props: { message: Message; now: number }): JSX.Element {
  const app = useApp();
  const failed = () => (props.message.sending?.state === 'failed' ? props.message.sending : undefined);
  const waiting = () => (props.message.sending?.state === 'waiting' ? props.message.sending : undefined);
  return (
    <>
      <Show when={failed()}>
        {(sending) => (
          <p class={s.problem} role="alert">
            {sending().reason || t.chat.notSent}{' '}
            <Show when={sending().canRetry}>
              <button
                type="button"
                class={s.retry}
                onClick={() => {
                  app.client.call('messages.retry', { peerId: props.message.peerId, id: props.message.id }).catch(app.layers.showError);
                }}
              >
                {t.chat.retryNow}
              </button>
            </Show>
            <Show when={props.message.id > 0}>
              {' '}
              <button
                type="button"
                class={s.retry}
                onClick={() => {
                  app.client.call('messages.discardEdit', { peerId: props.message.peerId, id: props.message.id }).catch(app.layers.showError);
                }}
              >
                {t.chat.discardEdit}
              </button>
            </Show>
          </p>
        )}
      </Show>
      <Show when={waiting()}>
        {(sending) => <p class={s.waiting}>{t.chat.waitingFor(formatDuration((sending().retryAt - props.now) / 1000))}</p>}
      </Show>
    </>
  );
}

/** Whether a text runs from right to left, by its first letter, as `dir="auto"` decides: its last line then ends on the other side than the time. */
function rightToLeft(text: string): boolean {
  const letter = /\p{L}/u.exec(text)?.[0];
  return letter !== undefined && /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(letter);
}

const emojiOnly = /^(?:\p{RGI_Emoji}){1,3}$/v;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** One to three emoji and nothing else are shown large: how many, or 0. */
function emojiCount(message: Message): 0 | 1 | 2 | 3 {
  const { text } = message;
  if (text.length > 40 || message.entities.length > 0 || !emojiOnly.test(text)) return 0;
  const count = [...graphemes.segment(text)].length;
  return count === 1 || count === 2 || count === 3 ? count : 0;
}

/** A message in words, in reading order: for screen readers. */
export function messageLabel(message: Message, sender: string, text: string, readOutboxMaxId: MessageId): string {
  const state = deliveryState(message, readOutboxMaxId);
  return [
    message.service ? '' : sender,
    message.replyTo?.preview ? t.chat.replyTo(message.replyTo.preview.senderName ?? t.chat.hiddenMessage) : '',
    text,
    formatTime(message.date),
    message.editDate ? t.chat.edited : '',
    state ? t.chat.status[state] : '',
  ]
    .filter(Boolean)
    .join(', ');
}
