import type { tl } from '#tl';
import type { RpcAnswer, RpcContext } from '../protocol/types.ts';
import { keyName, type Account, type Authorization } from '../world/account.ts';
import type { Caller } from '../world/delivery.ts';
import { unauthorized } from '../world/errors.ts';
import type { Actor } from '../world/operations.ts';
import type { WorldState } from '../world/state.ts';
import { View } from '../world/view.ts';
import type { World } from '../world/index.ts';

/** One call as the method handlers see it: who calls, from which key, and the world. */
export class Call {
  readonly world: World;
  readonly context: RpcContext;

  constructor(world: World, context: RpcContext) {
    this.world = world;
    this.context = context;
  }

  get state(): WorldState {
    return this.world.state;
  }

  /** The login of this key, if there is one. */
  get login(): Authorization | undefined {
    return this.state.keys.get(keyName(this.context));
  }

  /** The login of this key; 401 AUTH_KEY_UNREGISTERED without one. */
  get auth(): Authorization {
    const auth = this.login;
    if (!auth) throw unauthorized();
    return auth;
  }

  get account(): Account {
    return this.auth.account;
  }

  get caller(): Caller {
    return this.context;
  }

  get actor(): Actor {
    return { userId: this.account.id, caller: this.context };
  }

  /** Whose parts of files these are: what is sent to one data center can be used there alone. */
  get uploader(): string {
    return `${this.context.dcId}:${this.account.id}`;
  }

  /** A fresh view: it collects the peers of one answer. */
  view(): View {
    return new View(this.state, this.auth);
  }

  now(): number {
    return this.state.now();
  }
}

export type Handler<M extends tl.MethodName> = (call: Call, query: tl.TlMethods[M]) => tl.ResultOf<M> | Promise<tl.ResultOf<M>>;

/** Handlers by method name. */
export type HandlerTable = { [M in tl.MethodName]?: Handler<M> };

/** A handler as the dispatcher calls it, after the name has been matched. */
export type AnyHandler = (call: Call, query: tl.TlMethod) => RpcAnswer | Promise<RpcAnswer>;
