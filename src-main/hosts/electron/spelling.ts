import type { BrowserWindow, IpcMainEvent, Session } from 'electron';
import * as v from 'valibot';
import type { ElectronApi } from './electron-api.ts';
import { ownFrame } from './own-page.ts';
import { APP_URL } from './schemes.ts';

/** The page says how spelling is to be checked. */
export const SPELLING_CHANNEL = 'petrel:spelling';
/** The answer: which languages there are; null where the system checks by itself, in languages of its own. */
export const SPELLING_KNOWN_CHANNEL = 'petrel:spelling-known';

const wishSchema = v.strictObject({ on: v.boolean(), languages: v.pipe(v.array(v.string()), v.maxLength(20)) });

/** Where Chromium has its dictionaries. The page says so to whoever is asked to agree. */
const DICTIONARIES = 'https://redirector.gvt1.com/edgedl/chrome/dict/';
/** No network leads there. */
const NOWHERE = `${APP_URL}dictionaries/`;

/**
 * Leaves a new session without spelling. Chromium loads the dictionary of the system's language even where checking is off, and fetches it
 * from a server of Google's: so it gets no language, and no place to fetch one from.
 */
export function closeSpelling(session: Session): void {
  session.setSpellCheckerDictionaryDownloadURL(NOWHERE);
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerEnabled(false);
}

/**
 * Lets the page of a window set how its session checks spelling. Everywhere but on macOS a language means that its dictionary is fetched,
 * and a checker that is on without a language takes English: so it is on only with languages, and the page names those alone that the
 * person has agreed to.
 */
export function serveSpelling({ ipcMain }: Pick<ElectronApi, 'ipcMain'>, window: BrowserWindow, platform: NodeJS.Platform): void {
  const contents = window.webContents;
  const { session } = contents;
  const isSystems = platform === 'darwin';
  const apply = (event: IpcMainEvent, input: unknown): void => {
    const frame = ownFrame(event, contents);
    const wish = v.safeParse(wishSchema, input);
    if (frame === undefined || !wish.success) return;
    const { on, languages } = wish.output;
    if (isSystems) session.setSpellCheckerEnabled(on);
    else setLanguages(session, on ? languages : []);
    frame.postMessage(SPELLING_KNOWN_CHANNEL, isSystems ? null : session.availableSpellCheckerLanguages);
  };
  ipcMain.on(SPELLING_CHANNEL, apply);
  window.on('closed', () => ipcMain.off(SPELLING_CHANNEL, apply));
}

/** Electron throws for a language that it does not know, as after a change of its version. */
function setLanguages(session: Session, wanted: readonly string[]): void {
  const known = new Set(session.availableSpellCheckerLanguages);
  const languages = wanted.filter((language) => known.has(language));
  if (languages.length === 0) return closeSpelling(session);
  session.setSpellCheckerDictionaryDownloadURL(DICTIONARIES);
  session.setSpellCheckerLanguages(languages);
  session.setSpellCheckerEnabled(true);
}
