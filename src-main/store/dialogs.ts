import { peerIdKind } from '#shared/model/index.ts';
import type { DialogFolder, MessageId, PeerId, PeerKind } from '#shared/model/index.ts';
import type { FolderChat } from '#shared/folders/index.ts';
import type { SqlDatabase } from './database.ts';
import type { MetaRepository, NotifyScope } from './meta.ts';
import type { PeersRepository } from './peers.ts';

/** A chat of the list, as stored. Dates are unix seconds of the server. */
export interface DialogRecord {
  peerId: PeerId;
  folder: DialogFolder;
  /** Place among the pinned ones, 0 on top. */
  pinned?: number;
  /** The newest confirmed message, 0 when there is none. */
  topMessageId: MessageId;
  topDate: number;
  readInboxMaxId: MessageId;
  readOutboxMaxId: MessageId;
  unreadCount: number;
  unreadMentions: number;
  unreadReactions: number;
  /** Own polls with votes that were not seen. */
  unreadPollVotes: number;
  unreadMark: boolean;
  /** The newest message that `unreadCount` takes into account. */
  countedMaxId: MessageId;
  /** Muted until then, the default of its kind included; 0: not muted. */
  muteUntil: number;
  ttlPeriod: number;
}

export type DialogPatch = Partial<
  Omit<DialogRecord, 'peerId' | 'pinned' | 'muteUntil'> & {
    /** null unpins. */
    pinned: number | null;
    /** null: as the default of its kind says. */
    muteUntil: number | null;
    /** When the chat was joined or made. */
    joinDate: number;
  }
>;

export interface DialogPage {
  /** Index of the first record in the whole list. */
  start: number;
  total: number;
  records: DialogRecord[];
}

/** What the place of a chat in folders depends on. */
export interface DialogFacts extends FolderChat {
  unreadCount: number;
  /** Newest first by date, then by id. */
  sortDate: number;
  sortId: number;
}

export interface UnreadTotals {
  unreadMessages: number;
  unreadChats: number;
}

interface Row {
  peer_id: number;
  folder: number;
  pinned: number | null;
  top_id: number;
  top_date: number;
  join_date: number;
  read_inbox: number;
  read_outbox: number;
  unread_count: number;
  unread_mentions: number;
  unread_reactions: number;
  unread_poll_votes: number;
  unread_mark: number;
  counted_id: number;
  mute_until: number | null;
  ttl_period: number;
  sort_date: number;
  sort_id: number;
}

const ORDER = '(pinned IS NULL), pinned, sort_date DESC, sort_id DESC, peer_id';
const folderNumber = (folder: DialogFolder): number => (folder === 'archive' ? 1 : 0);

/** The chat list: pinned chats first, then by the newest of message, draft and joining. */
export class DialogsRepository {
  readonly #db: SqlDatabase;
  readonly #meta: MetaRepository;
  readonly #peers: PeersRepository;

  constructor(db: SqlDatabase, meta: MetaRepository, peers: PeersRepository) {
    this.#db = db;
    this.#meta = meta;
    this.#peers = peers;
  }

  get(peerId: PeerId): DialogRecord | undefined {
    const row = this.#row(peerId);
    return row === undefined ? undefined : this.#read(row);
  }

  has(peerId: PeerId): boolean {
    return this.#row(peerId) !== undefined;
  }

