import Check from 'lucide-solid/icons/check';
import FaceSlightlySmilingPlus from 'lucide-solid/icons/face-slightly-smiling-plus';
import { createMemo, createSignal, Show, type JSX } from 'solid-js';
import type { Message, MessageId, ServiceNote } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatDay } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { cls } from '../../ui/class.ts';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { Bubble } from './Bubble.tsx';
import { shownReply, useChat } from './chat-context.ts';
import { messageLabel } from './message-words.ts';
import s from './MessageRow.module.css';
import { SendingProblem } from './SendingProblem.tsx';
import { MOST_SELECTED } from './selection.ts';
import type { TimelineRow } from './timeline.ts';

/** A row of the history: date chip and unread bar, then a bubble with its sender's picture, or a note about the chat. */
export function MessageRow(props: { row: TimelineRow; focusable: boolean }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const messages = createMemo(() => props.row.ids.map((id) => chat.history.message(id)).filter((message): message is Message => message !== undefined));
  const chatPeer = () => app.peers.get(chat.peerId);
  const inGroup = () => ['group', 'supergroup'].includes(chatPeer()?.kind ?? '');

  const senderOf = (message: Message) => (message.fromId === undefined ? undefined : app.peers.get(message.fromId));
  const label = (message: Message) => {
    const name = message.out ? t.chat.you : (senderOf(message)?.title ?? chatPeer()?.title ?? '');
    const text = message.service?.text ?? [mediaLabel(message.media), spokenText(message)].filter(Boolean).join(', ');
    const effect = message.effect === undefined ? undefined : app.effects.emojiOf(message.effect);
    return messageLabel(message, shownReply(chat, message), name, text, chat.history.meta.readOutboxMaxId, effect);
  };
  const selecting = () => chat.selection.isActive();
  const selected = () => props.row.ids.every((id) => chat.selection.has(id));
  /** The pointer has been here: only then is the button to react made, which most rows never need. */
  const [visited, setVisited] = createSignal(false);
  const menuMessage = () => messages().find((message) => message.text !== '') ?? messages()[0];

  return (
    <Show when={messages()[0]}>
      {(main) => (
        <div class={s.row} data-row={props.row.id}>
          <Show when={props.row.day}>
            {(day) => (
              <div class={s.dayLine}>
                {/* A feed holds articles only: by keyboard the calendar is reached from the search. */}
                <span class={cls(s.chip, s.dayChip)} data-tooltip={t.view.calendar} onClick={() => chat.openCalendar()}>
                  {formatDay(day(), app.now(), t.dates)}
                </span>
              </div>
            )}
          </Show>
          <Show when={props.row.unreadBar}>
            <div class={s.unreadBar} data-testid="unread-bar">
              {t.chat.unread}
            </div>
          </Show>
          <article
            class={cls(s.message, main().out && s.out, props.row.first && s.first, main().service && s.service, selecting() && s.selecting, selected() && s.selected)}
            aria-label={selected() ? `${label(main())}, ${t.view.selection.selected}` : label(main())}
            data-selected={selected() ? '' : undefined}
            tabindex={props.focusable ? 0 : -1}
            data-testid={`message:${chat.peerId}:${main().id}`}
            data-message={main().id}
            onPointerEnter={() => setVisited(true)}
            onContextMenu={(event) => {
              const message = menuMessage();
              if (!message || main().service) return;
              event.preventDefault();
              chat.openMenu(message, { x: event.clientX, y: event.clientY }, event.target);
            }}
            onKeyDown={(event) => {
              const message = menuMessage();
              if (!message || main().service || event.target !== event.currentTarget) return;
              if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey) || event.key === 'Enter') {
                event.preventDefault();
                chat.openMenu(message, event.currentTarget.getBoundingClientRect());
              }
            }}
            onClick={(event) => {
              if (main().service || main().id < 0) return;
              const isCommand = event.ctrlKey || event.metaKey;
              if (!selecting() && (!isCommand || (event.target as HTMLElement).closest('a,button'))) return;
              event.preventDefault();
              const fits = event.shiftKey ? chat.selection.extendTo(main().id) : chat.selection.toggle(props.row.ids);
              if (!fits) app.layers.toast(t.view.selection.limit(MOST_SELECTED));
            }}
            onDblClick={(event) => {
              const message = menuMessage();
              if (!message || selecting() || main().service || event.target !== event.currentTarget || !chatPeer()?.rights.send) return;
              chat.reply(message);
            }}
          >
            <Show
              when={main().service}
              fallback={
                <>
                  <Show when={selecting()}>
                    <span class={cls(s.mark, selected() && s.marked)} aria-hidden="true">
                      <Check />
                    </span>
                  </Show>
                  <Show when={inGroup() && !main().out}>
                    <span class={s.avatar} data-avatar-place="">
                      <Show when={props.row.last && senderOf(main())}>
                        {(sender) => (
                          <button type="button" class={s.avatarButton} tabindex={-1} onClick={() => app.info.open(sender().id)}>
                            <VisuallyHidden>{sender().title}</VisuallyHidden>
                            <Avatar peer={sender()} size={34} />
                          </button>
                        )}
                      </Show>
                    </span>
                  </Show>
                  <Bubble
                    row={props.row}
                    messages={messages()}
                    main={main()}
                    sender={senderOf(main())}
                    senderName={inGroup() && !main().out && props.row.first}
                  />
                  <Show when={main().id > 0 && !selecting()}>
                    <span class={s.reactPlace}>
                      <Show when={visited()}>
                        <button
                          type="button"
                          class={s.react}
                          tabindex={-1}
                          aria-label={t.view.reactions.bar}
                          data-tooltip={t.view.reactions.bar}
                          onClick={(event) => chat.openReactions(menuMessage() ?? main(), event.currentTarget.getBoundingClientRect())}
                        >
                          <FaceSlightlySmilingPlus />
                        </button>
                      </Show>
                    </span>
                  </Show>
                </>
              }
            >
              {(note) => <ServiceChip note={note()} />}
            </Show>
          </article>
          <Show when={main().sending && main().sending?.state !== 'pending'}>
            <SendingProblem message={main()} now={app.now()} />
          </Show>
        </div>
      )}
    </Show>
  );
}

