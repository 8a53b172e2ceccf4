import { createMemo, createSelector, createSignal, type Accessor } from 'solid-js';
import type { MessageId } from '#shared/model/index.ts';

/** Messages that can be selected at a time. */
export const MOST_SELECTED = 100;

/** Which messages of a chat are selected, in the order of the chat. */
export interface Selection {
  ids: Accessor<readonly MessageId[]>;
  isActive: Accessor<boolean>;
  has(id: MessageId): boolean;
  /** Selects, or no longer selects, all of these (the parts of an album go together). False when there would be too many. */
  toggle(ids: readonly MessageId[]): boolean;
  /** Selects everything from the last message that was touched up to this one. */
  extendTo(id: MessageId): boolean;
  /** While one drags: what lies between the two joins what was selected before. */
  paint(from: MessageId, to: MessageId): void;
  endPaint(): void;
  clear(): void;
}

/** `order` are the messages of the chat that can be selected, oldest first. */
export function createSelection(order: Accessor<readonly MessageId[]>): Selection {
  const [chosen, setChosen] = createSignal<ReadonlySet<MessageId>>(new Set());
  const has = createSelector<ReadonlySet<MessageId>, MessageId>(chosen, (id, all) => all.has(id));
  // Messages that are gone are not selected any more.
  const ids = createMemo(() => order().filter((id) => chosen().has(id)));
  let last: MessageId | undefined;
  let painting: ReadonlySet<MessageId> | undefined;

  const between = (a: MessageId, b: MessageId): readonly MessageId[] => {
    const all = order();
    const [from, to] = [all.indexOf(a), all.indexOf(b)];
    return from < 0 || to < 0 ? [] : all.slice(Math.min(from, to), Math.max(from, to) + 1);
  };
  const put = (next: ReadonlySet<MessageId>): boolean => {
    if (next.size > MOST_SELECTED) return false;
    setChosen(next);
    return true;
  };

  return {
    ids,
    isActive: () => ids().length > 0,
    has,
    toggle(some) {
      last = some.at(-1);
      const next = new Set(chosen());
      const isSelected = some.every((id) => next.has(id));
      for (const id of some) {
        if (isSelected) next.delete(id);
        else next.add(id);
      }
      return put(next);
    },
    extendTo(id) {
      const range = last === undefined ? [id] : between(last, id);
      return put(new Set([...chosen(), ...range.slice(0, MOST_SELECTED)]));
    },
    paint(from, to) {
      painting ??= chosen();
      last = to;
      put(new Set([...painting, ...between(from, to)].slice(0, MOST_SELECTED)));
    },
    endPaint() {
      painting = undefined;
    },
    clear() {
      last = undefined;
      setChosen(new Set<MessageId>());
    },
  };
}
