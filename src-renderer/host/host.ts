import type { Connect } from '../ipc/client.ts';
import { electronHost, type FieldChoice, type FieldMenu } from './electron-page.ts';
import { connectByMessagePort } from './message-port.ts';
import { connectByWebSocket } from './web-socket.ts';

/** What surrounds the renderer: how it reaches the engine and where pictures and files come from. */
export interface Host {
  connect: Connect;
  /** Turns a path of the model (see `MediaPath`) into an address that an `<img>` can load. */
  mediaUrl(path: string): string;
  /** Lets the person choose where a file of the model goes, as the system does it. */
  saveAs(path: string, name: string): void;
  /** Shows the whole page larger or smaller, 1 being as it is; absent in a browser, which has a zoom of its own. */
  setZoom?(factor: number): void;
  /** The checker of spelling; absent in a browser, whose own goes by the attributes of fields. */
  spelling?: {
    /** Makes it so; nothing is checked before. */
    check(wish: { on: boolean; languages: readonly string[] }): void;
    /** The answer: the languages that there are dictionaries of; null where the system checks, in languages of its own. */
    onLanguages(listener: (languages: readonly string[] | null) => void): void;
  };
  /** Menus of fields; absent in a browser, which shows its own. */
  fields?: {
    onMenu(listener: (menu: FieldMenu) => void): void;
    choose(choice: FieldChoice): void;
  };
}

/** Finds out which host this page runs in: pages over HTTP come from the browser host, all others from Electron. */
export function detectHost(page: Window): Host {
  const overHttp = /^https?:$/.test(page.location.protocol);
  const mediaUrl = (path: string) => (overHttp ? `/media/${path}` : `petrel-media://media/${path}`);
  return {
    connect: overHttp ? connectByWebSocket(page.location) : connectByMessagePort(page),
    mediaUrl,
    ...(overHttp ? {} : electronHost(page)),
    saveAs: (path, name) => pressLink(page.document, `${mediaUrl(path)}?name=${encodeURIComponent(name)}`, name),
  };
}

/** A browser saves what such a link leads to; the Electron host asks where to, since it takes it out of the page's hands. */
function pressLink(document: Document, href: string, name: string): void {
  const link = Object.assign(document.createElement('a'), { href, download: name, target: '_blank' });
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}
