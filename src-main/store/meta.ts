import { userPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';

/** State of the account's update sequences (core.telegram.org/constructor/updates.state). `date`: unix seconds of the server. */
export interface CommonState {
  pts: number;
  qts: number;
  date: number;
  seq: number;
}

/** Which chats a default mute applies to. */
export type NotifyScope = 'users' | 'groups' | 'channels';

/**
 * Small things that belong to the account as a whole, as JSON by name. They are read at every step of an update, so that those that
 * were asked for stay in memory.
 */
export class MetaRepository {
  readonly #db: SqlDatabase;
  readonly #known = new Map<string, unknown>();

  constructor(db: SqlDatabase) {
    this.#db = db;
    db.afterUndo(() => this.#known.clear());
  }

  /**
   * The value kept under `key`; callers check its shape, because an older version may have written it, and do not change it, because
   * others get the same.
   */
  get(key: string): unknown {
    if (this.#known.has(key)) return this.#known.get(key);
    const row = this.#db.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', key);
    const value = row === undefined ? undefined : (JSON.parse(row.value) as unknown);
    this.#known.set(key, value);
    return value;
  }

  /** Keeps a JSON value; undefined removes it. */
  set(key: string, value: unknown): void {
    const json = value === undefined ? undefined : JSON.stringify(value);
    if (json === undefined) this.#db.run('DELETE FROM meta WHERE key = ?', key);
    else this.#db.run('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', key, json);
    // As it will be read: what the caller does with its object later is not kept.
    this.#known.set(key, json === undefined ? undefined : (JSON.parse(json) as unknown));
  }

  /** Undefined before the first `updates.getState`. */
  commonState(): CommonState | undefined {
    const value = this.get('state');
    if (typeof value !== 'object' || value === null) return undefined;
    const { pts, qts, date, seq } = value as CommonState;
    return [pts, qts, date, seq].every((each) => typeof each === 'number') ? { pts, qts, date, seq } : undefined;
  }

  setCommonState(state: CommonState | undefined): void {
    this.set('state', state === undefined ? undefined : { pts: state.pts, qts: state.qts, date: state.date, seq: state.seq });
  }

  /** The own user, once known. */
  selfId(): PeerId | undefined {
    const id = this.get('self');
    return typeof id === 'number' ? userPeerId(id) : undefined;
  }

  setSelfId(id: PeerId): void {
    if (this.selfId() === id) return;
    this.#db.transaction(() => {
      this.set('self', id);
      this.#db.changes.self = true;
    });
  }

  /** Unix seconds until which chats of a kind are muted by default; 0 when they are not. */
  defaultMuteUntil(scope: NotifyScope): number {
    const value = this.get(`mute.${scope}`);
    return typeof value === 'number' ? value : 0;
  }

  setDefaultMuteUntil(scope: NotifyScope, muteUntil: number): void {
    if (this.defaultMuteUntil(scope) === muteUntil) return;
    this.#db.transaction(() => {
      this.set(`mute.${scope}`, muteUntil);
      this.#db.changes.notifyDefaults = true;
    });
  }
}
