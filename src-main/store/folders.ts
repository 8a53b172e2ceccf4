import { ALL_CHATS } from '#shared/model/index.ts';
import type { ChatFolder, FolderId } from '#shared/model/index.ts';
import type { SqlDatabase } from './database.ts';
import type { MetaRepository } from './meta.ts';

/** A folder as the server has it and as the person wants it; a wish of null deletes it, undefined: there is none. */
export interface FolderState {
  server: ChatFolder | undefined;
  wish: ChatFolder | null | undefined;
}

interface Row {
  id: number;
  server: string | null;
  wish: string | null;
}

/** Chat folders in their order (core.telegram.org/api/folders). */
export class FoldersRepository {
  readonly #db: SqlDatabase;
  readonly #meta: MetaRepository;

  constructor(db: SqlDatabase, meta: MetaRepository) {
    this.#db = db;
    this.#meta = meta;
  }

  /** The folders as they are shown: wishes included. */
  list(): ChatFolder[] {
    return this.#rows().flatMap((row) => {
      const { server, wish } = read(row);
      const shown = wish === undefined ? server : wish;
      return shown === null || shown === undefined ? [] : [shown];
    });
  }

  get(id: FolderId): ChatFolder | undefined {
    const state = this.state(id);
    return (state?.wish === undefined ? state?.server : state.wish) ?? undefined;
  }

  state(id: FolderId): FolderState | undefined {
    const row = this.#db.get<Row>('SELECT id, server, wish FROM chat_folders WHERE id = ?', id);
    return row === undefined ? undefined : read(row);
  }

  /** Every id that is taken, deleted ones that the server has not heard of included; `ALL_CHATS` is not among them. */
  ids(): FolderId[] {
    return this.#rows().map((row) => row.id as FolderId);
  }

  /** The tabs: shown folders and "All chats". */
  order(): FolderId[] {
    const ids = this.list().map((folder) => folder.id);
    const place = this.#meta.get('folders.allChats');
    const at = typeof place === 'number' ? Math.min(Math.max(0, place), ids.length) : 0;
    return [...ids.slice(0, at), ALL_CHATS, ...ids.slice(at)];
  }

  /** Takes over an order; folders that it does not name follow as they stood. */
  setOrder(order: readonly FolderId[]): void {
    this.#db.transaction(() => {
      if (same(order, this.order())) return;
      const ids = order.filter((id) => id !== ALL_CHATS);
      const all = [...ids, ...this.ids().filter((id) => !ids.includes(id))];
      for (const [position, id] of all.entries()) this.#db.run('UPDATE chat_folders SET position = ? WHERE id = ?', position, id);
      const allChats = order.indexOf(ALL_CHATS);
      if (allChats >= 0) this.#meta.set('folders.allChats', allChats);
      this.#db.changes.folders = true;
    });
  }

  /**
   * Writes how a folder stands; without anything it is gone. A new one comes last. One that is not wanted any more stays until the server
   * was told, because a call that makes it may be on its way.
   */
  put(id: FolderId, { server, wish }: FolderState): void {
    this.#db.transaction(() => {
      this.#db.changes.folders = true;
      if (server === undefined && wish === undefined) {
        this.#db.run('DELETE FROM chat_folders WHERE id = ?', id);
        return;
      }
      this.#db.run(
        `INSERT INTO chat_folders (id, position, server, wish)
           VALUES (?, (SELECT coalesce(max(position), -1) + 1 FROM chat_folders), ?, ?)
         ON CONFLICT (id) DO UPDATE SET server = excluded.server, wish = excluded.wish`,
        id,
        server === undefined ? null : JSON.stringify(server),
        wish === undefined ? null : JSON.stringify(wish),
      );
    });
  }

  /** Tags are shown in rows, as far as the server is concerned. */
  get tags(): boolean {
    return this.#meta.get('folders.tags') === true;
  }

  setTags(on: boolean): void {
    if (this.tags === on) return;
    this.#db.transaction(() => {
      this.#meta.set('folders.tags', on);
      this.#db.changes.folders = true;
    });
  }

  #rows(): Row[] {
    return this.#db.all<Row>('SELECT id, server, wish FROM chat_folders ORDER BY position, id');
  }
}

function read({ server, wish }: Row): FolderState {
  return {
    server: server === null ? undefined : (JSON.parse(server) as ChatFolder),
    wish: wish === null ? undefined : (JSON.parse(wish) as ChatFolder | null),
  };
}

const same = (a: readonly FolderId[], b: readonly FolderId[]): boolean => a.length === b.length && a.every((id, index) => id === b[index]);
