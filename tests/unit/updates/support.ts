import { onTestFinished } from 'vitest';
import type { tl } from '#tl';
import { channelPeerId, groupPeerId, userPeerId } from '#shared/model/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import type { UpdatesListener, UpdatesLostReason } from '../../../src-main/mtproto/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { UpdatesManager } from '../../../src-main/updates/index.ts';
import type { Timers, UpdatesContext, UpdatesEvent } from '../../../src-main/updates/index.ts';
import { channel, group, temporaryStore, user } from '../store/support.ts';

/** Time that passes only when a test says so. */
export class FakeTimers implements Timers {
  #now = 1_000_000;
  #queue: { at: number; order: number; work: () => void }[] = [];
  #order = 0;

  after(milliseconds: number, work: () => void): () => void {
    const entry = { at: this.#now + milliseconds, order: (this.#order += 1), work };
    this.#queue.push(entry);
    return () => {
      this.#queue = this.#queue.filter((each) => each !== entry);
    };
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0;
  }

  /** Lets time pass, timer by timer, with everything that follows from each. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settle();
    for (;;) {
      const due = this.#queue.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) break;
      this.#queue = this.#queue.filter((entry) => entry !== due);
      this.#now = Math.max(this.#now, due.at);
      due.work();
      await settle();
    }
    this.#now = end;
  }
}

/** Lets all promises that can go on do so. */
export async function settle(): Promise<void> {
  for (let n = 0; n < 100; n += 1) await Promise.resolve();
}

type Handler = (method: tl.TlMethod) => unknown;

/** A server of which each test says how it answers; unanswered calls fail it. */
export class FakeClient {
  readonly calls: tl.TlMethod[] = [];
  readonly #handlers = new Map<string, Handler>();
  #updates: UpdatesListener | undefined;
  #lost: ((reason: UpdatesLostReason) => void) | undefined;
  time = 2_000_000;

  /** Typed by the caller, as the real one is by the schema. */
  readonly call: UpdatesContext['client']['call'] = async (method) => {
    this.calls.push(method);
    const handler = this.#handlers.get(method._);
    if (handler === undefined) throw new RpcError(400, 'INPUT_METHOD_INVALID', method._);
    return (await handler(method)) as never;
  };

  onUpdates(listener: UpdatesListener): () => void {
    this.#updates = listener;
    return () => (this.#updates = undefined);
  }

  onUpdatesLost(listener: (reason: UpdatesLostReason) => void): () => void {
    this.#lost = listener;
    return () => (this.#lost = undefined);
  }

  serverTime(): number {
    return this.time;
  }

  answer<M extends tl.MethodName>(name: M, handler: (method: Extract<tl.TlMethod, { _: M }>) => tl.ResultOf<M> | Promise<tl.ResultOf<M>>): void {
    this.#handlers.set(name, handler as Handler);
  }

  push(updates: tl.Updates): void {
    this.#updates?.(updates);
  }

  lose(reason: UpdatesLostReason): void {
    this.#lost?.(reason);
  }

  count(name: tl.MethodName): number {
    return this.calls.filter((call) => call._ === name).length;
  }
}

export interface World {
  client: FakeClient;
  timers: FakeTimers;
  store: Store;
  manager: UpdatesManager;
  events: UpdatesEvent[];
  logged: string[];
}

export const BASE = 100;

/** A signed-in account that has caught up at pts 100, with Anna (2), Ben (3), group 7 and channel 50 (pts 10). */
export async function world(store = temporaryStore()): Promise<World> {
  const client = new FakeClient();
  const timers = new FakeTimers();
  store.peers.apply([user(1, { self: true }), user(2), user(3)], [group(7), channel(50)]);
  for (const peerId of [userPeerId(2), userPeerId(3), groupPeerId(7), channelPeerId(50)]) store.dialogs.put(peerId, {});
  if (store.meta.commonState() === undefined) store.meta.setCommonState({ pts: BASE, qts: 1, date: 1000, seq: 5 });
  if (store.channels.pts(channelPeerId(50)) === undefined) store.channels.setPts(channelPeerId(50), 10);
  client.answer('updates.getDifference', () => nothingNew());
  client.answer('messages.getPeerDialogs', () => peerDialogs([], []));
  const events: UpdatesEvent[] = [];
  const logged: string[] = [];
  const note = (message: string) => void logged.push(message);
  const log = { debug: note, info: note, warn: note, error: note };
  const manager = new UpdatesManager({ client, store, log, timers });
  manager.onEvent((event) => events.push(event));
  onTestFinished(() => manager.dispose());
  manager.start();
  await settle();
  client.calls.length = 0;
  events.length = 0;
  return { client, timers, store, manager, events, logged };
}

export function state(pts = BASE, fields: Partial<tl.updates.state> = {}): tl.updates.state {
  return { _: 'updates.state', pts, qts: 1, date: 1000, seq: 5, unreadCount: 0, ...fields };
}

export function message(from: number, id: number, fields: Partial<tl.message> = {}): tl.message {
  return {
    _: 'message',
    id,
    fromId: { _: 'peerUser', userId: from },
    peerId: { _: 'peerUser', userId: from },
    date: 1_999_000 + id,
    message: `text ${id}`,
    ...fields,
  };
}

export function post(id: number, fields: Partial<tl.message> = {}): tl.message {
  return message(2, id, { peerId: { _: 'peerChannel', channelId: 50 }, ...fields });
}

/** `updateNewMessage` from Anna that takes the box to `pts`. */
export function fresh(pts: number, id = pts, fields: Partial<tl.message> = {}): tl.Update {
  return { _: 'updateNewMessage', message: message(2, id, fields), pts, ptsCount: 1 };
}

export function freshPost(pts: number, id = pts, fields: Partial<tl.message> = {}): tl.Update {
  return { _: 'updateNewChannelMessage', message: post(id, fields), pts, ptsCount: 1 };
}

/** A container outside the seq sequence. */
export function container(updates: tl.Update[], fields: Partial<tl.updates> = {}): tl.updates {
  return { _: 'updates', updates, users: [], chats: [], date: 1000, seq: 0, ...fields };
}

export function difference(messages: tl.Message[], pts: number, fields: Partial<tl.updates.difference> = {}): tl.updates.difference {
  return { _: 'updates.difference', newMessages: messages, newEncryptedMessages: [], otherUpdates: [], chats: [], users: [], state: state(pts), ...fields };
}

export function dialog(peer: tl.Peer, topMessage: number, fields: Partial<tl.dialog> = {}): tl.dialog {
  return {
    _: 'dialog',
    peer,
    topMessage,
    readInboxMaxId: 0,
    readOutboxMaxId: 0,
    unreadCount: 0,
    unreadMentionsCount: 0,
    unreadReactionsCount: 0,
    unreadPollVotesCount: 0,
    notifySettings: { _: 'peerNotifySettings' },
    ...fields,
  };
}

export function nothingNew(fields: Partial<tl.updates.differenceEmpty> = {}): tl.updates.differenceEmpty {
  return { _: 'updates.differenceEmpty', date: 1000, seq: 5, ...fields };
}

export function peerDialogs(dialogs: tl.Dialog[], messages: tl.Message[]): tl.messages.peerDialogs {
  return { _: 'messages.peerDialogs', dialogs, messages, chats: [], users: [], state: state() };
}
