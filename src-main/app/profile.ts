import { chmodSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Where this system keeps an app's data; `PETREL_PROFILE` names another folder. */
export function defaultProfileDir(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const chosen = env['PETREL_PROFILE'];
  if (chosen !== undefined && chosen !== '') return chosen;
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Petrel');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Petrel');
  const data = env['XDG_DATA_HOME'];
  // The XDG specification says that relative paths are to be ignored.
  return join(data !== undefined && data.startsWith('/') ? data : join(homedir(), '.local', 'share'), 'petrel');
}

/** Makes the profile folder, readable by its owner alone. */
export function prepareProfileDir(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(dir, 0o700);
}

export class ProfileInUseError extends Error {
  override readonly name = 'ProfileInUseError';

  constructor() {
    super('Petrel is running already with this profile.');
  }
}

/**
 * Takes the profile for this process until the returned function is called or the process ends, however it ends: the lock is
 * the operating system's, held through an exclusive transaction on an empty database. Throws `ProfileInUseError`.
 */
export function lockProfile(dir: string): () => void {
  const lock = new Database(join(dir, 'lock'), { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')) throw new ProfileInUseError();
    throw error;
  }
  return () => {
    lock.close();
  };
}
