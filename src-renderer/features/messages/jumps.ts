import { createEffect, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import { sectionKey, type MessageId } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import type { ChatTarget } from '../../state/navigation.ts';
import type { History } from '../../state/history.ts';
import type { Highlight, QuoteWish } from './chat-context.ts';
import type { MessageListControl } from './MessageList.tsx';
import { nearest } from './selected-text.ts';

const HIGHLIGHT_MS = 1_700;
/** So many frames it takes until a row that is jumped to is mounted, measured and drawn. */
const FRAMES_TO_DRAW = 4;

export interface Jumps {
  to(id: MessageId, from?: MessageId, quote?: QuoteWish): void;
  toEnd(): void;
  /** Back to where a jump came from; then to the first unread message below; then to the end. `past` skips the way back. */
  down(past: boolean): void;
  highlighted: Accessor<Highlight | undefined>;
  hasReturn: Accessor<boolean>;
  /** The first message below the bar "Unread messages". */
  unreadFrom: Accessor<MessageId | undefined>;
  forgetUnread(): void;
}

/** Moves through the history of an open chat: to messages, to parts of them, back, and to the end. */
export function createJumps(
  app: AppState, history: History, target: ChatTarget | undefined, opensAtUnread: boolean, list: () => MessageListControl | undefined,
): Jumps {
  const [highlighted, setHighlighted] = createSignal<Highlight>();
  const [unreadFrom, setUnreadFrom] = createSignal<MessageId>();
  /** Where jumps came from: the button to the end goes back there first. */
  const [returnPoints, setReturnPoints] = createSignal<readonly MessageId[]>([]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame: number | undefined;
  /** A jump that waits for its slice. */
  let wanted: { id: MessageId; quote?: QuoteWish | undefined } | undefined;
  const stopTimers = () => {
    clearTimeout(timer);
    if (frame !== undefined) cancelAnimationFrame(frame);
  };
  onCleanup(stopTimers);
  if (typeof target?.at === 'number') wanted = { id: target.at };

  const highlight = (id: MessageId, quote?: QuoteWish) => {
    stopTimers();
    setHighlighted(undefined);
    const text = history.message(id)?.text ?? '';
    const at = quote === undefined ? undefined : nearest(text, quote.text, quote.near);
    const place: Highlight = { id, ...(at === undefined || quote === undefined ? {} : { range: { from: at, to: at + quote.text.length } }) };
    queueMicrotask(() => setHighlighted(place));
    fade(place.range ? HIGHLIGHT_MS * 2 : HIGHLIGHT_MS, FRAMES_TO_DRAW);
  };
  /** The time counts from when it is drawn, which a busy machine or a window out of sight may do much later. */
  const fade = (ms: number, frames: number): void => {
    if (frames > 0) frame = requestAnimationFrame(() => fade(ms, frames - 1));
    else timer = setTimeout(() => setHighlighted(undefined), ms);
  };

  function to(id: MessageId, from?: MessageId, quote?: QuoteWish): void {
    if (from !== undefined) setReturnPoints((points) => [...points, from]);
    if (history.message(id) && list()?.scrollTo(id)) return highlight(id, quote);
    wanted = { id, quote };
    history.showAround(id, (why) => {
      wanted = undefined;
      if (from !== undefined) setReturnPoints((points) => points.slice(0, -1));
      app.layers.toast(why);
    });
  }

  // The bar is placed when the chat opens and stays where it is until the person writes or leaves.
  createEffect(
    on(history.generation, (generation) => {
      if (generation === 1 && history.meta.unreadCount > 0 && history.meta.anchorId !== undefined && opensAtUnread) {
        if (history.meta.anchorId > history.meta.readInboxMaxId) setUnreadFrom(history.meta.anchorId);
      }
      if (generation === 0 || wanted === undefined) return;
      const { id, quote } = wanted;
      wanted = undefined;
      if (history.message(id)) highlight(id, quote);
    }),
  );

  const toEnd = () => {
    setReturnPoints([]);
    if (history.meta.atEnd) list()?.scrollToEnd();
    else history.showAround('end');
  };
  // The chat was pressed again, or a message in it is wanted.
  createEffect(
    on(
      app.navigation.target,
      (next) => {
        if (!next || next.peerId !== history.peerId || sectionKey(next.section) !== sectionKey(history.section) || next.at === undefined) return;
        if (next.at === 'end') toEnd();
        else to(next.at);
      },
      { defer: true },
    ),
  );

  return {
    to,
    toEnd,
    down(past) {
      const back = returnPoints().at(-1);
      if (back !== undefined && !past) {
        setReturnPoints((points) => points.slice(0, -1));
        return to(back);
      }
      setReturnPoints([]);
      const bottom = list()?.bottom();
      const firstUnread = history.order().find((id) => id > history.meta.readInboxMaxId && history.message(id)?.out === false);
      if (history.meta.unreadCount > 0 && firstUnread !== undefined && bottom !== undefined && firstUnread > bottom) return to(firstUnread);
      toEnd();
    },
    highlighted,
    hasReturn: () => returnPoints().length > 0,
    unreadFrom,
    forgetUnread: () => setUnreadFrom(undefined),
  };
}
