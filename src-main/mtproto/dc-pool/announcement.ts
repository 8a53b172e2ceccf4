import { concat } from '../../crypto/index.ts';
import type { Route } from '../dialing/route.ts';
import { initCdnConnection, initConnection, withoutUpdates } from '../session/wrappers.ts';
import type { InitParams } from '../types.ts';

/** What stands in front of a query, and which announcement is in it: of our layer and who we are. */
export interface Prefix {
  prefix: Uint8Array;
  announces?: number;
}

const nothing = new Uint8Array(0);

/**
 * What data centers are told about this client: once under each key, and again whenever it changes
 * (core.telegram.org/api/invoking).
 */
export class Announcement {
  readonly #quiet = withoutUpdates();
  #init: InitParams;
  #route: Route;
  #number = 1;
  #full: Uint8Array;
  #cdn: Uint8Array;

  constructor(init: InitParams, route: Route) {
    this.#init = init;
    this.#route = route;
    this.#full = this.#encode();
    this.#cdn = initCdnConnection(init);
  }

  /** Takes other facts about the client or its MTProto proxy. Whether data centers have to be told. */
  change({ init = this.#init, route = this.#route }: { init?: InitParams; route?: Route }): boolean {
    this.#init = init;
    this.#route = route;
    const before = this.#full;
    this.#full = this.#encode();
    this.#cdn = initCdnConnection(init);
    if (Buffer.compare(before, this.#full) === 0) return false;
    this.#number++;
    return true;
  }

  /** Grows with each change: an answer to an earlier announcement says nothing about this one. */
  get number(): number {
    return this.#number;
  }

  /**
   * The bytes in front of a query.
   * @param told whether the server knows them under the key of this session
   * @param updates whether the session is the one that receives updates
   */
  prefix({ cdn, told, updates }: { cdn: boolean; told: boolean; updates: boolean }): Prefix {
    const quiet = updates || cdn ? nothing : this.#quiet;
    return told ? { prefix: quiet } : { prefix: cdn ? this.#cdn : concat(this.#full, quiet), announces: this.#number };
  }

  #encode(): Uint8Array {
    return initConnection(this.#init, this.#route.kind === 'mtproxy' ? this.#route.clientProxy : undefined);
  }
}
