import type { IpcPort } from '#shared/ipc/wire.ts';
import type { Connect } from '../ipc/client.ts';

/** Connects to the browser host: a WebSocket at `/ipc` of the page's own origin; the session cookie says who asks. */
export function connectByWebSocket(location: Location): Connect {
  const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ipc`;
  return (signal) =>
    new Promise<IpcPort>((resolve, reject) => {
      const socket = new WebSocket(url);
      const abort = () => socket.close();
      signal.addEventListener('abort', abort, { once: true });
      socket.addEventListener('close', () => {
        signal.removeEventListener('abort', abort);
        reject(new Error('The connection could not be opened'));
      });
      socket.addEventListener('open', () => resolve(portOver(socket)));
    });
}

function portOver(socket: WebSocket): IpcPort {
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) =>
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (typeof event.data === 'string') listener(JSON.parse(event.data));
      }),
    onClose: (listener) => socket.addEventListener('close', listener),
    close: () => socket.close(),
  };
}
