import { drop } from '#shared/assert.ts';
import type { TopicEvent } from '#shared/ipc/contract.ts';
import type { TopicHandlers } from '#shared/ipc/handlers.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { UpdatesEvent } from '../../updates/index.ts';
import type { ChatContext } from '../context.ts';
import { mapAction } from './map-action.ts';
import { OnlineReporter } from './online-reporter.ts';
import { StatusRefresh } from './status-refresh.ts';
import { StatusWatcher } from './status-watcher.ts';
import { TypingSender } from './typing-sender.ts';
import { TypingTracker } from './typing-tracker.ts';

type ActionsEvent = TopicEvent<'chat.actions'>;

/** Users who left longer ago than this do not see that somebody types, seconds. */
const STILL_THERE_SECONDS = 30;

/** Who is online and who types: of others as the server tells, of this account as the person acts. */
export class Presence {
  readonly #context: ChatContext;
  readonly #tracker: TypingTracker;
  readonly #typing: TypingSender;
  readonly #online: OnlineReporter;
  readonly #statuses: StatusWatcher;
  readonly #refresh: StatusRefresh;
  readonly #listeners = new Set<(event: ActionsEvent) => void>();
  readonly #stop: (() => void)[];

  constructor(context: ChatContext) {
    this.#context = context;
    const { store, clock, client, limits } = context;
    this.#tracker = new TypingTracker({
      clock,
      nameOf: (id) => {
        const peer = store.peers.get(id);
        return peer?.firstName ?? peer?.title;
      },
      changed: (peerId, actions) => this.#listeners.forEach((emit) => emit({ peerId, actions })),
    });
    this.#typing = new TypingSender({ clock, send: (peerId, typing, threadId) => this.#tellTyping(peerId, typing, threadId) });
    this.#online = new OnlineReporter({
      clock,
      updatePeriodMs: () => limits().onlineUpdatePeriodMs,
      blurTimeoutMs: () => limits().offlineBlurTimeoutMs,
      send: (offline) => quietly(client.call({ _: 'account.updateStatus', offline }, { timeoutMs: 10_000, priority: 'low' })),
    });
    this.#statuses = new StatusWatcher({
      clock,
      serverTime: () => client.serverTime(),
      peer: (id) => store.peers.get(id),
      setOffline: (users) =>
        store.transaction(() => {
          for (const { id, wasOnline } of users) store.peers.patchUser(id, { status: { _: 'userStatusOffline', wasOnline } });
        }),
    });
    this.#refresh = new StatusRefresh(context);
    this.#stop = [
      store.onChange((changes) => this.#statuses.watch(changes.peers)), context.updates.onEvent((event) => this.#received(event)),
    ];
    this.#statuses.watch(store.peers.onlineIds());
  }

  /** The way to the server is open. */
  start(): void {
    this.#refresh.start();
  }

  /** The connection is back. */
  connected(): void {
    this.#context.store.peers.forgetPushes();
    this.#refresh.refresh();
  }

  /** The window got or lost focus, or the person went idle. */
  setActive(active: boolean): void {
    this.#online.setActive(active);
  }

  setTyping(peerId: PeerId, typing: boolean, threadId?: MessageId): void {
    if (this.#isSeenTyping(peerId)) this.#typing.set(peerId, typing, threadId);
  }

  messageSent(peerId: PeerId): void {
    this.#typing.messageSent(peerId);
  }

  topics(): Pick<TopicHandlers, 'chat.actions'> {
    return {
      'chat.actions': (_input, emit) => {
        this.#listeners.add(emit);
        for (const peerId of this.#tracker.chats()) emit({ peerId, actions: this.#tracker.actions(peerId) });
        return { retune: () => undefined, dispose: () => void this.#listeners.delete(emit) };
      },
    };
  }

  /** The program ends: the others see at once that this account has gone. Resolves when the server has heard it. */
  close(): Promise<void> {
    return this.#online.close();
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    this.#listeners.clear();
    this.#tracker.dispose();
    this.#statuses.dispose();
    this.#refresh.dispose();
    drop(this.#online.close());
  }

  #received(event: UpdatesEvent): void {
    if (event.kind === 'message' && event.fromId !== undefined && event.live) this.#written(event.peerId, event.fromId, event.threadId);
    if (event.kind !== 'typing' || event.userId === this.#context.store.meta.selfId()) return;
    const action = mapAction(event.action);
    if (action === 'cancel') this.#tracker.end(event.peerId, event.userId, event.topMessageId);
    else if (action !== undefined) this.#tracker.begin(event.peerId, event.userId, action, event.topMessageId);
  }

  /** What was written in a thread may have been begun in the chat, by an answer there. */
  #written(peerId: PeerId, userId: PeerId, threadId: MessageId | undefined): void {
    this.#tracker.end(peerId, userId);
    if (threadId !== undefined) this.#tracker.end(peerId, userId, threadId);
  }

  /** Whether there is anybody to whom typing in this chat would show. */
  #isSeenTyping(peerId: PeerId): boolean {
    const peer = this.#context.store.peers.get(peerId);
    if (peer === undefined || peer.isSelf === true || !peer.rights.send) return false;
    switch (peer.kind) {
      case 'channel':
        return false;
      case 'bot':
        return peer.isSupport === true;
      case 'group':
      case 'supergroup':
        return true;
      case 'user': {
        const { status } = peer;
        if (status?.kind === 'offline') return this.#context.client.serverTime() - status.wasOnline <= STILL_THERE_SECONDS;
        return status?.kind === 'online';
      }
    }
  }

  #tellTyping(peerId: PeerId, typing: boolean, threadId: MessageId | undefined): void {
    const peer = this.#context.store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    const action = { _: typing ? 'sendMessageTypingAction' : 'sendMessageCancelAction' } as const;
    const call = { _: 'messages.setTyping', peer, action, ...(threadId === undefined ? {} : { topMsgId: threadId }) } as const;
    drop(quietly(this.#context.client.call(call, { timeoutMs: 5_000, priority: 'low', floodWaitLimitSeconds: 0 })));
  }
}

/** For calls whose failure concerns nobody: they are about this moment only. */
function quietly(call: Promise<unknown>): Promise<void> {
  return call.then(
    () => undefined,
    () => undefined,
  );
}

