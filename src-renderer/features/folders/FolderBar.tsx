import { createEffect, createMemo, createSignal, For, on, Show, type JSX } from 'solid-js';
import { ALL_CHATS, type FolderId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { listOfTab, tabOfList } from '../../state/folders.ts';
import { formatNumber } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { cls } from '../../ui/class.ts';
import { createRowDrag } from '../../ui/row-drag.ts';
import { movedItem } from '../../ui/row-order.ts';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import s from './FolderBar.module.css';
import { fittingIcon, FolderIcon } from './FolderIcon.tsx';
import { folderMenuItems, tabTitle } from './folder-menu.tsx';

const words = t.folders;
const MOST_SHOWN = 9_999;
/** Px that a press may wander before it is a drag. */
const DRAG_FROM = 6;

/**
 * The folders as tabs over the list, or as a rail beside it: one tab stop, arrows inside, Alt and an arrow (or a drag) moves a folder,
 * the menu key opens its menu.
 */
export function FolderBar(props: { rail?: boolean }): JSX.Element {
  const app = useApp();
  const { client, folders, layers, navigation } = app;
  const [order, setOrder] = createSignal<readonly FolderId[]>();
  const [focused, setFocused] = createSignal<FolderId>();
  const [said, setSaid] = createSignal('');
  let bar: HTMLElement | undefined;

  const known = createMemo((): readonly FolderId[] => [...(folders.overview()?.order ?? [])], [], { equals: (a, b) => a.join() === b.join() });
  const ids = () => order() ?? known();
  createEffect(on(known, () => setOrder(undefined), { defer: true }));
  const shown = () => tabOfList(navigation.folder());
  const tabStop = () => [focused(), shown(), ids()[0]].find((id) => id !== undefined && ids().includes(id));
  const tabs = () => [...(bar?.querySelectorAll<HTMLElement>('[data-tab]') ?? [])];
  const tabOf = (id: FolderId) => bar?.querySelector<HTMLElement>(`[data-tab="${id}"]`);
  createEffect(on(shown, (id) => id !== undefined && tabOf(id)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })));

  const move = (from: number, to: number) => {
    const id = ids()[from];
    if (id === undefined || to < 0 || to >= ids().length || from === to) return;
    const next = movedItem(ids(), from, to);
    setOrder(next);
    queueMicrotask(() => tabOf(id)?.focus());
    client.call('folders.reorder', { order: next }).then(
      () => setSaid(words.moved(to + 1, next.length)),
      (error: unknown) => {
        setOrder(undefined);
        layers.showError(error);
      },
    );
  };
  const drag = createRowDrag(tabs, move, { horizontal: !props.rail, threshold: DRAG_FROM });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const at = ids().findIndex((id) => tabOf(id) === document.activeElement);
    if (at < 0) return;
    const isRtl = !props.rail && bar !== undefined && getComputedStyle(bar).direction === 'rtl';
    const [back, on] = props.rail ? ['ArrowUp', 'ArrowDown'] : isRtl ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight'];
    const by = event.key === back ? -1 : event.key === on ? 1 : 0;
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? ids().length - 1 : at + by;
    if (by === 0 && event.key !== 'Home' && event.key !== 'End') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.altKey) return move(at, to);
    const next = ids()[to];
    if (next !== undefined) tabOf(next)?.focus();
  };
  const openMenu = (id: FolderId, event: MouseEvent & { currentTarget: HTMLElement }) => {
    event.preventDefault();
    const byKey = event.button !== 2 || (event.clientX === 0 && event.clientY === 0);
    const at = byKey ? event.currentTarget.getBoundingClientRect() : { x: event.clientX, y: event.clientY };
    layers.openMenu({ label: words.menuOf(tabTitle(app, id)), at, items: folderMenuItems(app, id) });
  };

  return (
    <nav
      ref={bar}
      class={cls(s.bar, props.rail ? s.rail : s.tabs)}
      aria-label={words.list}
      data-landmark="folders"
      data-testid="folders"
      tabindex={-1}
      onKeyDown={onKeyDown}
      onWheel={(event) => {
        // A wheel turns up and down; the tabs go from side to side.
        if (!props.rail && event.deltaX === 0) event.currentTarget.scrollLeft += event.deltaY;
      }}
    >
      <For each={ids()}>
        {(id, index) => {
          const counter = () => folders.counter(id);
          const chats = () => counter()?.chats ?? 0;
          const muted = () => counter()?.mutedChats ?? 0;
          const emoticon = () => {
            const folder = folders.folder(id);
            return folder ? (folder.emoticon ?? fittingIcon(folder)) : '💬';
          };
          const offset = () => drag.offset(index());
          return (
            <button
              type="button"
              class={cls(s.tab, drag.from() === index() && s.dragged)}
              style={{ transform: offset() === 0 ? undefined : props.rail ? `translateY(${offset()}px)` : `translateX(${offset()}px)` }}
              data-tab={id}
              aria-current={shown() === id ? 'true' : undefined}
              aria-keyshortcuts={props.rail ? 'Alt+ArrowUp Alt+ArrowDown' : 'Alt+ArrowLeft Alt+ArrowRight'}
              tabindex={tabStop() === id ? 0 : -1}
              data-landmark-start={tabStop() === id ? '' : undefined}
              onFocus={() => setFocused(() => id)}
              onClick={() => navigation.showFolder(listOfTab(id))}
              onContextMenu={(event) => openMenu(id, event)}
              onPointerDown={(event) => drag.start(index(), event)}
            >
              <span role="img" aria-label={words.tab(tabTitle(app, id), chats(), muted())} />
              <Show when={props.rail}>
                <span class={s.icon} aria-hidden="true">
                  <FolderIcon emoticon={emoticon()} />
                </span>
              </Show>
              <span class={s.title} dir="auto" aria-hidden="true">
                {id === ALL_CHATS ? words.allChats : tabTitle(app, id)}
              </span>
              <Show when={chats() + muted() > 0}>
                <span class={s.badge}>
                  <Badge muted={chats() === 0}>{formatNumber(Math.min(chats() || muted(), MOST_SHOWN))}</Badge>
                </span>
              </Show>
            </button>
          );
        }}
      </For>
      <div role="status">
        <VisuallyHidden>{said()}</VisuallyHidden>
      </div>
    </nav>
  );
}

/** Goes to the folder with this place (from 0; negative: the last), or steps from the present one. */
export function goToFolder(app: ReturnType<typeof useApp>, target: { place: number } | { step: 1 | -1 }): boolean {
  const order = app.folders.overview()?.order ?? [];
  if (order.length < 2) return false;
  const now = tabOfList(app.navigation.folder());
  const at = 'place' in target ? (target.place < 0 ? order.length - 1 : target.place) : (now === undefined ? 0 : order.indexOf(now)) + target.step;
  const id = order[at];
  if (id !== undefined) app.navigation.showFolder(listOfTab(id));
  return true;
}
