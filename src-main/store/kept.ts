import { existsSync } from 'node:fs';
import type { PeerId } from '#shared/model/index.ts';
import { SqlDatabase } from './database.ts';
import type { SqlValue } from './database.ts';
import { fromRecord, toRecord } from './json.ts';
import { KEPT_TABLES } from './kept-tables.ts';
import type { KeptTable } from './kept-tables.ts';
import type { PeerRecord } from './map/peer.ts';
import type { PeersRepository } from './peers.ts';

type KeptRow = Record<string, SqlValue>;

/** Rows by table, and the people and chats that they are about. */
export interface Kept {
  tables: Record<string, KeptRow[]>;
  /** Wire objects: the own user, and peers of drafts and of messages on their way out. */
  peers: PeerRecord[];
  /** Tables of which a part could not be read. */
  damaged: string[];
}

/** What lives only here, from a database that may be damaged: as much as can be read. */
export function readKept(db: SqlDatabase): Kept {
  const kept: Kept = { tables: {}, peers: [], damaged: [] };
  for (const table of KEPT_TABLES) {
    const { rows, isWhole } = readTable(db, table);
    kept.tables[table.name] = rows;
    if (!isWhole) kept.damaged.push(table.name);
  }
  for (const id of peersOf(kept)) {
    try {
      const row = db.get<{ record: string }>('SELECT record FROM peers WHERE id = ?', id);
      if (row !== undefined) kept.peers.push(fromRecord(row.record) as PeerRecord);
    } catch {
      // The server tells about this one again.
    }
  }
  return kept;
}

/** The same from a file that nobody has open, which is not changed; undefined when nothing at all can be read. */
export function salvage(path: string, key: Uint8Array): Kept | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const db = new SqlDatabase({ path, key, keyChecked: true, readOnly: true });
    try {
      return readKept(db);
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}

/** Takes over what is missing. Rows that are there already stay, but for drafts that were written later. */
export function restoreKept(db: SqlDatabase, peers: PeersRepository, kept: Kept): void {
  db.transaction(() => {
    for (const { name } of KEPT_TABLES) {
      const columns = columnsOf(db, name);
      for (const row of kept.tables[name] ?? []) restoreRow(db, name, columns, row);
    }
    for (const record of kept.peers) {
      if (record._ === 'user') peers.apply([record], []);
      else peers.apply([], [record]);
    }
  });
}

/** `kept` with what it lacks, where it is damaged or absent, from an earlier copy. */
export function completeKept(kept: Kept | undefined, copy: Kept | undefined): Kept | undefined {
  if (kept === undefined || copy === undefined) return kept ?? copy;
  const tables: Kept['tables'] = { ...kept.tables };
  for (const { name, key } of KEPT_TABLES) {
    if (!kept.damaged.includes(name)) continue;
    const identify = (row: KeptRow): string => toRecord(key.map((column) => row[column]));
    const present = new Set((kept.tables[name] ?? []).map(identify));
    tables[name] = [...(kept.tables[name] ?? []), ...(copy.tables[name] ?? []).filter((row) => !present.has(identify(row)))];
  }
  return { tables, peers: [...copy.peers, ...kept.peers], damaged: [] };
}

/** Whether somebody is signed in by what was kept. */
export function isSignedIn({ tables }: Kept): boolean {
  const isSelf = (tables['meta'] ?? []).some((row) => row['key'] === 'self');
  return isSelf && (tables['auth_keys'] ?? []).some((row) => Number(row['authorized']) === 1);
}

export const keptToText = (kept: Kept): string => toRecord(kept);
export const keptFromText = (text: string): Kept => fromRecord(text) as Kept;

/** Reads from both ends: what lies before and behind a damaged page. */
function readTable(db: SqlDatabase, { name, key, where = '1' }: KeptTable): { rows: KeptRow[]; isWhole: boolean } {
  const rows = new Map<string, KeptRow>();
  const known = columnsOf(db, name);
  for (const order of ['ASC', 'DESC']) {
    try {
      // The file may be of an earlier version.
      const sorted = key.filter((column) => known.has(column)).map((column) => `${column} ${order}`).join(', ');
      db.each(`SELECT * FROM ${name} NOT INDEXED WHERE ${where} ORDER BY ${sorted}`, (row) => {
        rows.set(toRecord(key.map((column) => row[column])), row);
      });
      return { rows: [...rows.values()], isWhole: true };
    } catch {
      // The other end is tried; a table of a later version is not there at all.
    }
  }
  return { rows: [...rows.values()], isWhole: false };
}

function columnsOf(db: SqlDatabase, table: string): Set<string> {
  try {
    return new Set(db.all<{ name: string }>('SELECT name FROM pragma_table_info(?)', table).map((column) => column.name));
  } catch {
    return new Set();
  }
}

function restoreRow(db: SqlDatabase, table: string, columns: ReadonlySet<string>, row: KeptRow): void {
  const entries = Object.entries(row).filter(([column]) => columns.has(column));
  if (entries.length === 0) return;
  if (table === 'drafts') {
    const sql = 'DELETE FROM drafts WHERE peer_id = ? AND thread_id = ? AND local_rev < ?';
    db.run(sql, row['peer_id'] ?? null, row['thread_id'] ?? 0, row['local_rev'] ?? 0);
  }
  db.run(
    `INSERT OR IGNORE INTO ${table} (${entries.map(([column]) => column).join(', ')}) VALUES (${entries.map(() => '?').join(', ')})`,
    ...entries.map(([, value]) => value),
  );
}

function peersOf({ tables }: Kept): Set<PeerId> {
  const ids = [...(tables['drafts'] ?? []), ...(tables['outbox'] ?? [])].map((row) => Number(row['peer_id']));
  const self = (tables['meta'] ?? []).find((row) => row['key'] === 'self')?.['value'];
  return new Set([...ids, ...(typeof self === 'string' ? [Number(self)] : [])] as PeerId[]);
}
