import { decode, decodeMethod, decodeResult, encode, TlWriter, writeObject } from '#tl';
import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import { CallFailure, RpcError } from '../../src-main/mtproto/index.ts';
import type { CallOptions, MtprotoClient, UpdatesListener, UpdatesLostReason } from '../../src-main/mtproto/index.ts';
import { RpcFailure } from '../dc/protocol/types.ts';
import type { RpcAnswer, RpcContext } from '../dc/protocol/types.ts';
import type { World } from '../dc/world/index.ts';
import type { FakeClock } from '../unit/features/fake-clock.ts';
import type { Chance } from './chance.ts';

/** How badly a wire treats what it carries; all between 0 and 1. */
export interface Weather {
  losePush: number;
  doublePush: number;
  delay: number;
  /** The server executes a call that may be repeated once more. */
  repeatCall: number;
}

export const fair: Weather = { losePush: 0, doublePush: 0, delay: 0, repeatCall: 0 };

/** A call on its way, until it is answered. */
interface Underway {
  method: tl.TlMethod;
  body: Uint8Array;
  options: CallOptions;
  /** Made while there was no connection: the server cannot have it yet. */
  early: boolean;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

type Outcome = { bytes: Uint8Array } | { failure: RpcFailure };

/**
 * What the MTProto engine promises to those above it, without the engine: a call is answered once, whatever happens to the
 * connection; pushed updates may be late, doubled, out of order or lost. Between a device and the world that the local DC serves;
 * everything crosses as TL.
 */
export class Wire {
  readonly sessionId: bigint;
  readonly key: { dcId: number; authKeyId: string };
  readonly #world: World;
  readonly #clock: FakeClock;
  readonly #chance: Chance;
  readonly #underway = new Set<Underway>();
  readonly #chains = new Map<string, Promise<void>>();
  #updates: UpdatesListener | undefined;
  #lost: ((reason: UpdatesLostReason) => void) | undefined;
  #online = true;
  /** The present connection began one. */
  #isNewSession = true;
  /** Sessions so far: what an earlier one had on its way does not come over this one. */
  #sessions = 0;
  /** What goes on when the connection is back. */
  #waiting: (() => void)[] = [];
  /** The process behind the wire was killed: nothing comes or goes any more. */
  #dead = false;
  #msgId = 0n;
  weather: Weather;
  /** Something that was pushed has not come, and nothing has told the engine so. */
  hasLost = false;

