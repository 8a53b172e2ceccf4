import type { Connect } from '../ipc/client.ts';
import { connectByMessagePort } from './message-port.ts';
import { connectByWebSocket } from './web-socket.ts';

/** What surrounds the renderer: how it reaches the engine and where pictures and files come from. */
export interface Host {
  connect: Connect;
  /** Turns a path of the model (see `MediaPath`) into an address that an `<img>` can load. */
  mediaUrl(path: string): string;
}

/** Finds out which host this page runs in: pages over HTTP come from the browser host, all others from Electron. */
export function detectHost(page: Window): Host {
  if (/^https?:$/.test(page.location.protocol)) {
    return { connect: connectByWebSocket(page.location), mediaUrl: (path) => `/media/${path}` };
  }
  return { connect: connectByMessagePort(page), mediaUrl: (path) => `petrel-media://media/${path}` };
}
