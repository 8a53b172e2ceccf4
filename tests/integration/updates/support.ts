import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { tl } from '#tl';
import { messageId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { MtprotoClient } from '../../../src-main/mtproto/index.ts';
import { openStore } from '../../../src-main/store/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { UpdatesManager } from '../../../src-main/updates/index.ts';
import type { UpdatesEvent } from '../../../src-main/updates/index.ts';
import { startLocalDc } from '../../dc/index.ts';
import type { LocalDc } from '../../dc/index.ts';
import type { World, WorldUser } from '../../dc/world/index.ts';
import { environmentOf, init } from '../mtproto/support.ts';
import { suiteLogger } from '../support/suite-logs.ts';

const log = suiteLogger() ?? { debug() {}, info() {}, warn() {}, error() {} };
const key = new Uint8Array(32).fill(9);

/** Calls that the client made, by name: what the tests count. */
type Called = tl.TlMethod['_'];

/** One signed-in account: client, store and update machinery, without the features above them. */
export class Account {
  readonly store: Store;
  readonly events: UpdatesEvent[] = [];
  readonly calls: Called[] = [];
  client: MtprotoClient;
  manager: UpdatesManager;
  #waiters: { name: Called; resolve: () => void }[] = [];
  readonly #dc: LocalDc<World>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'petrel-updates-'));

  constructor(dc: LocalDc<World>) {
    this.#dc = dc;
    this.store = openStore({ path: join(this.#folder, 'a.db'), key });
    [this.client, this.manager] = this.#connect();
    onTestFinished(() => this.close());
  }

  /** Signs in and loads the chat list once, as the dialogs feature does. */
  async signIn(phone: string): Promise<void> {
    const sent = await this.client.call({ _: 'auth.sendCode', phoneNumber: phone, apiId: 1, apiHash: 'x'.repeat(32), settings: { _: 'codeSettings' } });
    if (sent._ !== 'auth.sentCode') throw new Error('no code was sent');
    const result = await this.client.call({ _: 'auth.signIn', phoneNumber: phone, phoneCodeHash: sent.phoneCodeHash, phoneCode: '22222' });
    if (result._ !== 'auth.authorization') throw new Error('not signed in');
    this.store.peers.apply([result.user], []);
    this.client.setAuthorized(true);
    this.manager.start();
    await this.manager.ready();
    await this.loadDialogs();
  }

  async loadDialogs(): Promise<void> {
    const answer = await this.client.call({ _: 'messages.getDialogs', offsetDate: 0, offsetId: 0, offsetPeer: { _: 'inputPeerEmpty' }, limit: 100, hash: 0n });
    if (answer._ === 'messages.dialogsNotModified') throw new Error('dialogs were asked for without a hash');
    await this.manager.applyDialogs(answer);
  }

  /** Ends the connection and all that is in memory, as a crash does. */
  async goAway(): Promise<void> {
    this.manager.dispose();
    await this.client.close();
  }

  /** Starts again from what is on disk. */
  async comeBack(): Promise<void> {
    [this.client, this.manager] = this.#connect();
    this.manager.start();
    await this.manager.ready();
  }

  /** Resolves when the store is as wanted, now or after a change. */
  until(check: (store: Store) => boolean): Promise<void> {
    if (check(this.store)) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.store.onChange(() => {
        if (!check(this.store)) return;
        stop();
        resolve();
      });
    });
  }

  texts(peerId: PeerId): string[] {
    return this.store.messages.getMany(peerId, this.store.messages.idsBetween(peerId, 1, 1_000_000)).map((message) => message.text);
  }

  untilTexts(peerId: PeerId, texts: readonly string[]): Promise<void> {
    return this.until(() => JSON.stringify(this.texts(peerId).slice(-texts.length)) === JSON.stringify(texts));
  }

  /** Resolves when the client makes its next call of this name. */
  nextCall(name: Called): Promise<void> {
    return new Promise((resolve) => this.#waiters.push({ name, resolve }));
  }

  count(name: Called): number {
    return this.calls.filter((call) => call === name).length;
  }

  async close(): Promise<void> {
    await this.goAway();
    this.store.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #connect(): [MtprotoClient, UpdatesManager] {
    const client = new MtprotoClient({ environment: environmentOf(this.#dc), init, refreshAddresses: false, storage: this.store.mtproto, log });
    const counted: ConstructorParameters<typeof UpdatesManager>[0]['client'] = {
      call: (method, options) => {
        this.calls.push(method._);
        const due = this.#waiters.filter(({ name }) => name === method._);
        this.#waiters = this.#waiters.filter(({ name }) => name !== method._);
        for (const { resolve } of due) resolve();
        return client.call(method, options);
      },
      onUpdates: (listener) => client.onUpdates(listener),
      onUpdatesLost: (listener) => client.onUpdatesLost(listener),
      serverTime: () => client.serverTime(),
    };
    const manager = new UpdatesManager({ client: counted, store: this.store, log });
    manager.onEvent((event) => this.events.push(event));
    client.start();
    return [client, manager];
  }
}

export interface Scene {
  dc: LocalDc<World>;
  me: Account;
  self: WorldUser;
  anna: WorldUser;
  /** Anna writes to me. */
  annaWrites(...texts: string[]): void;
}

/** A local DC with me, signed in, and Anna, who has written once. */
export async function scene(): Promise<Scene> {
  const dc = await startLocalDc();
  onTestFinished(() => dc.close());
  const self = dc.world.createUser({ firstName: 'Me', phone: '9996621111' });
  const anna = dc.world.createUser({ firstName: 'Anna', phone: '9996622222' });
  const annaWrites = (...texts: string[]) => {
    for (const text of texts) dc.world.sendMessage({ from: anna.id, to: self.id as never, text });
  };
  annaWrites('first');
  const me = new Account(dc);
  await me.signIn('9996621111');
  me.calls.length = 0;
  return { dc, me, self, anna, annaWrites };
}

export const id = messageId;
