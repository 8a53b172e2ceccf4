import { invariant } from '#shared/assert.ts';
import { inSection, mergeReplies, sectionKey } from '#shared/model/index.ts';
import type { ChatSection, Message, MessageId, PeerId, Poll } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';
import type { FilesRepository } from './files.ts';
import type { MappedMessage } from './map/mapped.ts';
import { keepOwnVotes } from './map/poll.ts';
import { MODEL_VERSION } from './map/version.ts';
import type { MetaRepository } from './meta.ts';
import type { OutboxRepository } from './outbox.ts';
import type { PeersRepository } from './peers.ts';
import type { HistoryRange, RangesRepository } from './ranges.ts';
import type { SearchIndex } from './search/search-index.ts';
import type { WebFilesRepository } from './web-files.ts';

/** A stretch of a history around an anchor. */
export interface MessagesAround {
  /** Oldest first, without holes; messages still on their way out follow when the end is included. */
  messages: Message[];
  /** The stretch without holes that the messages are from; absent when nothing is known around the anchor. */
  range?: HistoryRange;
  /** What lies before `messages`: stored messages, a hole to be filled by the server, or nothing. */
  older: 'stored' | 'hole' | 'start';
  newer: 'stored' | 'hole' | 'end';
}

/** What the counters need to know of a deleted or edited row. */
export interface StoredFacts {
  peerId: PeerId;
  id: MessageId;
  date: number;
  out: boolean;
  counts: boolean;
  unreadMention: boolean;
}

interface FactsRow {
  peer_id: number;
  id: number;
  date: number;
  out: number;
  counts: number;
  unread_mention: number;
}

/** What is stored of a message: nulls when there is nothing. */
interface KnownRow {
  model: string | null;
  edit_date: number;
  unread_mention: number;
  /** An outbox row waits for it. */
  awaited: number;
  /** Stored messages answer it. */
  answered: number;
}

export interface MessagesContext {
  db: SqlDatabase;
  meta: MetaRepository;
  peers: PeersRepository;
  files: FilesRepository;
  ranges: RangesRepository;
  outbox: OutboxRepository;
  search: SearchIndex;
  webFiles: WebFilesRepository;
}

/** Confirmed messages of all chats; those still on their way out are in the outbox and join the answers by their negative ids. */
export class MessagesRepository {
  readonly #context: MessagesContext;
  readonly #db: SqlDatabase;

  constructor(context: MessagesContext) {
    this.#context = context;
    this.#db = context.db;
  }

