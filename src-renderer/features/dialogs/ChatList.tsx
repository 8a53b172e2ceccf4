import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show, type JSX } from 'solid-js';
import { unwrap } from 'solid-js/store';
import { drop } from '#shared/assert.ts';
import type { ChatListId, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createDialogs, isHole, type DialogSlot } from '../../state/dialogs.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { createRowDrag } from '../../ui/row-drag.ts';
import { createRowFocus } from '../../ui/row-focus.ts';
import { movedItem } from '../../ui/row-order.ts';
import { VirtualList, type VirtualizerHandle } from '../../ui/VirtualList.tsx';
import { ArchiveRow } from './ArchiveRow.tsx';
import { BulkRemovalDialog } from './BulkRemovalDialog.tsx';
import { chatMenuItems } from './chat-menu.tsx';
import s from './ChatList.module.css';
import { ChatRow } from './ChatRow.tsx';
import { EmptyList } from './EmptyList.tsx';
import { PeekDialog } from './PeekDialog.tsx';
import { RemovalDialog } from './RemovalDialog.tsx';
import { RowSkeleton } from './RowSkeleton.tsx';
import { SelectionBar } from './SelectionBar.tsx';

const ROW = 72;
const SKELETONS = 14;
/** Px that a press may wander before it is a drag. */
const DRAG_FROM = 6;
type Item = DialogSlot | 'archive';

