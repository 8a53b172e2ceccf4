import type { tl } from '#tl';
import type { Account } from './account.ts';
import { badRequest } from './errors.ts';
import type { StoredPhoto } from './files.ts';
import type { Logins } from './logins.ts';
import type { BotProfile, Presence, WorldUser } from './model.ts';
import { renderStatus } from './render-peers.ts';
import type { Delivery } from './delivery.ts';
import type { WorldState } from './state.ts';

/** What a new person, bot or service account is made from. */
export interface NewUser {
  id?: number;
  firstName: string;
  lastName?: string;
  /** Digits. A test number (99966XYYYY) gives an account that can log in. */
  phone?: string;
  username?: string;
  bio?: string;
  photo?: StoredPhoto;
  bot?: BotProfile;
  presence?: Presence;
  deleted?: boolean;
  verified?: boolean;
  premium?: boolean;
  support?: boolean;
  scam?: boolean;
  color?: number;
}

const FIRST_USER_ID = 5_000_100_001;

/** Making people, and what changes about them. */
export class People {
  readonly #state: WorldState;
  readonly #delivery: Delivery;
  readonly #logins: Logins;
  #lastId = FIRST_USER_ID;

  constructor(state: WorldState, delivery: Delivery, logins: Logins) {
    this.#state = state;
    this.#delivery = delivery;
    this.#logins = logins;
  }

  create(parts: NewUser): WorldUser {
    const world = this.#state;
    const id = parts.id ?? (this.#lastId += 7);
    const user: WorldUser = {
      id,
      firstName: parts.firstName,
      lastName: parts.lastName ?? '',
      usernames: [],
      bio: parts.bio ?? '',
      photos: parts.photo ? [parts.photo] : [],
      presence: parts.presence ?? { kind: 'recently' },
      ...(parts.phone !== undefined ? { phone: parts.phone } : {}),
      ...(parts.bot ? { bot: parts.bot } : {}),
      ...(parts.deleted ? { deleted: true } : {}),
      ...(parts.verified ? { verified: true } : {}),
      ...(parts.premium ? { premium: true } : {}),
      ...(parts.support ? { support: true } : {}),
      ...(parts.scam ? { scam: true } : {}),
      ...(parts.color !== undefined ? { color: parts.color } : {}),
    };
    world.users.set(id, user);
    if (parts.username !== undefined) this.setUsername(user, parts.username);
    if (parts.phone !== undefined) world.phones.set(parts.phone, id);
    const home = /^99966(\d)\d{4}$/.exec(parts.phone ?? '');
    if (home) this.#logins.openAccount(user, Number(home[1]));
    return user;
  }

  setUsername(user: WorldUser, username: string): void {
    const [before] = user.usernames;
    if (before !== undefined) this.#state.usernames.delete(before.toLowerCase());
    user.usernames = username === '' ? [] : [username];
    if (username !== '') this.#state.usernames.set(username.toLowerCase(), user.id);
  }

  /** Whether the name is well-formed and free; throws USERNAME_INVALID. */
  isFree(username: string): boolean {
    if (!/^[a-z](?!.*__)[a-z0-9_]{3,30}[a-z0-9]$/i.test(username)) throw badRequest('USERNAME_INVALID');
    return !this.#state.usernames.has(username.toLowerCase());
  }

  /** Comes online for `seconds`, or goes offline, and tells those who care. */
  setPresence(user: WorldUser, presence: Presence, watchers: readonly Account[]): void {
    user.presence = presence;
    const status = renderStatus(presence, this.#state.now());
    for (const account of watchers) this.#delivery.short(account, () => ({ _: 'updateUserStatus', userId: user.id, status }));
  }

  /** `updateUserName` to everybody who knows the user. */
  announceName(user: WorldUser, watchers: readonly Account[]): void {
    const usernames = user.usernames.map((username, at): tl.Username => ({
      _: 'username',
      username,
      active: true,
      ...(at === 0 ? { editable: true } : {}),
    }));
    for (const account of watchers) {
      this.#delivery.updates(account, () => [
        { _: 'updateUserName', userId: user.id, firstName: user.firstName, lastName: user.lastName, usernames },
      ]);
    }
  }
}
