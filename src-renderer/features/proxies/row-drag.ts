import { createSignal, onCleanup, type Accessor } from 'solid-js';
import { asideBy, draggedTo, type RowBox } from './order.ts';

export interface RowDrag {
  /** Index of the row that is dragged. */
  from: Accessor<number | undefined>;
  /** How far a row is from its place now, px. */
  offset(index: number): number;
  /** Takes hold of a row with the primary button; Esc lets it go where it was. */
  start(index: number, event: PointerEvent): void;
}

interface Hold {
  from: number;
  boxes: RowBox[];
  startY: number;
  dy: number;
}

/** Moving rows with the pointer. `rows`: the elements in their order; `onDrop`: a row was let go at another place. */
export function createRowDrag(rows: () => HTMLElement[], onDrop: (from: number, to: number) => void): RowDrag {
  const [hold, setHold] = createSignal<Hold>();
  let release: (() => void) | undefined;
  const end = (drop: boolean) => {
    const held = hold();
    release?.();
    release = undefined;
    setHold(undefined);
    if (!drop || !held) return;
    const to = draggedTo(held.boxes, held.from, held.dy);
    if (to !== held.from) onDrop(held.from, to);
  };
  onCleanup(() => end(false));
  return {
    from: () => hold()?.from,
    offset(index) {
      const held = hold();
      if (!held) return 0;
      return index === held.from ? held.dy : asideBy(held.boxes, index, held.from, draggedTo(held.boxes, held.from, held.dy));
    },
    start(index, event) {
      if (event.button !== 0 || hold() !== undefined) return;
      event.preventDefault();
      const boxes = rows().map((row) => {
        const { top, height } = row.getBoundingClientRect();
        return { top, height };
      });
      setHold({ from: index, boxes, startY: event.clientY, dy: 0 });
      const listening = new AbortController();
      const { signal } = listening;
      release = () => listening.abort();
      const mine = (other: PointerEvent) => other.pointerId === event.pointerId;
      const onMove = (move: PointerEvent) => {
        if (mine(move)) setHold((held) => held && { ...held, dy: move.clientY - held.startY });
      };
      const onKey = (key: KeyboardEvent) => {
        if (key.key !== 'Escape') return;
        key.preventDefault();
        key.stopPropagation();
        end(false);
      };
      window.addEventListener('pointermove', onMove, { signal });
      window.addEventListener('pointerup', (up) => mine(up) && end(true), { signal });
      window.addEventListener('pointercancel', (gone) => mine(gone) && end(false), { signal });
      window.addEventListener('keydown', onKey, { capture: true, signal });
    },
  };
}