/** The chats of a folder: one tab stop, arrow keys inside, only what is on the screen mounted. */
export function ChatList(props: { folder: ChatListId; narrow: boolean }): JSX.Element {
  const app = useApp();
  const { layers, navigation, peers } = app;
  const dialogs = createDialogs(app.client, peers, props.folder, navigation.openPeer);
  let handle: VirtualizerHandle | undefined;
  let root: HTMLDivElement | undefined;

  const items = createMemo((): readonly Item[] => (dialogs.meta.archive ? ['archive', ...dialogs.slots()] : dialogs.slots()));
  const indexes = createMemo(() => new Map(items().map((item, index) => [item, index])));
  const openItem = () => navigation.openPeer();

  const report = () => {
    if (!handle) return;
    const above = dialogs.meta.archive ? 1 : 0;
    const first = handle.findItemIndex(handle.scrollOffset) - above;
    dialogs.show(Math.max(0, first), first + Math.ceil(handle.viewportSize / ROW));
  };
  createEffect(on(items, report));

  const elementOf = (item: Item) =>
    root?.querySelector<HTMLElement>(item === 'archive' ? '[data-testid="archive-row"]' : `[data-testid="chat-row:${item}"]`);
  const rowFocus = createRowFocus<Item>({
    items,
    indexes,
    start: openItem,
    isHere: (item) => typeof item !== 'string' || item === 'archive',
    elementOf,
    root: () => root,
    handle: () => handle,
    rowHeight: ROW,
  });
  const { focused, setFocused, tabStop, tabStopIndex } = rowFocus;
  const openReached = (): boolean => {
    const item = rowFocus.reached();
    if (item === undefined || typeof item === 'string') return false;
    navigation.open(item);
    return true;
  };
  /** Keys that do something to the focused row; Esc ends a selection. */
  const onCommandKey = (event: KeyboardEvent): boolean => {
    const item = focused();
    if (event.key === 'Escape' && selected().length > 0) setSelected([]);
    else if (selected().length > 0 && app.keys.is(event, 'list.delete')) setRemoving(selected());
    else if (item === undefined || typeof item === 'string') return false;
    else if (app.keys.is(event, 'list.preview')) setPeeking(item);
    else if (app.keys.is(event, 'list.menu')) elementOf(item)?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ContextMenu', bubbles: true, cancelable: true }));
    else if (app.keys.is(event, 'list.read')) drop(app.client.call('dialogs.setUnread', { peerId: item, unread: false }).catch(layers.showError));
    else if (app.keys.is(event, 'list.delete')) setAsking({ peerId: item, what: 'remove' });
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (onCommandKey(event)) return event.preventDefault();
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (!rowFocus.onKey(event) && (event.key !== 'Enter' || !openReached())) return;
    event.preventDefault();
  };

  /** The pinned chats on top, as far as they are here. */
  const pinned = createMemo(() => {
    const slots = dialogs.slots();
    const end = slots.findIndex((slot) => isHole(slot) || dialogs.row(slot)?.pinned !== true);
    return (end < 0 ? slots : slots.slice(0, end)) as readonly PeerId[];
  });
  const reorder = (order: readonly PeerId[]) => {
    const list = props.folder;
    const call =
      typeof list === 'number'
        ? app.client.call('folders.reorderPinned', { id: list, order: [...order] })
        : app.client.call('dialogs.reorderPinned', { folder: list, order: [...order] });
    drop(call.catch(layers.showError));
  };
  const pinnedRows = () => pinned().flatMap((id) => elementOf(id) ?? []);
  const drag = createRowDrag(pinnedRows, (from, to) => reorder(movedItem(pinned(), from, to)), { threshold: DRAG_FROM });

  const [selected, setSelected] = createSignal<readonly PeerId[]>([]);
  const toggle = (peerId: PeerId) => setSelected((all) => (all.includes(peerId) ? all.filter((id) => id !== peerId) : [...all, peerId]));
  const [asking, setAsking] = createSignal<{ peerId: PeerId; what: 'clear' | 'remove' | 'block' }>();
  const [removing, setRemoving] = createSignal<readonly PeerId[]>();
  const [peeking, setPeeking] = createSignal<PeerId>();

  const endRemoval = () => {
    setRemoving(undefined);
    setSelected([]);
  };

  const openMenu = (peerId: PeerId, at: { x: number; y: number } | DOMRect) => {
    const row = dialogs.row(peerId);
    const peer = peers.get(peerId);
    if (!row || !peer) return;
    const release = dialogs.holdOrder();
    const items = chatMenuItems({
      app,
      row: unwrap(row),
      peer: unwrap(peer),
      list: props.folder,
      at,
      pinned: pinned(),
      reorder,
      ask: (what) => setAsking({ peerId, what }),
      select: () => toggle(peerId),
      peek: () => setPeeking(peerId),
    });
    layers.openMenu({ label: t.dialogs.menuOf(peer.title), at, items, onClose: release });
  };

  /** While the pointer is down in the list, rows stay under it. */
  const holdWhilePressed = (event: PointerEvent) => {
    rowFocus.forget();
    if (event.button !== 0) return;
    const release = dialogs.holdOrder();
    const end = () => {
      release();
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
    };
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  };

  const go = (place: number) =>
    rowFocus.whenHere(place + items().length - dialogs.slots().length, (item) => {
      if (typeof item === 'number') navigation.open(item);
    });
  const step = (by: 1 | -1) => {
    const slots = dialogs.slots();
    const open = openItem();
    const now = open === undefined ? -1 : slots.indexOf(open);
    go(now < 0 ? (by === 1 ? 0 : slots.length - 1) : now + by);
  };
  const goToPinned = (place: number) => () => {
    if (pinned()[place - 1] === undefined) return false;
    go(place - 1);
    return true;
  };
  /** Without folders their keys lead to the pinned chats. */
  const inPlaceOfFolder = (place: number) => () => !app.folders.any() && goToPinned(place)();
  const eight = [1, 2, 3, 4, 5, 6, 7, 8] as const;
  onMount(() =>
    onCleanup(
      app.shortcuts.handle({
        'chat.next': () => step(1),
        'chat.previous': () => step(-1),
        'chat.first': () => go(0),
        'chat.last': () => go(dialogs.slots().length - 1),
        ...Object.fromEntries(eight.flatMap((place) => [[`folder.${place}`, inPlaceOfFolder(place)], [`pinned.${place}`, goToPinned(place)]])),
      }),
    ),
  );

  const peerOf = (id: PeerId | undefined) => (id === undefined ? undefined : peers.get(id));
  const pinIndex = (item: Item) => (typeof item === 'number' ? pinned().indexOf(item) : -1);
  const isDragged = (item: Item) => drag.from() !== undefined && drag.from() === pinIndex(item);
  const shiftOf = (item: Item) => {
    const at = drag.from() === undefined ? -1 : pinIndex(item);
    const by = at < 0 ? 0 : drag.offset(at);
    return by === 0 ? undefined : `translateY(${by}px)`;
  };
  const label = () => {
    if (props.folder === 'archive') return t.dialogs.archiveList;
    return app.folders.folder(props.folder)?.title.text ?? t.dialogs.list;
  };
  return (
    <div ref={root} class={s.place} onPointerDown={holdWhilePressed}>
      <Show when={selected().length > 0}>
        <SelectionBar ids={selected()} list={props.folder} onClear={() => setSelected([])} onRemove={() => setRemoving(selected())} />
      </Show>
      <Show when={removing()}>{(ids) => <BulkRemovalDialog ids={ids()} onDone={endRemoval} onClose={() => setRemoving(undefined)} />}</Show>
      <Show when={peerOf(asking()?.peerId)}>
        {(peer) => <RemovalDialog peer={peer()} what={asking()?.what ?? 'remove'} onClose={() => setAsking(undefined)} />}
      </Show>
      <Show when={peerOf(peeking())}>{(peer) => <PeekDialog peer={peer()} onClose={() => setPeeking(undefined)} />}</Show>
      <Show when={!dialogs.meta.loading || items().length > 0} fallback={<Skeletons narrow={props.narrow} />}>
        <Show when={items().length > 0} fallback={<EmptyList folder={props.folder} narrow={props.narrow} />}>
          <VirtualList
            class={s.list}
            role="list"
            aria-label={label()}
            data-testid="chat-list"
            items={items()}
            itemSize={ROW}
            buffer={ROW * 6}
            keepMounted={tabStopIndex() >= 0 ? [tabStopIndex()] : []}
            onHandle={(made) => (handle = made)}
            onScrolled={report}
            onKeyDown={onKeyDown}
          >
            {(item, index) => (
              <div
                class={cls(s.item, isDragged(item) && s.dragged)}
                role="listitem"
                aria-posinset={index() + 1}
                aria-setsize={items().length}
                style={{ transform: shiftOf(item) }}
                onPointerDown={(event) => {
                  const at = typeof item === 'number' ? pinned().indexOf(item) : -1;
                  if (at >= 0 && selected().length === 0) drag.start(at, event);
                }}
              >
                {row(item, index)}
              </div>
            )}
          </VirtualList>
        </Show>
      </Show>
    </div>
  );

  function row(item: Item, index: () => number): JSX.Element {
    if (item === 'archive') {
      return (
        <Show when={dialogs.meta.archive}>
          {(summary) => (
            <ArchiveRow
              summary={summary()}
              narrow={props.narrow}
              tabStop={tabStop() === 'archive'}
              onOpen={() => navigation.showFolder('archive')}
              onFocus={() => setFocused('archive')}
            />
          )}
        </Show>
      );
    }
    if (isHole(item)) return <RowSkeleton index={index()} narrow={props.narrow} />;
    const known = () => {
      const found = dialogs.row(item);
      const peer = peers.get(item);
      return found && peer ? { row: found, peer } : undefined;
    };
    return (
      <Show when={known() !== undefined} fallback={<RowSkeleton index={index()} narrow={props.narrow} />}>
        <ChatRow
          row={dialogs.row(item) as NonNullable<ReturnType<typeof dialogs.row>>}
          peer={peers.get(item) as NonNullable<ReturnType<typeof peers.get>>}
          narrow={props.narrow}
          tabStop={tabStop() === item}
          selected={selected().includes(item)}
          selecting={selected().length > 0}
          onSelect={() => toggle(item)}
          onPeek={() => setPeeking(() => item)}
          onOpen={() => navigation.open(item)}
          onMenu={(at) => openMenu(item, at)}
          onFocus={() => setFocused(item)}
        />
      </Show>
    );
  }
}

function Skeletons(props: { narrow: boolean }): JSX.Element {
  return (
    <div class={s.loading} role="status" aria-label={t.dialogs.loading}>
      <For each={Array.from({ length: SKELETONS }, (_, index) => index)}>{(index) => <RowSkeleton index={index} narrow={props.narrow} />}</For>
    </div>
  );
}
