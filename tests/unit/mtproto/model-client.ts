import { decode, encode } from '#tl';
import { AuthKey } from '../../../src-main/mtproto/auth-key/auth-key.ts';
import { silentLogger } from '../../../src-main/mtproto/runtime.ts';
import type { Query } from '../../../src-main/mtproto/session/query.ts';
import { Salts } from '../../../src-main/mtproto/session/salts.ts';
import { ServerClock } from '../../../src-main/mtproto/session/server-clock.ts';
import { SessionReceiver } from '../../../src-main/mtproto/session/session-receiver.ts';
import { Session } from '../../../src-main/mtproto/session/session.ts';
import { FakeClock } from './fake-clock.ts';
import { ModelServer } from './model-server.ts';
import { seededRandom } from './session-peer.ts';

export interface ModelCall {
  name: number;
  query: Query;
  repeatable: boolean;
  chain: string | undefined;
  fails: boolean;
  cancelled: boolean;
  outcomes: string[];
}

/** Milliseconds of one step of time, between attempts to connect, and of silence after which the link counts as dead. */
const step = 250;
const reconnectAfter = 250;
const deadAfter = 10_000;

/**
 * A session of the client, a server and the wire between them, on one clock that a test moves: packets wait on the wire until they
 * are delivered, and may be lost, repeated or swapped there.
 */
export class ModelLink {
  readonly clock = new FakeClock();
  readonly server: ModelServer;
  readonly calls: ModelCall[] = [];
  readonly problems: string[] = [];
  readonly session: Session;
  up: Uint8Array[] = [];
  down: Uint8Array[] = [];
  readonly #receiver: SessionReceiver;
  #connected = false;
  #connectAt = 0;
  #acksAt: number | undefined;
  #pingAt = 0;
  #heardAt = 0;
  #pings = 0n;

  constructor() {
    const authKey = new AuthKey(seededRandom('key')(256));
    // Padding and noise need not be good here, they need to be fast.
    const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
    this.server = new ModelServer(this.clock, authKey, random);
    this.session = new Session({
      authKey,
      serverClock: new ServerClock(this.clock),
      salts: new Salts([], () => undefined),
      clock: this.clock,
      random,
      log: silentLogger,
      host: {
        wake: (when) => {
          if (when === 'later') this.#acksAt ??= this.clock.monotonic() + 4_000;
        },
        reconnect: () => this.cut(),
        wrap: () => ({ prefix: new Uint8Array(0) }),
        announced: () => undefined,
        answered: () => undefined,
        unbound: () => undefined,
        push: () => this.problems.push('a push out of nothing'),
        sessionCreated: () => undefined,
        pong: () => {
          if (this.session.forgetStale(60_000)) this.cut();
        },
        keyDestroyed: () => undefined,
      },
    });
    this.#receiver = new SessionReceiver(this.session);
    this.#connect();
  }

  get settled(): boolean {
    return this.calls.every(({ outcomes, cancelled }) => outcomes.length > 0 || cancelled);
  }

  submit(options: Pick<ModelCall, 'repeatable' | 'chain' | 'fails'> & { durationMs: number; priority: 0 | 1 | 2 }): void {
    const { durationMs, priority, ...rest } = options;
    const name = this.calls.length + 1;
    this.server.behaviour.set(name, { fails: rest.fails, durationMs });
    const outcomes: string[] = [];
    const query: Query = {
      method: 'model',
      body: encode({ _: 'mt_ping', pingId: BigInt(name) }),
      chain: rest.chain,
      priority,
      repeatable: rest.repeatable,
      solitary: false,
      quickAck: false,
      answered: (result) => {
        const answer = decode(result);
        outcomes.push(answer._ === 'nearestDc' && answer.thisDc === name ? 'answered' : 'answered wrongly');
      },
      failed: (code, message) => {
        outcomes.push(`failed ${code} ${message}`);
        return 'done';
      },
      unreadable: () => outcomes.push('unreadable'),
      lost: () => outcomes.push('lost'),
    };
    this.calls.push({ name, query, outcomes, cancelled: false, ...rest });
    this.session.submit(query);
  }

  cancel(index: number): void {
    const call = this.calls[index % Math.max(1, this.calls.length)];
    if (call === undefined || call.outcomes.length > 0) return;
    call.cancelled = true;
    this.session.cancel(call.query);
  }

  /** The client puts what it has to send on the wire. */
  flush(): void {
    if (!this.#connected) return;
    const acks = this.#acksAt !== undefined && this.#acksAt <= this.clock.monotonic();
    if (acks) this.#acksAt = undefined;
    for (let packet = this.session.nextPacket(acks); packet !== undefined; packet = this.session.nextPacket(false)) {
      this.up.push(packet.packet);
    }
  }

  deliverUp(): void {
    const packet = this.up.shift();
    if (packet !== undefined) this.server.receive(packet);
  }

  deliverDown(): void {
    const packet = this.down.shift();
    if (packet === undefined || !this.#connected) return;
    this.#heardAt = this.clock.monotonic();
    try {
      this.#receiver.receive(packet);
    } catch (error) {
      this.problems.push(`refused: ${String(error)}`);
      this.cut();
    }
  }

  /** Everything arrives, in both directions, until nothing is left to say. */
  exchange(): void {
    for (let round = 0; round < 100; round++) {
      this.flush();
      if (this.up.length === 0 && this.down.length === 0) return;
      while (this.up.length > 0) this.deliverUp();
      while (this.down.length > 0) this.deliverDown();
    }
    this.problems.push('an exchange without end');
  }

  /** The connection breaks. `late`: the server still reads what was on the way to it, after the next connection stands. */
  cut(late = false): void {
    if (!this.#connected) return;
    this.#connected = false;
    if (!late) this.up = [];
    this.down = [];
    this.server.disconnected();
    this.session.connectionLost();
    this.#connectAt = this.clock.monotonic() + reconnectAfter;
  }

  /** Time passes; what is on the wire stays there unless `flowing`. */
  advance(ms: number, flowing: boolean): void {
    for (let left = ms; left > 0; left -= step) {
      this.clock.advance(Math.min(step, left));
      this.server.tick();
      this.#look();
      if (flowing) this.exchange();
    }
  }

  #connect(): void {
    this.#connected = true;
    this.#heardAt = this.clock.monotonic();
    this.server.connected((packet) => this.down.push(packet));
    this.session.connectionOpened();
    this.#ping();
    // What is sent over the new connection goes before late packets of the last one.
    const late = this.up;
    this.up = [];
    this.flush();
    this.up.push(...late);
  }

  #ping(): void {
    this.#pingAt = this.clock.monotonic() + 5_000;
    this.session.request({ kind: 'ping', pingId: ++this.#pings, disconnectDelay: 60 });
  }

  /** What a connection looks after while time passes. */
  #look(): void {
    const now = this.clock.monotonic();
    if (!this.#connected) {
      if (now >= this.#connectAt) this.#connect();
      return;
    }
    if (now - this.#heardAt > deadAfter) {
      this.cut();
      return;
    }
    if (now >= this.#pingAt) this.#ping();
    this.session.fates.check();
  }
}
