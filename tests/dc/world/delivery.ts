import type { tl } from '#tl';
import type { Pusher } from '../protocol/types.ts';
import { keyName, type Account, type Authorization } from './account.ts';
import type { BoxEvent } from './boxes.ts';
import { channelKey, type PeerKey } from './peers.ts';
import { renderEvents, renderShort } from './render-updates.ts';
import type { WorldState } from './state.ts';
import { View } from './view.ts';

/** The session that makes a call: it learns the outcome from the answer, so pushes leave it out. */
export interface Caller {
  dcId: number;
  authKeyId: string;
  sessionId: bigint;
}

/** Brings events to every connected login that they concern. */
export class Delivery {
  readonly #state: WorldState;
  readonly #pusher: Pusher;

  constructor(state: WorldState, pusher: Pusher) {
    this.#state = state;
    this.#pusher = pusher;
  }

  /** Common-box events of one account, to all its logins. */
  events(account: Account, events: readonly BoxEvent[], caller?: Caller): void {
    if (events.length === 0) return;
    this.#each(account, caller, (auth) => {
      const first = events[0];
      if (events.length === 1 && first && !this.#state.settings.fullUpdates) {
        const short = renderShort(new View(this.#state, auth), first, (id) => this.#knows(account, first, id));
        if (short) return short;
      }
      const view = new View(this.#state, auth);
      return this.#container(view, renderEvents(view, events), 0, true);
    });
  }

  /** Events of a channel's box, to every member's logins and to those who look at it from outside. */
  channelEvents(channelId: number, events: readonly BoxEvent[], caller?: Caller): void {
    if (events.length === 0) return;
    const key = channelKey(channelId);
    const now = this.#state.now();
    for (const account of this.#state.accounts.values()) {
      const member = this.#state.isMember(account.id, key);
      this.#each(account, caller, (auth) => {
        if (!member && (auth.watching.get(channelId) ?? 0) <= now) return undefined;
        const view = new View(this.#state, auth);
        return this.#container(view, renderEvents(view, events, channelId), 0, true);
      });
    }
  }

  /** Unnumbered updates in a container: it takes a seq from every login that gets it, save the caller's own. */
  updates(account: Account, build: (view: View) => tl.Update[], caller?: Caller): void {
    this.#each(account, caller, (auth, own) => {
      const view = new View(this.#state, auth);
      const updates = build(view);
      if (updates.length === 0) return undefined;
      return this.#container(view, updates, own ? 0 : ++auth.seq, false);
    });
  }

  /** One low-priority update (`updateShort`). */
  short(account: Account, build: (view: View) => tl.Update | undefined, caller?: Caller): void {
    this.#each(account, caller, (auth) => {
      const update = build(new View(this.#state, auth));
      return update ? { _: 'updateShort', update, date: this.#state.now() } : undefined;
    });
  }

  /** To one login only, before or after it is known to an account. */
  toKey(key: { dcId: number; authKeyId: string }, updates: tl.Updates): void {
    this.#pusher.push(key, updates);
  }

  disconnect(authKeyId: string): void {
    this.#pusher.disconnect(authKeyId);
  }

  /** The container that answers a call: never numbered, full objects. */
  answer(view: View, updates: tl.Update[]): tl.Updates {
    return this.#container(view, updates, 0, false);
  }

  #container(view: View, updates: tl.Update[], seq: number, min: boolean): tl.Updates {
    return { _: 'updates', updates, ...view.vectors({ min }), date: this.#state.now(), seq };
  }

  #each(
    account: Account,
    caller: Caller | undefined,
    build: (auth: Authorization, own: boolean) => tl.Updates | undefined,
  ): void {
    for (const auth of account.authorizations) {
      const own = caller !== undefined && auth.keys.has(keyName(caller));
      const updates = build(auth, own);
      if (!updates) continue;
      this.#pusher.push(auth.main, updates, own ? { exceptSessionId: caller.sessionId } : {});
    }
  }

  /** Whether a client of this account can be expected to have the user: contacts, and chats that were there before. */
  #knows(account: Account, event: BoxEvent, userId: number): boolean {
    if (userId === account.id || account.contacts.has(userId)) return true;
    const thread = account.box.thread(userId as PeerKey);
    const first = thread[0];
    return first !== undefined && event.change.kind === 'new' && first !== event.change.message;
  }
}
