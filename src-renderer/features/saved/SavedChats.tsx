import Bookmark from 'lucide-solid/icons/bookmark';
import { createEffect, createMemo, createSignal, For, on, onCleanup, Show, type JSX } from 'solid-js';
import { unwrap } from 'solid-js/store';
import { drop } from '#shared/assert.ts';
import type { SavedRow, SavedWindow } from '#shared/ipc/saved.ts';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createWindowStore } from '../../state/window-store.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { cls } from '../../ui/class.ts';
import { createRowDrag } from '../../ui/row-drag.ts';
import { createRowFocus } from '../../ui/row-focus.ts';
import { movedItem } from '../../ui/row-order.ts';
import { VirtualList, type VirtualizerHandle } from '../../ui/VirtualList.tsx';
import list from '../dialogs/ChatList.module.css';
import empty from '../dialogs/EmptyList.module.css';
import { RowSkeleton } from '../dialogs/RowSkeleton.tsx';
import { ChatHeader } from '../messages/ChatHeader.tsx';
import { DeleteSourceDialog } from './DeleteSourceDialog.tsx';
import s from './SavedChats.module.css';
import { SourceRow } from './SourceRow.tsx';
import { sourceMenuItems } from './source-menu.tsx';
import { sourceTitle } from './source-words.ts';

const ROW = 72;
const PAGE = 40;
const SKELETONS = 6;
/** Px that a press may wander before it is a drag. */
const DRAG_FROM = 6;

