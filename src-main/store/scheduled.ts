import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';
import type { FilesRepository } from './files.ts';
import type { MappedMessage } from './map/mapped.ts';
import type { OutboxRepository } from './outbox.ts';

interface Row {
  id: number;
  date: number;
  edit_date: number;
  model: string;
}

/** What the hash of a queue is made from. */
export interface QueueFact {
  id: MessageId;
  date: number;
  editDate: number;
}

/**
 * Messages that wait in the server's queues (core.telegram.org/api/scheduled-messages). Their ids are those of the queue of one chat:
 * they are kept apart from everything else, and no other table ever names them.
 */
export class ScheduledRepository {
  readonly #db: SqlDatabase;
  readonly #files: FilesRepository;
  readonly #outbox: OutboxRepository;

  constructor(db: SqlDatabase, files: FilesRepository, outbox: OutboxRepository) {
    this.#db = db;
    this.#files = files;
    this.#outbox = outbox;
  }

  /** The queue of a chat with what is on its way there, by date. */
  of(peerId: PeerId): Message[] {
    const rows = this.#db.all<Row>('SELECT id, date, edit_date, model FROM scheduled WHERE peer_id = ? ORDER BY date, id', peerId);
    const pending = this.#outbox.scheduledOf(peerId).map((row) => row.message);
    const known = rows.map((row) => JSON.parse(row.model) as Message);
    return [...known, ...pending].sort((a, b) => a.date - b.date);
  }

  get(peerId: PeerId, id: MessageId): Message | undefined {
    const row = this.#db.get<Row>('SELECT id, date, edit_date, model FROM scheduled WHERE peer_id = ? AND id = ?', peerId, id);
    return row === undefined ? undefined : (JSON.parse(row.model) as Message);
  }

  has(peerId: PeerId, id: MessageId): boolean {
    return this.#db.get('SELECT 1 AS one FROM scheduled WHERE peer_id = ? AND id = ?', peerId, id) !== undefined;
  }

  /** In the order in which the server counts them for its hash: the latest first. */
  facts(peerId: PeerId): QueueFact[] {
    return this.#db
      .all<Row>('SELECT id, date, edit_date, model FROM scheduled WHERE peer_id = ? ORDER BY date DESC, id DESC', peerId)
      .map((row) => ({ id: row.id as MessageId, date: row.date, editDate: row.edit_date }));
  }

  /** Takes a message of the queue in, or what has become of it. A send that became it ends. */
  put({ message, editDate, files }: MappedMessage): void {
    const { peerId, id, date } = message;
    this.#db.step(() => {
      for (const file of files) this.#files.put(file);
      this.#db.run(
        'INSERT OR REPLACE INTO scheduled (peer_id, id, date, edit_date, model) VALUES (?, ?, ?, ?, ?)',
        peerId, id, date, editDate, JSON.stringify(message),
      );
      this.#db.changes.scheduled.add(peerId);
      this.#outbox.settleScheduled(peerId, id);
    });
  }

  delete(peerId: PeerId, ids: readonly number[]): void {
    this.#db.step(() => {
      for (const id of ids) {
        const { changes } = this.#db.run('DELETE FROM scheduled WHERE peer_id = ? AND id = ?', peerId, id);
        if (changes > 0) this.#db.changes.scheduled.add(peerId);
      }
    });
  }

  /** What is shown of a queue has changed otherwise. */
  touch(peerId: PeerId): void {
    this.#db.step(() => this.#db.changes.scheduled.add(peerId));
  }

  /** The whole queue of a chat as the server has told it. */
  replace(peerId: PeerId, all: readonly MappedMessage[]): void {
    const there = new Set<number>(all.map(({ message }) => message.id));
    this.#db.step(() => {
      this.delete(peerId, this.facts(peerId).map(({ id }) => id).filter((id) => !there.has(id)));
      for (const mapped of all) this.put(mapped);
    });
  }
}
