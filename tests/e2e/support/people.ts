import type { Account, BoxMessage, World, WorldUser } from '../../dc/world/index.ts';
import { channelKey, groupKey } from '../../dc/world/index.ts';

/** Phone of the account that the tests sign in as; its home is DC 2, where the app first connects. */
export const NORA = '+9996620001';
/** Somebody else with an account, on another DC. */
export const BEN = '+9996610002';
/** The first account of the demo world. */
export const DEMO_PHONE = '+9996610001';
/** A number that nobody has yet. */
export const NEW_NUMBER = '+9996630777';

export interface Cast {
  world: World;
  /** The own account. */
  nora: Account;
  /** Has an account too: what the other side of a chat sees is read from it. */
  ben: Account;
  mia: WorldUser;
  tariq: WorldUser;
}

const casts = new WeakMap<World, Cast>();

/** The people of most tests, none of whom has written anything yet. */
export function castOf(world: World): Cast {
  const known = casts.get(world);
  if (known !== undefined) return known;
  const nora = world.createUser({ firstName: 'Nora', lastName: 'Winter', phone: NORA.slice(1), username: 'nora_winter', color: 2 });
  const ben = world.createUser({ firstName: 'Ben', lastName: 'Okafor', phone: BEN.slice(1), username: 'ben_okafor', color: 4 });
  const mia = world.createUser({ firstName: 'Mia', lastName: 'Laurent', color: 6 });
  const tariq = world.createUser({ firstName: 'Tariq', color: 1 });
  const cast: Cast = { world, nora: world.account(nora.id), ben: world.account(ben.id), mia, tariq };
  world.addContact(cast.nora, ben);
  casts.set(world, cast);
  return cast;
}

/** A basic group of the whole cast. */
export function groupOf(cast: Cast, title: string): number {
  return groupKey(cast.world.createGroup({ title, creatorId: cast.ben.id, memberIds: [cast.nora.id, cast.mia.id, cast.tariq.id] }).id);
}

/** A channel that Ben writes and Nora reads. */
export function channelOf(cast: Cast, title: string): number {
  return channelKey(cast.world.createChannel({ title, creatorId: cast.ben.id, memberIds: [cast.nora.id], extraMembers: 1200 }).id);
}

/** Writes `count` texts into a chat, one a minute up to `until` (unix seconds), and returns them. */
export function chatter(world: World, from: readonly number[], to: (from: number) => number, count: number, until: number, text: (index: number) => string): BoxMessage[] {
  return Array.from({ length: count }, (_, index) => {
    const author = from[index % from.length] ?? 0;
    return world.sendMessage({ from: author, to: to(author), text: text(index), date: until - (count - index) * 60 });
  });
}

/** Nora has read everything of a chat. */
export function readByNora(cast: Cast, peer: number): void {
  cast.world.readHistory(cast.nora.id, peer);
}
