import { decodeRequest, encode } from '#tl';
import { concat, int64Bytes } from '../../../src-main/crypto/index.ts';
import { obfuscate } from '../../../src-main/mtproto/transport/obfuscation.ts';
import type { ByteSocketEvents, Connect } from '../../../src-main/mtproto/transport/socket.ts';
import type { FakeClock } from './fake-clock.ts';

/**
 * What listens at an address: `answers` to the check of a dialer, `mute` takes bytes and says nothing, `liar` answers wrongly,
 * `refuses` closes at once, `absent` never opens.
 */
export type Behaviour = 'answers' | 'mute' | 'liar' | 'refuses' | 'absent';

export interface OpenedSocket {
  target: string;
  at: number;
  closed: boolean;
  events: ByteSocketEvents;
  /** Unencrypted requests that came over it. */
  requests: number;
}

/** Sockets without a network: each address behaves as a test says, and a round trip takes `delay` milliseconds. */
export class FakeNetwork {
  readonly sockets: OpenedSocket[] = [];
  readonly #clock: FakeClock;
  readonly #behaviours: Readonly<Record<string, Behaviour>>;
  readonly #delay: number;

  constructor(clock: FakeClock, behaviours: Readonly<Record<string, Behaviour>>, delay = 20) {
    this.#clock = clock;
    this.#behaviours = behaviours;
    this.#delay = delay;
  }

  get open(): string[] {
    return this.sockets.filter((socket) => !socket.closed).map((socket) => socket.target);
  }

  readonly connect: Connect = ({ host, port }, events) => {
    const target = `${host}:${port}`;
    const behaviour = this.#behaviours[target] ?? 'absent';
    const socket: OpenedSocket = { target, at: this.#clock.monotonic(), closed: false, events, requests: 0 };
    this.sockets.push(socket);
    const later = (action: () => void): void => {
      this.#clock.after(this.#delay, () => {
        if (!socket.closed) action();
      });
    };
    if (behaviour === 'refuses') {
      later(() => {
        socket.closed = true;
        events.onClose(new Error('refused'));
      });
    } else if (behaviour !== 'absent') later(() => events.onOpen());
    const server = new FakeServer(behaviour === 'liar');
    return {
      write: (bytes) => {
        if (behaviour !== 'answers' && behaviour !== 'liar') return;
        const answer = server.received(bytes);
        if (answer === undefined) return;
        socket.requests++;
        later(() => events.onData(answer));
      },
      destroy: () => {
        socket.closed = true;
      },
    };
  };
}

/** Answers `req_pq_multi` over obfuscated intermediate framing; each write is one whole packet, after the header. */
class FakeServer {
  readonly #lies: boolean;
  #streams: ReturnType<typeof obfuscate> | undefined;
  #lastId = 1n;

  constructor(lies: boolean) {
    this.#lies = lies;
  }

  received(bytes: Uint8Array): Uint8Array | undefined {
    if (this.#streams === undefined) {
      // The same keystreams as the client's: what it decrypts with, this side encrypts with.
      this.#streams = obfuscate({ tag: Uint8Array.of(0xee, 0xee, 0xee, 0xee), dc: 0, random: () => bytes.slice() });
      return undefined;
    }
    const request = decodeRequest(this.#streams.outgoing.update(bytes).slice(24));
    if (request._ !== 'mt_req_pq_multi') return undefined;
    const nonce = this.#lies ? new Uint8Array(16).fill(1) : request.nonce;
    const body = encode({ _: 'mt_resPQ', nonce, serverNonce: new Uint8Array(16), pq: new Uint8Array(8), serverPublicKeyFingerprints: [1n] });
    this.#lastId += 4n;
    const packet = concat(new Uint8Array(8), int64Bytes(this.#lastId), new Uint8Array(Int32Array.of(body.length).buffer), body);
    return this.#streams.incoming.update(concat(new Uint8Array(Int32Array.of(packet.length).buffer), packet));
  }
}