  /** Part of a list in its order. */
  page(folder: DialogFolder, start: number, count: number): DialogPage {
    const total = this.count(folder);
    const from = Math.max(0, Math.min(start, total));
    const rows = this.#db.all<Row>(
      `SELECT * FROM dialogs WHERE folder = ? ORDER BY ${ORDER} LIMIT ? OFFSET ?`,
      folderNumber(folder),
      count,
      from,
    );
    return { start: from, total, records: rows.map((row) => this.#read(row)) };
  }

  count(folder: DialogFolder): number {
    const sql = 'SELECT count(*) AS count FROM dialogs WHERE folder = ?';
    return this.#db.get<{ count: number }>(sql, folderNumber(folder))?.count ?? 0;
  }

  /** Pinned chats of a list, top one first. */
  pinned(folder: DialogFolder): PeerId[] {
    return this.#db
      .all<{ peer_id: number }>(
        'SELECT peer_id FROM dialogs WHERE folder = ? AND pinned IS NOT NULL ORDER BY pinned',
        folderNumber(folder),
      )
      .map((row) => row.peer_id as PeerId);
  }

  /** The chats before and after one, in the order of its list. */
  neighbours(peerId: PeerId): { previous?: PeerId; next?: PeerId } {
    const own = this.#row(peerId);
    if (own === undefined) return {};
    const ids = this.#db.all<{ peer_id: number }>(`SELECT peer_id FROM dialogs WHERE folder = ? ORDER BY ${ORDER}`, own.folder);
    const index = ids.findIndex((row) => row.peer_id === peerId);
    const previous = ids[index - 1]?.peer_id as PeerId | undefined;
    const next = ids[index + 1]?.peer_id as PeerId | undefined;
    return { ...(previous === undefined ? {} : { previous }), ...(next === undefined ? {} : { next }) };
  }

  allIds(): PeerId[] {
    return this.#db.all<{ peer_id: number }>('SELECT peer_id FROM dialogs').map((row) => row.peer_id as PeerId);
  }

  /** Private chats and basic groups whose number of unread mentions includes messages that are not stored. */
  withUnknownMentions(): PeerId[] {
    return this.#db
      .all<{ peer_id: number }>(
        `SELECT peer_id FROM dialogs WHERE unread_mentions > 0 AND peer_id > -1000000000000 AND unread_mentions >
           (SELECT count(*) FROM messages WHERE messages.peer_id = dialogs.peer_id AND unread_mention = 1)`,
      )
      .map((row) => row.peer_id as PeerId);
  }

  /** Private chats and basic groups whose number of unread messages includes some that are not stored, and may include these ids. */
  withUnknownUnread(minId: number, maxId: number): PeerId[] {
    return this.#db
      .all<{ peer_id: number }>(
        `SELECT peer_id FROM dialogs WHERE unread_count > 0 AND peer_id > -1000000000000 AND read_inbox < ? AND counted_id >= ?
           AND unread_count > (SELECT count(*) FROM messages WHERE messages.peer_id = dialogs.peer_id AND id > read_inbox AND counts = 1)`,
        maxId,
        minId,
      )
      .map((row) => row.peer_id as PeerId);
  }

  /** Private chats and basic groups in which reactions to own messages, or votes in own polls, were not seen yet. */
  withUnseenAnswers(): PeerId[] {
    const sql = 'SELECT peer_id FROM dialogs WHERE (unread_reactions > 0 OR unread_poll_votes > 0) AND peer_id > -1000000000000';
    return this.#db.all<{ peer_id: number }>(sql).map((row) => row.peer_id as PeerId);
  }

  /** Adds a chat or changes what is known of it. */
  put(peerId: PeerId, patch: DialogPatch): void {
    this.#db.step(() => {
      const before = this.#row(peerId);
      if (before === undefined) this.#db.run('INSERT INTO dialogs (peer_id) VALUES (?)', peerId);
      const columns = toColumns(patch);
      for (const [column, value] of Object.entries(columns)) {
        if (before !== undefined && before[column as keyof Row] === value) continue;
        this.#db.run(`UPDATE dialogs SET ${column} = ? WHERE peer_id = ?`, value, peerId);
        this.#db.changes.dialogs.add(peerId);
        if (column === 'folder' || column === 'pinned') this.#db.changes.dialogOrder = true;
      }
      if (before === undefined) {
        this.#db.changes.dialogs.add(peerId);
        this.#db.changes.dialogOrder = true;
      }
      this.#refreshSort(peerId);
    });
  }

  /** Takes a chat out of the list; its history stays. */
  delete(peerId: PeerId): void {
    this.#db.step(() => {
      const { changes } = this.#db.run('DELETE FROM dialogs WHERE peer_id = ?', peerId);
      if (changes === 0) return;
      this.#db.changes.dialogs.add(peerId);
      this.#db.changes.dialogOrder = true;
    });
  }

  /** Makes `order` the pinned chats of a list, top one first; others of the list are no longer pinned. */
  setPinnedOrder(folder: DialogFolder, order: readonly PeerId[]): void {
    this.#db.step(() => {
      for (const peerId of this.pinned(folder)) if (!order.includes(peerId)) this.put(peerId, { pinned: null });
      for (const [index, peerId] of order.entries()) if (this.has(peerId)) this.put(peerId, { pinned: index, folder });
    });
  }

  /** Pins on top, or unpins. */
  setPinned(peerId: PeerId, pinned: boolean): void {
    const record = this.get(peerId);
    if (record === undefined || (record.pinned !== undefined) === pinned) return;
    const others = this.pinned(record.folder).filter((id) => id !== peerId);
    this.setPinnedOrder(record.folder, pinned ? [peerId, ...others] : others);
  }

  /** Brings the place of a chat up to date with its newest message, its draft and what is on its way out. */
  refreshSort(peerId: PeerId): void {
    this.#db.step(() => {
      if (this.has(peerId)) this.#db.changes.dialogs.add(peerId);
      this.#refreshSort(peerId);
    });
  }

  #refreshSort(peerId: PeerId): void {
    const row = this.#row(peerId);
    if (row === undefined) return;
    const draft = this.#db.get<{ date: number }>('SELECT date FROM drafts WHERE peer_id = ? AND thread_id = 0 AND empty = 0', peerId);
    // A draft does not lift a chat that cannot be written to.
    const draftDate = draft !== undefined && this.#peers.get(peerId)?.rights.send === true ? draft.date : 0;
    const pending = this.#db.get<{ n: number; created_at: number }>(
      "SELECT n, created_at FROM outbox WHERE peer_id = ? AND state <> 'cancelled' AND scheduled = 0 ORDER BY n DESC LIMIT 1",
      peerId,
    );
    const sortDate = Math.max(row.top_date, row.join_date, draftDate, Math.floor((pending?.created_at ?? 0) / 1000));
    if (sortDate === row.sort_date && row.top_id === row.sort_id) return;
    this.#db.run('UPDATE dialogs SET sort_date = ?, sort_id = ? WHERE peer_id = ?', sortDate, row.top_id, peerId);
    this.#db.changes.dialogOrder = true;
  }

  /** Unread messages and chats of a list that are not muted at `now` (unix seconds). */
  totals(now: number, folder: DialogFolder = 'main'): UnreadTotals {
    const rows = this.#db.all<Pick<Row, 'peer_id' | 'unread_count' | 'mute_until'>>(
      `SELECT peer_id, unread_count, mute_until FROM dialogs
       WHERE folder = ? AND (unread_count > 0 OR unread_mark = 1) AND (mute_until IS NULL OR mute_until <= ?)`,
      folderNumber(folder),
      now,
    );
    // Asked for once: thousands of rows may follow the default of their kind.
    const mutedByDefault = {
      users: this.#meta.defaultMuteUntil('users') > now,
      groups: this.#meta.defaultMuteUntil('groups') > now,
      channels: this.#meta.defaultMuteUntil('channels') > now,
    };
    const isMuted = (row: (typeof rows)[number]): boolean =>
      row.mute_until === null && mutedByDefault[this.#scope(row.peer_id as PeerId)];
    const followDefaults = mutedByDefault.users || mutedByDefault.groups || mutedByDefault.channels;
    let unreadMessages = 0;
    let unreadChats = 0;
    for (const row of rows) {
      if (followDefaults && isMuted(row)) continue;
      unreadMessages += row.unread_count;
      unreadChats += 1;
    }
    return { unreadMessages, unreadChats };
  }

  /** Chats of a list with something unread, muted ones included. */
  unreadChats(folder: DialogFolder): number {
    const row = this.#db.get<{ count: number }>(
      'SELECT count(*) AS count FROM dialogs WHERE folder = ? AND (unread_count > 0 OR unread_mark = 1)',
      folderNumber(folder),
    );
    return row?.count ?? 0;
  }

  /** The next end of a mute after `now` (unix seconds), for a timer. */
  nextUnmute(now: number): number | undefined {
    const row = this.#db.get<{ at: number | null }>('SELECT min(mute_until) AS at FROM dialogs WHERE mute_until > ?', now);
    const defaults = (['users', 'groups', 'channels'] as const).map((scope) => this.#meta.defaultMuteUntil(scope));
    const times = [row?.at ?? 0, ...defaults].filter((at) => at > now);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** The facts of one chat, or of all that are listed; `now` in unix seconds. */
  facts(now: number, peerId?: PeerId): DialogFacts[] {
    type Facts = Pick<Row, 'peer_id' | 'folder' | 'sort_date' | 'sort_id' | 'unread_count' | 'unread_mark' | 'unread_mentions' | 'mute_until'>;
    const sql = `SELECT d.peer_id, d.folder, d.sort_date, d.sort_id, d.unread_count, d.unread_mark, d.unread_mentions, d.mute_until,
        json_extract(p.model, '$.kind') AS kind, json_extract(p.model, '$.isContact') AS contact, json_extract(p.model, '$.isSelf') AS self
      FROM dialogs d JOIN peers p ON p.id = d.peer_id${peerId === undefined ? '' : ' WHERE d.peer_id = ?'}`;
    const rows = this.#db.all<Facts & { kind: PeerKind; contact: number | null; self: number | null }>(sql, ...(peerId === undefined ? [] : [peerId]));
    const defaults = { users: this.#meta.defaultMuteUntil('users'), groups: this.#meta.defaultMuteUntil('groups'), channels: this.#meta.defaultMuteUntil('channels') };
    const scopeOf = (kind: PeerKind): NotifyScope => (kind === 'user' || kind === 'bot' ? 'users' : kind === 'channel' ? 'channels' : 'groups');
    return rows.map((row) => ({
      peerId: row.peer_id as PeerId,
      kind: row.kind,
      isContact: row.contact === 1 || row.self === 1,
      muted: (row.mute_until ?? defaults[scopeOf(row.kind)]) > now,
      unread: row.unread_count > 0 || row.unread_mark === 1,
      mentioned: row.unread_mentions > 0,
      archived: row.folder === 1,
      unreadCount: row.unread_count,
      sortDate: row.sort_date,
      sortId: row.sort_id,
    }));
  }

  #row(peerId: PeerId): Row | undefined {
    return this.#db.get<Row>('SELECT * FROM dialogs WHERE peer_id = ?', peerId);
  }

  #read(row: Row): DialogRecord {
    const peerId = row.peer_id as PeerId;
    return {
      peerId,
      folder: row.folder === 1 ? 'archive' : 'main',
      ...(row.pinned === null ? {} : { pinned: row.pinned }),
      topMessageId: row.top_id as MessageId,
      topDate: row.top_date,
      readInboxMaxId: row.read_inbox as MessageId,
      readOutboxMaxId: row.read_outbox as MessageId,
      unreadCount: row.unread_count,
      unreadMentions: row.unread_mentions,
      unreadReactions: row.unread_reactions,
      unreadPollVotes: row.unread_poll_votes,
      unreadMark: row.unread_mark === 1,
      countedMaxId: row.counted_id as MessageId,
      muteUntil: row.mute_until ?? this.#meta.defaultMuteUntil(this.#scope(peerId)),
      ttlPeriod: row.ttl_period,
    };
  }

  #scope(peerId: PeerId): NotifyScope {
    const kind = peerIdKind(peerId);
    if (kind !== 'channel') return kind === 'user' ? 'users' : 'groups';
    return this.#peers.get(peerId)?.kind === 'channel' ? 'channels' : 'groups';
  }
}

