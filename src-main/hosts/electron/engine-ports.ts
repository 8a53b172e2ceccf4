import type { BrowserWindow, IpcMainEvent, MessagePortMain } from 'electron';
import type { IpcPort } from '#shared/ipc/wire.ts';
import type { EngineHandle } from '../../app/engine-handle.ts';
import { relay } from '../../app/ipc/message-port.ts';
import type { ElectronApi } from './electron-api.ts';
import { ownFrame } from './own-page.ts';

export const READY_CHANNEL = 'petrel:ready';
export const PORT_CHANNEL = 'petrel:port';

/**
 * Gives the page of a window its port to the engine whenever it asks for one. A port carries no sender, so who asks is checked
 * once, here; the port dies when the page navigates, crashes or is closed. Main relays because a port of Electron cannot enter a
 * worker thread (spec D31).
 */
export function serveEnginePorts(
  { ipcMain, MessageChannelMain }: Pick<ElectronApi, 'ipcMain' | 'MessageChannelMain'>,
  window: BrowserWindow,
  engine: EngineHandle,
): void {
  const contents = window.webContents;
  let present: MessagePortMain | undefined;
  const drop = (): void => {
    present?.close();
    present = undefined;
  };
  const give = (event: IpcMainEvent): void => {
    const frame = ownFrame(event, contents);
    if (frame === undefined) return;
    drop();
    const { port1, port2 } = new MessageChannelMain();
    present = port1;
    relay(fromElectronPort(port1), engine.connect());
    frame.postMessage(PORT_CHANNEL, null, [port2]);
  };
  ipcMain.on(READY_CHANNEL, give);
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) drop();
  });
  contents.on('render-process-gone', drop);
  window.on('closed', () => {
    ipcMain.off(READY_CHANNEL, give);
    drop();
  });
}

function fromElectronPort(port: MessagePortMain): IpcPort {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => {
      port.on('close', listener);
    },
    close: () => port.close(),
  };
}