  /**
   * Stores a message, its files and whom it shows. An older copy of an edited message does not replace the newer one. If it is
   * the answer to an outbox row whose id is known, that row ends here.
   */
  put(told: MappedMessage): 'inserted' | 'updated' | 'unchanged' {
    const { peerId, id } = told.message;
    invariant(id > 0, 'a stored message has a server id');
    return this.#db.step(() => {
      const known = this.#known(peerId, id);
      const mapped = this.#withPoll(withReplies(told, known.model));
      const { message } = mapped;
      const json = JSON.stringify(message);
      if (known.awaited === 1) this.#context.outbox.settle(message.peerId, message.id);
      if (known.model !== null && known.edit_date > mapped.editDate) return 'unchanged';
      this.#putExtras(mapped, known.model !== null);
      if (known.model === json && known.unread_mention === (mapped.unreadMention ? 1 : 0)) return 'unchanged';
      this.#write(mapped, json, known.model === null ? undefined : (JSON.parse(known.model) as Message));
      if (known.answered === 1) this.#note(message.peerId, message.id);
      else this.#db.changes.message(message.peerId, message.id);
      if (mapped.poll?.min === false && message.media?.kind === 'poll') this.setPoll(message.media.poll);
      return known.model === null ? 'inserted' : 'updated';
    });
  }

  get(peerId: PeerId, id: MessageId): Message | undefined {
    if (id < 0) return this.#context.outbox.get(id)?.message;
    const row = this.#db.get<{ model: string }>('SELECT model FROM messages WHERE peer_id = ? AND id = ?', peerId, id);
    return row === undefined ? undefined : (JSON.parse(row.model) as Message);
  }

  /** The known messages among `ids`, in that order. */
  getMany(peerId: PeerId, ids: Iterable<MessageId>): Message[] {
    const result: Message[] = [];
    for (const id of ids) {
      const message = this.get(peerId, id);
      if (message !== undefined) result.push(message);
    }
    return result;
  }

  has(peerId: PeerId, id: MessageId): boolean {
    return this.#db.get('SELECT 1 AS one FROM messages WHERE peer_id = ? AND id = ?', peerId, id) !== undefined;
  }

  /** Facts of a stored message for the counters. */
  facts(peerId: PeerId, id: MessageId): StoredFacts | undefined {
    const row = this.#db.get<FactsRow>(
      'SELECT peer_id, id, date, out, counts, unread_mention FROM messages WHERE peer_id = ? AND id = ?',
      peerId,
      id,
    );
    return row === undefined ? undefined : readFacts(row);
  }

  /** The newest confirmed message that is stored of a chat or a part of it. */
  newest(peerId: PeerId, section?: ChatSection): Message | undefined {
    const { sql, params } = within(section);
    return this.#models(`SELECT model FROM messages WHERE peer_id = ?${sql} ORDER BY id DESC LIMIT 1`, peerId, ...params)[0];
  }

  /**
   * The messages of a chat, or of a part of it, around `anchor` ('end': the newest) that are known without holes: up to `older` before
   * it, and up to `newer` from it on, the anchor included. Without a live range, 'end' shows the newest stretch that is known.
   */
  around(peerId: PeerId, anchor: MessageId | 'end', older: number, newer: number, section?: ChatSection): MessagesAround {
    const range = this.#rangeFor(peerId, anchor, section);
    const pending = () =>
      this.#context.outbox.ofPeer(peerId).map((row) => row.message).filter((message) => inSection(message, section));
    if (range === undefined) {
      return { messages: anchor === 'end' ? pending() : [], older: 'hole', newer: anchor === 'end' ? 'end' : 'hole' };
    }
    const pivot = anchor === 'end' || anchor < 0 ? range.hi + 1 : anchor;
    const { sql, params } = within(section);
    const before = this.#models(
      `SELECT model FROM messages WHERE peer_id = ?${sql} AND id >= ? AND id < ? ORDER BY id DESC LIMIT ?`,
      peerId,
      ...params,
      range.lo,
      pivot,
      older + 1,
    );
    const after = this.#models(
      `SELECT model FROM messages WHERE peer_id = ?${sql} AND id >= ? AND id <= ? ORDER BY id ASC LIMIT ?`,
      peerId,
      ...params,
      pivot,
      range.hi,
      newer + 1,
    );
    const moreBefore = before.length > older;
    const moreAfter = after.length > newer;
    const messages = [...before.slice(0, older).reverse(), ...after.slice(0, newer)];
    const atEnd = !moreAfter && range.live;
    if (atEnd) messages.push(...pending());
    return {
      messages,
      range,
      older: moreBefore ? 'stored' : range.lo === 0 ? 'start' : 'hole',
      newer: moreAfter ? 'stored' : range.live ? 'end' : 'hole',
    };
  }

  /** How many messages above `readMaxId` count as unread; undefined when holes, or what may be gone, make the answer unknown. */
  countUnread(peerId: PeerId, readMaxId: MessageId, section?: ChatSection): number | undefined {
    const { ranges } = this.#context;
    const scope = sectionKey(section);
    const live = ranges.live(peerId, scope);
    if (live === undefined || live.lo > readMaxId + 1) return undefined;
    const isOpen = () => ranges.unverifiedOf(peerId, this.idsBetween(peerId, readMaxId + 1, live.hi, section), scope).length > 0;
    if (live.unverified && isOpen()) return undefined;
    const { sql, params } = within(section);
    const row = this.#db.get<{ count: number }>(
      `SELECT count(*) AS count FROM messages WHERE peer_id = ?${sql} AND id > ? AND id <= ? AND counts = 1`,
      peerId,
      ...params,
      readMaxId,
      live.hi,
    );
    return row?.count ?? 0;
  }

  /** The newest message of this account that may be edited and is not older than `since` (unix seconds). */
  lastEditable(peerId: PeerId, since: number): MessageId | undefined {
    const row = this.#db.get<{ id: number }>(
      'SELECT id FROM messages WHERE peer_id = ? AND editable = 1 AND date >= ? ORDER BY id DESC LIMIT 1',
      peerId,
      since,
    );
    return row?.id as MessageId | undefined;
  }

  /** May be edited, apart from its age. */
  isEditable(peerId: PeerId, id: MessageId): boolean {
    return this.#db.get('SELECT 1 AS one FROM messages WHERE peer_id = ? AND id = ? AND editable = 1', peerId, id) !== undefined;
  }

  /** Finds messages of private chats and basic groups, whose ids are unique within the account. */
  ofCommonIds(ids: readonly number[]): StoredFacts[] {
    const result: StoredFacts[] = [];
    for (const id of ids) {
      const rows = this.#db.all<FactsRow>(
        `SELECT peer_id, id, date, out, counts, unread_mention FROM messages INDEXED BY common_ids
         WHERE id = ? AND peer_id > -1000000000000`,
        id,
      );
      for (const row of rows) result.push(readFacts(row));
    }
    return result;
  }

  /** Ids of messages that show a web page. */
  ofWebPage(webPageId: bigint): { peerId: PeerId; id: MessageId }[] {
    return this.#db
      .all<{ peer_id: number; id: number }>('SELECT peer_id, id FROM messages WHERE web_page_id = ?', webPageId)
      .map((row) => ({ peerId: row.peer_id as PeerId, id: row.id as MessageId }));
  }

  /** Stored messages that show a poll. */
  ofPoll(pollId: string): { peerId: PeerId; id: MessageId }[] {
    return this.#db
      .all<{ peer_id: number; id: number }>('SELECT peer_id, id FROM messages WHERE poll_id = ?', BigInt(pollId))
      .map((row) => ({ peerId: row.peer_id as PeerId, id: row.id as MessageId }));
  }

  /** What is known of a poll: the same in all messages that show it. */
  poll(pollId: string): Poll | undefined {
    const [place] = this.ofPoll(pollId);
    const media = place === undefined ? undefined : this.get(place.peerId, place.id)?.media;
    return media?.kind === 'poll' ? media.poll : undefined;
  }

  /** Makes this what is known of a poll, wherever it is shown. */
  setPoll(poll: Poll): void {
    this.#db.step(() => {
      for (const { peerId, id } of this.ofPoll(poll.id)) {
        this.patch(peerId, id, (message) => (message.media?.kind === 'poll' ? { ...message, media: { kind: 'poll', poll } } : message));
      }
    });
  }

  /** Changes the model of a stored message; returns whether there was one and it changed. */
  patch(peerId: PeerId, id: MessageId, change: (message: Message) => Message): boolean {
    const known = this.get(peerId, id);
    if (known === undefined || id < 0) return false;
    const json = JSON.stringify(change(known));
    if (json === JSON.stringify(known)) return false;
    this.#db.step(() => {
      const message = change(known);
      const pinned = message.pinned === true ? 1 : 0;
      this.#db.run('UPDATE messages SET model = ?, pinned = ? WHERE peer_id = ? AND id = ?', json, pinned, peerId, id);
      this.#context.search.changed(message, known);
      this.#note(peerId, id);
    });
    return true;
  }

  /** The message looks different although it is stored as before: something lies over it. */
  touch(peerId: PeerId, id: MessageId): void {
    this.#db.transaction(() => this.#note(peerId, id));
  }

  /** The content of these messages was seen, or heard; returns those whose mention was unread until now. */
  markContentRead(peerId: PeerId, ids: readonly MessageId[]): MessageId[] {
    const changed: MessageId[] = [];
    this.#db.step(() => {
      for (const id of ids) {
        this.patch(peerId, id, ({ unheard: _unheard, ...message }): Message => message);
        const { changes } = this.#db.run(
          'UPDATE messages SET unread_mention = 0 WHERE peer_id = ? AND id = ? AND unread_mention = 1',
          peerId,
          id,
        );
        if (changes === 0) continue;
        changed.push(id);
        this.#note(peerId, id);
      }
    });
    return changed;
  }

  /** Stored messages above `above` and up to `upTo` whose mention was not seen, oldest first. */
  unreadMentions(peerId: PeerId, above: MessageId, upTo: MessageId): Message[] {
    return this.#models(
      'SELECT model FROM messages WHERE peer_id = ? AND unread_mention = 1 AND id > ? AND id <= ? ORDER BY id',
      peerId,
      above,
      upTo,
    );
  }

  /** Stored messages that are pinned, newest first. */
  pinned(peerId: PeerId, limit: number): Message[] {
    return this.#models('SELECT model FROM messages WHERE peer_id = ? AND pinned = 1 ORDER BY id DESC LIMIT ?', peerId, limit);
  }

  /** Own messages that are stored and have reactions that were not seen yet. */
  withUnreadReactions(peerId: PeerId): MessageId[] {
    // In a text these signs would stand escaped.
    const sql = `SELECT id FROM messages WHERE peer_id = ? AND out = 1 AND instr(model, '"unread":true') > 0`;
    return this.#db.all<{ id: number }>(sql, peerId).map((row) => row.id as MessageId);
  }

  /** Own polls that are stored and have votes that were not seen yet. */
  withUnreadVotes(peerId: PeerId): MessageId[] {
    const sql = `SELECT id FROM messages WHERE peer_id = ? AND poll_id IS NOT NULL AND out = 1 AND instr(model, '"unreadVotes":true') > 0`;
    return this.#db.all<{ id: number }>(sql, peerId).map((row) => row.id as MessageId);
  }

  countUnreadMentions(peerId: PeerId): number {
    const sql = 'SELECT count(*) AS count FROM messages WHERE peer_id = ? AND unread_mention = 1';
    return this.#db.get<{ count: number }>(sql, peerId)?.count ?? 0;
  }

  /** Deletes stored messages; returns the facts of those that were there. */
  delete(peerId: PeerId, ids: readonly MessageId[]): StoredFacts[] {
    return this.#db.step(() => {
      const deleted: StoredFacts[] = [];
      for (const id of ids) {
        const facts = this.facts(peerId, id);
        if (facts === undefined) continue;
        deleted.push(facts);
        this.#note(peerId, id);
        this.#context.search.removed(peerId, id);
        this.#db.run('DELETE FROM messages WHERE peer_id = ? AND id = ?', peerId, id);
        this.#context.files.dropOrigins(peerId, id);
        this.#db.run('DELETE FROM peer_seen WHERE context_peer_id = ? AND message_id = ?', peerId, id);
      }
      return deleted;
    });
  }

  /** Ids stored from `lo` to `hi`, ascending, of a chat or a part of it. */
  idsBetween(peerId: PeerId, lo: number, hi: number, section?: ChatSection): MessageId[] {
    const { sql, params } = within(section);
    return this.#db
      .all<{ id: number }>(
        `SELECT id FROM messages WHERE peer_id = ?${sql} AND id >= ? AND id <= ? ORDER BY id`, peerId, ...params, lo, hi,
      )
      .map((row) => row.id as MessageId);
  }

  /** Stored messages that stand on top of a thread are part of it: they are shown first. */
  setRoots(peerId: PeerId, rootId: MessageId, ids: readonly MessageId[]): void {
    this.#db.step(() => {
      for (const id of ids) {
        this.#db.run('UPDATE messages SET thread_id = ? WHERE peer_id = ? AND id = ?', rootId, peerId, id);
      }
      this.#db.changes.histories.add(peerId);
    });
  }

  /** What storing a message has to know, in one question. */
  #known(peerId: PeerId, id: MessageId): KnownRow {
    const row = this.#db.get<KnownRow>(
      `SELECT m.model, m.edit_date, m.unread_mention,
         EXISTS (SELECT 1 FROM outbox WHERE peer_id = w.peer_id AND server_id = w.id AND scheduled = 0) AS awaited,
         EXISTS (SELECT 1 FROM messages r WHERE r.peer_id = w.peer_id AND r.reply_to_id = w.id) AS answered
       FROM (SELECT ? AS peer_id, ? AS id) w LEFT JOIN messages m ON m.peer_id = w.peer_id AND m.id = w.id`,
      peerId,
      id,
    );
    invariant(row !== undefined, 'a row comes with or without a message');
    return row;
  }

  #rangeFor(peerId: PeerId, anchor: MessageId | 'end', section: ChatSection | undefined): HistoryRange | undefined {
    const { ranges } = this.#context;
    const scope = sectionKey(section);
    if (anchor === 'end' || anchor < 0) return ranges.live(peerId, scope) ?? ranges.list(peerId, scope).at(-1);
    return ranges.around(peerId, anchor, scope);
  }

  #models(sql: string, ...params: number[]): Message[] {
    return this.#db.all<{ model: string }>(sql, ...params).map((row) => JSON.parse(row.model) as Message);
  }

  /** A copy of a poll may lack what is known of it already. */
  #withPoll(mapped: MappedMessage): MappedMessage {
    const { message, poll: told } = mapped;
    if (told?.min !== true || message.media?.kind !== 'poll') return mapped;
    const known = this.poll(message.media.poll.id);
    return known === undefined ? mapped : { ...mapped, message: { ...message, media: { kind: 'poll', poll: keepOwnVotes(message.media.poll, known) } } };
  }

  #putExtras(mapped: MappedMessage, replaces: boolean): void {
    const { peerId, id } = mapped.message;
    if (replaces) this.#context.files.dropOrigins(peerId, id);
    for (const file of mapped.files) this.#context.files.put(file, { peerId, messageId: id });
    for (const file of mapped.webFiles ?? []) this.#context.webFiles.put(file);
    this.#context.peers.noteSeen(mapped.peerIds, peerId, id);
  }

  #write(mapped: MappedMessage, json: string, before: Message | undefined): void {
    const { message } = mapped;
    const { search } = this.#context;
    const place = before === undefined ? search.claim(message) : undefined;
    const self = this.#context.meta.selfId();
    const counts = mapped.fromScheduled || (!message.out && message.peerId !== self);
    const { lastId } = this.#db.run(
      `INSERT INTO messages (peer_id, id, date, edit_date, from_id, out, service, counts, unread_mention, pinned, editable,
         reply_to_id, grouped_id, web_page_id, ttl_period, model, model_version, search_id, thread_id, saved_peer_id,
         poll_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (peer_id, id) DO UPDATE SET date = excluded.date, edit_date = excluded.edit_date, from_id = excluded.from_id,
         out = excluded.out, service = excluded.service, unread_mention = excluded.unread_mention, pinned = excluded.pinned,
         editable = excluded.editable, reply_to_id = excluded.reply_to_id, grouped_id = excluded.grouped_id,
         web_page_id = excluded.web_page_id, ttl_period = excluded.ttl_period, model = excluded.model,
         model_version = excluded.model_version, thread_id = coalesce(excluded.thread_id, thread_id),
         saved_peer_id = excluded.saved_peer_id, poll_id = excluded.poll_id`,
      message.peerId,
      message.id,
      message.date,
      mapped.editDate,
      message.fromId ?? null,
      message.out ? 1 : 0,
      mapped.service ? 1 : 0,
      counts ? 1 : 0,
      mapped.unreadMention ? 1 : 0,
      message.pinned === true ? 1 : 0,
      mapped.editable ? 1 : 0,
      message.replyTo?.messageId !== undefined && message.replyTo.peerId === undefined ? message.replyTo.messageId : null,
      message.groupedId === undefined ? null : BigInt(message.groupedId),
      mapped.webPageId ?? null,
      mapped.ttlPeriod,
      json,
      MODEL_VERSION,
      place?.searchId ?? null,
      message.threadId ?? null,
      message.savedPeerId ?? null,
      mapped.poll?.id ?? null,
    );
    if (before === undefined) search.added(lastId, place);
    else search.changed(message, before);
  }

  /** Notes a change of a message, and of those that show it as the one they answer. */
  #note(peerId: PeerId, id: MessageId): void {
    this.#db.changes.message(peerId, id);
    const replies = this.#db.all<{ id: number }>(
      'SELECT id FROM messages WHERE peer_id = ? AND reply_to_id = ? LIMIT 200',
      peerId,
      id,
    );
    for (const reply of replies) this.#db.changes.message(peerId, reply.id as MessageId);
  }
}

/** A copy of a message may know less of the answers to it than is known here. */
function withReplies(mapped: MappedMessage, known: string | null): MappedMessage {
  const told = mapped.message.replies;
  const before = told === undefined || known === null ? undefined : (JSON.parse(known) as Message).replies;
  if (told === undefined || before === undefined) return mapped;
  return { ...mapped, message: { ...mapped.message, replies: mergeReplies(before, told) } };
}

/** The condition that keeps to a part of a chat. */
function within(section: ChatSection | undefined): { sql: string; params: number[] } {
  if (section === undefined) return { sql: '', params: [] };
  return section.kind === 'thread'
    ? { sql: ' AND thread_id = ?', params: [section.rootId] }
    : { sql: ' AND saved_peer_id = ?', params: [section.peerId] };
}

function readFacts(row: FactsRow): StoredFacts {
  return {
    peerId: row.peer_id as PeerId,
    id: row.id as MessageId,
    date: row.date,
    out: row.out === 1,
    counts: row.counts === 1,
    unreadMention: row.unread_mention === 1,
  };
}
