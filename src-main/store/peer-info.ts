import type { ChatMember, FullInfo, PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';

/** Raise it when the stored forms change: older ones count as unknown, and are asked for again. */
const INFO_VERSION = 2;

/** What is kept of the full form of a user or chat. */
export interface PeerInfoRecord {
  info: FullInfo;
  /** Unix seconds; 0: something changed since it was fetched. */
  fetchedAt: number;
  /** All members of a basic group with the version that they are of, or the first page of those of a supergroup or channel. */
  members?: { list: ChatMember[]; version: number; total: number };
}

interface Row {
  info: string;
  members: string | null;
  fetched_at: number;
}

/** Full forms of users and chats, for showing them at once. */
export class PeerInfoRepository {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  get(peerId: PeerId): PeerInfoRecord | undefined {
    const row = this.#db.get<Row>('SELECT info, members, fetched_at FROM peer_info WHERE peer_id = ? AND model_version = ?', peerId, INFO_VERSION);
    if (row === undefined) return undefined;
    return {
      info: JSON.parse(row.info) as FullInfo,
      fetchedAt: row.fetched_at,
      ...(row.members === null ? {} : { members: JSON.parse(row.members) as NonNullable<PeerInfoRecord['members']> }),
    };
  }

  /** Replaces what was known; members that are not given are forgotten. */
  put(peerId: PeerId, { info, fetchedAt, members }: PeerInfoRecord): void {
    this.#db.step(() => {
      this.#db.run(
        'INSERT OR REPLACE INTO peer_info (peer_id, info, members, fetched_at, model_version) VALUES (?, ?, ?, ?, ?)',
        peerId,
        JSON.stringify(info),
        members === undefined ? null : JSON.stringify(members),
        fetchedAt,
        INFO_VERSION,
      );
      this.#db.changes.infos.add(peerId);
    });
  }

  /** Changes what is known; nothing happens where nothing is. */
  patch(peerId: PeerId, change: (record: PeerInfoRecord) => PeerInfoRecord): void {
    const known = this.get(peerId);
    if (known !== undefined) this.put(peerId, change(known));
  }

  /** Something changed on the server: what is known is shown, and counts as old. */
  outdate(peerId: PeerId): void {
    this.#db.run('UPDATE peer_info SET fetched_at = 0 WHERE peer_id = ?', peerId);
  }
}
