import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CallInput, TopicEvent } from '#shared/ipc/contract.ts';
import type { WindowDiff } from '#shared/ipc/spec.ts';
import type { DialogRow, Message, MessageId, PeerId } from '#shared/model/index.ts';
import { startLocalDc } from '../../dc/local.ts';
import type { LocalDc } from '../../dc/start.ts';
import type { World, WorldUser } from '../../dc/world/index.ts';
import { TestEngine, temporaryProfile } from './engine.ts';
import type { Followed } from './engine.ts';

type SentFile = CallInput<'messages.sendFiles'>['files'][number];

/** What a subscriber of a window holds after all its events; throws when the window names a row that was never sent. */
export function rowsOf<Key, Row>(events: readonly WindowDiff<Key, Row>[], keyOf: (row: Row) => Key): Row[] {
  let rows = new Map<Key, Row>();
  for (const event of events) {
    for (const row of event.upsert) rows.set(keyOf(row), row);
    const next = new Map<Key, Row>();
    for (const key of event.order) {
      const row = rows.get(key);
      if (row === undefined) throw new Error(`A row was never sent: ${String(key)}`);
      next.set(key, row);
    }
    rows = next;
  }
  return [...rows.values()];
}

/** A history that is followed: its messages, and promises for what they will be. */
export class FollowedHistory {
  readonly #followed: Followed<TopicEvent<'messages.window'>>;

  constructor(followed: Followed<TopicEvent<'messages.window'>>) {
    this.#followed = followed;
  }

  get messages(): Message[] {
    return rowsOf(this.#followed.events, (message) => message.id);
  }

  get texts(): string[] {
    return this.messages.map((message) => message.text);
  }

  get window(): TopicEvent<'messages.window'> {
    const { last } = this.#followed;
    if (last === undefined) throw new Error('Nothing came yet');
    return last;
  }

  /** Resolves with the messages when they are as wanted, now or later. */
  async until(check: (messages: Message[], window: TopicEvent<'messages.window'>) => boolean): Promise<Message[]> {
    await this.#followed.until((window) => check(this.messages, window));
    return this.messages;
  }

  untilTexts(texts: readonly string[]): Promise<Message[]> {
    return this.until(
      (messages) => messages.length === texts.length && messages.every(
        (message, index) => message.id > 0 && message.text === texts[index],
      ),
    );
  }

  /** No load is under way. */
  idle(): Promise<Message[]> {
    return this.until((_messages, window) => window.loading === undefined);
  }
}

export class FollowedDialogs {
  readonly #followed: Followed<TopicEvent<'dialogs.window'>>;

  constructor(followed: Followed<TopicEvent<'dialogs.window'>>) {
    this.#followed = followed;
  }

  get rows(): DialogRow[] {
    return rowsOf(this.#followed.events, (row) => row.peerId);
  }

  get window(): TopicEvent<'dialogs.window'> {
    const { last } = this.#followed;
    if (last === undefined) throw new Error('Nothing came yet');
    return last;
  }

  row(peerId: PeerId): DialogRow | undefined {
    return this.rows.find((row) => row.peerId === peerId);
  }

  async until(check: (rows: DialogRow[], window: TopicEvent<'dialogs.window'>) => boolean): Promise<DialogRow[]> {
    await this.#followed.until((window) => check(this.rows, window));
    return this.rows;
  }

  async untilRow(peerId: PeerId, check: (row: DialogRow) => boolean): Promise<DialogRow> {
    const rows = await this.until((all) => all.some((row) => row.peerId === peerId && check(row)));
    const found = rows.find((row) => row.peerId === peerId);
    if (found === undefined) throw new Error('The row has gone');
    return found;
  }
}

/** A person of the local world with the app open, in a profile folder of their own. */
export class Somebody {
  readonly user: WorldUser;
  readonly phone: string;
  readonly #dc: LocalDc<World>;
  readonly #profile = temporaryProfile();
  engine: TestEngine;

