import type { PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';

/** A stretch of a history without holes, from message id `lo` to `hi`; `lo` 0 means: from the beginning. */
export interface HistoryRange {
  lo: number;
  hi: number;
  /** New messages continue this range at `hi`. */
  live: boolean;
  /** Edits and deletes may have been missed in parts of it: shown at once, read again when seen (see `unverifiedOf`). */
  unverified: boolean;
}

interface Row {
  lo: number;
  hi: number;
  live: number;
  unverified: number;
}

/** A chat as a whole; its parts are named by `sectionKey`. */
const MAIN = 'main';
/** The stretches of unverified ranges that were read again, as ranges of their own: a range itself stays in one piece. */
const verifiedIn = (scope: string): string => (scope === MAIN ? 'verified' : `verified ${scope}`);
const IS_VERIFIED = "(scope = 'verified' OR scope LIKE 'verified %')";

/** What is known of each history, and of each part of one, without holes. Only one range of a history is live. */
export class RangesRepository {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  /** All ranges of a chat, oldest first. */
  list(peerId: PeerId, scope = MAIN): HistoryRange[] {
    return this.#db
      .all<Row>('SELECT lo, hi, live, unverified FROM ranges WHERE peer_id = ? AND scope = ? ORDER BY lo', peerId, scope)
      .map(read);
  }

  /** The range that holds an id. */
  around(peerId: PeerId, id: number, scope = MAIN): HistoryRange | undefined {
    return this.list(peerId, scope).find((range) => range.lo <= id && id <= range.hi);
  }

  live(peerId: PeerId, scope = MAIN): HistoryRange | undefined {
    const row = this.#db.get<Row>(
      'SELECT lo, hi, live, unverified FROM ranges WHERE peer_id = ? AND scope = ? AND live = 1',
      peerId,
      scope,
    );
    return row === undefined ? undefined : read(row);
  }

  /**
   * Adds a stretch, joining it with all ranges that it touches (shares an id with). The joined range is live when one of its
   * parts is; when one of them is unverified, it stays so until all of it was read again.
   */
  add(peerId: PeerId, range: HistoryRange, scope = MAIN): void {
    this.#db.step(() => {
      let { lo, hi, live, unverified } = range;
      const touching = this.list(peerId, scope).filter((other) => other.lo <= hi && lo <= other.hi);
      for (const other of touching) {
        lo = Math.min(lo, other.lo);
        hi = Math.max(hi, other.hi);
        live ||= other.live;
        unverified ||= other.unverified;
        this.#db.run('DELETE FROM ranges WHERE peer_id = ? AND scope = ? AND lo = ?', peerId, scope, other.lo);
      }
      if (live) this.#db.run('UPDATE ranges SET live = 0 WHERE peer_id = ? AND scope = ?', peerId, scope);
      this.#db.run(
        'INSERT INTO ranges (peer_id, scope, lo, hi, live, unverified) VALUES (?, ?, ?, ?, ?, ?)',
        peerId,
        scope,
        lo,
        hi,
        live ? 1 : 0,
        unverified ? 1 : 0,
      );
      const fresh = unverified ? [range, ...touching].filter((part) => !part.unverified) : [];
      for (const part of fresh) this.#verify(peerId, part.lo, part.hi, scope);
      this.#db.changes.histories.add(peerId);
    });
  }

  /**
   * A message arrived in sequence at the live end. Without a live range a chat begins one; a part of it does not, because nobody has
   * looked at it.
   */
  extendLive(peerId: PeerId, id: number, scope = MAIN): void {
    const live = this.live(peerId, scope);
    if (live === undefined ? scope !== MAIN : id <= live.hi) return;
    this.#db.step(() => {
      if (live === undefined) {
        this.add(peerId, { lo: id, hi: id, live: true, unverified: false });
        return;
      }
      // Islands above the live end (read ahead of the box) are swallowed when the end reaches them.
      const swallowed = this.list(peerId, scope).filter((other) => other.lo > live.hi && other.lo <= id);
      const outdated = swallowed.filter((other) => other.unverified);
      if (outdated.length > 0) {
        this.#swallow(peerId, live, outdated, id, scope);
        return;
      }
      if (swallowed.length > 0) this.add(peerId, { ...live, hi: id }, scope);
      else {
        this.#db.run('UPDATE ranges SET hi = ? WHERE peer_id = ? AND scope = ? AND lo = ?', id, peerId, scope, live.lo);
        this.#db.changes.histories.add(peerId);
      }
      // What updates bring is as the server has it.
      if (live.unverified) this.#verify(peerId, live.hi + 1, id, scope);
    });
  }

  /** The live end passes islands from before a cut: they stay to be read again, what lies between them is as the server has it. */
  #swallow(peerId: PeerId, live: HistoryRange, outdated: readonly HistoryRange[], id: number, scope: string): void {
    this.add(peerId, { ...live, hi: id, unverified: true }, scope);
    if (!live.unverified) this.#verify(peerId, live.lo, live.hi, scope);
    let from = live.hi + 1;
    for (const { lo, hi } of outdated) {
      if (from < lo) this.#verify(peerId, from, lo - 1, scope);
      from = hi + 1;
    }
    this.#verify(peerId, Math.min(from, id), id, scope);
  }

  /** Parts the range that holds an id behind it. */
  split(peerId: PeerId, id: number): void {
    const range = this.around(peerId, id);
    if (range === undefined || range.hi === id) return;
    this.#db.transaction(() => {
      this.#db.run("UPDATE ranges SET hi = ?, live = 0 WHERE peer_id = ? AND scope = 'main' AND lo = ?", id, peerId, range.lo);
      const sql = 'INSERT INTO ranges (peer_id, scope, lo, hi, live, unverified) VALUES (?, ?, ?, ?, ?, ?)';
      this.#db.run(sql, peerId, MAIN, id + 1, range.hi, range.live ? 1 : 0, range.unverified ? 1 : 0);
      this.#db.changes.histories.add(peerId);
    });
  }

  /** Updates of a chat were lost: nothing continues what is known, and all of it may be outdated. */
  cut(peerId: PeerId): void {
    this.#db.step(() => {
      this.#db.run(`DELETE FROM ranges WHERE peer_id = ? AND ${IS_VERIFIED}`, peerId);
      this.#db.run('UPDATE ranges SET live = 0, unverified = 1 WHERE peer_id = ?', peerId);
      this.#db.changes.histories.add(peerId);
    });
  }

  /** The same for all private chats and basic groups, whose updates share one box. */
  cutCommon(): void {
    this.#db.step(() => {
      const rows = this.#db.all<{ peer_id: number }>('SELECT DISTINCT peer_id FROM ranges WHERE peer_id > -1000000000000');
      this.#db.run(`DELETE FROM ranges WHERE peer_id > -1000000000000 AND ${IS_VERIFIED}`);
      this.#db.run('UPDATE ranges SET live = 0, unverified = 1 WHERE peer_id > -1000000000000');
      for (const row of rows) this.#db.changes.histories.add(row.peer_id as PeerId);
    });
  }

  /** Those of `ids` (of stored messages) whose edits and deletes may have been missed. */
  unverifiedOf<Id extends number>(peerId: PeerId, ids: readonly Id[], scope = MAIN): Id[] {
    const open = this.list(peerId, scope).filter((range) => range.unverified);
    if (open.length === 0) return [];
    const verified = this.list(peerId, verifiedIn(scope));
    const isIn = (ranges: readonly HistoryRange[], id: number) => ranges.some(({ lo, hi }) => lo <= id && id <= hi);
    return ids.filter((id) => isIn(open, id) && !isIn(verified, id));
  }

  /** A stretch of an unverified range was read again; when that was the last one, the range as a whole is verified. */
  #verify(peerId: PeerId, from: number, to: number, scope: string): void {
    let [lo, hi] = [from, to];
    const verified = verifiedIn(scope);
    // Neighbours without an id between them touch as well.
    for (const other of this.list(peerId, verified).filter((each) => each.lo <= to + 1 && from <= each.hi + 1)) {
      lo = Math.min(lo, other.lo);
      hi = Math.max(hi, other.hi);
      this.#db.run('DELETE FROM ranges WHERE peer_id = ? AND scope = ? AND lo = ?', peerId, verified, other.lo);
    }
    let isPart = false;
    for (const range of this.list(peerId, scope).filter((each) => each.unverified && each.lo <= hi && lo <= each.hi)) {
      if (lo <= Math.max(range.lo, 1) && range.hi <= hi) {
        const sql = 'UPDATE ranges SET unverified = 0 WHERE peer_id = ? AND scope = ? AND lo = ?';
        this.#db.run(sql, peerId, scope, range.lo);
      } else isPart = true;
    }
    if (!isPart) return;
    const sql = 'INSERT INTO ranges (peer_id, scope, lo, hi, live, unverified) VALUES (?, ?, ?, ?, 0, 0)';
    this.#db.run(sql, peerId, verified, lo, hi);
  }

  /** Forgets what is known of a history (it was cleared or left). */
  clear(peerId: PeerId): void {
    this.#db.step(() => {
      this.#db.run('DELETE FROM ranges WHERE peer_id = ?', peerId);
      this.#db.changes.histories.add(peerId);
    });
  }
}

function read(row: Row): HistoryRange {
  return { lo: row.lo, hi: row.hi, live: row.live === 1, unverified: row.unverified === 1 };
}
