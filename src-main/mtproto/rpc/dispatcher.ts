import { encode, encodeLarge, TlWriter, type tl } from '#tl';
import { drop, invariant } from '#shared/assert.ts';
import type { DcPool } from '../dc-pool/dc-pool.ts';
import type { Runtime } from '../runtime.ts';
import type { AfterFailure } from '../session/query.ts';
import { packQuery, wrapCall } from '../session/wrappers.ts';
import type { CallOptions, CallWait } from '../types.ts';
import { Call, type CallOwner } from './call.ts';
import { CallFailure, RpcError } from './errors.ts';
import { ForeignAuthorization } from './foreign-authorization.ts';
import { errorPolicies, type Decision, type PolicyContext } from './policies.ts';
import { CallWaits } from './waits.ts';

/** Largest call: with its wrappers and padding it stays below what servers accept. */
const largestBody = 1_040_000;
/** Calls that make sense before a DC knows who we are. */
const openAreas = /^(auth|help|langpack)\./;

export interface DispatcherOptions {
  pool: DcPool;
  runtime: Runtime;
  /** The account is over on this device. */
  signedOut(error: RpcError): void;
  setMainDc(dcId: number): void;
  /** The data centers are not where they were. */
  clusterChanged(): void;
  /** The calls that wait for their next attempt, whenever that changes. */
  waitsChanged(waits: readonly CallWait[]): void;
}

/** Sends calls to the right DC and applies the error policies until each is settled, exactly once. */
export class Dispatcher implements CallOwner {
  readonly #options: DispatcherOptions;
  readonly #foreign: ForeignAuthorization;
  readonly #calls = new Set<Call>();
  readonly #writer = new TlWriter();
  readonly #waits: CallWaits;
  readonly #context: PolicyContext;
  readonly allocate: CallOwner['allocate'];
  #closed = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    const { pool, runtime: { bulk } } = options;
    this.allocate = bulk && ((length) => bulk.take(length));
    this.#waits = new CallWaits(options.waitsChanged);
    this.#foreign = new ForeignAuthorization(pool, (method, callOptions) => this.call(method, callOptions));
    this.#context = {
      get mainDcId() {
        return pool.mainDcId;
      },
      knowsDc: (dcId) => pool.knows(dcId),
      setMainDc: options.setMainDc,
      armInit: (dcId) => pool.armInit(dcId),
      clusterChanged: options.clusterChanged,
      unauthorize: (dcId) => pool.center(dcId).setAuthorized(false),
      signedOut: options.signedOut,
      dcOf: (call) => call.dcId ?? pool.mainDcId,
    };
  }

  call<M extends tl.TlMethod>(method: M, options: CallOptions = {}): Promise<tl.ResultOf<M['_']>> {
    const { signal } = options;
    if (this.#closed) return Promise.reject(new CallFailure('closed', method._));
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      // File parts are as good as random: packing them would only cost time.
      const plain = options.kind === 'upload' && 'bytes' in method ? encodeLarge(method, method.bytes.length, this.allocate) : encode(method, this.#writer);
      const body = wrapCall(options.kind === 'upload' ? plain : packQuery(plain), options);
      if (body.length > largestBody) {
        reject(new CallFailure('tooLarge', method._));
        return;
      }
      invariant(options.kind !== 'cdn' || method._ === 'upload.getCdnFile', 'nothing else is asked of a CDN DC');
      const call = new Call({ method, body, options }, this, (value) => resolve(value as tl.ResultOf<M['_']>), reject);
      this.#calls.add(call);
      this.#guard(call, options);
      this.#send(call);
    });
  }

  /** Rejects every call and takes no more. */
  close(): void {
    this.#closed = true;
    for (const call of this.#calls) call.reject(new CallFailure('closed', call.method));
  }

  settled(call: Call): void {
    this.#calls.delete(call);
    this.#options.runtime.bulk?.giveBack(call.body);
    this.#waits.end(call);
  }

  failed(call: Call, error: RpcError): AfterFailure {
    return this.#apply(call, error, this.#decide(call, error));
  }

  undecodable(call: Call): void {
    this.#options.runtime.log.warn('Undecodable answer', { method: call.method });
    this.#options.pool.armInit(this.#context.dcOf(call));
  }

  #guard(call: Call, { signal, timeoutMs }: CallOptions): void {
    if (signal === undefined && timeoutMs === undefined) return;
    const { clock } = this.#options.runtime;
    const giveUp = (reason: unknown): void => {
      if (call.settled) return;
      this.#options.pool.cancel(call);
      call.reject(reason);
    };
    if (timeoutMs !== undefined) {
      call.timeout = clock.after(timeoutMs, () => giveUp(new CallFailure('timeout', call.method)));
    }
    if (signal === undefined) return;
    const aborted = (): void => giveUp(signal.reason);
    signal.addEventListener('abort', aborted, { once: true });
    call.onSettled = () => signal.removeEventListener('abort', aborted);
  }

  #send(call: Call): void {
    if (call.settled) return;
    const { pool } = this.#options;
    const dcId = call.dcId ?? pool.mainDcId;
    if (!pool.knows(dcId, call.kind)) {
      call.reject(new CallFailure('unknownDc', call.method));
      return;
    }
    if (call.kind === 'cdn' || dcId === pool.mainDcId || openAreas.test(call.method) || !pool.main.authorized || pool.center(dcId).authorized) {
      pool.submit(dcId, call.kind, call);
      return;
    }
    drop(
      this.#foreign.ensure(dcId).then(
        () => {
          if (!call.settled) pool.submit(dcId, call.kind, call);
        },
        (error: unknown) => call.reject(error),
      ),
    );
  }

  #decide(call: Call, error: RpcError): Decision {
    for (const policy of errorPolicies) {
      const decision = policy.decide(error, call, this.#context);
      if (decision === undefined) continue;
      this.#options.runtime.log.debug('Error policy', { policy: policy.name, method: call.method, type: error.type, does: decision.kind });
      return decision;
    }
    return { kind: 'reject' };
  }

  #apply(call: Call, error: RpcError, decision: Decision): AfterFailure {
    switch (decision.kind) {
      case 'reject':
        call.reject(error);
        return 'done';
      case 'again':
        return 'again';
      case 'elsewhere':
        this.#send(call);
        return 'done';
      case 'later':
        if (error.code === 420) call.onWait?.({ type: error.type, seconds: decision.afterSeconds });
        this.#pause(call, decision.afterSeconds, error);
        return 'done';
    }
  }

  #pause(call: Call, seconds: number, error: RpcError): void {
    const { clock } = this.#options.runtime;
    const now = clock.wall();
    this.#waits.begin(call, { reason: waitReason(error), now, until: now + seconds * 1000 });
    // Others of its chain go on meanwhile.
    call.chain = undefined;
    call.pause = clock.after(seconds * 1000, () => {
      call.pause = undefined;
      this.#send(call);
    });
  }
}

function waitReason(error: RpcError): CallWait['reason'] {
  if (error.code !== 420) return 'server';
  return error.type === 'FLOOD_PREMIUM_WAIT_%d' ? 'premium' : 'flood';
}
