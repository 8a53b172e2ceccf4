import { createMemo, Show, type JSX } from 'solid-js';
import type { Message, MessageId, ServiceNote } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatDay } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { cls } from '../../ui/class.ts';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { Bubble, messageLabel, SendingProblem } from './Bubble.tsx';
import { useChat } from './chat-context.ts';
import s from './MessageRow.module.css';
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
    return messageLabel(message, name, text, chat.history.meta.readOutboxMaxId);
  };
  const menuMessage = () => messages().find((message) => message.text !== '') ?? messages()[0];

  return (
    <Show when={messages()[0]}>
      {(main) => (
        <div class={s.row} data-row={props.row.id}>
          <Show when={props.row.day}>
            {(day) => (
              <div class={s.dayLine}>
                <span class={s.chip}>{formatDay(day(), app.now(), t.dates)}</span>
              </div>
            )}
          </Show>
          <Show when={props.row.unreadBar}>
            <div class={s.unreadBar} data-testid="unread-bar">
              {t.chat.unread}
            </div>
          </Show>
          <article
            class={cls(s.message, main().out && s.out, props.row.first && s.first, main().service && s.service)}
            aria-label={label(main())}
            tabindex={props.focusable ? 0 : -1}
            data-testid={`message:${chat.peerId}:${main().id}`}
            data-message={main().id}
            onContextMenu={(event) => {
              const message = menuMessage();
              if (!message || main().service) return;
              event.preventDefault();
              chat.openMenu(message, { x: event.clientX, y: event.clientY });
            }}
            onKeyDown={(event) => {
              const message = menuMessage();
              if (!message || main().service || event.target !== event.currentTarget) return;
              if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey) || event.key === 'Enter') {
                event.preventDefault();
                chat.openMenu(message, event.currentTarget.getBoundingClientRect());
              }
            }}
            onDblClick={(event) => {
              const message = menuMessage();
              if (!message || main().service || event.target !== event.currentTarget || !chatPeer()?.rights.send) return;
              chat.reply(message);
            }}
          >
            <Show
              when={main().service}
              fallback={
                <>
                  <Show when={inGroup() && !main().out}>
                    <span class={s.avatar}>
                      <Show when={props.row.last && senderOf(main())}>
                        {(sender) => (
                          <button type="button" class={s.avatarButton} tabindex={-1} onClick={() => app.navigation.open(sender().id)}>
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
        <div class={cls(s.sticky, props.visible && s.stickyVisible)} data-testid="sticky-date" aria-hidden="true">
          <span class={s.chip}>{formatDay(known(), app.now(), t.dates)}</span>
        </div>
      )}
    </Show>
  );
}
