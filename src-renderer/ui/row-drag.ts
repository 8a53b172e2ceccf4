import { createSignal, onCleanup, type Accessor } from 'solid-js';
import { asideBy, draggedTo, type RowBox } from './row-order.ts';

export interface RowDrag {
  /** Index of the row that is dragged. */
  from: Accessor<number | undefined>;
  /** How far a row is from its place now, px, along the list. */
  offset(index: number): number;
  /** Takes hold of a row with the primary button; Esc lets it go where it was. */
  start(index: number, event: PointerEvent): void;
}

export interface RowDragOptions {
  /** A list from side to side; in a right-to-left text its first item is at the right. */
  horizontal?: boolean;
  /** Px to move before the row is held: less is a press, which is left alone. */
  threshold?: number;
}

interface Hold {
  from: number;
  boxes: RowBox[];
  start: number;
  by: number;
}

/** Moving rows with the pointer. `rows`: the elements in their order; `onDrop`: a row was let go at another place. */
export function createRowDrag(rows: () => HTMLElement[], onDrop: (from: number, to: number) => void, options: RowDragOptions = {}): RowDrag {
  const { horizontal = false, threshold = 0 } = options;
  const [hold, setHold] = createSignal<Hold>();
  let release: (() => void) | undefined;
  let mirrored = 1;
  const placeOf = (event: PointerEvent) => (horizontal ? event.clientX : event.clientY) * mirrored;
  const boxOf = (row: HTMLElement): RowBox => {
    const { top, height, left, right, width } = row.getBoundingClientRect();
    return horizontal ? { top: mirrored > 0 ? left : -right, height: width } : { top, height };
  };
  const end = (drop: boolean) => {
    const held = hold();
    release?.();
    release = undefined;
    setHold(undefined);
    if (!drop || !held) return;
    const to = draggedTo(held.boxes, held.from, held.by);
    if (to !== held.from) onDrop(held.from, to);
  };
  onCleanup(() => end(false));
  return {
    from: () => hold()?.from,
    offset(index) {
      const held = hold();
      if (!held) return 0;
      const by = index === held.from ? held.by : asideBy(held.boxes, index, held.from, draggedTo(held.boxes, held.from, held.by));
      return by * mirrored;
    },
    start(index, event) {
      if (event.button !== 0 || release !== undefined) return;
      if (threshold === 0) event.preventDefault();
      const row = rows()[index];
      mirrored = horizontal && row && getComputedStyle(row).direction === 'rtl' ? -1 : 1;
      const start = placeOf(event);
      const take = () => setHold({ from: index, boxes: rows().map(boxOf), start, by: 0 });
      if (threshold === 0) take();
      const listening = new AbortController();
      const { signal } = listening;
      release = () => listening.abort();
      const mine = (other: PointerEvent) => other.pointerId === event.pointerId;
      const onMove = (move: PointerEvent) => {
        if (!mine(move)) return;
        const by = placeOf(move) - start;
        if (!hold() && Math.abs(by) >= threshold) take();
        setHold((held) => held && { ...held, by });
      };
      const onUp = (up: PointerEvent) => {
        if (!mine(up)) return;
        // The press that ended here was a drag: what lies beneath is not clicked.
        if (hold()) window.addEventListener('click', swallow, { capture: true, once: true });
        setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
        end(true);
      };
      const onKey = (key: KeyboardEvent) => {
        if (key.key !== 'Escape') return;
        key.preventDefault();
        key.stopPropagation();
        end(false);
      };
      window.addEventListener('pointermove', onMove, { signal });
      window.addEventListener('pointerup', onUp, { signal });
      window.addEventListener('pointercancel', (gone) => mine(gone) && end(false), { signal });
      window.addEventListener('keydown', onKey, { capture: true, signal });
    },
  };
}

function swallow(event: MouseEvent): void {
  event.preventDefault();
  event.stopPropagation();
}
