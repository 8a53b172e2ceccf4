import type { tl } from '#tl';
import { bareId, peerIdKind } from '#shared/model/index.ts';
import type { MessageId, Peer, PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';
import { fromRecord, toRecord } from './json.ts';
import { mapEntityId } from './map/ids.ts';
import { hasFullHash, mergePeer } from './map/merge.ts';
import { mapPeer, mapUsernames } from './map/peer.ts';
import type { PeerRecord } from './map/peer.ts';
import { MODEL_VERSION } from './map/version.ts';
import type { MetaRepository } from './meta.ts';
import type { SearchIndex } from './search/search-index.ts';
import { PushedStatuses } from './pushed-statuses.ts';

interface Row {
  id: number;
  record: string;
  model: string;
  model_version: number;
}

/** Accounts that are addressable before the server has sent them: service messages, verification codes. */
const KNOWN_HASHES: ReadonlyMap<number, bigint> = new Map([
  [777_000, 1n],
  [489_000, 1n],
]);

/** Peers known in full that are remembered. */
const MOST_FULL = 10_000;
/** How many messages are remembered through which a reduced peer can be named. */
const SEEN_LIMIT = 5;

/** Users and chats, and how to name them to the server (core.telegram.org/api/peers, core.telegram.org/api/min). */
export class PeersRepository {
  readonly #db: SqlDatabase;
  readonly #meta: MetaRepository;
  readonly #search: SearchIndex;
  readonly #pushed: PushedStatuses;
  /** Some of those that are known in full, which they stay: messages ask for their senders again and again. */
  readonly #full = new Set<PeerId>();

  /** `now` is a monotonic clock, ms. */
  constructor(db: SqlDatabase, meta: MetaRepository, search: SearchIndex, now: () => number = () => performance.now()) {
    this.#db = db;
    this.#meta = meta;
    this.#search = search;
    this.#pushed = new PushedStatuses(now);
    db.afterUndo(() => this.#full.clear());
  }

  /** Takes over the `users` and `chats` of an answer or container; reduced views never replace better knowledge. */
  apply(users: readonly tl.User[], chats: readonly tl.Chat[]): void {
    if (users.length + chats.length === 0) return;
    this.#db.step(() => {
      for (const user of users) if (user._ !== 'userEmpty') this.#put(user);
      for (const chat of chats) if (chat._ !== 'chatEmpty') this.#put(chat);
    });
  }

  get(id: PeerId): Peer | undefined {
    const row = this.#row(id);
    return row === undefined ? undefined : model(row);
  }

  /** The peers among `ids` that are known. */
  getMany(ids: Iterable<PeerId>): Map<PeerId, Peer> {
    const result = new Map<PeerId, Peer>();
    for (const id of ids) {
      if (result.has(id)) continue;
      const peer = this.get(id);
      if (peer !== undefined) result.set(id, peer);
    }
    return result;
  }

  /** The merged wire object behind a peer. */
  record(id: PeerId): PeerRecord | undefined {
    const row = this.#row(id);
    return row === undefined ? undefined : (fromRecord(row.record) as PeerRecord);
  }

  /** Known, and not only by a reduced view. */
  isFull(id: PeerId): boolean {
    if (this.#full.has(id)) return true;
    const isFull = this.#db.get<{ is_min: number }>('SELECT is_min FROM peers WHERE id = ?', id)?.is_min === 0;
    if (isFull && this.#full.size >= MOST_FULL) this.#full.clear();
    if (isFull) this.#full.add(id);
    return isFull;
  }

  /** We belong to this chat (true for users). */
  isMember(id: PeerId): boolean {
    const record = this.record(id);
    if (record === undefined || record._ === 'chatForbidden' || record._ === 'channelForbidden') return false;
    return record._ === 'user' || (record.left !== true && !(record._ === 'chat' && record.deactivated === true));
  }

  /** Users whose last known status is "online", also when that has run out. */
  onlineIds(): PeerId[] {
    return this.#db
      .all<{ id: number }>("SELECT id FROM peers WHERE id > 0 AND json_extract(model, '$.status.kind') = 'online'")
      .map((row) => row.id as PeerId);
  }

  /** Users among the contacts. */
  contactIds(): PeerId[] {
    return this.#db
      .all<{ id: number }>("SELECT id FROM peers WHERE id > 0 AND json_extract(model, '$.isContact') = 1")
      .map((row) => row.id as PeerId);
  }

  self(): Peer | undefined {
    const id = this.#meta.selfId();
    return id === undefined ? undefined : this.get(id);
  }

  byUsername(username: string): PeerId | undefined {
    const row = this.#db.get<{ peer_id: number }>('SELECT peer_id FROM usernames WHERE username = ?', username.toLowerCase());
    return row?.peer_id as PeerId | undefined;
  }

  /**
   * How to name a peer in a call; undefined when nothing is known that the server would accept. A peer known only by a reduced
   * view is named through a message that shows it.
   */
  inputPeer(id: PeerId): tl.InputPeer | undefined {
    if (id === this.#meta.selfId()) return { _: 'inputPeerSelf' };
    const direct = this.#inputByHash(id);
    if (direct !== undefined) return direct;
    const seen = this.#context(id);
    if (seen === undefined) return undefined;
    return peerIdKind(id) === 'user'
      ? { _: 'inputPeerUserFromMessage', peer: seen.peer, msgId: seen.messageId, userId: bareId(id) }
      : { _: 'inputPeerChannelFromMessage', peer: seen.peer, msgId: seen.messageId, channelId: bareId(id) };
  }

  inputUser(id: PeerId): tl.InputUser | undefined {
    const peer = this.inputPeer(id);
    switch (peer?._) {
      case 'inputPeerSelf':
        return { _: 'inputUserSelf' };
      case 'inputPeerUser':
        return { _: 'inputUser', userId: peer.userId, accessHash: peer.accessHash };
      case 'inputPeerUserFromMessage':
        return { _: 'inputUserFromMessage', peer: peer.peer, msgId: peer.msgId, userId: peer.userId };
      default:
        return undefined;
    }
  }

  inputChannel(id: PeerId): tl.InputChannel | undefined {
    const peer = this.inputPeer(id);
    switch (peer?._) {
      case 'inputPeerChannel':
        return { _: 'inputChannel', channelId: peer.channelId, accessHash: peer.accessHash };
      case 'inputPeerChannelFromMessage':
        return { _: 'inputChannelFromMessage', peer: peer.peer, msgId: peer.msgId, channelId: peer.channelId };
      default:
        return undefined;
    }
  }

  /** The current picture of a peer, for a download with `inputPeerPhotoFileLocation`; a reduced hash is good enough for that. */
  photoLocation(id: PeerId): { peer: tl.InputPeer; photoId: bigint; dcId: number } | undefined {
    const record = this.record(id);
    if (record === undefined || record._ === 'chatForbidden' || record._ === 'channelForbidden') return undefined;
    const photo = record.photo;
    if (photo === undefined || photo._ === 'userProfilePhotoEmpty' || photo._ === 'chatPhotoEmpty') return undefined;
    const peer = this.#inputByHash(id) ?? this.#inputByHash(id, 'min_hash') ?? this.inputPeer(id);
    return peer === undefined ? undefined : { peer, photoId: photo.photoId, dcId: photo.dcId };
  }

  /** Remembers that a message shows these peers, for those of them that are known only by a reduced view. */
  noteSeen(ids: Iterable<PeerId>, contextPeerId: PeerId, messageId: MessageId): void {
    for (const id of ids) {
      if (id === contextPeerId || peerIdKind(id) === 'group' || this.isFull(id)) continue;
      this.#db.run(
        'INSERT OR IGNORE INTO peer_seen (peer_id, context_peer_id, message_id) VALUES (?, ?, ?)',
        id,
        contextPeerId,
        messageId,
      );
      this.#db.run(
        `DELETE FROM peer_seen WHERE peer_id = ? AND message_id < (
           SELECT message_id FROM peer_seen WHERE peer_id = ? ORDER BY message_id DESC LIMIT 1 OFFSET ?)`,
        id,
        id,
        SEEN_LIMIT - 1,
      );
    }
  }

  /** The server refused a name made through this message: it is not used again. */
  dropSeen(id: PeerId, contextPeerId: PeerId, messageId: MessageId): void {
    this.#db.run(
      'DELETE FROM peer_seen WHERE peer_id = ? AND context_peer_id = ? AND message_id = ?',
      id,
      contextPeerId,
      messageId,
    );
  }

  /** Changes fields of a known user; unknown users are left alone. Returns whether something changed. */
  patchUser(id: PeerId, patch: Partial<Omit<tl.user, '_' | 'id'>>): boolean {
    const record = this.record(id);
    return record?._ === 'user' && this.#write({ ...record, ...patch });
  }

  /** The full form of a user says whether anything may leave the private chat with them. */
  setNoForwards(id: PeerId, noForwards: boolean): void {
    const record = this.record(id);
    if (record?._ !== 'user') return;
    const { noForwards: _before, ...rest } = record;
    this.#write(noForwards ? { ...rest, noForwards } : rest);
  }

  /** A user's status was pushed at server time `at` (unix seconds): answers that may be older do not replace it. */
  pushStatus(id: PeerId, status: tl.UserStatus, at: number): void {
    this.#pushed.note(id, at);
    this.patchUser(id, { status });
  }

  /** The connection was broken: pushes may have been missed, so answers count again. */
  forgetPushes(): void {
    this.#pushed.forget();
  }

  patchChat(id: PeerId, patch: Partial<Omit<tl.chat, '_' | 'id'>>): boolean {
    const record = this.record(id);
    return record?._ === 'chat' && this.#write({ ...record, ...patch });
  }

  patchChannel(id: PeerId, patch: Partial<Omit<tl.channel, '_' | 'id'>>): boolean {
    const record = this.record(id);
    return record?._ === 'channel' && this.#write({ ...record, ...patch });
  }

  #row(id: PeerId): Row | undefined {
    return this.#db.get<Row>('SELECT id, record, model, model_version FROM peers WHERE id = ?', id);
  }

  #put(incoming: PeerRecord): void {
    const known = this.record(mapEntityId(incoming));
    const merged = this.#withPushed(known, mergePeer(known, incoming));
    if (merged !== known) this.#write(merged, incoming);
  }

  #withPushed(known: PeerRecord | undefined, merged: PeerRecord): PeerRecord {
    if (known?._ !== 'user' || merged._ !== 'user' || merged === known) return merged;
    if (!this.#pushed.outlives(mapEntityId(merged), known.status, merged.status)) return merged;
    const { status: _older, ...rest } = merged;
    return known.status === undefined ? rest : { ...rest, status: known.status };
  }

  /** Writes the merged form; `incoming` is what brought the change and may carry a hash that the merged form left out. */
  #write(record: PeerRecord, incoming: PeerRecord = record): boolean {
    const id = mapEntityId(record);
    const text = toRecord(record);
    const before = this.#row(id);
    const hash = fullHash(record);
    const minHash = reducedHash(incoming);
    if (before?.record === text) return false;
    const peer = mapPeer(record);
    this.#db.step(() => {
      this.#db.run(
        `INSERT INTO peers (id, access_hash, min_hash, is_min, record, model, model_version) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET access_hash = coalesce(excluded.access_hash, access_hash),
           min_hash = coalesce(excluded.min_hash, min_hash), is_min = excluded.is_min, record = excluded.record,
           model = excluded.model, model_version = excluded.model_version`,
        id,
        hash ?? null,
        minHash ?? null,
        isReduced(record) ? 1 : 0,
        text,
        JSON.stringify(peer),
        MODEL_VERSION,
      );
      this.#search.peerChanged(peer, before === undefined ? undefined : (JSON.parse(before.model) as Peer));
      this.#writeUsernames(id, record);
      this.#db.changes.peers.add(id);
      if (record._ === 'user' && record.self === true) {
        this.#meta.setSelfId(id);
        this.#db.changes.self = true;
      }
    });
    return true;
  }

  #writeUsernames(id: PeerId, record: PeerRecord): void {
    const names = record._ === 'user' || record._ === 'channel' ? mapUsernames(record) : [];
    this.#db.run('DELETE FROM usernames WHERE peer_id = ?', id);
    for (const name of names) {
      this.#db.run('INSERT OR REPLACE INTO usernames (username, peer_id) VALUES (?, ?)', name.toLowerCase(), id);
    }
  }

  #inputByHash(id: PeerId, column: 'access_hash' | 'min_hash' = 'access_hash'): tl.InputPeer | undefined {
    const kind = peerIdKind(id);
    if (kind === 'group') return { _: 'inputPeerChat', chatId: bareId(id) };
    const row = this.#db.getBig<{ hash: bigint | null }>(`SELECT ${column} AS hash FROM peers WHERE id = ?`, id);
    const hash = row?.hash ?? (kind === 'user' ? KNOWN_HASHES.get(bareId(id)) : undefined);
    if (hash === undefined) return undefined;
    return kind === 'user'
      ? { _: 'inputPeerUser', userId: bareId(id), accessHash: hash }
      : { _: 'inputPeerChannel', channelId: bareId(id), accessHash: hash };
  }

  #context(id: PeerId): { peer: tl.InputPeer; messageId: number } | undefined {
    const rows = this.#db.all<{ context_peer_id: number; message_id: number }>(
      'SELECT context_peer_id, message_id FROM peer_seen WHERE peer_id = ? ORDER BY message_id DESC',
      id,
    );
    for (const row of rows) {
      // The chat itself must be addressable by its hash: such names do not nest.
      const context = row.context_peer_id as PeerId;
      const peer = context === this.#meta.selfId() ? ({ _: 'inputPeerSelf' } as const) : this.#inputByHash(context);
      if (peer !== undefined) return { peer, messageId: row.message_id };
    }
    return undefined;
  }
}

function model(row: Row): Peer {
  return row.model_version === MODEL_VERSION ? (JSON.parse(row.model) as Peer) : mapPeer(fromRecord(row.record) as PeerRecord);
}

function isReduced(record: PeerRecord): boolean {
  return (record._ === 'user' || record._ === 'channel') && record.min === true && fullHash(record) === undefined;
}

function fullHash(record: PeerRecord): bigint | undefined {
  switch (record._) {
    case 'user':
      return hasFullHash(record) ? record.accessHash : undefined;
    case 'channel':
      return record.min === true ? undefined : record.accessHash;
    case 'channelForbidden':
      return record.accessHash;
    default:
      return undefined;
  }
}

function reducedHash(record: PeerRecord): bigint | undefined {
  return (record._ === 'user' || record._ === 'channel') && record.min === true ? record.accessHash : undefined;
}
