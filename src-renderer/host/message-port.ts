import type { IpcPort } from '#shared/ipc/wire.ts';
import type { Connect } from '../ipc/client.ts';

/**
 * Connects inside Electron: the preload hands over one end of a channel to the engine as a window message
 * (`{ type: 'petrel:port' }` with the port transferred), again whenever the engine was started anew. `petrel:ready` tells the
 * preload that somebody listens.
 */
export function connectByMessagePort(page: Window): Connect {
  const waiting: ((port: MessagePort) => void)[] = [];
  const arrived: MessagePort[] = [];
  let current: { close(): void } | undefined;

  page.addEventListener('message', (event: MessageEvent<unknown>) => {
    const port = event.ports[0];
    if (event.source !== page || !port || !isPortMessage(event.data)) return;
    current?.close();
    const take = waiting.shift();
    if (take) take(port);
    else arrived.push(port);
  });

  return (signal) =>
    new Promise<IpcPort>((resolve, reject) => {
      const take = (port: MessagePort) => {
        const opened = portOver(port);
        current = opened;
        resolve(opened);
      };
      const ready = arrived.pop();
      if (ready) return take(ready);
      waiting.push(take);
      signal.addEventListener('abort', () => reject(new Error('No longer wanted')), { once: true });
      page.postMessage({ type: 'petrel:ready' }, '*');
    });
}

function isPortMessage(data: unknown): boolean {
  return data === 'petrel:port' || (typeof data === 'object' && data !== null && 'type' in data && data.type === 'petrel:port');
}

function portOver(port: MessagePort): IpcPort {
  const closed = new Set<() => void>();
  let open = true;
  const end = () => {
    if (!open) return;
    open = false;
    port.close();
    for (const listener of closed) listener();
  };
  port.addEventListener('close', end);
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data));
      port.start();
    },
    onClose: (listener) => void closed.add(listener),
    close: end,
  };
}
