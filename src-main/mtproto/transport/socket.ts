import { connect as tcpConnect } from 'node:net';

/** What a transport needs of a byte stream; TCP in the product, anything in tests. */
export interface ByteSocket {
  write(bytes: Uint8Array): void;
  /** Closes at once; `onClose` is not called afterwards. */
  destroy(): void;
}

export interface ByteSocketEvents {
  onOpen(): void;
  onData(bytes: Uint8Array): void;
  /** The stream ended, by the peer or by an error. Called at most once. */
  onClose(error: Error | undefined): void;
}

/** Opens a byte stream to a host and port. */
export type Connect = (target: { host: string; port: number }, events: ByteSocketEvents) => ByteSocket;

/** Opens TCP connections. */
export const connectTcp: Connect = ({ host, port }, events) => {
  const socket = tcpConnect({ host, port, noDelay: true });
  let failure: Error | undefined;
  let silent = false;
  socket.on('connect', () => {
    if (!silent) events.onOpen();
  });
  socket.on('data', (bytes) => {
    if (!silent) events.onData(bytes);
  });
  socket.on('error', (error) => {
    failure = error;
  });
  socket.on('close', () => {
    if (!silent) events.onClose(failure);
  });
  // The peer's end closes our side too (allowHalfOpen is off).
  return {
    write: (bytes) => {
      if (!socket.destroyed) socket.write(bytes);
    },
    destroy: () => {
      silent = true;
      socket.destroy();
    },
  };
};