  constructor(dc: LocalDc<World>, user: WorldUser, phone: string) {
    this.#dc = dc;
    this.user = user;
    this.phone = phone;
    this.engine = TestEngine.open(this.#profile.dir, dc);
  }

  get id(): PeerId {
    return this.user.id as PeerId;
  }

  /** The folder of the account in the profile. */
  get accountDir(): string {
    const accounts = join(this.#profile.dir, 'accounts');
    const [name = ''] = readdirSync(accounts);
    return join(accounts, name);
  }

  async signIn(): Promise<this> {
    await this.engine.signIn(this.phone);
    return this;
  }

  /** Closes the app and opens it again on the same profile. */
  async restart(): Promise<void> {
    await this.engine.close();
    this.engine = TestEngine.open(this.#profile.dir, this.#dc);
  }

  history(peerId: PeerId, anchor: 'end' | 'firstUnread' | MessageId = 'end', older = 50, newer = 50): FollowedHistory {
    return new FollowedHistory(this.engine.window.listen('messages.window', { peerId, anchor, older, newer }));
  }

  dialogs(count = 100, start = 0): FollowedDialogs {
    return new FollowedDialogs(this.engine.window.listen('dialogs.window', { folder: 'main', start, count }));
  }

  async send(peerId: PeerId, text: string, replyToId?: MessageId): Promise<MessageId> {
    const { id } = await this.engine.window.call(
      'messages.send', { peerId, text, entities: [], ...(replyToId === undefined ? {} : { replyToId }) },
    );
    return id;
  }

  /** Attaches bytes as a window does; returns what names them. */
  async attach(bytes: Uint8Array): Promise<string> {
    const id = randomBytes(16).toString('hex');
    const answer = await this.engine.engine.writeAttachment(id, 0, bytes);
    if (!answer.ok) throw new Error(answer.reason);
    return id;
  }

  /** Attaches and sends files; without kind they are sent as they are. */
  async sendFiles(peerId: PeerId, files: (Partial<SentFile> & { bytes: Uint8Array })[], text = ''): Promise<MessageId[]> {
    const attached: SentFile[] = [];
    for (const { bytes, ...file } of files) {
      const attachment = await this.attach(bytes);
      attached.push({ as: 'file', name: 'paper.bin', mimeType: 'application/octet-stream', ...file, attachment });
    }
    const { ids } = await this.engine.window.call('messages.sendFiles', { peerId, files: attached, text, entities: [] });
    return ids;
  }

  online(): Promise<unknown> {
    return this.engine.window.call('app.setActive', { active: true });
  }

  async close(): Promise<void> {
    await this.engine.close();
    this.#profile.remove();
  }
}

/** A local DC with people who have the app. */
export class Town {
  readonly dc: LocalDc<World>;
  readonly #people: Somebody[] = [];
  #phones = 1000;

  constructor(dc: LocalDc<World>) {
    this.dc = dc;
  }

  static async found(): Promise<Town> {
    return new Town(await startLocalDc({ protocol: { forwardSecrecy: true } }));
  }

  get world(): World {
    return this.dc.world;
  }

  nextPhone(): string {
    this.#phones += 1;
    return `999662${this.#phones}`;
  }

  /** Somebody without the app, whom only the test moves. */
  neighbour(firstName: string): WorldUser {
    return this.world.createUser({ firstName, phone: this.nextPhone() });
  }

  /** Another device of a person who is there already. */
  async device(person: Somebody): Promise<Somebody> {
    const other = new Somebody(this.dc, person.user, person.phone);
    this.#people.push(other);
    return other.signIn();
  }

  /** Somebody with the app; `prepare` runs before they sign in. */
  async move(firstName: string, prepare?: (user: WorldUser) => void): Promise<Somebody> {
    const phone = this.nextPhone();
    const user = this.world.createUser({ firstName, phone });
    prepare?.(user);
    const person = new Somebody(this.dc, user, phone);
    this.#people.push(person);
    return person.signIn();
  }

  /** The servers are back, and everybody presses "Try now": how long a backoff has grown meanwhile is not what a test waits for. */
  async bringBack(): Promise<void> {
    await this.dc.start();
    await Promise.all(this.#people.map((person) => person.engine.window.call('connection.retry', {})));
  }

  async close(): Promise<void> {
    for (const person of this.#people) await person.close();
    await this.dc.close();
  }
}
