import { decodeResult, TlError, type tl } from '#tl';
import type { Timer } from '../clock.ts';
import type { AfterFailure, Query } from '../session/query.ts';
import type { CallOptions, SessionKind } from '../types.ts';
import { CallFailure, RpcError } from './errors.ts';

/** What a call does next after it was sent: this is where the dispatcher's policies come in. */
export interface CallOwner {
  settled(call: Call): void;
  failed(call: Call, error: RpcError): AfterFailure;
  /** Memory for the bytes of files, where the caller gives it back; an array of its own for each piece when undefined. */
  readonly allocate: ((length: number) => Uint8Array) | undefined;
  /** The answer holds what this layer does not know. */
  undecodable(call: Call): void;
}

const empty = new Uint8Array(0);
const priorities = { high: 0, normal: 1, low: 2 } as const;

/** One call of the application until its promise is settled; it may be sent several times, to several DCs. */
export class Call implements Query {
  readonly method: tl.MethodName;
  /** Empty once it is settled: the memory may serve others then. */
  body: Uint8Array;
  readonly kind: SessionKind;
  readonly priority: 0 | 1 | 2;
  readonly repeatable: boolean;
  readonly solitary: boolean;
  readonly quickAck: boolean;
  readonly floodWaitLimit: number;
  readonly onWait: CallOptions['onWait'];
  /** The DC that the caller chose; the main DC, whichever that is by then, when undefined. */
  dcId: number | undefined;
  chain: string | undefined;
  /** Migrations followed. */
  hops = 0;
  /** Seconds waited for FLOOD_WAIT, and for errors of the server. */
  floodWaited = 0;
  errorWaited = 0;
  /** How often each policy has acted. */
  #acted: Map<string, number> | undefined;
  /** A pause before the next attempt. */
  pause: Timer | undefined;
  timeout: Timer | undefined;
  settled = false;
  onSettled: (() => void) | undefined;
  readonly #owner: CallOwner;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (reason: unknown) => void;

  constructor(
    request: { method: tl.TlMethod; body: Uint8Array; options: CallOptions },
    owner: CallOwner,
    resolve: (value: unknown) => void,
    reject: (reason: unknown) => void,
  ) {
    const { method, body, options } = request;
    this.method = method._;
    this.body = body;
    this.kind = options.kind ?? 'main';
    this.priority = priorities[options.priority ?? 'normal'];
    this.repeatable = options.idempotent ?? isRepeatable(method);
    this.quickAck = options.quickAck ?? false;
    this.solitary = method._ === 'upload.getFile';
    this.floodWaitLimit = options.floodWaitLimitSeconds ?? (this.kind === 'main' ? 60 : Infinity);
    this.onWait = options.onWait;
    this.dcId = options.dcId;
    this.chain = options.chain;
    this.#owner = owner;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  answered(result: Uint8Array): void {
    if (this.settled) return;
    let value: unknown;
    try {
      const { allocate } = this.#owner;
      value = decodeResult(this.method, result, allocate !== undefined && this.solitary ? { allocate } : undefined);
    } catch (error) {
      this.unreadable(error);
      return;
    }
    this.#settle();
    this.#resolve(value);
  }

  failed(code: number, message: string): AfterFailure {
    return this.settled ? 'done' : this.#owner.failed(this, new RpcError(code, message, this.method));
  }

  unreadable(cause: unknown): void {
    if (this.settled) return;
    if (cause instanceof TlError) this.#owner.undecodable(this);
    this.reject(new CallFailure('unparsable', this.method, { cause }));
  }

  lost(): void {
    this.reject(new CallFailure('unknownOutcome', this.method));
  }

  reject(reason: unknown): void {
    if (this.settled) return;
    this.#settle();
    this.#reject(reason);
  }

  /** Counts a policy's action; how often it has acted, this time included. */
  count(policy: string): number {
    this.#acted ??= new Map();
    const times = (this.#acted.get(policy) ?? 0) + 1;
    this.#acted.set(policy, times);
    return times;
  }

  #settle(): void {
    this.settled = true;
    this.pause?.cancel();
    this.timeout?.cancel();
    this.onSettled?.();
    this.#owner.settled(this);
    this.body = empty;
  }
}

/** Verbs of methods that leave the same state however often they run. */
const repeatableVerbs = new RegExp(
  '^(get|search|check|resolve|read|received|save|set|update|toggle|edit|delete|hide|reset|reorder|keep|test|join|leave|block|unblock|' +
    'install|uninstall|fave|clear|mark|view|dismiss|archive|register|unregister|report|bind|count)(?=[A-Z]|$)',
);
/** … and methods of which such a verb says too little. */
const doesMore = new Set(['messages.getBotCallbackAnswer', 'auth.checkPassword']);

function isRepeatable(method: tl.TlMethod): boolean {
  if ('randomId' in method) return true;
  if (doesMore.has(method._)) return false;
  const [area = '', name = ''] = method._.includes('.') ? method._.split('.') : ['', method._];
  return area === 'help' || area === 'upload' || repeatableVerbs.test(name);
}
