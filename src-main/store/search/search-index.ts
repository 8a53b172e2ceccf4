import { invariant } from '#shared/assert.ts';
import type { Message, MessageId, Peer, PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { MetaRepository } from '../meta.ts';
import { messageDocument, peerDocument, sameDocument, tokensOf } from './documents.ts';
import type { SearchDocument } from './documents.ts';
import { GRAMS_VERSION } from './grams.ts';
import type { IndexChange, IndexWork } from './index-work.ts';

/** Rows of the index for each second. */
const PER_SECOND = 64;
const STATE = 'search.index';
/** Full seconds that are remembered. */
const MOST_FULL = 1_000;

/** More messages than this in one transaction are indexed behind it: a page of a history, a piece of catching up. */
const AT_ONCE = 20;
const ALL = Number.MAX_SAFE_INTEGER;
/** Rows that a search adds before it looks. */
const SOON = 500;

/**
 * What the index covers. Messages from row `fromRow` on: those before were stored before there was an index. Up to row `toRow`: those
 * after it came in bulk and wait. Peers up to `toPeer`.
 */
interface Coverage {
  version: number;
  fromRow: number;
  toRow: number;
  toPeer: number;
}

interface StoredRow {
  row_id: number;
  search_id: number | null;
  model: string;
}

/** Where a message goes in the index, and with what. */
interface Place {
  searchId: number;
  document: SearchDocument;
}

type Table = 'message_grams' | 'peer_grams';

/**
 * Keeps the full-text index in step with messages and peers, in their transactions. Messages of secret chats never get here: they
 * are not in the table of messages. What came in bulk, or before there was this index, is added by `backfill`, piece by piece; how far
 * that is commits with each piece, so that a crash at any point loses nothing and doubles nothing.
 */
export class SearchIndex {
  readonly #db: SqlDatabase;
  readonly #meta: MetaRepository;
  /** For seconds that were found full: the first one after them that may have room. */
  readonly #full = new Map<number, number>();

  constructor(db: SqlDatabase, meta: MetaRepository) {
    this.#db = db;
    this.#meta = meta;
    this.#open();
    db.beforeCommit(({ index }) => {
      if (!index.isEmpty) this.#apply(index);
    });
  }

  /** The place in the index for a message that is about to be stored; undefined when it is not searched. */
  claim(message: Message): Place | undefined {
    const document = messageDocument(message);
    return document === undefined ? undefined : { searchId: this.#claim(message.date), document };
  }

  /** A message was stored as a new row, with what `claim` gave. Belongs into the transaction that writes it. */
  added(rowId: number, place: Place | undefined): void {
    if (place === undefined || !this.#covers(rowId)) return;
    this.#db.changes.index.message(place.searchId, { before: undefined, after: place.document, rowId });
  }

  /** The row of a message holds `message` now, and `before` until now. */
  changed(message: Message, before: Message): void {
    const [known, document] = [messageDocument(before), messageDocument(message)];
    if (sameDocument(known, document)) return;
    const row = this.#row(message.peerId, message.id);
    if (row === undefined || !this.#covers(row.row_id)) return;
    const searchId = row.search_id ?? this.#claim(message.date);
    if (row.search_id === null) this.#db.run('UPDATE messages SET search_id = ? WHERE row_id = ?', searchId, row.row_id);
    this.#db.changes.index.message(searchId, { before: known, after: document });
  }

  /** A stored message is about to be deleted. */
  removed(peerId: PeerId, id: MessageId): void {
    const row = this.#row(peerId, id);
    if (row === undefined || row.search_id === null || !this.#covers(row.row_id)) return;
    const before = messageDocument(JSON.parse(row.model) as Message);
    this.#db.changes.index.message(row.search_id, { before, after: undefined });
  }

  peerChanged(peer: Peer, before: Peer | undefined): void {
    if (peer.id > this.#coverage.toPeer) return;
    const document = peerDocument(peer);
    const known = before === undefined ? undefined : peerDocument(before);
    if (!sameDocument(known, document)) this.#db.changes.index.peer(peer.id, { before: known, after: document });
  }

  /** Everything that is stored can be found. */
  get isComplete(): boolean {
    const { fromRow, toRow, toPeer } = this.#coverage;
    return fromRow <= 1 && toRow === ALL && toPeer === ALL;
  }

  /** Adds up to `count` rows that are stored but not in the index: peers, what came in bulk, the older rest. Returns whether more are left. */
  backfill(count: number): boolean {
    if (this.isComplete) return false;
    this.#db.transaction(() => {
      const { toPeer, toRow } = this.#coverage;
      const next = toPeer < ALL ? this.#addPeers(count) : toRow < ALL ? this.#addNewer(count) : this.#addOlder(count);
      this.#meta.set(STATE, next);
    });
    return !this.isComplete;
  }

  /** Before a search: what came in bulk a moment ago, as far as nobody notices the time. */
  catchUp(): void {
    if (this.#coverage.toRow === ALL) return;
    try {
      this.backfill(SOON);
    } catch (error) {
      // Reading goes on when nothing can be written.
      if (!(error instanceof StoreError)) throw error;
    }
  }

  get #coverage(): Coverage {
    const kept = readCoverage(this.#meta.get(STATE));
    invariant(kept !== undefined, 'the index knows what it covers');
    return kept;
  }

  #covers(rowId: number): boolean {
    const { fromRow, toRow } = this.#coverage;
    return rowId >= fromRow && rowId <= toRow;
  }

  #addPeers(count: number): Coverage {
    const rows = this.#db.all<{ id: number; model: string }>(
      'SELECT id, model FROM peers WHERE id > ? ORDER BY id LIMIT ?',
      this.#coverage.toPeer,
      count,
    );
    for (const { id, model } of rows) {
      this.#db.changes.index.peer(id, { before: undefined, after: peerDocument(JSON.parse(model) as Peer) });
    }
    return { ...this.#coverage, toPeer: rows.length < count ? ALL : (rows.at(-1)?.id ?? 0) };
  }

  #addNewer(count: number): Coverage {
    const rows = this.#db.all<StoredRow>(
      'SELECT row_id, search_id, model FROM messages WHERE row_id > ? ORDER BY row_id LIMIT ?',
      this.#coverage.toRow,
      count,
    );
    this.#addMessages(rows);
    return { ...this.#coverage, toRow: rows.length < count ? ALL : (rows.at(-1)?.row_id ?? ALL) };
  }

  #addOlder(count: number): Coverage {
    const rows = this.#db.all<StoredRow>(
      'SELECT row_id, search_id, model FROM messages WHERE row_id < ? ORDER BY row_id DESC LIMIT ?',
      this.#coverage.fromRow,
      count,
    );
    this.#addMessages(rows);
    return { ...this.#coverage, fromRow: rows.length < count ? 0 : (rows.at(-1)?.row_id ?? 0) };
  }

  #addMessages(rows: readonly StoredRow[]): void {
    for (const row of rows) {
      const message = JSON.parse(row.model) as Message;
      const after = messageDocument(message);
      if (after === undefined) continue;
      const searchId = row.search_id ?? this.#claim(message.date);
      if (row.search_id === null) this.#db.run('UPDATE messages SET search_id = ? WHERE row_id = ?', searchId, row.row_id);
      this.#db.changes.index.message(searchId, { before: undefined, after });
    }
  }

  #open(): void {
    const kept = readCoverage(this.#meta.get(STATE));
    if (kept?.version === GRAMS_VERSION) return;
    this.#db.transaction(() => {
      const outdated: Table[] = kept === undefined ? [] : ['message_grams', 'peer_grams'];
      for (const table of outdated) this.#db.run(`INSERT INTO ${table} (${table}) VALUES ('delete-all')`);
      const top = this.#db.get<{ top: number | null }>('SELECT max(row_id) AS top FROM messages')?.top ?? 0;
      const first = this.#db.get<{ id: number | null }>('SELECT min(id) AS id FROM peers')?.id ?? null;
      this.#meta.set(STATE, {
        version: GRAMS_VERSION,
        fromRow: top + 1,
        toRow: ALL,
        toPeer: first === null ? ALL : Number.MIN_SAFE_INTEGER,
      } satisfies Coverage);
    });
  }

  #row(peerId: PeerId, id: MessageId): StoredRow | undefined {
    return this.#db.get('SELECT row_id, search_id, model FROM messages WHERE peer_id = ? AND id = ?', peerId, id);
  }

  /** The next place of a second, or of the next one that has room. */
  #claim(date: number): number {
    for (let second = this.#full.get(date) ?? date; ; second = this.#full.get(second + 1) ?? second + 1) {
      const first = second * PER_SECOND;
      const last = this.#db.get<{ last: number | null }>(
        'SELECT max(search_id) AS last FROM messages WHERE search_id >= ? AND search_id < ?',
        first,
        first + PER_SECOND,
      )?.last;
      if (last === first + PER_SECOND - 1) continue;
      if (second !== date) this.#noteFull(date, second);
      return last === null || last === undefined ? first : last + 1;
    }
  }

  #noteFull(date: number, withRoom: number): void {
    if (this.#full.size >= MOST_FULL && !this.#full.has(date)) this.#full.clear();
    this.#full.set(date, withRoom);
  }

  #apply(work: IndexWork): void {
    this.#leaveForLater(work);
    this.#write('message_grams', work.messages);
    this.#write('peer_grams', work.peers);
  }

  /** New rows get ascending numbers, so that those of a transaction are the last ones and one number tells which wait. */
  #leaveForLater({ messages }: IndexWork): void {
    let lowest = ALL;
    let count = 0;
    for (const { rowId, after } of messages.values()) {
      if (rowId === undefined || after === undefined) continue;
      count += 1;
      lowest = Math.min(lowest, rowId);
    }
    if (count <= AT_ONCE) return;
    for (const [searchId, { rowId }] of messages) if (rowId !== undefined) messages.delete(searchId);
    this.#meta.set(STATE, { ...this.#coverage, toRow: lowest - 1 });
  }

  #write(table: Table, changes: ReadonlyMap<number, IndexChange>): void {
    for (const [id, { before, after }] of [...changes].sort(([a], [b]) => a - b)) {
      if (before !== undefined && sameDocument(before, after)) continue;
      if (before !== undefined) this.#remove(table, id, before);
      if (after !== undefined) this.#db.run(`INSERT INTO ${table} (rowid, grams) VALUES (?, ?)`, id, tokensOf(after));
    }
  }

  /** FTS5 keeps no text here: it is told again what it was given. */
  #remove(table: Table, id: number, document: SearchDocument): void {
    this.#db.run(`INSERT INTO ${table} (${table}, rowid, grams) VALUES ('delete', ?, ?)`, id, tokensOf(document));
  }
}

function readCoverage(value: unknown): Coverage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, fromRow, toRow = ALL, toPeer } = value as Partial<Coverage>;
  const known = typeof version === 'number' && typeof fromRow === 'number' && typeof toRow === 'number' && typeof toPeer === 'number';
  return known ? { version, fromRow, toRow, toPeer } : undefined;
}
