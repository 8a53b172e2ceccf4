import { invariant } from '../assert.ts';
import { Painter } from '../world/images/drawn.ts';
import { Random, hashText } from '../world/random.ts';
import { channelKey, groupKey, type PeerKey } from '../world/peers.ts';
import type { Account, World, WorldUser } from '../world/index.ts';
import type { StoredPhoto } from '../world/files.ts';
import { BOTS, PEOPLE, PLACES, type Person, type Place } from './cast.ts';

/** The people and chats of the demo, ready to talk. */
export class Stage {
  readonly world: World;
  readonly random: Random;
  readonly painter: Painter;
  /** Unix seconds at which the seed was made. */
  readonly now: number;
  readonly me: Account;
  readonly #users = new Map<string, WorldUser>();
  readonly #places = new Map<string, PeerKey>();

  constructor(world: World, random: Random) {
    this.world = world;
    this.random = random;
    this.painter = new Painter(world.state.files);
    this.now = world.state.now();
    this.me = this.#account('me', '9996610001', 'Mira', 'Lindqvist', 'mira_lindqvist', 'Messengers, mountains, cardamom buns.');
    this.#account('jonas', '9996620002', 'Jonas', 'Weber', 'jonasweber', 'Zahlen und Züge.');
    if (world.state.dcCount >= 3) this.#account('aiko', '9996630003', 'あいこ', '田中', 'aiko_tanaka', '写真と山');
    else this.#person({ key: 'aiko', name: 'あいこ', last: '田中', username: 'aiko_tanaka', contact: true });
    for (const person of PEOPLE) this.#person(person);
    for (const bot of BOTS) this.#bot(bot);
    this.#users.set('telegram', world.state.user(777000));
    this.#users.set('editor', world.createUser({ firstName: 'Kaspar', lastName: 'Holm' }));
    for (const place of [...PLACES].sort((a, b) => a.key.localeCompare(b.key))) this.#place(place);
    this.#contacts();
  }

  user(key: string): WorldUser {
    const user = this.#users.get(key);
    invariant(user, `the cast has ${key}`);
    return user;
  }

  has(key: string): boolean {
    return this.#users.has(key);
  }

  /** The chat with that name, from the first account's side. */
  peer(key: string): PeerKey {
    if (key === 'self') return this.me.id;
    return this.#places.get(key) ?? this.user(key).id;
  }

  isPlace(key: string): boolean {
    return this.#places.has(key);
  }

  dc(): number {
    return this.random.int(1, this.world.state.dcCount);
  }

  #account(key: string, phone: string, firstName: string, lastName: string, username: string, bio: string): Account {
    const photo = this.#portrait(key, 400);
    const user = this.world.createUser({ firstName, lastName, phone, username, bio, photo, color: hashText(key) % 7 });
    this.#users.set(key, user);
    return this.world.account(user.id);
  }

  #portrait(key: string, daysAgo: number): StoredPhoto {
    return this.painter.portrait({ dcId: this.dc(), date: this.now - daysAgo * 86_400 }, hashText(`face ${key}`));
  }

  #person(person: Person): void {
    const user = this.world.createUser({
      firstName: person.name,
      lastName: person.last ?? '',
      color: hashText(person.key) % 7,
      presence: this.#presence(person.online),
      ...(person.phone !== undefined ? { phone: person.phone } : {}),
      ...(person.username !== undefined ? { username: person.username } : {}),
      ...(person.bio !== undefined ? { bio: person.bio } : {}),
      ...(person.deleted ? { deleted: true } : {}),
      ...(person.premium ? { premium: true } : {}),
      ...(person.plain || person.deleted ? {} : { photo: this.#portrait(person.key, this.random.int(20, 500)) }),
    });
    this.#users.set(person.key, user);
  }

  #presence(online: Person['online']): WorldUser['presence'] {
    if (online === 'now') return { kind: 'online', until: this.now + 3_600 };
    if (online === 'week') return { kind: 'lastWeek' };
    if (online === 'month') return { kind: 'lastMonth' };
    if (typeof online === 'number') return { kind: 'offline', at: this.now - online * 60 };
    return { kind: 'recently' };
  }

  #bot(bot: (typeof BOTS)[number]): void {
    const user = this.world.createUser({
      firstName: bot.name,
      username: bot.username,
      photo: this.painter.emblem({ dcId: this.dc(), date: this.now - 9_000_000 }, 'robot', hashText(bot.key)),
      bot: {
        description: bot.description,
        commands: bot.commands.map(([command, description]) => ({ command, description })),
        infoVersion: 1,
      },
      color: hashText(bot.key) % 7,
    });
    this.#users.set(bot.key, user);
  }

  #place(place: Place): void {
    const origin = { dcId: this.dc(), date: this.now - 40_000_000 };
    const seed = hashText(place.key);
    const photo = place.view
      ? this.painter.view(origin, place.view, seed)
      : this.painter.emblem(origin, place.emblem ?? 'rings', seed);
    const members = (place.members ?? []).filter((key) => this.has(key)).map((key) => this.user(key).id);
    const creatorId = place.mine ? this.me.id : (members[0] ?? this.user('editor').id);
    const parts = {
      title: place.title,
      creatorId,
      memberIds: [...members, this.me.id],
      date: this.now - 46_000_000 + (seed % 1_000_000),
      photo,
      color: seed % 7,
      ...(place.about !== undefined ? { about: place.about } : {}),
      ...(place.username !== undefined ? { username: place.username } : {}),
      ...(place.extra !== undefined ? { extraMembers: place.extra } : {}),
      ...(place.verified ? { verified: true } : {}),
      ...(place.signatures ? { signatures: true } : {}),
    };
    if (place.kind === 'group') this.#places.set(place.key, groupKey(this.world.createGroup(parts).id));
    else {
      const channel = place.kind === 'channel' ? this.world.createChannel(parts) : this.world.createSupergroup(parts);
      this.#places.set(place.key, channelKey(channel.id));
    }
  }

  #contacts(): void {
    for (const person of PEOPLE) if (person.contact) this.world.addContact(this.me, this.user(person.key));
    for (const key of ['jonas', 'aiko']) {
      const user = this.user(key);
      this.world.addContact(this.me, user);
      const account = this.world.state.accounts.get(user.id);
      if (account) this.world.addContact(account, this.me.user);
    }
  }
}
