import { createSignal, type Accessor } from 'solid-js';
import { createStore, produce, reconcile } from 'solid-js/store';
import type { WindowDiff } from '#shared/ipc/spec.ts';

export interface WindowStore<Key extends number, Row extends object> {
  /** Keys of the whole window, in order; changes only when the order does. */
  order: Accessor<readonly Key[]>;
  /** A row by its key: reading a field follows only that field. */
  row(key: Key): Row | undefined;
  /**
   * Takes over a diff. Returns false, and changes nothing, when the diff counts on a row that is not here; the caller then asks
   * for the whole window.
   */
  apply(diff: WindowDiff<Key, Row>): boolean;
  clear(): void;
}

/**
 * Holds the rows of one subscribed window. Rows keep their identity while they stay, so that a change of one row re-renders one
 * row. A row that left stays readable until the next diff, because the view that shows it is still being taken down.
 */
export function createWindowStore<Key extends number, Row extends object>(keyOf: (row: Row) => Key): WindowStore<Key, Row> {
  const [rows, setRows] = createStore<Record<number, Row>>({});
  const [order, setOrder] = createSignal<readonly Key[]>([], { equals: sameKeys });
  let leaving: Key[] = [];

  return {
    order,
    row: (key) => rows[key],
    apply(diff) {
      const brought = new Set(diff.upsert.map(keyOf));
      const known = new Set(order());
      if (diff.order.some((key) => !brought.has(key) && !known.has(key))) return false;
      const staying = new Set(diff.order);
      const gone = leaving.filter((key) => !staying.has(key));
      leaving = order().filter((key) => !staying.has(key));
      if (gone.length > 0) {
        setRows(
          produce((all) => {
            for (const key of gone) delete all[key];
          }),
        );
      }
      for (const row of diff.upsert) setRows(keyOf(row), reconcile(row));
      setOrder(diff.order);
      return true;
    },
    clear() {
      leaving = [];
      setOrder([]);
      setRows(reconcile({}));
    },
  };
}

export function sameKeys(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((key, index) => key === b[index]));
}
