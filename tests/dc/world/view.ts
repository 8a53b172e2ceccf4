import type { tl } from '#tl';
import type { Account, Authorization } from './account.ts';
import { isUserKey, toPeer, type PeerKey } from './peers.ts';
import { renderChat, renderUser } from './render-peers.ts';
import type { WorldState } from './state.ts';

/**
 * How one login sees the world. Rendering functions note in it every peer that they name, so that an answer carries
 * exactly the users and chats that it needs.
 */
export class View {
  readonly state: WorldState;
  readonly auth: Authorization;
  readonly account: Account;
  readonly #users = new Set<number>();
  readonly #chats = new Set<PeerKey>();

  constructor(state: WorldState, auth: Authorization) {
    this.state = state;
    this.auth = auth;
    this.account = auth.account;
  }

  /** Notes a peer and returns its TL form. */
  peer(key: PeerKey): tl.Peer {
    this.note(key);
    return toPeer(key);
  }

  note(key: PeerKey): void {
    if (isUserKey(key)) this.#users.add(key);
    else this.#chats.add(key);
  }

  user(userId: number): number {
    this.#users.add(userId);
    return userId;
  }

  get notedUsers(): ReadonlySet<number> {
    return this.#users;
  }

  get notedChats(): ReadonlySet<PeerKey> {
    return this.#chats;
  }

  /** The `users` and `chats` vectors. With `min`, people outside the contacts and private chats come reduced. */
  vectors(options: { min?: boolean } = {}): { users: tl.User[]; chats: tl.Chat[] } {
    const chats = [...this.#chats].flatMap((key) => renderChat(this, key) ?? []);
    const users = [...this.#users].flatMap(
      (id) => renderUser(this, id, { min: options.min === true && this.#isStranger(id) }) ?? [],
    );
    return { users, chats };
  }

  #isStranger(userId: number): boolean {
    return userId !== this.account.id && !this.account.contacts.has(userId) && !this.account.dialogs.has(userId);
  }
}
