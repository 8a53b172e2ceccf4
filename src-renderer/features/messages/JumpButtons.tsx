import AtSign from 'lucide-solid/icons/at-sign';
import ChartBar from 'lucide-solid/icons/chart-bar';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import Heart from 'lucide-solid/icons/heart';
import { Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { cls } from '../../ui/class.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { useChat } from './chat-context.ts';
import s from './JumpButtons.module.css';

/** Buttons over the corner of the history: to unread mentions, reactions and votes, and down. Their menus mark everything as read. */
export function JumpButtons(props: { downVisible: boolean; onDown(past: boolean): void; onNext(kind: 'mention' | 'reaction' | 'vote'): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const { meta, section } = chat.history;
  const readAll = (event: MouseEvent, label: string, run: () => Promise<unknown>) => {
    event.preventDefault();
    // These count and clear what the chat as a whole holds.
    if (section !== undefined) return;
    app.layers.openMenu({
      label,
      at: { x: event.clientX, y: event.clientY },
      items: [{ id: 'read-all', label, onSelect: () => void run().catch(app.layers.showError) }],
    });
  };
  const kinds = [
    { kind: 'vote', icon: ChartBar, count: () => meta.unreadPollVotes, label: t.cards.poll.unread, menu: t.cards.poll.readAll },
    { kind: 'reaction', icon: Heart, count: () => meta.unreadReactions, label: t.view.unread.reaction, menu: t.view.unread.readReactions },
    { kind: 'mention', icon: AtSign, count: () => meta.unreadMentions, label: t.view.unread.mention, menu: t.view.unread.readMentions },
  ] as const;
  return (
    <div class={s.buttons}>
      {kinds.map((one) => (
        <Show when={section === undefined && one.count() > 0}>
          <span class={cls(s.place, s.visible)}>
            <IconButton
              class={s.button}
              label={one.label(one.count())}
              data-testid={`jump-${one.kind}`}
              onClick={() => props.onNext(one.kind)}
              onContextMenu={(event) => readAll(event, one.menu, () => app.client.call('unread.readAll', { peerId: chat.peerId, kind: one.kind }))}
            >
              <Dynamic component={one.icon} />
            </IconButton>
            <span class={s.badge}>
              <Badge>{one.count()}</Badge>
            </span>
          </span>
        </Show>
      ))}
      <span class={cls(s.place, props.downVisible && s.visible)} inert={!props.downVisible}>
        <IconButton
          class={s.button}
          label={t.chat.scrollDown(meta.unreadCount)}
          data-testid="scroll-down"
          onClick={(event) => props.onDown(event.ctrlKey || event.metaKey)}
          onContextMenu={(event) =>
            readAll(event, t.view.unread.readMessages, () => app.client.call('dialogs.setUnread', { peerId: chat.peerId, unread: false }))
          }
        >
          <ChevronDown />
        </IconButton>
        <Show when={meta.unreadCount > 0}>
          <span class={s.badge}>
            <Badge>{meta.unreadCount}</Badge>
          </span>
        </Show>
      </span>
    </div>
  );
}
