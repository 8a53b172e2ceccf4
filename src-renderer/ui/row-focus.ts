import { createComputed, createEffect, createMemo, createSignal, on, type Accessor } from 'solid-js';
import type { VirtualizerHandle } from './VirtualList.tsx';

const FRAMES_TO_WAIT = 20;

export interface RowFocusOptions<Item> {
  items: Accessor<readonly Item[]>;
  indexes: Accessor<ReadonlyMap<Item, number>>;
  /** What Tab leads to before anything had the focus; the first row where that is none. */
  start: Accessor<Item | undefined>;
  /** Whether a row is known; those that are not take no focus yet. */
  isHere?(item: Item): boolean;
  elementOf(item: Item): HTMLElement | null | undefined;
  root(): HTMLElement | undefined;
  handle(): VirtualizerHandle | undefined;
  /** Height of a row, px. */
  rowHeight: number;
}

export interface RowFocus<Item> {
  focused: Accessor<Item | undefined>;
  /** A row took the focus. */
  setFocused(item: Item): void;
  /** The one row that Tab leads to. */
  tabStop: Accessor<Item | undefined>;
  /** Its index; -1 where there is none. */
  tabStopIndex(): number;
  /** Moves the focus to a row, wherever it is. */
  focusIndex(index: number): void;
  /** Scrolls to a row and does something with it: at once, or when it has become known, unless the person does something else first. */
  whenHere(index: number, act: (item: Item) => void): void;
  /** The person does something else. */
  forget(): void;
  /** Arrows, Page Up and Down, Home and End; false when the key was none of them. */
  onKey(event: KeyboardEvent): boolean;
  /** Keys may be quicker than the frame in which a row takes the focus: the row that was reached and does not have it yet. */
  reached(): Item | undefined;
}

/** The focus within a list of which only what is on the screen is mounted: one tab stop, keys inside. */
export function createRowFocus<Item>(options: RowFocusOptions<Item>): RowFocus<Item> {
  const { items, indexes, elementOf, root, handle, rowHeight } = options;
  const [focused, setFocused] = createSignal<Item>();
  const tabStop = createMemo((): Item | undefined => {
    const known = indexes();
    const [was, start] = [focused(), options.start()];
    if (was !== undefined && known.has(was)) return was;
    return start !== undefined && known.has(start) ? start : items()[0];
  });
  const tabStopIndex = () => {
    const stop = tabStop();
    return stop === undefined ? -1 : (indexes().get(stop) ?? -1);
  };

  // A row that moves leaves the document for a moment and loses the focus: it gets it back.
  let hadFocus = false;
  createComputed(
    on(items, () => {
      hadFocus = root()?.contains(document.activeElement) ?? false;
    }),
  );
  createEffect(
    on(items, () => {
      const item = focused();
      if (hadFocus && item !== undefined && root()?.contains(document.activeElement) !== true) focusWhenShown(item, FRAMES_TO_WAIT);
    }),
  );

  /**
   * A row from far away is mounted and measured within the next frames; until then it takes no focus, and it may lose it again to nothing
   * while rows are put in order around it.
   */
  const focusWhenShown = (item: Item, frames: number) => {
    const { activeElement } = document;
    const isElsewhere = activeElement !== null && activeElement !== document.body && root()?.contains(activeElement) !== true;
    if (focused() !== item || isElsewhere) return;
    const element = elementOf(item);
    if (activeElement !== element) element?.focus({ preventScroll: true });
    if (frames > 0) requestAnimationFrame(() => focusWhenShown(item, frames - 1));
  };
  /** What waits for a row that is not known yet. */
  let awaited: (() => void) | undefined;
  const whenHere = (index: number, act: (item: Item) => void) => {
    awaited = undefined;
    const item = items()[index];
    if (item === undefined) return;
    handle()?.scrollToIndex(index, { align: 'nearest' });
    if (options.isHere?.(item) === false) awaited = () => whenHere(index, act);
    else act(item);
  };
  createEffect(on(items, () => awaited?.(), { defer: true }));
  const focusIndex = (wanted: number) =>
    whenHere(Math.max(0, Math.min(items().length - 1, wanted)), (item) => {
      setFocused(() => item);
      focusWhenShown(item, FRAMES_TO_WAIT);
    });
  return {
    focused,
    setFocused: (item) => setFocused(() => item),
    tabStop,
    tabStopIndex,
    focusIndex,
    whenHere,
    forget: () => (awaited = undefined),
    onKey(event) {
      const now = tabStopIndex();
      const page = Math.max(1, Math.floor((handle()?.viewportSize ?? rowHeight) / rowHeight) - 1);
      if (event.key === 'ArrowDown') focusIndex(now + 1);
      else if (event.key === 'ArrowUp') focusIndex(now - 1);
      else if (event.key === 'PageDown') focusIndex(now + page);
      else if (event.key === 'PageUp') focusIndex(now - page);
      else if (event.key === 'Home') focusIndex(0);
      else if (event.key === 'End') focusIndex(items().length - 1);
      else return false;
      return true;
    },
    reached() {
      const item = focused();
      return item === undefined || document.activeElement === elementOf(item) ? undefined : item;
    },
  };
}
