import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drop } from '#shared/assert.ts';
import type { TopicEvent } from '#shared/ipc/contract.ts';
import type { Subscription } from '#shared/ipc/handlers.ts';
import { userPeerId } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { Chats } from '../../src-main/features/chats.ts';
import type { ChatCalls } from '../../src-main/features/chats.ts';
import { defaultLimits } from '../../src-main/features/configuration/index.ts';
import { openStore } from '../../src-main/store/index.ts';
import type { Store } from '../../src-main/store/index.ts';
import { UpdatesManager } from '../../src-main/updates/index.ts';
import type { World } from '../dc/world/index.ts';
import type { FakeClock } from '../unit/features/fake-clock.ts';
import { transfers } from '../unit/features/transfers.ts';
import type { Chance } from './chance.ts';
import { Wire } from './wire.ts';
import type { Weather } from './wire.ts';

export interface DeviceParts {
  world: World;
  clock: FakeClock;
  chance: Chance;
  userId: number;
  key: { dcId: number; authKeyId: string };
  weather: Weather;
}

/** Databases by the hundred: where the system has a disk in memory, they need not wait for the real one. */
const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** An installation of the app without its engine and its window: database, update machinery, chat features. */
export class Device {
  readonly parts: DeviceParts;
  readonly dir = mkdtempSync(join(folder, 'petrel-model-'));
  /** Errors that no caller was told. */
  readonly logged: string[] = [];
  wire: Wire;
  store: Store;
  #updates: UpdatesManager;
  #chats: Chats;
  #open = new Map<string, Subscription<unknown>>();
  readonly windows = new Map<string, TopicEvent<'messages.window'>>();

  constructor(parts: DeviceParts) {
    this.parts = parts;
    const run = this.#run();
    this.wire = run.wire;
    this.store = run.store;
    this.#updates = run.updates;
    this.#chats = run.chats;
  }

  /** Ends the process where it stands; what was committed is all that remains. Then starts the next one. */
  restart(): void {
    this.#end();
    const run = this.#run();
    this.wire = run.wire;
    this.store = run.store;
    this.#updates = run.updates;
    this.#chats = run.chats;
  }

  mend(newSession: boolean): void {
    if (this.wire.online) return;
    this.wire.mend(newSession);
    this.#chats.connected();
  }

  get defects(): number {
    return this.#updates.defects;
  }

  /** Calls one of the app's own calls; refusals are its caller's business, and not of interest here. */
  do<Name extends keyof ChatCalls>(name: Name, input: Parameters<ChatCalls[Name]>[0]): void {
    const handler = this.#chats.calls()[name] as (input: unknown, context: unknown) => unknown;
    try {
      const outcome = handler(input, { signal: new AbortController().signal, connection: { id: 1 } });
      if (outcome instanceof Promise) drop(outcome.catch(() => undefined));
    } catch {
      // As above.
    }
  }

  /** Looks at a chat, in place of what the window with that name looked at. */
  look(window: string, peerId: PeerId, anchor: 'end' | 'firstUnread' | MessageId, older: number, newer: number): void {
    this.#open.get(window)?.dispose();
    this.windows.delete(window);
    const topic = this.#chats.topics()['messages.window'] as unknown as (
      input: unknown,
      emit: (event: TopicEvent<'messages.window'>) => void,
      connection: unknown,
    ) => Subscription<unknown>;
    this.#open.set(window, topic({ peerId, anchor, older, newer }, (event) => void this.windows.set(window, event), { id: 1 }));
  }

  /** Tells the engine what is on the screen, as a window does. */
  report(peerId: PeerId): void {
    const ids = this.onScreen(peerId);
    if (ids.length > 0) this.do('tools.onScreen', { peerId, ids });
  }

  /** The newest messages of a chat that are stored without a hole. */
  onScreen(peerId: PeerId): MessageId[] {
    const { messages, range } = this.store.messages.around(peerId, 'end', 50, 0);
    return range === undefined ? [] : messages.filter(({ id }) => id > 0).map(({ id }) => id);
  }

  remove(): void {
    this.#end();
    rmSync(this.dir, { recursive: true, force: true });
  }

  #end(): void {
    this.wire.kill();
    this.#open.clear();
    this.windows.clear();
    this.#chats.dispose();
    this.#updates.dispose();
    this.store.close();
  }

  #run(): { wire: Wire; store: Store; updates: UpdatesManager; chats: Chats } {
    const { clock, userId, world } = this.parts;
    const wire = new Wire(this.parts);
    const store = openStore({ path: join(this.dir, 'account.db'), key: new Uint8Array(32).fill(7) });
    if (store.meta.selfId() === undefined) {
      const { firstName } = world.state.user(userId);
      store.transaction(() => {
        store.peers.apply([{ _: 'user', self: true, id: userId, accessHash: 1n, firstName }], []);
        store.meta.setSelfId(userPeerId(userId));
      });
    }
    const note = (message: string, fields?: Record<string, unknown>): void => {
      const error = fields?.['error'];
      this.logged.push(`${message} ${error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(fields)}`);
    };
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: note };
    const updates: UpdatesManager = new UpdatesManager({
      client: wire.client,
      store,
      log,
      timers: { after: (ms, work) => clock.schedule(ms, work), now: () => clock.now(), random: () => this.parts.chance.next() },
      acceptsDraft: (peerId, date, threadId) => chats.drafts.acceptsRemote({ peerId, threadId }, date),
    });
    const chats: Chats = new Chats({
      store,
      client: wire.client,
      updates,
      ...transfers(store, wire.client, clock, this.dir),
      clock,
      log,
      limits: () => defaultLimits,
      appNumber: (_name, fallback) => fallback,
      appText: (_name, fallback) => fallback,
      appTexts: (_name, fallback) => fallback,
      explain: (error) => ({ code: 'SERVER', message: error instanceof Error ? error.message : 'failed' }),
    });
    updates.start();
    drop(updates.ready().then(() => {
      if (this.wire === wire) chats.start();
    }));
    return { wire, store, updates, chats };
  }
}
