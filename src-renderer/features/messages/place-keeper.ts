import type { MessageId } from '#shared/model/index.ts';

/** Where a list was put: its end, or one of its rows so far from the top (px, or a part of the screen). */
export type HeldPlace = 'end' | { row: MessageId; at: 'third' | 'middle' | number };

export interface PlaceKeeper {
  /** From now on this is what the person is shown, until they move the list themselves. */
  hold(place: HeldPlace): void;
  release(): void;
  held(): HeldPlace | undefined;
  /** The row that is held; nothing while that is the end. */
  row(): MessageId | undefined;
  /**
   * Puts the list back to where it is held, unless somebody else has moved it: a screen reader, or a search in the page, scrolls without a
   * wheel, a key or a pointer, and at a time when no size changes. `lost`: the row is not mounted, the list has to be scrolled to it first.
   */
  keep(): 'kept' | 'lost';
  /** Whether the list still stands where it is held, with this element of it in sight. */
  isKept(element: Element): boolean;
}

/** Rounding of layouts, px. */
const TOLERANCE = 1;
/** A list that has had its size for so long moves by nobody's layout any more, ms. */
const AT_REST_MS = 300;

/**
 * Keeps a scrolling list where it was put while its rows get their sizes and others come and go around them. What counts is where the rows
 * are on the screen, whatever a virtual list believes of those that it has not measured.
 */
export function createPlaceKeeper(scroller: () => HTMLElement | undefined, now: () => number = () => performance.now()): PlaceKeeper {
  let held: HeldPlace | undefined;
  /** Distance of the held row from the top, px; measured when it is first there, so that a field that grows does not move it. */
  let wanted: number | undefined;
  /** The sizes with which the list was last found or put where it is held, and since when it has them. */
  let rest: { content: number; screen: number; since: number } | undefined;

  /** How far the list has to be scrolled; undefined when the held row is not mounted. */
  function distance(element: HTMLElement): number | undefined {
    if (held === undefined) return 0;
    if (held === 'end') return element.scrollHeight - element.clientHeight - element.scrollTop;
    const row = element.querySelector<HTMLElement>(`[data-row="${held.row}"]`);
    if (!row) return undefined;
    const box = row.getBoundingClientRect();
    wanted ??= typeof held.at === 'number' ? held.at : held.at === 'third' ? element.clientHeight / 3 : Math.max(0, (element.clientHeight - box.height) / 2);
    return box.top - element.getBoundingClientRect().top - wanted;
  }

  const isAtRest = (element: HTMLElement): boolean =>
    rest !== undefined && rest.content === element.scrollHeight && rest.screen === element.clientHeight && now() - rest.since > AT_REST_MS;

  function noteRest({ scrollHeight: content, clientHeight: screen }: HTMLElement): void {
    if (rest?.content !== content || rest.screen !== screen) rest = { content, screen, since: now() };
  }

  return {
    hold(place) {
      if (held === place) return;
      held = place;
      wanted = undefined;
      rest = undefined;
    },
    release() {
      held = undefined;
    },
    held: () => held,
    row: () => (held === undefined || held === 'end' ? undefined : held.row),
    keep() {
      const element = scroller();
      if (!element) return 'kept';
      const off = distance(element);
      if (off === undefined) {
        rest = undefined;
        return 'lost';
      }
      if (Math.abs(off) > TOLERANCE) {
        if (isAtRest(element)) held = undefined;
        else element.scrollTop += off;
      }
      noteRest(element);
      return 'kept';
    },
    isKept(inside) {
      const element = scroller();
      const off = element && distance(element);
      if (!element || off === undefined || Math.abs(off) > TOLERANCE) return false;
      const [outer, box] = [element.getBoundingClientRect(), inside.getBoundingClientRect()];
      return box.top < outer.bottom && box.bottom > outer.top;
    },
  };
}