function toColumns(patch: DialogPatch): Partial<Record<keyof Row, number | null>> {
  return {
    ...(patch.folder === undefined ? {} : { folder: folderNumber(patch.folder) }),
    ...(patch.pinned === undefined ? {} : { pinned: patch.pinned }),
    ...(patch.topMessageId === undefined ? {} : { top_id: patch.topMessageId }),
    ...(patch.topDate === undefined ? {} : { top_date: patch.topDate }),
    ...(patch.joinDate === undefined ? {} : { join_date: patch.joinDate }),
    ...(patch.readInboxMaxId === undefined ? {} : { read_inbox: patch.readInboxMaxId }),
    ...(patch.readOutboxMaxId === undefined ? {} : { read_outbox: patch.readOutboxMaxId }),
    ...(patch.unreadCount === undefined ? {} : { unread_count: Math.max(0, patch.unreadCount) }),
    ...(patch.unreadMentions === undefined ? {} : { unread_mentions: Math.max(0, patch.unreadMentions) }),
    ...(patch.unreadReactions === undefined ? {} : { unread_reactions: Math.max(0, patch.unreadReactions) }),
    ...(patch.unreadPollVotes === undefined ? {} : { unread_poll_votes: Math.max(0, patch.unreadPollVotes) }),
    ...(patch.unreadMark === undefined ? {} : { unread_mark: patch.unreadMark ? 1 : 0 }),
    ...(patch.countedMaxId === undefined ? {} : { counted_id: patch.countedMaxId }),
    ...(patch.muteUntil === undefined ? {} : { mute_until: patch.muteUntil }),
    ...(patch.ttlPeriod === undefined ? {} : { ttl_period: patch.ttlPeriod }),
  };
}
