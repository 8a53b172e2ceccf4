import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import type { TopicEvent, TopicName } from '#shared/ipc/contract.ts';
import type { IpcConnection, Subscription, ValidTopicInput } from '#shared/ipc/handlers.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { Chats } from '../../../src-main/features/chats.ts';
import type { ChatTopics } from '../../../src-main/features/chats.ts';
import { defaultLimits } from '../../../src-main/features/configuration/index.ts';
import type { Limits } from '../../../src-main/features/configuration/index.ts';
import type { Attachments, UploadManager } from '../../../src-main/files/index.ts';
import { CallFailure, RpcError } from '../../../src-main/mtproto/index.ts';
import type { Logger, UpdatesListener } from '../../../src-main/mtproto/index.ts';
import { openStore } from '../../../src-main/store/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { UpdatesManager } from '../../../src-main/updates/index.ts';
import { FakeClock } from './fake-clock.ts';
import { transfers } from './transfers.ts';

export const SELF = 1 as PeerId;
export const ANNA = 100 as PeerId;
export const BORIS = 101 as PeerId;

const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

type Handler = (method: never) => unknown;

/** A server in memory: one account's private chats, exact about paging, random ids and pts. */
export class FakeServer {
  readonly clock: FakeClock;
  readonly calls: tl.TlMethod[] = [];
  readonly messages: tl.message[] = [];
  readonly handlers = new Map<string, Handler>();
  readonly sentIds = new Map<bigint, number>();
  pts = 1;
  nextId = 1;
  /** Calls wait here while the connection is down. */
  online = true;
  #waiting: (() => void)[] = [];
  #listeners = new Set<UpdatesListener>();
  #log: tl.Update[] = [];

  constructor(clock: FakeClock) {
    this.clock = clock;
    this.#defaults();
  }

  /** Answers a method from now on. Throw `RpcError` to refuse. */
  on<Name extends tl.MethodName>(name: Name, handler: (method: Extract<tl.TlMethod, { _: Name }>) => unknown): void {
    this.handlers.set(name, handler as Handler);
  }

  named<Name extends tl.MethodName>(name: Name): Extract<tl.TlMethod, { _: Name }>[] {
    return this.calls.filter((call) => call._ === name) as Extract<tl.TlMethod, { _: Name }>[];
  }

