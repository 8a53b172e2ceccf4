/** The list with the item at `from` taken out and put in at `to`. */
export function movedItem<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const rest = items.filter((_, index) => index !== from);
  return [...rest.slice(0, to), ...items.slice(from, from + 1), ...rest.slice(to)];
}

/** The vertical extent of a row before anything was dragged, px. */
export interface RowBox {
  top: number;
  height: number;
}

/** The place that a row dragged by `dy` px has among the others: a row is passed when the dragged one covers its middle. */
export function draggedTo(boxes: readonly RowBox[], from: number, dy: number): number {
  const own = boxes[from];
  if (!own) return from;
  const top = own.top + dy;
  const bottom = top + own.height;
  const middle = (box: RowBox) => box.top + box.height / 2;
  const passed = boxes.filter((box, index) => (index < from ? top < middle(box) : index > from && bottom > middle(box)));
  return dy < 0 ? from - passed.length : from + passed.length;
}

/** How far a row moves aside, px, while the row at `from` is dragged to `to`. */
export function asideBy(boxes: readonly RowBox[], index: number, from: number, to: number): number {
  const height = boxes[from]?.height ?? 0;
  if (index > from && index <= to) return -height;
  if (index < from && index >= to) return height;
  return 0;
}

/** A place in a list for something that was taken out: after what it stood behind, or at the beginning. */
export interface Gap<Id> {
  id: Id;
  after: Id | undefined;
}

/** The ids of a list together with those taken out of it, each where it stood. Gaps may stand behind one another. */
export function withGaps<Id>(ids: readonly Id[], gaps: readonly Gap<Id>[]): Id[] {
  const result = [...ids];
  let waiting = gaps.filter((gap) => !ids.includes(gap.id));
  for (let before = Number.POSITIVE_INFINITY; waiting.length < before; ) {
    before = waiting.length;
    waiting = waiting.filter((gap) => {
      const at = gap.after === undefined ? -1 : result.indexOf(gap.after);
      if (gap.after !== undefined && at < 0) return true;
      result.splice(at + 1, 0, gap.id);
      return false;
    });
  }
  return [...result, ...waiting.map((gap) => gap.id)];
}
