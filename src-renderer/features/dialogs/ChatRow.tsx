import AtSign from 'lucide-solid/icons/at-sign';
import BadgeCheck from 'lucide-solid/icons/badge-check';
import BellOff from 'lucide-solid/icons/bell-off';
import ChartBar from 'lucide-solid/icons/chart-bar';
import Heart from 'lucide-solid/icons/heart';
import Pin from 'lucide-solid/icons/pin';
import { Show, type JSX } from 'solid-js';
import type { DialogRow, Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { directionOf } from '../../strings/direction.ts';
import { formatFull, formatNumber, formatRowTime } from '../../strings/format.ts';
import { chatTitle, isOnline } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { cls } from '../../ui/class.ts';
import { Ticks } from '../../ui/Ticks.tsx';
import s from './ChatRow.module.css';
import { RowTags } from './RowTags.tsx';
import { RowContent } from './RowContent.tsx';
import { rowDate, rowName, ticksOf } from './row-text.ts';

const MOST_SHOWN = 9_999;

/** One chat of the list. Each part follows only the fields that it shows; screen readers get its name instead of the parts. */
export function ChatRow(props: {
  row: DialogRow;
  peer: Peer;
  narrow: boolean;
  tabStop: boolean;
  selected?: boolean;
  /** Chats are being selected: a press takes this one in or out. */
  selecting?: boolean;
  onOpen(): void;
  onSelect(): void;
  onPeek(): void;
  onMenu(at: { x: number; y: number } | DOMRect): void;
  onFocus(): void;
}): JSX.Element {
  const { actions, navigation, now } = useApp();
  const open = () => navigation.isOpen(props.row.peerId);
  const unread = () => props.row.unreadCount;
  return (
    <button
      type="button"
      class={cls(s.row, (open() || props.selected) && s.open, props.narrow && s.narrow)}
      data-testid={`chat-row:${props.row.peerId}`}
      aria-current={open() ? 'true' : undefined}
      data-tooltip={props.narrow ? chatTitle(props.peer) : undefined}
      tabindex={props.tabStop ? 0 : -1}
      data-landmark-start={props.tabStop ? '' : undefined}
      aria-pressed={props.selecting ? props.selected === true : undefined}
      onClick={(event) => {
        if (event.altKey) props.onPeek();
        else if (props.selecting || (event.shiftKey && (event.ctrlKey || event.metaKey))) props.onSelect();
        else props.onOpen();
      }}
      onFocus={() => props.onFocus()}
      onContextMenu={(event) => {
        event.preventDefault();
        // From the keyboard the event has no place of its own.
        const byKey = event.button !== 2 || (event.clientX === 0 && event.clientY === 0);
        props.onMenu(byKey ? event.currentTarget.getBoundingClientRect() : { x: event.clientX, y: event.clientY });
      }}
    >
      <span role="img" aria-label={rowName(props.row, props.peer, actions.of(props.row.peerId), now())} />
      <span class={s.avatar} aria-hidden="true">
        <Avatar peer={props.peer} size={54} online={isOnline(props.peer, now())} />
        <Show when={props.narrow && (unread() > 0 || props.row.unreadMark)}>
          <span class={s.cornerBadge}>
            <Badge muted={props.row.muted}>{unread() > 0 ? formatNumber(Math.min(unread(), MOST_SHOWN)) : ''}</Badge>
          </span>
        </Show>
      </span>
      <Show when={!props.narrow}>
        <span class={s.body} aria-hidden="true">
          <span class={s.line}>
            <span class={s.title} dir={directionOf(chatTitle(props.peer))}>
              {chatTitle(props.peer)}
            </span>
            <Show when={props.peer.isVerified}>
              <BadgeCheck class={s.verified} />
            </Show>
            <Show when={props.row.muted}>
              <BellOff class={s.mark} />
            </Show>
            <span class={s.gap} />
            <Show when={ticksOf(props.row, props.peer)}>{(state) => <Ticks state={state()} />}</Show>
            <Show when={rowDate(props.row)}>
              {(date) => (
                <time class={s.time} title={formatFull(date())}>
                  {formatRowTime(date(), now())}
                </time>
              )}
            </Show>
          </span>
          <span class={s.line}>
            <RowContent row={props.row} peer={props.peer} />
            <RowTags ids={props.row.tags} />
            <span class={s.marks}>
              <Show when={props.row.unreadMentions > 0}>
                <Badge>
                  <AtSign class={s.sign} />
                </Badge>
              </Show>
              <Show when={props.row.unreadPollVotes > 0}>
                <Badge muted={props.row.muted}>
                  <ChartBar class={s.sign} />
                </Badge>
              </Show>
              <Show when={props.row.unreadReactions > 0}>
                <Badge muted={props.row.muted}>
                  <Heart class={s.sign} />
                </Badge>
              </Show>
              <Show
                when={unread() > 0 || props.row.unreadMark}
                fallback={
                  <Show when={props.row.pinned}>
                    <Pin class={s.mark} />
                  </Show>
                }
              >
                <Badge muted={props.row.muted}>{unread() > 0 ? formatNumber(Math.min(unread(), MOST_SHOWN)) : ''}</Badge>
              </Show>
            </span>
          </span>
        </span>
      </Show>
    </button>
  );
}
