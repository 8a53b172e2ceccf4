import type { MessagePort } from 'node:worker_threads';
import type { IpcPort } from '#shared/ipc/wire.ts';

/** A Node message port as one end of an IPC connection. Messages that come before a listener is set wait in the port. */
export function fromMessagePort(port: MessagePort): IpcPort {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', listener);
    },
    onClose: (listener) => {
      port.on('close', listener);
    },
    close: () => port.close(),
  };
}

/** Carries messages both ways between two ends and closes each when the other closes. */
export function relay(left: IpcPort, right: IpcPort): void {
  left.onClose(() => right.close());
  right.onClose(() => left.close());
  left.onMessage((message) => right.send(message as never));
  right.onMessage((message) => left.send(message as never));
}
