import type { ByteSocket } from './socket.ts';

/** What makes one packet on the wire: pieces, one after the other. */
export interface OutgoingFrame {
  /** Asked once, when all before it are on their way. */
  pieces(): readonly Uint8Array[];
  /** The frame is dealt with, or given up: its memory is not looked at any more. */
  done?(): void;
}

/** The frames of one stream in the order in which they were handed over: one that is not ready holds up those that follow. */
export class Outgoing {
  readonly #socket: ByteSocket;
  readonly #waiting: { frame: OutgoingFrame; ready: boolean }[] = [];
  #closed = false;

  constructor(socket: ByteSocket) {
    this.#socket = socket;
  }

  send(frame: OutgoingFrame): void {
    if (this.#waiting.length > 0) this.#waiting.push({ frame, ready: true });
    else this.#write(frame);
  }

  /** Keeps a place for a frame. Returns what is to be called once it is ready. */
  reserve(frame: OutgoingFrame): () => void {
    const place = { frame, ready: false };
    this.#waiting.push(place);
    return () => {
      place.ready = true;
      if (this.#closed) frame.done?.();
      else this.#proceed();
    };
  }

  /** Nothing more is written. */
  close(): void {
    this.#closed = true;
    for (const { frame, ready } of this.#waiting.splice(0)) if (ready) frame.done?.();
  }

  #proceed(): void {
    for (let [first] = this.#waiting; first?.ready === true; [first] = this.#waiting) {
      this.#waiting.shift();
      this.#write(first.frame);
    }
  }

  #write(frame: OutgoingFrame): void {
    const pieces = frame.pieces().filter((piece) => piece.length > 0);
    const last = pieces.length - 1;
    if (last > 0) this.#socket.gather?.(true);
    pieces.forEach((piece, index) => this.#socket.write(piece, index === last ? frame.done : undefined));
    if (last > 0) this.#socket.gather?.(false);
  }
}