/** Saved Messages as the list of where they are from, in the chat's place; each source opens over it. */
export function SavedChats(props: { peerId: PeerId }): JSX.Element {
  const app = useApp();
  const { client, layers, navigation, peers } = app;
  const self = props.peerId;
  const rows = createWindowStore<PeerId, SavedRow>((row) => row.peerId);
  const [meta, setMeta] = createSignal<Pick<SavedWindow, 'hasMore' | 'loading' | 'problem'>>();
  const [asking, setAsking] = createSignal<PeerId>();
  let handle: VirtualizerHandle | undefined;
  let root: HTMLDivElement | undefined;
  let count = PAGE;

  const listening = client.listen('saved.window', { count }, (event) => {
    peers.put(event.peers);
    if (!rows.apply(event)) return listening.restart();
    setMeta({ hasMore: event.hasMore, loading: event.loading, ...(event.problem === undefined ? {} : { problem: event.problem }) });
  });
  onCleanup(() => listening.dispose());
  const want = (more: number) => {
    count += more;
    listening.retune({ count });
  };
  const report = () => {
    const known = meta();
    if (!handle || !known?.hasMore || known.loading || known.problem !== undefined) return;
    const last = handle.findItemIndex(handle.scrollOffset + handle.viewportSize);
    if (rows.order().length >= count && last >= count - PAGE / 4) want(PAGE);
  };
  createEffect(on([rows.order, meta], report));

  const indexes = createMemo(() => new Map(rows.order().map((id, index) => [id, index])));
  const left = navigation.target()?.left;
  const start = left?.kind === 'saved' ? left.peerId : undefined;
  const elementOf = (id: PeerId) => root?.querySelector<HTMLElement>(`[data-testid="source-row:${id}"]`);
  const focus = createRowFocus<PeerId>({ items: rows.order, indexes, start: () => start, elementOf, root: () => root, handle: () => handle, rowHeight: ROW });
  // Who comes back from a source is at its row again.
  createEffect(
    on(rows.order, (ids, before) => {
      if (start !== undefined && ids.length > 0 && (before?.length ?? 0) === 0) focus.focusIndex(ids.indexOf(start));
    }),
  );

  const open = (peerId: PeerId) => navigation.openSection(self, { kind: 'saved', peerId });
  const pinned = createMemo(() => {
    const ids = rows.order();
    const end = ids.findIndex((id) => rows.row(id)?.pinned !== true);
    return end < 0 ? ids : ids.slice(0, end);
  });
  const reorder = (order: readonly PeerId[]) => drop(client.call('saved.reorderPinned', { order: [...order] }).catch(layers.showError));
  const drag = createRowDrag(
    () => pinned().flatMap((id) => elementOf(id)?.closest<HTMLElement>('[role="listitem"]') ?? []),
    (from, to) => reorder(movedItem(pinned(), from, to)),
    { threshold: DRAG_FROM },
  );
  const isDragged = (id: PeerId) => drag.from() !== undefined && drag.from() === pinned().indexOf(id);
  const shiftOf = (id: PeerId) => {
    const at = drag.from() === undefined ? -1 : pinned().indexOf(id);
    const by = at < 0 ? 0 : drag.offset(at);
    return by === 0 ? undefined : `translateY(${by}px)`;
  };

  const openMenu = (peerId: PeerId, at: { x: number; y: number } | DOMRect) => {
    const row = rows.row(peerId);
    if (!row) return;
    const peer = peers.get(peerId);
    layers.openMenu({
      label: t.saved.menuOf(sourceTitle(peerId, peer)),
      at,
      items: sourceMenuItems({
        app,
        row: unwrap(row),
        peer: peer && unwrap(peer),
        pinned: pinned(),
        reorder,
        open: () => open(peerId),
        askDelete: () => setAsking(peerId),
      }),
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const item = focus.focused();
    if (item !== undefined && app.keys.is(event, 'list.menu')) {
      elementOf(item)?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ContextMenu', bubbles: true, cancelable: true }));
    } else if (item !== undefined && app.keys.is(event, 'list.delete')) setAsking(item);
    else if (event.altKey || event.ctrlKey || event.metaKey) return;
    else if (event.key === 'Enter') {
      const reached = focus.reached();
      if (reached === undefined) return;
      open(reached);
    } else if (!focus.onKey(event)) return;
    event.preventDefault();
  };

  return (
    <div ref={root} class={s.column}>
      <ChatHeader peerId={self} info={() => undefined} />
      <div class={s.place}>
        <Show when={meta()?.problem}>
          {(problem) => (
            <div class={s.problem} role="status">
              <span>{problem()}</span>
              <Button look="quiet" onClick={() => want(0)}>
                {t.saved.failed}
              </Button>
            </div>
          )}
        </Show>
        <Show when={rows.order().length > 0} fallback={<Nothing loading={meta()?.loading !== false && meta()?.problem === undefined} />}>
          <VirtualList
            class={list.list}
            role="list"
            aria-label={t.saved.sources}
            data-testid="saved-chats"
            items={rows.order()}
            itemSize={ROW}
            buffer={ROW * 6}
            keepMounted={focus.tabStopIndex() >= 0 ? [focus.tabStopIndex()] : []}
            onHandle={(made) => (handle = made)}
            onScrolled={report}
            onKeyDown={onKeyDown}
          >
            {(id, index) => (
              <div
                class={cls(list.item, isDragged(id) && list.dragged)}
                role="listitem"
                aria-posinset={index() + 1}
                aria-setsize={meta()?.hasMore ? -1 : rows.order().length}
                style={{ transform: shiftOf(id) }}
                onPointerDown={(event) => {
                  const at = pinned().indexOf(id);
                  if (at >= 0) drag.start(at, event);
                }}
              >
                <Show when={rows.row(id)}>
                  {(row) => (
                    <SourceRow
                      row={row()}
                      tabStop={focus.tabStop() === id}
                      onOpen={() => open(id)}
                      onMenu={(at) => openMenu(id, at)}
                      onFocus={() => focus.setFocused(id)}
                    />
                  )}
                </Show>
              </div>
            )}
          </VirtualList>
        </Show>
      </div>
      <Show when={asking()}>{(id) => <DeleteSourceDialog peerId={id()} onClose={() => setAsking(undefined)} />}</Show>
    </div>
  );
}

function Nothing(props: { loading: boolean }): JSX.Element {
  return (
    <Show
      when={props.loading}
      fallback={
        <div class={empty.empty}>
          <span class={empty.sign}>
            <Bookmark />
          </span>
          <h2 class={empty.title}>{t.saved.empty}</h2>
          <p class={empty.text}>{t.saved.emptyText}</p>
        </div>
      }
    >
      <div class={list.loading} role="status" aria-label={t.saved.loading}>
        <For each={Array.from({ length: SKELETONS }, (_, index) => index)}>{(index) => <RowSkeleton index={index} narrow={false} />}</For>
      </div>
    </Show>
  );
}
