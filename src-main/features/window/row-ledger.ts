import type { WindowDiff } from '#shared/ipc/spec.ts';
import { sameValue } from './same-value.ts';

/**
 * What one subscriber of a window has been sent: turns the window as it is now into the rows that are new to it. Rows that
 * left the window are forgotten, as the subscriber forgets them.
 */
export class RowLedger<Key, Row> {
  readonly #keyOf: (row: Row) => Key;
  #sent = new Map<Key, Row>();
  #order: Key[] | undefined;

  constructor(keyOf: (row: Row) => Key) {
    this.#keyOf = keyOf;
  }

  /** The difference to what was sent, which counts as sent from now on. `changed` is false when there is none. */
  next(rows: readonly Row[]): WindowDiff<Key, Row> & { changed: boolean } {
    const sent = new Map<Key, Row>();
    const order: Key[] = [];
    const upsert: Row[] = [];
    for (const row of rows) {
      const key = this.#keyOf(row);
      const before = this.#sent.get(key);
      // The older object is kept when nothing changed, so that equal rows of later rounds are found by identity.
      const same = before !== undefined && sameValue(before, row);
      if (!same) upsert.push(row);
      sent.set(key, same ? before : row);
      order.push(key);
    }
    const previous = this.#order;
    const moved =
      previous === undefined || previous.length !== order.length || order.some((key, index) => previous[index] !== key);
    this.#sent = sent;
    this.#order = order;
    return { order, upsert, changed: moved || upsert.length > 0 };
  }
}
