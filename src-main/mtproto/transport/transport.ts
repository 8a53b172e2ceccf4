import { concat, type RandomBytes } from '../../crypto/index.ts';
import { largeFrame, maximumOutgoing, TransportError, type Frame, type FrameWriter, type Framing, type Padding, type TakeMemory } from './framing.ts';
import { intermediate } from './intermediate.ts';
import { obfuscate, type Obfuscation } from './obfuscation.ts';
import type { ByteSocket, Connect } from './socket.ts';

export interface TransportOptions {
  host: string;
  port: number;
  /** The DC id that the obfuscation header names: +10000 on test servers, negative for media-only endpoints. */
  dc: number;
  secret?: Uint8Array | undefined;
  /** Intermediate when absent. */
  framing?: Framing;
  /** On unless set to false; the full framing is never obfuscated. */
  obfuscated?: boolean;
  connect: Connect;
  random: RandomBytes;
  /** Memory for large frames, which the receiver gives back; an array of its own for each when absent. */
  takeLarge?: TakeMemory | undefined;
}

export interface TransportEvents {
  onOpen(): void;
  onFrame(frame: Frame): void;
  /** The connection is over. A `TransportError` with a code came from the server. Called at most once. */
  onClose(error: Error | undefined): void;
}

/** One connection that carries MTProto packets: TCP, obfuscation, framing. */
export class Transport {
  readonly #socket: ByteSocket;
  readonly #framing: Framing;
  readonly #writer: FrameWriter;
  readonly #parser;
  readonly #events: TransportEvents;
  readonly #obfuscation: Obfuscation | undefined;
  #receivedBytes = 0;
  #state: 'connecting' | 'open' | 'closed' = 'connecting';

  constructor(options: TransportOptions, events: TransportEvents) {
    this.#events = events;
    this.#framing = options.framing ?? intermediate;
    const { tag } = this.#framing;
    this.#writer = this.#framing.createWriter(options.random);
    this.#parser = this.#framing.createParser(options.takeLarge);
    if (tag !== undefined && (options.obfuscated ?? true)) {
      this.#obfuscation = obfuscate({ tag, dc: options.dc, secret: options.secret, random: options.random });
    }
    this.#socket = options.connect(
      { host: options.host, port: options.port },
      {
        onOpen: () => this.#opened(),
        onData: (bytes) => this.#received(bytes),
        onClose: (error) => this.#closed(error),
      },
    );
  }

  /** How encrypted packets for it are padded. */
  get padding(): Padding {
    return this.#framing.padding;
  }

  /** Bytes that have come. */
  get received(): number {
    return this.#receivedBytes;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /**
   * Sends one packet. Does nothing on a closed connection: the sender learns of that through `onClose`.
   * @throws TransportError when the packet is larger than servers accept
   */
  send(payload: Uint8Array, quickAck = false): void {
    if (payload.length > maximumOutgoing) throw new TransportError('Packet is too long');
    if (this.#state !== 'open') return;
    const pieces = this.#writer(payload, quickAck);
    this.#socket.gather?.(true);
    for (const piece of payload.length < largeFrame ? [concat(...pieces)] : pieces) {
      if (piece.length > 0) this.#socket.write(this.#obfuscation?.encrypt(piece) ?? piece);
    }
    this.#socket.gather?.(false);
  }

  /** Reads no more for now; false: reads on. */
  hold(held: boolean): void {
    if (this.#state === 'open') this.#socket.hold?.(held);
  }

  /** Closes the connection; no event follows. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#socket.destroy();
  }

  #opened(): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'open';
    const preamble = this.#obfuscation?.header ?? this.#framing.magic;
    if (preamble.length > 0) this.#socket.write(preamble);
    this.#events.onOpen();
  }

  #received(bytes: Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#receivedBytes += bytes.length;
    const plain = this.#obfuscation === undefined ? bytes : this.#obfuscation.decrypt(bytes);
    try {
      this.#parser.push(plain, (frame) => {
        // A frame's handler may close the connection: what follows is not to be looked at.
        if (this.#state === 'open') this.#events.onFrame(frame);
      });
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      this.#closed(error);
    }
  }

  #closed(error: Error | undefined): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#socket.destroy();
    this.#events.onClose(error);
  }
}
