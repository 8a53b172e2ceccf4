import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Damaged databases that are kept; they can be large. */
const KEPT = 2;
/** What belongs to a database, by the ends that SQLite gives. */
const ENDS = ['', '-wal', '-shm'];

/**
 * Renames a damaged database and its log, so that they still fit together, to a name with the date. Only the newest ones are kept.
 * Returns the new path.
 */
export function setAside(path: string, now: Date): string {
  const stem = basename(path).replace(/\.db$/, '');
  const named = /^(.*)-damaged-\d{8}T\d{9}Z\.db(-wal|-shm)?$/;
  const aside = join(dirname(path), `${stem}-damaged-${now.toISOString().replace(/[-:.]/g, '')}.db`);
  for (const end of ENDS) if (existsSync(path + end)) renameSync(path + end, aside + end);
  const names = readdirSync(dirname(path)).filter((name) => named.exec(name)?.[1] === stem);
  const databases = [...new Set(names.map((name) => name.replace(/-(wal|shm)$/, '')))].sort();
  for (const name of databases.slice(0, -KEPT)) for (const end of ENDS) rmSync(join(dirname(path), name + end), { force: true });
  return aside;
}
