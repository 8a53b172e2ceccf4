import type { Message, MessageId, Peer, PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from '../database.ts';
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

/** How far the index covers what was stored before it existed: messages from `fromRow` on, peers up to `toPeer`. */
interface Coverage {
  version: number;
  fromRow: number;
  toPeer: number;
}

type Table = 'message_grams' | 'peer_grams';

/**
 * Keeps the full-text index in step with messages and peers, in their transactions. Messages of secret chats never get here: they
 * are not in the table of messages. What a database held before it had this index is added by `backfill`, piece by piece.
 */
export class SearchIndex {
  readonly #db: SqlDatabase;
  readonly #meta: MetaRepository;
  #coverage: Coverage;
  /** For seconds that were found full: the first one after them that may have room. */
  readonly #full = new Map<number, number>();

  constructor(db: SqlDatabase, meta: MetaRepository) {
    this.#db = db;
    this.#meta = meta;
    this.#coverage = this.#open();
    db.beforeCommit(({ index }) => {
      if (!index.isEmpty) this.#apply(index);
    });
  }

  /** The place in the index for a message that is about to be stored; null when it is not searched. */
  claim(message: Message): number | null {
    return messageDocument(message) === undefined ? null : this.#claim(message.date);
  }

  /** A message was stored as a new row, with what `claim` gave. Belongs into the transaction that writes it. */
  added(rowId: number, searchId: number | null, message: Message): void {
    if (searchId === null || rowId < this.#coverage.fromRow) return;
    this.#db.changes.index.message(searchId, { before: undefined, after: messageDocument(message) });
  }

  /** The row of a message holds `message` now, and `before` until now. */
  changed(message: Message, before: Message): void {
    const [known, document] = [messageDocument(before), messageDocument(message)];
    if (sameDocument(known, document)) return;
    const row = this.#row(message.peerId, message.id);
    if (row === undefined || row.row_id < this.#coverage.fromRow) return;
    const searchId = row.search_id ?? this.#claim(message.date);
    if (row.search_id === null) this.#db.run('UPDATE messages SET search_id = ? WHERE row_id = ?', searchId, row.row_id);
    this.#db.changes.index.message(searchId, { before: known, after: document });
  }

  /** A stored message is about to be deleted. */
  removed(peerId: PeerId, id: MessageId): void {
    const row = this.#row(peerId, id);
    if (row === undefined || row.search_id === null || row.row_id < this.#coverage.fromRow) return;
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
    return this.#coverage.fromRow <= 1 && this.#coverage.toPeer === Number.MAX_SAFE_INTEGER;
  }

  /** Adds up to `count` rows that are stored but not in the index, newest first. Returns whether more are left. */
  backfill(count: number): boolean {
    if (this.isComplete) return false;
    const next = this.#db.transaction(() => {
      const coverage = this.#coverage.toPeer < Number.MAX_SAFE_INTEGER ? this.#addPeers(count) : this.#addMessages(count);
      this.#meta.set(STATE, coverage);
      return coverage;
    });
    this.#coverage = next;
    return !this.isComplete;
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
    return { ...this.#coverage, toPeer: rows.length < count ? Number.MAX_SAFE_INTEGER : (rows.at(-1)?.id ?? 0) };
  }

  #addMessages(count: number): Coverage {
    const rows = this.#db.all<{ row_id: number; search_id: number | null; model: string }>(
      'SELECT row_id, search_id, model FROM messages WHERE row_id < ? ORDER BY row_id DESC LIMIT ?',
      this.#coverage.fromRow,
      count,
    );
    for (const row of rows) {
      const message = JSON.parse(row.model) as Message;
      const after = messageDocument(message);
      if (after === undefined) continue;
      const searchId = row.search_id ?? this.#claim(message.date);
      if (row.search_id === null) this.#db.run('UPDATE messages SET search_id = ? WHERE row_id = ?', searchId, row.row_id);
      this.#db.changes.index.message(searchId, { before: undefined, after });
    }
    return { ...this.#coverage, fromRow: rows.length < count ? 0 : (rows.at(-1)?.row_id ?? 0) };
  }

  #open(): Coverage {
    const kept = this.#meta.get(STATE);
    if (isCoverage(kept) && kept.version === GRAMS_VERSION) return kept;
    const made = this.#db.transaction(() => {
      const outdated: Table[] = kept === undefined ? [] : ['message_grams', 'peer_grams'];
      for (const table of outdated) this.#db.run(`INSERT INTO ${table} (${table}) VALUES ('delete-all')`);
      const top = this.#db.get<{ top: number | null }>('SELECT max(row_id) AS top FROM messages')?.top ?? 0;
      const first = this.#db.get<{ id: number | null }>('SELECT min(id) AS id FROM peers')?.id ?? null;
      const coverage: Coverage = {
        version: GRAMS_VERSION,
        fromRow: top + 1,
        toPeer: first === null ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER,
      };
      this.#meta.set(STATE, coverage);
      return coverage;
    });
    return made;
  }

  #row(peerId: PeerId, id: MessageId): { row_id: number; search_id: number | null; model: string } | undefined {
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
    this.#write('message_grams', work.messages);
    this.#write('peer_grams', work.peers);
  }

  #write(table: Table, changes: ReadonlyMap<number, IndexChange>): void {
    for (const [id, { before, after }] of [...changes].sort(([a], [b]) => a - b)) {
      if (sameDocument(before, after)) continue;
      if (before !== undefined) this.#remove(table, id, before);
      if (after !== undefined) this.#db.run(`INSERT INTO ${table} (rowid, grams) VALUES (?, ?)`, id, tokensOf(after));
    }
  }

  /** FTS5 keeps no text here: it is told again what it was given. */
  #remove(table: Table, id: number, document: SearchDocument): void {
    this.#db.run(`INSERT INTO ${table} (${table}, rowid, grams) VALUES ('delete', ?, ?)`, id, tokensOf(document));
  }
}

function isCoverage(value: unknown): value is Coverage {
  if (typeof value !== 'object' || value === null) return false;
  const { version, fromRow, toPeer } = value as Coverage;
  return [version, fromRow, toPeer].every((each) => typeof each === 'number');
}