  client(): {
    call: <M extends tl.TlMethod>(method: M) => Promise<never>;
    serverTime: () => number;
    onUpdates: (listener: UpdatesListener) => () => void;
    onUpdatesLost: () => () => void;
  } {
    return {
      call: async (method) => {
        if (!this.online) await new Promise<void>((resolve) => this.#waiting.push(resolve));
        await Promise.resolve();
        this.calls.push(method);
        const handler = this.handlers.get(method._);
        if (handler === undefined) throw new RpcError(400, 'INPUT_METHOD_INVALID', method._);
        return (await handler(method as never)) as never;
      },
      serverTime: () => this.clock.now() / 1000,
      onUpdates: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      onUpdatesLost: () => () => undefined,
    };
  }

  /** A client is gone, and what it had not sent with it. */
  forgetWaiting(): void {
    this.#waiting = [];
  }

  connect(): void {
    this.online = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  push(updates: tl.Updates): void {
    for (const listener of [...this.#listeners]) listener(updates);
  }

  /** Puts a message into a chat, without telling. */
  add(peerId: PeerId, text: string, patch: Partial<tl.message> = {}): tl.message {
    const message: tl.message = {
      _: 'message',
      id: this.nextId++,
      peerId: { _: 'peerUser', userId: peerId },
      fromId: { _: 'peerUser', userId: patch.out === true ? SELF : peerId },
      date: Math.floor(this.clock.now() / 1000) + this.nextId,
      message: text,
      ...patch,
    };
    this.messages.push(message);
    return message;
  }

  /** A message arrives, as a push. */
  receive(peerId: PeerId, text: string, patch: Partial<tl.message> = {}): tl.message {
    const message = this.add(peerId, text, patch);
    this.push(this.wrap([this.log({ _: 'updateNewMessage', message, pts: 0, ptsCount: 1 })]));
    return message;
  }

  /** Gives an update its place in the box, and keeps it for differences. */
  log<U extends tl.Update & { pts: number; ptsCount: number }>(update: U): U {
    this.pts += update.ptsCount;
    const placed = { ...update, pts: this.pts };
    this.#log.push(placed);
    return placed;
  }

  wrap(updates: tl.Update[]): tl.updates {
    return { _: 'updates', updates, users: users(), chats: [], date: Math.floor(this.clock.now() / 1000), seq: 0 };
  }

  history(peerId: PeerId): tl.message[] {
    return this.messages.filter((message) => message.peerId._ === 'peerUser' && message.peerId.userId === peerId).sort(
      (a, b) => b.id - a.id,
    );
  }

  dialog(peerId: PeerId, patch: Partial<tl.dialog> = {}): tl.dialog {
    return {
      _: 'dialog',
      peer: { _: 'peerUser', userId: peerId },
      topMessage: this.history(peerId)[0]?.id ?? 0,
      readInboxMaxId: 0,
      readOutboxMaxId: 0,
      unreadCount: 0,
      unreadMentionsCount: 0,
      unreadReactionsCount: 0,
      unreadPollVotesCount: 0,
      notifySettings: { _: 'peerNotifySettings' },
      ...patch,
    };
  }

  /** The method does what it does, and its answer never arrives. */
  loseAnswerOf(name: tl.MethodName, failure: Error = new CallFailure('unknownOutcome', name)): void {
    const handler = this.handlers.get(name);
    this.handlers.set(name, (method) => {
      if (handler !== undefined) {
        handler(method);
        this.handlers.set(name, handler);
      }
      throw failure;
    });
  }

  #defaults(): void {
    const state = (): tl.updates.state => ({ _: 'updates.state', pts: this.pts, qts: 1, date: 1, seq: 1, unreadCount: 0 });
    this.on('updates.getState', state);
    this.on('updates.getDifference', ({ pts }) => {
      const missed = this.#log.filter((update) => 'pts' in update && typeof update.pts === 'number' && update.pts > pts);
      if (missed.length === 0) return { _: 'updates.differenceEmpty', date: 1, seq: 1 };
      const fresh = missed.flatMap((update) => (update._ === 'updateNewMessage' ? [update.message] : []));
      const ids: tl.Update[] = [...this.sentIds].map(([randomId, id]) => ({ _: 'updateMessageID', id, randomId }));
      const other = missed.filter((update) => update._ !== 'updateNewMessage');
      return {
        _: 'updates.difference',
        newMessages: fresh,
        newEncryptedMessages: [],
        otherUpdates: [...ids, ...other],
        chats: [],
        users: users(),
        state: state(),
      };
    });
    this.on('messages.getAllDrafts', () => this.wrap([]));
    this.on(
      'messages.getPinnedDialogs',
      () => ({ _: 'messages.peerDialogs', dialogs: [], messages: [], chats: [], users: [], state: state() }),
    );
    this.on('messages.getDialogs', () => ({ _: 'messages.dialogs', dialogs: [], messages: [], chats: [], users: [] }));
    this.on('messages.getPeerDialogs', ({ peers }) => {
      const ids = peers.flatMap(
        (peer) => (peer._ === 'inputDialogPeer' && peer.peer._ === 'inputPeerUser' ? [peer.peer.userId as PeerId] : []),
      );
      return {
        _: 'messages.peerDialogs',
        dialogs: ids.map((id) => this.dialog(id)),
        messages: ids.flatMap((id) => this.history(id).slice(0, 1)),
        chats: [],
        users: users(),
        state: state(),
      };
    });
    this.on('messages.getHistory', ({ peer, offsetId, addOffset, limit }) => {
      const all = this.history(userOf(peer));
      const position = offsetId === 0 ? 0 : all.filter((message) => message.id >= offsetId).length;
      const from = position + addOffset;
      const messages = all.slice(Math.max(0, from), Math.max(0, from + limit));
      const complete = all.length <= limit && messages.length === all.length;
      return complete
        ? { _: 'messages.messages', messages, topics: [], chats: [], users: users() }
        : { _: 'messages.messagesSlice', count: all.length, messages, topics: [], chats: [], users: users() };
    });
    this.on('messages.getMessages', ({ id }) => {
      const messages = id.map((item): tl.Message => {
        const wanted = item._ === 'inputMessageID' ? item.id : 0;
        return this.messages.find((message) => message.id === wanted) ?? { _: 'messageEmpty', id: wanted };
      });
      return { _: 'messages.messages', messages, topics: [], chats: [], users: users() };
    });
    this.on('messages.sendMessage', (method) => {
      const known = this.sentIds.get(method.randomId);
      if (known !== undefined) {
        const message = this.messages.find((item) => item.id === known);
        const updates: tl.Update[] = [{ _: 'updateMessageID', id: known, randomId: method.randomId }];
        return this.wrap(
          message === undefined ? updates : [...updates, { _: 'updateNewMessage', message, pts: this.pts, ptsCount: 0 }],
        );
      }
      const message = this.add(userOf(method.peer), method.message, {
        out: true,
        ...(method.entities === undefined ? {} : { entities: method.entities }),
        ...(method.replyTo?._ === 'inputReplyToMessage'
          ? { replyTo: { _: 'messageReplyHeader', replyToMsgId: method.replyTo.replyToMsgId } }
          : {}),
      });
      this.sentIds.set(method.randomId, message.id);
      const placed = this.log({ _: 'updateNewMessage', message, pts: 0, ptsCount: 1 });
      return this.wrap([{ _: 'updateMessageID', id: message.id, randomId: method.randomId }, placed]);
    });
    this.on('messages.readHistory', ({ peer, maxId }) => {
      const update = this.log(
        {
          _: 'updateReadHistoryInbox',
          peer: { _: 'peerUser', userId: userOf(peer) },
          maxId,
          stillUnreadCount: 0,
          pts: 0,
          ptsCount: 1,
        },
      );
      return { _: 'messages.affectedMessages', pts: update.pts, ptsCount: 1 };
    });
    this.on('messages.deleteMessages', ({ id }) => {
      const before = this.messages.length;
      for (const each of id) {
        const index = this.messages.findIndex((message) => message.id === each);
        if (index !== -1) this.messages.splice(index, 1);
      }
      const count = before - this.messages.length;
      const update =
        count === 0 ? { pts: this.pts } : this.log({ _: 'updateDeleteMessages', messages: id, pts: 0, ptsCount: count });
      return { _: 'messages.affectedMessages', pts: update.pts, ptsCount: count };
    });
    for (const name of [
      'messages.saveDraft',
      'messages.markDialogUnread',
      'messages.toggleDialogPin',
      'messages.setTyping',
      'account.updateStatus',
      'account.updateNotifySettings',
    ] as const) {
      this.on(name, () => true);
    }
  }
}

const userOf = (peer: tl.InputPeer): PeerId => (peer._ === 'inputPeerUser' ? (peer.userId as PeerId) : SELF);

export function users(): tl.user[] {
  const person = (id: PeerId, firstName: string, patch: Partial<tl.user> = {}): tl.user => ({
    _: 'user',
    id,
    accessHash: BigInt(id),
    firstName,
    ...patch,
  });
  return [person(SELF, 'Me', { self: true }), person(ANNA, 'Anna'), person(BORIS, 'Boris')];
}

/** Follows a topic and keeps the rows of its window as a renderer would. */
export class Followed<Event> {
  readonly events: Event[] = [];
  subscription: Subscription<unknown> | undefined;
  readonly rows = new Map<unknown, unknown>();

  take(event: Event): void {
    this.events.push(event);
    const diff = event as { order?: unknown[]; upsert?: { id?: unknown; peerId?: unknown }[] };
    if (diff.order === undefined) return;
    for (const row of diff.upsert ?? []) this.rows.set('id' in row ? row.id : row.peerId, row);
    for (const key of [...this.rows.keys()]) if (!diff.order.includes(key)) this.rows.delete(key);
    for (const key of diff.order) if (!this.rows.has(key)) throw new Error(`A row was never sent: ${String(key)}`);
  }

  get last(): Event {
    const event = this.events.at(-1);
    if (event === undefined) throw new Error('Nothing came');
    return event;
  }
}

export interface HarnessOptions {
  dir?: string;
  clock?: FakeClock;
  server?: FakeServer;
  limits?: Partial<Limits>;
  /** Do not go to the server at the beginning. */
  offline?: boolean;
}

/** The chat features over a real store and the real update machinery, with a server in memory. */
export class Harness {
  readonly dir: string;
  readonly clock: FakeClock;
  readonly server: FakeServer;
  readonly store: Store;
  readonly updates: UpdatesManager;
  readonly uploads: UploadManager;
  readonly attachments: Attachments;
  readonly chats: Chats;
  readonly connection: IpcConnection = { id: 1 };

  constructor(options: HarnessOptions = {}) {
    this.dir = options.dir ?? mkdtempSync(join(tmpdir(), 'petrel-features-'));
    this.clock = options.clock ?? new FakeClock();
    this.server = options.server ?? new FakeServer(this.clock);
    if (options.offline === true) this.server.online = false;
    this.store = openStore({ path: join(this.dir, 'account.db'), key: new Uint8Array(32).fill(7) });
    const client = this.server.client();
    const { clock } = this;
    this.updates = new UpdatesManager({
      client,
      store: this.store,
      log: quiet,
      timers: { after: (ms, work) => clock.schedule(ms, work), now: () => clock.now(), random: () => 0 },
      acceptsDraft: (peerId, date, threadId) => this.chats.drafts.acceptsRemote({ peerId, threadId }, date),
    });
    const { uploads, attachments } = transfers(this.store, client, clock, this.dir);
    this.uploads = uploads;
    this.attachments = attachments;
    this.chats = new Chats({
      store: this.store,
      client,
      updates: this.updates,
      uploads,
      attachments,
      clock,
      log: quiet,
      limits: () => ({ ...defaultLimits, ...options.limits }),
      appNumber: (_name, fallback) => fallback,
      appText: (_name, fallback) => fallback,
      appTexts: (_name, fallback) => fallback,
      explain: (error) => ({ code: 'SERVER', message: error instanceof Error ? error.message : 'failed' }),
    });
    if (this.store.meta.selfId() === undefined) {
      this.store.transaction(() => {
        this.store.peers.apply(users(), []);
        this.store.meta.setSelfId(SELF);
      });
    }
  }

  /** Signs in, catches up, and opens the way to the server. */
  async start(): Promise<this> {
    this.updates.start();
    await this.clock.settle();
    if (this.server.online) await this.updates.ready();
    this.chats.start();
    await this.settle();
    return this;
  }

  /** Moves time and lets everything that is ready happen. */
  async settle(ms = 20): Promise<void> {
    await this.clock.settle(ms);
    await this.clock.settle(ms);
  }

  /** The chat is in the list, with what the server has of it. */
  async withDialog(peerId: PeerId, patch: Partial<tl.dialog> = {}): Promise<void> {
    await this.updates.applyDialogs({
      dialogs: [this.server.dialog(peerId, patch)],
      messages: this.server.history(peerId).slice(0, 1),
      chats: [],
      users: users(),
    });
  }

  listen<Name extends TopicName & keyof ChatTopics>(
    topic: Name, input: ValidTopicInput<Name>, connection = this.connection,
  ): Followed<TopicEvent<Name>> {
    const followed = new Followed<TopicEvent<Name>>();
    const handler = this.chats.topics()[topic] as unknown as (
      input: unknown,
      emit: (event: TopicEvent<Name>) => void,
      connection: IpcConnection,
    ) => Subscription<unknown>;
    followed.subscription = handler(input, (event) => followed.take(event), connection);
    return followed;
  }

  history(
    peerId: PeerId, anchor: 'end' | 'firstUnread' | number = 'end', older = 30, newer = 30,
  ): Followed<TopicEvent<'messages.window'>> {
    return this.listen('messages.window', { peerId, anchor: anchor as MessageId, older, newer });
  }

  send(peerId: PeerId, text: string, replyToId?: number): MessageId {
    const context = { signal: new AbortController().signal, connection: this.connection };
    const input = { peerId, text, entities: [], ...(replyToId === undefined ? {} : { replyToId: replyToId as MessageId }) };
    return (this.chats.calls()['messages.send'](input, context) as { id: MessageId }).id;
  }

  call<Name extends keyof ReturnType<Chats['calls']>>(
    name: Name, input: Parameters<ReturnType<Chats['calls']>[Name]>[0],
  ): unknown {
    const handler = this.chats.calls()[name] as (input: unknown, context: unknown) => unknown;
    return handler(input, { signal: new AbortController().signal, connection: this.connection });
  }

  /** Ends this run of the program; the folder stays. */
  stop(): void {
    this.chats.dispose();
    drop(this.uploads.dispose());
    this.updates.dispose();
    this.store.close();
    this.server.forgetWaiting();
  }

  /** Ends this run and begins another one on the same folder. */
  restart(options: { server?: FakeServer; offline?: boolean } = {}): Harness {
    this.stop();
    return new Harness(
      {
        dir: this.dir,
        clock: this.clock,
        server: options.server ?? this.server,
        ...(options.offline === true ? { offline: true } : {}),
      },
    );
  }

  remove(): void {
    this.stop();
    // Threads behind the store and the uploads may let go of their files a moment later.
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }
}
