import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import { AppError, messageId } from '#shared/model/index.ts';
import type { PeerId, Reaction } from '#shared/model/index.ts';
import { inputReaction, savedPinOp } from '../../store/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { savedSource } from '../messages/index.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { SavedList } from './saved-list.ts';
import { SavedTags } from './saved-tags.ts';
import { SavedView } from './saved-view.ts';

interface OrderParams {
  order: PeerId[];
  before: PeerId[];
}

/** Saved Messages by their sources, with pins, and their tags (core.telegram.org/api/saved-messages). */
export class Saved {
  readonly #context: ChatContext;
  readonly #journal: Journal;
  readonly #peerBook: PeerBook;
  readonly #list: SavedList;
  readonly #tags: SavedTags;
  readonly #views = new Set<SavedView>();
  readonly #stop: () => void;

  constructor(context: ChatContext, journal: Journal, peerBook: PeerBook) {
    this.#context = context;
    this.#journal = journal;
    this.#peerBook = peerBook;
    this.#list = new SavedList(context, () => this.#views.forEach((view) => view.touch()));
    this.#tags = new SavedTags(context);
    journal.register(savedPinOp, {
      run: (op) => this.#tellOrder(op),
      done: () => drop(this.#list.refreshPins().catch(() => undefined)),
      revert: async (op) => {
        context.store.saved.setPinned((op.params as OrderParams).before);
        await this.#list.refreshPins();
      },
    });
    this.#stop = context.updates.onEvent((event) => {
      if (event.kind !== 'savedOutdated') return;
      if (event.part === 'tags') this.#tags.outdated();
      else if (event.part === 'pins') drop(this.#list.refreshPins().catch(() => undefined));
      else drop(this.#list.refreshSource(event.part).catch(() => undefined));
    });
  }

  /** The connection is back: pins and names have no place in a difference. */
  connected(): void {
    this.#list.restart();
    this.#tags.outdated();
    for (const source of this.#context.store.saved.outdated()) drop(this.#list.refreshSource(source).catch(() => undefined));
  }

  dispose(): void {
    this.#stop();
    this.#tags.dispose();
    for (const view of this.#views) view.dispose();
    this.#views.clear();
  }

  calls(): Pick<CallHandlers, 'saved.setPinned' | 'saved.reorderPinned' | 'saved.delete' | 'saved.renameTag'> {
    return {
      'saved.setPinned': ({ peerId, pinned }) => this.#setPinned(peerId, pinned),
      'saved.reorderPinned': ({ order }) => this.#reorder(order),
      'saved.delete': ({ peerId }) => this.#delete(peerId),
      'saved.renameTag': ({ reaction, title }) => this.#rename(reaction, title),
    };
  }

  topics(): Pick<TopicHandlers, 'saved.window' | 'saved.tags'> {
    return {
      'saved.window': (input, emit, connection) => {
        const view = new SavedView(
          {
            ...this.#context,
            list: this.#list,
            peerNews: (ids) => this.#peerBook.news(connection, ids),
          },
          input.count,
          emit,
        );
        this.#views.add(view);
        return {
          retune: (next) => view.retune(next.count),
          dispose: () => {
            this.#views.delete(view);
            view.dispose();
          },
        };
      },
      'saved.tags': (_input, emit) => ({ retune: () => undefined, dispose: this.#tags.follow(emit) }),
    };
  }

  /** Rejects when there is no room for another one, or the server refuses. */
  #setPinned(peerId: PeerId, pinned: boolean): Promise<void> {
    const { store } = this.#context;
    const before = store.saved.pinned();
    if (store.saved.get(peerId) === undefined || before.includes(peerId) === pinned) return Promise.resolve();
    if (pinned) this.#checkRoom(before.length);
    const others = before.filter((each) => each !== peerId);
    return this.#submit(pinned ? [peerId, ...others] : others);
  }

  #reorder(wanted: readonly PeerId[]): Promise<void> {
    const before = this.#context.store.saved.pinned();
    return this.#submit([...wanted.filter((each) => before.includes(each)), ...before.filter((each) => !wanted.includes(each))]);
  }

  #submit(order: PeerId[]): Promise<void> {
    const { store } = this.#context;
    const params: OrderParams = { order, before: store.saved.pinned() };
    return this.#journal.submit(savedPinOp, 'order', params, () => store.saved.setPinned(order));
  }

  #checkRoom(count: number): void {
    const { store, appNumber } = this.#context;
    const isPremium = store.peers.self()?.isPremium === true;
    const limit = isPremium ? appNumber('saved_dialogs_pinned_limit_premium', 100) : appNumber('saved_dialogs_pinned_limit_default', 5);
    if (count < limit) return;
    throw new AppError({ code: 'LIMIT', message: `You have pinned ${limit} of these, and there can be no more. Unpin one to make room.` });
  }

  /** The whole order is told: which of them are pinned is part of it. */
  async #tellOrder(op: PendingOp): Promise<void> {
    const { store, client } = this.#context;
    const order = (op.params as OrderParams).order.flatMap((peerId): tl.InputDialogPeer[] => {
      const peer = savedSource(store.peers, { kind: 'saved', peerId });
      return peer === undefined ? [] : [{ _: 'inputDialogPeer', peer }];
    });
    await client.call({ _: 'messages.reorderPinnedSavedDialogs', force: true, order }, { chain: 'saved pins', idempotent: true });
  }

  /** In rounds, as the server deletes only so many at a time. Not journalled: who does it waits for the server's word. */
  async #delete(peerId: PeerId): Promise<void> {
    const { store, client, updates } = this.#context;
    const peer = savedSource(store.peers, { kind: 'saved', peerId });
    const self = store.meta.selfId();
    if (peer === undefined || self === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This is not there any more.' });
    const top = store.saved.get(peerId)?.topMessageId ?? messageId(0);
    for (let left = 1; left > 0; ) {
      const answer = await client.call({ _: 'messages.deleteSavedHistory', peer, maxId: 0 }, { idempotent: true });
      left = answer.offset;
      // What exactly was deleted is told by the difference alone.
      if (answer.ptsCount > 0) updates.feedUnknownEffect('common', answer.pts);
    }
    const ids = store.messages.idsBetween(self, 1, top, { kind: 'saved', peerId });
    if (ids.length > 0) updates.deleteLocally(self, ids);
    if ((store.saved.get(peerId)?.topMessageId ?? 0) <= top) store.saved.delete(peerId);
  }

  /** Names are for Premium; the server says so, too (core.telegram.org/method/messages.updateSavedReactionTag). */
  async #rename(reaction: Reaction, title: string): Promise<void> {
    const { client } = this.#context;
    const trimmed = title.trim();
    const call = {
      _: 'messages.updateSavedReactionTag', reaction: inputReaction(reaction), ...(trimmed === '' ? {} : { title: trimmed }),
    } as const;
    await client.call(call, { idempotent: true, timeoutMs: 15_000 });
    this.#tags.renamed(reaction, trimmed);
  }
}
