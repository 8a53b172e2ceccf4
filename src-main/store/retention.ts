import type { MessageId, PeerId, StorageLimits } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';
import type { MessagesRepository } from './messages.ts';
import type { MetaRepository } from './meta.ts';
import type { RangesRepository } from './ranges.ts';

const SETTINGS = 'storage.settings';
/** Free pages above which the file is made smaller, as a part of all. */
const WORTH_SHRINKING = 0.25;

/** What is kept on this machine, how much that is, and how the copies of what the server has are given up. */
export class RetentionRepository {
  readonly #db: SqlDatabase;
  readonly #meta: MetaRepository;
  readonly #messages: MessagesRepository;
  readonly #ranges: RangesRepository;

  constructor(db: SqlDatabase, meta: MetaRepository, messages: MessagesRepository, ranges: RangesRepository) {
    this.#db = db;
    this.#meta = meta;
    this.#messages = messages;
    this.#ranges = ranges;
  }

  /** What the person chose; undefined before that. */
  limits(): StorageLimits | undefined {
    const value = this.#meta.get(SETTINGS);
    if (typeof value !== 'object' || value === null) return undefined;
    const { maxAgeDays, maxBytes } = value as Partial<StorageLimits>;
    const isAge = maxAgeDays === null || typeof maxAgeDays === 'number';
    return isAge && typeof maxBytes === 'number' ? { maxAgeDays, maxBytes } : undefined;
  }

  setLimits(limits: StorageLimits): void {
    this.#meta.set(SETTINGS, limits);
  }

  databaseBytes(): number {
    return this.#pragma('page_count') * this.#pragma('page_size');
  }

  /** How many messages of each chat are stored: one walk through an index. */
  messageCounts(): Map<PeerId, number> {
    const rows = this.#db.all<{ peer_id: number; count: number }>('SELECT peer_id, count(*) AS count FROM messages GROUP BY peer_id');
    return new Map(rows.map((row) => [row.peer_id as PeerId, row.count]));
  }

  /** Chats of which messages are stored. */
  peers(): PeerId[] {
    return this.#db.all<{ peer_id: number }>('SELECT DISTINCT peer_id FROM messages').map((row) => row.peer_id as PeerId);
  }

  /**
   * Gives up to `count` stored messages of a chat up: they can be had from the server again. Its newest one stays, because the chat
   * list shows it, and so do those that mention the person unseen. Returns whether more are left.
   */
  forgetMessages(peerId: PeerId, count: number): boolean {
    return this.#db.step(() => {
      const top = this.#db.get<{ id: number | null }>('SELECT max(id) AS id FROM messages WHERE peer_id = ?', peerId)?.id ?? null;
      if (top === null) return false;
      const live = this.#ranges.live(peerId);
      this.#ranges.clear(peerId);
      // What comes next goes on from the newest one; everything before it is a hole again.
      if (live !== undefined && live.lo <= top) this.#ranges.add(peerId, { ...live, lo: top, hi: Math.max(live.hi, top) });
      const rows = this.#db.all<{ id: number }>(
        'SELECT id FROM messages WHERE peer_id = ? AND id < ? AND unread_mention = 0 ORDER BY id LIMIT ?',
        peerId,
        top,
        count,
      );
      this.#messages.delete(peerId, rows.map((row) => row.id as MessageId));
      return rows.length === count;
    });
  }

  /** Gives room that the database does not need any more back to the disk. */
  shrink(): void {
    if (this.#pragma('freelist_count') < this.#pragma('page_count') * WORTH_SHRINKING) return;
    this.#db.exec('VACUUM');
    this.#db.checkpoint();
  }

  #pragma(name: string): number {
    return Object.values(this.#db.get<Record<string, number>>(`PRAGMA ${name}`) ?? {})[0] ?? 0;
  }
}
