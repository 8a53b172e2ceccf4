import { migrations } from '../../schema/migrations/index.ts';
import type { SqlDatabase } from './database.ts';
import { StoreError } from './errors.ts';

/** Brings the schema to the newest version, each step in its own transaction; refuses a file of a newer version untouched. */
export function migrate(db: SqlDatabase, steps: readonly string[] = migrations): void {
  const present = db.schemaVersion;
  if (present > steps.length) throw new StoreError('newerSchema');
  for (const [index, sql] of steps.entries()) {
    if (index < present) continue;
    db.transaction(() => {
      db.exec(sql);
      db.schemaVersion = index + 1;
    });
  }
}
