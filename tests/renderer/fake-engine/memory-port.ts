import type { IpcPort } from '#shared/ipc/wire.ts';

/** Two ends of a connection in one process. Messages are copied as JSON and arrive as a task of their own, as from outside. */
export function memoryPorts(): [IpcPort, IpcPort] {
  const ends = [makeEnd(), makeEnd()] as const;
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    for (const end of ends) for (const listener of end.closed) listener();
  };
  const port = (own: End, other: End): IpcPort => ({
    send: (message) => {
      if (!open) return;
      const copy: unknown = JSON.parse(JSON.stringify(message));
      queueMicrotask(() => {
        for (const listener of other.received) listener(copy);
      });
    },
    onMessage: (listener) => void own.received.push(listener),
    onClose: (listener) => void own.closed.push(listener),
    close,
  });
  return [port(ends[0], ends[1]), port(ends[1], ends[0])];
}

interface End {
  received: ((message: unknown) => void)[];
  closed: (() => void)[];
}

const makeEnd = (): End => ({ received: [], closed: [] });
