import type { App, Session, WebContents } from 'electron';
import { drop } from '#shared/assert.ts';
import { safeFileName } from '#shared/file-name.ts';
import { checkedLink } from '../../app/open-link.ts';
import type { ElectronApi } from './electron-api.ts';
import { originOf } from './own-page.ts';
import { APP_ORIGIN, MEDIA_ORIGIN } from './schemes.ts';
import { closeSpelling } from './spelling.ts';

/** What our own page may have; everything else is denied, silently and to everybody. */
const ALLOWED = new Set(['fullscreen', 'clipboard-sanitized-write']);

/** Closes every session and every page of the app, those made later included (spec D29). */
export function harden(app: App, shell: ElectronApi['shell']): void {
  app.on('session-created', hardenSession);
  app.on('web-contents-created', (_, contents) => hardenContents(contents, shell));
}

/** Without handlers Electron grants everything, so both are set before a session shows its first page. */
function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_, permission, callback, details) => {
    callback(ALLOWED.has(permission) && details.isMainFrame && originOf(details.requestingUrl) === APP_ORIGIN);
  });
  session.setPermissionCheckHandler((_, permission, requestingOrigin) => {
    return ALLOWED.has(permission) && originOf(requestingOrigin) === APP_ORIGIN;
  });
  session.setDevicePermissionHandler(() => false);
  closeSpelling(session);
  session.on('will-download', (event, item) => {
    const name = savedName(item.getURL());
    if (name === undefined) event.preventDefault();
    else item.setSaveDialogOptions({ defaultPath: name });
  });
}

/** The name under which a file of ours is offered to be saved; undefined for anything that is not a file of ours. */
function savedName(url: string): string | undefined {
  if (originOf(url) !== MEDIA_ORIGIN) return undefined;
  return safeFileName(new URL(url).searchParams.get('name') ?? '');
}

function hardenContents(contents: WebContents, shell: ElectronApi['shell']): void {
  // None of these fires for our own `loadURL`.
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (originOf(url) === MEDIA_ORIGIN) contents.downloadURL(url);
    else openLink(shell, url);
    return { action: 'deny' };
  });
}

/** Hands a link to the system's browser if it is of a harmless kind; anything else is dropped. */
function openLink(shell: ElectronApi['shell'], url: string): void {
  let link: string;
  try {
    link = checkedLink(url);
  } catch {
    return;
  }
  drop(shell.openExternal(link).catch(() => undefined));
}
