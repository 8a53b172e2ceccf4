import { connect as tcpConnect } from 'node:net';

/** What a transport needs of a byte stream; TCP in the product, anything in tests. */
export interface ByteSocket {
  /** @param done the bytes are not looked at any more: their memory may be used again */
  write(bytes: Uint8Array, done?: () => void): void;
  /** Keeps what is written until it is told `false`, so that it travels together. Absent where each piece may go alone. */
  gather?(gathering: boolean): void;
  /** Reads no more for now, so that the sender has to wait; false: reads on. Absent where nothing can be held back. */
  hold?(held: boolean): void;
  /** Closes at once; `onClose` is not called afterwards. */
  destroy(): void;
}

export interface ByteSocketEvents {
  onOpen(): void;
  /** Bytes came; they are valid during the call only. */
  onData(bytes: Uint8Array): void;
  /** The stream ended, by the peer or by an error. Called at most once. */
  onClose(error: Error | undefined): void;
}

/** Opens a byte stream to a host and port. */
export type Connect = (target: { host: string; port: number }, events: ByteSocketEvents) => ByteSocket;

/** What one read of a socket may bring, bytes. */
const readSize = 65_536;

/** Opens TCP connections. Each reads into one buffer again and again, which saves the collector a copy of everything that comes. */
export const connectTcp: Connect = ({ host, port }, events) => {
  const buffer = new Uint8Array(readSize);
  const received = (length: number): boolean => {
    if (!silent) events.onData(buffer.subarray(0, length));
    return true;
  };
  const socket = tcpConnect({ host, port, noDelay: true, onread: { buffer, callback: received } });
  let failure: Error | undefined;
  let silent = false;
  socket.on('connect', () => {
    if (!silent) events.onOpen();
  });
  socket.on('error', (error) => {
    failure = error;
  });
  socket.on('close', () => {
    if (!silent) events.onClose(failure);
  });
  // The peer's end closes our side too (allowHalfOpen is off).
  return {
    write: (bytes, done) => {
      if (socket.destroyed) done?.();
      else socket.write(bytes, done);
    },
    gather: (gathering) => {
      if (gathering) socket.cork();
      else socket.uncork();
    },
    hold: (held) => {
      if (held) socket.pause();
      else socket.resume();
    },
    destroy: () => {
      silent = true;
      socket.destroy();
    },
  };
};