/** The text as it is read out: what is hidden stays hidden. */
function spokenText(message: Message): string {
  const spoilers = message.entities.filter((entity) => entity.type === 'spoiler').toSorted((a, b) => b.offset - a.offset);
  let { text } = message;
  for (const { offset, length } of spoilers) text = text.slice(0, offset) + t.chat.hiddenText + text.slice(offset + length);
  return text;
}

function ServiceChip(props: { note: ServiceNote }): JSX.Element {
  const app = useApp();
  const parts = createMemo(() => {
    const made: JSX.Element[] = [];
    let from = 0;
    for (const mention of props.note.mentions.toSorted((a, b) => a.offset - b.offset)) {
      if (mention.offset < from) continue;
      made.push(props.note.text.slice(from, mention.offset));
      const name = props.note.text.slice(mention.offset, mention.offset + mention.length);
      made.push(
        <button type="button" class={s.mention} tabindex={-1} onClick={() => app.navigation.open(mention.peerId)}>
          {name}
        </button>,
      );
      from = mention.offset + mention.length;
    }
    made.push(props.note.text.slice(from));
    return made;
  });
  return (
    <span class={s.chip} dir="auto">
      {parts()}
    </span>
  );
}

/** The day of the topmost visible message, floating while one scrolls. */
export function StickyDate(props: { id: MessageId | undefined; visible: boolean }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const date = () => (props.id === undefined ? undefined : chat.history.message(props.id)?.date);
  return (
    <Show when={date()}>
      {(known) => (
        <div class={cls(s.sticky, props.visible && s.stickyVisible)} data-testid="sticky-date" inert={!props.visible}>
          <button type="button" class={cls(s.chip, s.dayChip)} tabindex={-1} aria-label={`${formatDay(known(), app.now(), t.dates)}. ${t.view.calendar}`} onClick={() => chat.openCalendar()}>
            {formatDay(known(), app.now(), t.dates)}
          </button>
        </div>
      )}
    </Show>
  );
}
