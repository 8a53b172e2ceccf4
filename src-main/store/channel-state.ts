import type { PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';

/** Where the update box of one channel stands. */
export interface ChannelState {
  peerId: PeerId;
  pts: number;
  /** A gap is known and its difference has not come to its final page: after a restart it is asked for again. */
  catchUp: boolean;
  /** The pts that the gap is known to reach, 0 when unknown. */
  catchUpPts: number;
  /** The server refuses access; nothing is asked for any more. */
  inaccessible: boolean;
}

interface Row {
  peer_id: number;
  pts: number;
  catch_up: number;
  catch_up_pts: number;
  inaccessible: number;
}

export class ChannelStateRepository {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  get(peerId: PeerId): ChannelState | undefined {
    const row = this.#db.get<Row>('SELECT * FROM channel_state WHERE peer_id = ?', peerId);
    return row === undefined ? undefined : read(row);
  }

  /** The pts of a channel; undefined when its box was never followed (a row may exist only to mark it inaccessible). */
  pts(peerId: PeerId): number | undefined {
    const pts = this.get(peerId)?.pts;
    return pts === undefined || pts === 0 ? undefined : pts;
  }

  setPts(peerId: PeerId, pts: number): void {
    this.#db.run(
      'INSERT INTO channel_state (peer_id, pts) VALUES (?, ?) ON CONFLICT (peer_id) DO UPDATE SET pts = excluded.pts',
      peerId,
      pts,
    );
  }

  /** Forgets the pts, and nothing else. */
  forgetPts(peerId: PeerId): void {
    this.#db.run('UPDATE channel_state SET pts = 0 WHERE peer_id = ?', peerId);
  }

  setCatchUp(peerId: PeerId, catchUp: boolean, expectedPts = 0): void {
    this.#db.run(
      `INSERT INTO channel_state (peer_id, pts, catch_up, catch_up_pts) VALUES (?, 0, ?, ?)
       ON CONFLICT (peer_id) DO UPDATE SET catch_up = excluded.catch_up,
         catch_up_pts = CASE WHEN excluded.catch_up = 1 THEN max(catch_up_pts, excluded.catch_up_pts) ELSE 0 END`,
      peerId,
      catchUp ? 1 : 0,
      expectedPts,
    );
  }

  setInaccessible(peerId: PeerId, inaccessible: boolean): void {
    this.#db.run(
      `INSERT INTO channel_state (peer_id, pts, inaccessible) VALUES (?, 0, ?)
       ON CONFLICT (peer_id) DO UPDATE SET inaccessible = excluded.inaccessible`,
      peerId,
      inaccessible ? 1 : 0,
    );
  }

  /** Channels whose difference was cut short. */
  catchingUp(): ChannelState[] {
    return this.#db.all<Row>('SELECT * FROM channel_state WHERE catch_up = 1 AND inaccessible = 0 ORDER BY peer_id').map(read);
  }
}

function read(row: Row): ChannelState {
  return {
    peerId: row.peer_id as PeerId,
    pts: row.pts,
    catchUp: row.catch_up === 1,
    catchUpPts: row.catch_up_pts,
    inaccessible: row.inaccessible === 1,
  };
}
