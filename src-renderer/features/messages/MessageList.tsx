import { batch, createEffect, createMemo, createSelector, createSignal, For, on, onCleanup, Show, untrack, type JSX } from 'solid-js';
import { hasUnreadVotes, type Message, type MessageId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import type { ReadingPlace } from '../../state/navigation.ts';
import { createReadReporter } from '../../state/open-chat.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { cls } from '../../ui/class.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { VirtualList, type VirtualizerHandle } from '../../ui/VirtualList.tsx';
import { isKept, useChat } from './chat-context.ts';
import { FLOATING_SIZE, FloatingAvatar, type FloatingPlace } from './FloatingAvatar.tsx';
import { JumpButtons } from './JumpButtons.tsx';
import s from './MessageList.module.css';
import { MessageRow, StickyDate } from './MessageRow.tsx';
import { createPlaceKeeper } from './place-keeper.ts';
import { buildTimeline, sameRow, type TimelineRow } from './timeline.ts';

/** Within this many px of the end, arrivals keep the view at the end. */
const AT_END = 8;
/** The button to the end shows from here. */
const FAR_FROM_END = 480;
const STICKY_MS = 1_000;
const READ_MS = 3_000;
const PRELOAD_SCREENS = 3;
/** Px of rows kept ready on each side of the screen. */
const READY = 600;
const scrollingKeys: ReadonlySet<string> = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ']);

/** How the list is moved from outside: by jumps. */
export interface MessageListControl {
  /** Scrolls to a message that is loaded; false when it is not. */
  scrollTo(id: MessageId): boolean;
  scrollToEnd(): void;
  /** The lowest message on the screen. */
  bottom(): MessageId | undefined;
}

/** The history of the open chat: virtual, loading as one scrolls, staying where one reads. */
export function MessageList(props: {
  unreadFrom: MessageId | undefined;
  /** Where somebody was reading when this chat was left. */
  left: ReadingPlace | undefined;
  control(control: MessageListControl): void;
  /** Messages that are about to be deleted are not drawn. */
  isHidden(id: MessageId): boolean;
  /** A jump has left a place to come back to. */
  hasReturn: boolean;
  onGoDown(past: boolean): void;
  onNext(kind: 'mention' | 'reaction' | 'vote'): void;
  /** The messages on the screen, after each scroll: the lowest one of them. */
  onSeen(bottom: MessageId): void;
}): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const { history } = chat;
  const [handle, setHandle] = createSignal<VirtualizerHandle>();
  const [farFromEnd, setFarFromEnd] = createSignal(false);
  const [topId, setTopId] = createSignal<MessageId>();
  const [scrolling, setScrolling] = createSignal(false);
  const [seen, setSeen] = createSignal(0);
  /** What is on the screen is painted before anything around it is made. */
  const [painted, setPainted] = createSignal(false);
  const [floating, setFloating] = createSignal<FloatingPlace>();
  const [focused, setFocused] = createSignal<MessageId>();
  let scroller: HTMLDivElement | undefined;
  let stickyTimer: ReturnType<typeof setTimeout> | undefined;
  let readTimer: ReturnType<typeof setTimeout> | undefined;
  let settled = false;
  let lowest: MessageId | undefined;
  /** Messages of which the engine knows that they were on the screen of this window. */
  const reported = new Set<MessageId>();
  /** Where a drag over the margin began. */
  let paintFrom: MessageId | undefined;
  const place = createPlaceKeeper(() => scroller);

  const rows = createMemo(() => buildTimeline(history.order().filter((id) => !props.isHidden(id)), history.message, props.unreadFrom));
  const byId = createMemo(() => new Map(rows().map((row) => [row.id, row])));
  const keys = createMemo(() => rows().map((row) => row.id), undefined, {
    equals: (a, b) => a.length === b.length && a.every((key, index) => key === b[index]),
  });
  const lastKey = () => keys().at(-1);
  const isFocusStop = createSelector(() => focused() ?? lastKey());
  const indexOf = (id: MessageId) => rows().findIndex((row) => row.ids.includes(id));

  createReadReporter(app.client, history, app.active, seen);
  onCleanup(() => {
    if (settled) app.navigation.leave(chat.peerId, chat.section, reading);
    clearTimeout(stickyTimer);
    clearTimeout(readTimer);
  });

  const scrollToEnd = () => {
    const last = keys().length - 1;
    place.hold('end');
    if (last >= 0) handle()?.scrollToIndex(last, { align: 'end' });
  };
  const scrollToRow = (row: TimelineRow, at: 'third' | 'middle' | number) => {
    place.hold({ row: row.id, at });
    const below = at === 'third' ? (scroller?.clientHeight ?? 0) / 3 : at;
    handle()?.scrollToIndex(rows().indexOf(row), below === 'middle' ? { align: 'center' } : { align: 'start', offset: -below });
  };
  /** What is at the top of the screen, for when somebody comes back. */
  const readingPlace = (): ReadingPlace | undefined => {
    const held = place.row();
    const waits = held !== undefined && props.unreadFrom !== undefined && indexOf(held) === indexOf(props.unreadFrom);
    if (!scroller || waits || place.held() === 'end') return undefined;
    const frame = scroller.getBoundingClientRect();
    for (const row of scroller.querySelectorAll<HTMLElement>('[data-row]')) {
      const id = Number(row.dataset['row']) as MessageId;
      const box = row.getBoundingClientRect();
      if (id > 0 && box.bottom > frame.top) return { row: id, top: box.top - frame.top };
    }
    return undefined;
  };
  let reading: ReadingPlace | undefined;

  props.control({
    scrollTo(id) {
      const row = rows()[indexOf(id)];
      if (!row || !history.meta.known) return false;
      scrollToRow(row, 'middle');
      return true;
    },
    scrollToEnd,
    bottom: () => lowest,
  });

  // A slice that was replaced (first event, jump) is shown at what it was asked for.
  createEffect(
    on([history.generation, handle], ([generation, list]) => {
      if (generation === 0 || !list) return;
      settled = false;
      const anchor = untrack(() => history.meta.anchorId);
      place.release();
      requestAnimationFrame(() => {
        // Read now: more may have come before it meanwhile.
        const row = anchor === undefined ? undefined : rows()[indexOf(anchor)];
        if (!row || (row.id === lastKey() && props.unreadFrom === undefined)) scrollToEnd();
        else {
          const left = generation === 1 && anchor === props.left?.row ? props.left?.top : undefined;
          scrollToRow(row, left ?? (anchor === props.unreadFrom ? 'third' : 'middle'));
        }
        settled = true;
        requestAnimationFrame(() => {
          look();
          requestAnimationFrame(() => setPainted(true));
        });
      });
    }),
  );

  // Arrivals keep the view at the end when it is there; our own messages always take it there.
  createEffect(
    on(
      lastKey,
      (key, before) => {
        if (key === undefined || before === undefined || key === before || !settled) return;
        const message = history.message(key);
        const grew = indexOf(before) >= 0 || (before < 0 && message?.out);
        if (!grew || !history.meta.atEnd) return;
        if (place.held() === 'end' || (message?.out && message.sending)) requestAnimationFrame(scrollToEnd);
      },
      { defer: true },
    ),
  );

  // When the column or a row in it changes its size, the end stays the end.
  createEffect(() => {
    const list = handle();
    const element = scroller;
    if (!list || !element) return;
    const observer = new ResizeObserver(() => look());
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    onCleanup(() => observer.disconnect());
  });

  createEffect(on([keys, () => history.meta.loading, app.active], () => requestAnimationFrame(look), { defer: true }));

  /** Takes note of what is on the screen: what was read, what to load, where the end is. */
  function look(): void {
    const list = handle();
    if (!list || !scroller || !history.meta.known || !settled) return;
    const { clientHeight: screen } = scroller;
    // Rows get their sizes, the field below grows, the window changes: what the person was shown stays where it is.
    if (place.keep() === 'lost') {
      const index = indexOf(place.row() ?? (0 as MessageId));
      if (index >= 0) list.scrollToIndex(index, { align: 'center' });
      else place.release();
    }
    const offset = scroller.scrollTop;
    const below = scroller.scrollHeight - screen - offset;
    if (history.meta.atEnd && below <= AT_END) place.hold('end');
    const all = rows();
    batch(() => {
      setFarFromEnd(below > FAR_FROM_END || !history.meta.atEnd);
      const top = list.findItemIndex(offset + 40);
      const row = all[top];
      // A chip of the day that stands there already is not doubled.
      setTopId(row?.day !== undefined && list.getItemOffset(top) > offset - 24 ? undefined : row?.id);
    });
    if (offset < screen * PRELOAD_SCREENS) history.extend('older');
    if (below < screen * PRELOAD_SCREENS) history.extend('newer');
    reading = readingPlace();
    noteRead(list, offset + screen, all);
    noteScreen(list, offset, offset + screen, all);
  }

  /** Tells what is on the screen: views are counted, reactions are seen, the pinned bar follows. */
  function noteScreen(list: VirtualizerHandle, top: number, bottom: number, all: readonly TimelineRow[]): void {
    const from = Math.max(0, list.findItemIndex(top));
    const to = Math.min(list.findItemIndex(bottom - 1), all.length - 1);
    const ids = all.slice(from, to + 1).flatMap((row) => row.ids).filter((id) => id > 0);
    float(floatingAt(list, all, to, bottom - top));
    const last = ids.at(-1);
    lowest = last;
    if (last !== undefined) props.onSeen(last);
    if (!app.active()) return;
    reportSeen(ids.map((id) => history.message(id)).filter((message) => message !== undefined));
  }

  function reportSeen(messages: readonly Message[]): void {
    const { peerId } = chat;
    const fresh = messages.filter((message) => !reported.has(message.id)).map((message) => message.id);
    for (const id of fresh) reported.add(id);
    if (fresh.length > 0) app.client.call('tools.onScreen', { peerId, ids: fresh.slice(-100) }).catch(() => undefined);
    const unread = messages.filter((message) => message.reactions?.recent.some((one) => one.unread) || hasUnreadVotes(message)).map((message) => message.id);
    if (unread.length > 0) app.client.call('unread.seen', { peerId, ids: unread.slice(-100) }).catch(() => undefined);
  }

  function float(place: FloatingPlace | undefined): void {
    const before = floating()?.covers;
    if (before !== place?.covers) {
      before?.style.removeProperty('visibility');
      place?.covers?.style.setProperty('visibility', 'hidden');
    }
    setFloating(place);
  }

  /** Where the picture of the last sender on the screen floats, when their own place for it is further down. */
  function floatingAt(list: VirtualizerHandle, all: readonly TimelineRow[], index: number, screen: number): FloatingPlace | undefined {
    const kind = app.peers.get(chat.peerId)?.kind;
    const row = all[index];
    const message = row && history.message(row.id);
    if (!scroller || !row || !message || message.out || message.service || message.fromId === undefined) return undefined;
    if (kind !== 'group' && kind !== 'supergroup') return undefined;
    const offset = scroller.scrollTop;
    const endsBelow = list.getItemOffset(index) + list.getItemSize(index) > offset + screen + 1;
    if (row.last && !endsBelow) return undefined;
    let first = index;
    while (first > 0 && all[first]?.first !== true) first--;
    const own = scroller.querySelector<HTMLElement>(`[data-row="${row.id}"] [data-avatar-place]`);
    const slot = own?.getBoundingClientRect();
    const frame = scroller.getBoundingClientRect();
    if (!slot) return undefined;
    const start = getComputedStyle(scroller).direction === 'rtl' ? frame.right - slot.right : slot.left - frame.left;
    const runTop = list.getItemOffset(first) - offset + 8;
    return { senderId: message.fromId, top: Math.max(runTop, screen - FLOATING_SIZE - 4), start, covers: row.last ? (own ?? undefined) : undefined };
  }

  function noteRead(list: VirtualizerHandle, bottom: number, all: readonly TimelineRow[]): void {
    if (all.length === 0 || !app.active()) return;
    let index = Math.min(list.findItemIndex(bottom), all.length - 1);
    while (index >= 0 && list.getItemOffset(index) + list.getItemSize(index) > bottom + 4) index--;
    let id = 0;
    for (; index >= 0 && id <= 0; index--) id = Math.max(0, ...(all[index]?.ids ?? []));
    if (id <= history.meta.readInboxMaxId || id <= seen()) return;
    clearTimeout(readTimer);
    const nothingLeft = history.meta.atEnd && id >= Math.max(0, ...(history.order().slice(-3) as number[]));
    if (nothingLeft) setSeen(id);
    else readTimer = setTimeout(() => setSeen(id), READ_MS);
  }

  const onScrolled = () => {
    look();
    setScrolling(true);
    clearTimeout(stickyTimer);
    stickyTimer = setTimeout(() => setScrolling(false), STICKY_MS);
  };

  const moveFocus = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const now = (event.target as HTMLElement).closest<HTMLElement>('[data-message]');
    if (!now || event.target !== now) return;
    const all = keys();
    const index = all.indexOf(Number(now.dataset['message']) as MessageId);
    const next = event.key === 'ArrowUp' ? index - 1 : event.key === 'ArrowDown' ? index + 1 : event.key === 'Home' ? 0 : event.key === 'End' ? all.length - 1 : -1;
    const id = all[next];
    if (id === undefined) return;
    event.preventDefault();
    place.release();
    setFocused(id);
    handle()?.scrollToIndex(next, { align: 'nearest' });
    requestAnimationFrame(() => scroller?.querySelector<HTMLElement>(`[data-message="${id}"]`)?.focus({ preventScroll: true }));
  };

  const keepMounted = createMemo(() => {
    const id = focused();
    const index = id === undefined ? -1 : keys().indexOf(id);
    return index < 0 ? [] : [index];
  });

  return (
    <div class={s.frame}>
      <Show when={history.meta.known} fallback={<HistorySkeleton />}>
        <Show
          when={keys().length > 0}
          fallback={
            <div class={s.empty}>
              <Show when={history.meta.loading === undefined} fallback={<HistorySkeleton />}>
                <div class={s.emptyCard}>
                  <p class={s.emptyTitle}>{t.chat.empty}</p>
                  <Show when={app.peers.get(chat.peerId)?.rights.send && !isKept(chat)}>
                    <p>{t.chat.emptyText}</p>
                  </Show>
                </div>
              </Show>
            </div>
          }
        >
          <VirtualList
            class={s.list}
            items={keys()}
            itemSize={64}
            buffer={painted() ? READY : 0}
            // Before the list has its size and place there is nothing to keep in place, and it would lose its rows.
            shift={history.shift() && settled}
            keepMounted={keepMounted()}
            role="feed"
            aria-label={t.chat.history}
            aria-busy={history.meta.loading !== undefined}
            data-testid="history"
            onHandle={setHandle}
            onScrolled={onScrolled}
            onKeyDown={(event) => {
              if (scrollingKeys.has(event.key)) place.release();
              moveFocus(event);
            }}
            onWheel={(event) => {
              if (event.deltaY < 0 || place.held() !== 'end') place.release();
            }}
            onTouchMove={place.release}
            onPointerDown={(event) => {
              // On the scroll bar.
              if (event.target === scroller) place.release();
              // Beside a bubble, a drag selects messages.
              const row = (event.target as HTMLElement).closest<HTMLElement>('[data-message]');
              paintFrom = event.button === 0 && row && event.target === row ? (Number(row.dataset['message']) as MessageId) : undefined;
            }}
            onPointerUp={() => {
              paintFrom = undefined;
              chat.selection.endPaint();
            }}
            onPointerMove={(event) => {
              if (event.buttons === 0) return;
              place.release();
              if (paintFrom === undefined) return;
              const row = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-message]');
              const id = row ? (Number(row.dataset['message']) as MessageId) : undefined;
              if (id === undefined || (id === paintFrom && !chat.selection.isActive())) return;
              document.getSelection()?.removeAllRanges();
              chat.selection.paint(paintFrom, id);
            }}
            onFocusIn={(event) => {
              const row = (event.target as HTMLElement).closest<HTMLElement>('[data-message]');
              if (!row) return;
              setFocused(Number(row.dataset['message']) as MessageId);
              // The browser scrolls to what gets the focus.
              if (!place.isKept(row)) place.release();
            }}
            scroller={(element) => (scroller = element)}
          >
            {(id) => <RowSlot id={id} rowOf={(key) => byId().get(key)} focusable={isFocusStop(id)} />}
          </VirtualList>
        </Show>
      </Show>
      <FloatingAvatar place={floating()} />
      <StickyDate id={topId()} visible={scrolling()} />
      <Show when={history.meta.problem}>
        {(problem) => (
          <div class={s.problem} role="alert">
            <span>{problem()}</span>
            <Button look="quiet" onClick={history.retry}>
              {t.chat.loadFailed}
            </Button>
          </div>
        )}
      </Show>
      <JumpButtons downVisible={farFromEnd() || props.hasReturn} onDown={props.onGoDown} onNext={props.onNext} />
    </div>
  );
}

/** Follows one row: rows that did not change are not drawn again when others come and go. */
function RowSlot(props: { id: MessageId; rowOf(id: MessageId): TimelineRow | undefined; focusable: boolean }): JSX.Element {
  const row = createMemo(() => props.rowOf(props.id), undefined, { equals: sameRow });
  return <Show when={row()}>{(known) => <MessageRow row={known()} focusable={props.focusable} />}</Show>;
}

function HistorySkeleton(): JSX.Element {
  const widths = ['220px', '300px', '160px', '260px', '190px', '320px', '140px'];
  return (
    <div class={s.skeleton} role="status" aria-label={t.chat.loading}>
      <For each={widths}>
        {(width, index) => (
          <span class={cls(s.skeletonRow, index() % 3 === 1 && s.skeletonOut)}>
            <Skeleton width={width} height={index() % 2 === 0 ? '38px' : '56px'} />
          </span>
        )}
      </For>
    </div>
  );
}