  constructor(parts: { world: World; clock: FakeClock; chance: Chance; key: { dcId: number; authKeyId: string }; weather: Weather }) {
    this.#world = parts.world;
    this.#clock = parts.clock;
    this.#chance = parts.chance;
    this.key = parts.key;
    this.weather = parts.weather;
    this.sessionId = BigInt(1 + this.#chance.below(2 ** 30));
  }

  get online(): boolean {
    return this.#online;
  }

  /** Calls without an answer. */
  get busy(): number {
    return this.#underway.size;
  }

  readonly client: Pick<MtprotoClient, 'call' | 'onUpdates' | 'onUpdatesLost' | 'serverTime'> = {
    call: (method, options) => this.#call(method, options ?? {}) as never,
    onUpdates: (listener) => {
      this.#updates = listener;
      return () => (this.#updates = undefined);
    },
    onUpdatesLost: (listener) => {
      this.#lost = listener;
      return () => (this.#lost = undefined);
    },
    serverTime: () => this.#clock.now() / 1000,
  };

  /** What the server pushes to this session. */
  push(updates: tl.Updates): void {
    if (this.#dead) return;
    if (!this.#online || this.#chance.hits(this.weather.losePush)) {
      this.hasLost = true;
      return;
    }
    const bytes = encode(updates);
    const copies = this.#chance.hits(this.weather.doublePush) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#clock.schedule(this.#latency(), () => {
        if (!this.#online) this.hasLost = true;
        else if (!this.#dead) this.#updates?.(decode(bytes) as tl.Updates);
      });
    }
  }

  /** The connection breaks: what is pushed is lost, calls wait. */
  cut(): void {
    this.#online = false;
  }

  /** The connection is back, with the old session or a new one. */
  mend(newSession: boolean): void {
    this.#online = true;
    this.#isNewSession = newSession;
    if (newSession) {
      this.#sessions += 1;
      this.hasLost = false;
      this.#lost?.('newSession');
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const goOn of waiting) goOn();
  }

  kill(): void {
    this.#dead = true;
    this.#underway.clear();
  }

  #latency(): number {
    return 5 + this.#chance.below(40) + (this.#chance.hits(this.weather.delay) ? this.#chance.below(3000) : 0);
  }

  #call(method: tl.TlMethod, options: CallOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#dead) return;
      if (options.signal?.aborted === true) {
        reject(options.signal.reason as Error);
        return;
      }
      const call: Underway = { method, body: encode(method), options, early: !this.#online, resolve, reject };
      const fail = (error: unknown): void => {
        if (this.#underway.delete(call)) reject(error);
      };
      this.#underway.add(call);
      options.signal?.addEventListener('abort', () => fail(options.signal?.reason));
      if (options.timeoutMs !== undefined) this.#clock.schedule(options.timeoutMs, () => fail(new CallFailure('timeout', method._)));
      this.#send(call);
    });
  }

  /** Calls of one chain are executed one after the other, in the order in which they were made. */
  #send(call: Underway): void {
    const { chain } = call.options;
    const before = chain === undefined ? undefined : this.#chains.get(chain);
    const arrived = new Promise<void>((resolve) => void this.#clock.schedule(this.#latency(), resolve));
    const done = Promise.all([before, arrived]).then(() => this.#execute(call));
    if (chain !== undefined) this.#chains.set(chain, done);
  }

  async #execute(call: Underway): Promise<void> {
    // A connection that breaks takes some calls with it; they are sent again over the next one.
    if (!this.#online && (call.early || this.#chance.hits(0.5))) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#dead || !this.#underway.has(call)) return;
    const outcome = await this.#atServer(call);
    if (mayRepeat(call) && this.#chance.hits(this.weather.repeatCall)) await this.#atServer(call);
    this.#deliver(call, outcome);
  }

  #deliver(call: Underway, outcome: Outcome): void {
    if (!this.#online) this.#waiting.push(() => this.#redeliver(call, outcome));
    else {
      const session = this.#sessions;
      this.#clock.schedule(this.#latency(), () => {
        if (session !== this.#sessions) this.#redeliver(call, outcome);
        else if (this.#online) this.#answer(call, outcome);
        else this.#deliver(call, outcome);
      });
    }
  }

  /** A new session does not know the answers of the old one: what may be asked twice is asked again. */
  #redeliver(call: Underway, outcome: Outcome): void {
    if (this.#isNewSession && mayRepeat(call)) drop(this.#execute(call));
    else this.#deliver(call, outcome);
  }

  #answer(call: Underway, outcome: Outcome): void {
    if (this.#dead || !this.#underway.delete(call)) return;
    if ('failure' in outcome) call.reject(new RpcError(outcome.failure.code, outcome.failure.text, call.method._));
    else call.resolve(decodeResult(call.method._ as tl.MethodName, outcome.bytes));
  }

  async #atServer(call: Underway): Promise<Outcome> {
    const context: RpcContext = {
      ...this.key,
      sessionId: this.sessionId,
      msgId: (this.#msgId += 4n),
      layer: 227,
      withoutUpdates: false,
      now: () => this.#clock.now() / 1000,
    };
    try {
      return { bytes: encodeAnswer(await this.#world.handle(context, decodeMethod(call.body))) };
    } catch (error) {
      if (error instanceof RpcFailure) return { failure: error };
      throw error;
    }
  }
}

/** What the engine may send again although the server may have executed it. */
function mayRepeat({ method, options }: Underway): boolean {
  return options.idempotent === true || 'randomId' in method || /\.(get|read)[A-Z]/.test(method._);
}

const boolTrue = 0x997275b5;
const boolFalse = 0xbc799737;
const vector = 0x1cb5c415;

function encodeAnswer(answer: RpcAnswer): Uint8Array {
  if (typeof answer === 'object' && '_' in answer) return encode(answer);
  const writer = new TlWriter();
  if (typeof answer === 'boolean') {
    writer.int((answer ? boolTrue : boolFalse) | 0);
    return writer.result();
  }
  writer.int(vector);
  writer.int(answer.length);
  for (const item of answer) {
    if (typeof item === 'number') writer.int(item);
    else if (typeof item === 'bigint') writer.long(item);
    else if (typeof item === 'string') writer.string(item);
    else writeObject(writer, item);
  }
  return writer.result();
}
