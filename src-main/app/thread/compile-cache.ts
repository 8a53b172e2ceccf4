import { readdirSync, rmSync } from 'node:fs';
import module from 'node:module';
import { basename, join } from 'node:path';

/** When the start is over and what it needs has been compiled, milliseconds. */
const SETTLED_MS = 20_000;

/**
 * Where a profile keeps code compiled between starts, `page` that of the window and `engine` that of the engine's thread; undefined where it
 * must not. Whoever can write there decides what Petrel runs: on macOS, where the keychain gives our key to our signed code alone, any
 * program of the same user could reach that key so. In an AppImage the engine's code lies at another path each time, and would never be found.
 */
export function compileCacheFolder(
  profileDir: string, part: 'engine' | 'page', platform = process.platform, env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  if (platform === 'darwin' || (part === 'engine' && env['APPIMAGE'] !== undefined)) return undefined;
  return join(profileDir, 'compiled', part);
}

/**
 * Lets the modules that this thread loads from now on come compiled from a folder, and keeps there what is not yet. Does nothing where Node
 * is too old for it, or where the environment of the process names another place already.
 */
export function useCompileCache(folder: string, settledMs = SETTLED_MS): void {
  const result = module.enableCompileCache?.(folder);
  if (result === undefined || result.status !== module.constants.compileCacheStatus.ENABLED) return;
  // Not every end lets a thread write, so it is done once when the start is over.
  setTimeout(() => {
    module.flushCompileCache();
    removeOthers(folder);
  }, settledMs).unref();
}

/** Removes what other versions of Node have kept. */
function removeOthers(folder: string): void {
  const own = module.getCompileCacheDir();
  if (own === undefined) return;
  try {
    for (const name of readdirSync(folder)) {
      if (name !== basename(own)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  } catch {
    // They take room, no more.
  }
}
