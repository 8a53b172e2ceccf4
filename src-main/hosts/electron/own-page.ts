import type { IpcMainEvent, WebContents, WebFrameMain } from 'electron';
import { APP_ORIGIN } from './schemes.ts';

/** `URL.origin` is "null" for schemes of our own, whatever their host. */
export function originOf(url: string): string | undefined {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    return undefined;
  }
}

/** The frame that sent an event, if it is the main frame of our own page in this window; whoever else asks is nobody. */
export function ownFrame(event: IpcMainEvent, contents: WebContents): WebFrameMain | undefined {
  const frame = event.senderFrame;
  const isOurs = frame !== null && event.sender === contents && frame === contents.mainFrame && originOf(frame.url) === APP_ORIGIN;
  return isOurs ? frame : undefined;
}
