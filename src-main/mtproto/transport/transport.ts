import { invariant } from '#shared/assert.ts';
import { concat, type BulkCipher, type RandomBytes } from '../../crypto/index.ts';
import { largeFrame, maximumOutgoing, TransportError, type Frame, type FrameWriter, type Framing, type Padding } from './framing.ts';
import { intermediate } from './intermediate.ts';
import { obfuscate, type Obfuscation } from './obfuscation.ts';
import { Outgoing } from './outgoing.ts';
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
  /**
   * What opens and seals large packets: those that come lie in its memory, obfuscated except for their beginning, and the receiver
   * gives that back. Without it each has an array of its own.
   */
  bulk?: BulkCipher | undefined;
}

export interface SendOptions {
  /** Whether the other end is asked to confirm the receipt at once. */
  quickAck?: boolean;
  /** The key under which the packet, which lies in memory of `bulk`, is sealed on its way. It is given back. */
  sealWith?: Uint8Array | undefined;
}

/** Of what comes, so much at a time is read: when a large frame begins in it, little is read that could be left to `bulk`, bytes. */
const readAtOnce = 16_384;

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
  readonly #bulk: BulkCipher | undefined;
  readonly #outgoing: Outgoing;
  #receivedBytes = 0;
  #state: 'connecting' | 'open' | 'closed' = 'connecting';

  constructor(options: TransportOptions, events: TransportEvents) {
    this.#events = events;
    this.#framing = options.framing ?? intermediate;
    const { tag } = this.#framing;
    this.#writer = this.#framing.createWriter(options.random);
    const { bulk } = options;
    this.#bulk = bulk;
    this.#parser = this.#framing.createParser(bulk && ((length) => bulk.take(length)));
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
    this.#outgoing = new Outgoing(this.#socket);
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
   * Sends one packet, behind all before it. Does nothing on a closed connection: the sender learns of that through `onClose`.
   * @throws TransportError when the packet is larger than servers accept
   */
  send(payload: Uint8Array, { quickAck = false, sealWith }: SendOptions = {}): void {
    if (payload.length > maximumOutgoing) throw new TransportError('Packet is too long');
    if (this.#state !== 'open') {
      this.#bulk?.giveBack(payload);
      return;
    }
    if (sealWith !== undefined) {
      this.#sealAndSend(payload, sealWith, quickAck);
      return;
    }
    const obfuscation = this.#obfuscation;
    const write = (): readonly Uint8Array[] => {
      const pieces = this.#writer(payload, quickAck);
      return payload.length < largeFrame ? [concat(...pieces)] : pieces;
    };
    if (obfuscation === undefined) this.#outgoing.send({ pieces: write });
    else {
      // In the order of the stream: what is sealed elsewhere has its place in it already.
      const pieces = write().map((piece) => obfuscation.outgoing.update(piece));
      this.#outgoing.send({ pieces: () => pieces });
    }
  }

  /** The other thread obfuscates too; what is around the packet is obfuscated here. */
  #sealAndSend(payload: Uint8Array, authKey: Uint8Array, quickAck: boolean): void {
    const bulk = this.#bulk;
    const obfuscation = this.#obfuscation;
    invariant(bulk !== undefined, 'who asks for sealing has given what seals');
    const done = (): void => bulk.giveBack(payload);
    let pieces = (): readonly Uint8Array[] => this.#writer(payload, quickAck);
    let sealing: Promise<void>;
    if (obfuscation === undefined) sealing = bulk.seal(payload, authKey, 'toServer');
    else {
      const { outgoing } = obfuscation;
      const framed = pieces();
      const at = framed.indexOf(payload);
      const before = framed.slice(0, at).map((piece) => outgoing.update(piece));
      sealing = bulk.seal(payload, authKey, 'toServer', { from: 0, keystream: outgoing.skip(payload.length) });
      const after = framed.slice(at + 1).map((piece) => outgoing.update(piece));
      pieces = () => [...before, payload, ...after];
    }
    const ready = this.#outgoing.reserve({ pieces, done });
    sealing.then(ready, (error: unknown) => this.#closed(error instanceof Error ? error : new Error('Cannot be sealed')));
  }

  /** Reads no more for now; false: reads on. */
  hold(held: boolean): void {
    if (this.#state === 'open') this.#socket.hold?.(held);
  }

  /** Closes the connection; no event follows. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#outgoing.close();
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
    try {
      for (let rest = bytes; rest.length > 0;) rest = rest.subarray(this.#read(rest));
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      this.#closed(error);
    }
  }

  /** Reads some of the bytes that came; how many. What a large frame is made of stays as it came. */
  #read(bytes: Uint8Array): number {
    const onFrame = (frame: Frame): void => {
      // A frame's handler may close the connection: what follows is not to be looked at.
      if (this.#state === 'open') this.#events.onFrame(frame);
    };
    const incoming = this.#obfuscation?.incoming;
    const wanted = this.#bulk === undefined || incoming === undefined ? 0 : this.#parser.wanted;
    const piece = bytes.subarray(0, wanted > 0 ? wanted : readAtOnce);
    if (incoming === undefined) this.#parser.push(piece, onFrame);
    else if (wanted > 0) this.#parser.fill(piece, incoming.skip(piece.length), onFrame);
    else this.#parser.push(incoming.update(piece), onFrame);
    return piece.length;
  }

  #closed(error: Error | undefined): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#outgoing.close();
    this.#socket.destroy();
    this.#events.onClose(error);
  }
}
