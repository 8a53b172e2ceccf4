import { AppError } from '#shared/model/index.ts';
import type { MessageCapabilities } from '#shared/ipc/messages.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { FormattedText, Message, MessageId, PeerId, SendOptions } from '#shared/model/index.ts';
import type { ChatContext } from '../context.ts';
import type { Drafts } from '../drafts/index.ts';
import type { Journal } from '../journal/index.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { capabilitiesOf, mayEdit } from './capabilities.ts';
import { Deletes } from './deletes.ts';
import { Edits } from './edits.ts';
import { fetchMessages } from './fetch.ts';
import { HistoryLoader } from './history-loader.ts';
import { HistoryView } from './history-view.ts';
import { callFor } from './outbox-params.ts';
import { MediaUploads } from './media-uploads.ts';
import { Outgoing } from './outgoing.ts';
import { readersFor } from './readers.ts';
import { previewOf, replyDetails } from '../text/index.ts';
import { Reads } from './reads.ts';
import { ReplyPreviews } from './reply-previews.ts';
import { Sender } from './sender.ts';

export interface MessagesParts {
  journal: Journal;
  drafts: Drafts;
  peerBook: PeerBook;
  /** The person is, or is no longer, typing in a chat. */
  setTyping(peerId: PeerId, typing: boolean, threadId?: MessageId): void;
  /** The queues of scheduled messages. */
  scheduled: {
    fetch(peerId: PeerId): Promise<void>;
    /** Takes messages out of a queue; part of the present transaction. */
    delete(peerId: PeerId, ids: readonly MessageId[]): void;
  };
  /** Slow mode: may throw `AppError` FLOOD; hears of waits that the server asks for (unix ms). */
  pace: { check(peerId: PeerId, count: number): void; slowed(peerId: PeerId, until: number): void };
  /** A message of the person is on its way, with this text when they wrote it now: typing in that chat is over. */
  messageSent(peerId: PeerId, content?: FormattedText): void;
}

/** Options without what is not said. */
function present(how: { [Name in keyof SendOptions]?: SendOptions[Name] | undefined } = {}): SendOptions {
  return Object.fromEntries(Object.entries(how).filter(([, value]) => value !== undefined));
}

type MessageCalls = 'cards.send' | Extract<keyof CallHandlers, `messages.${string}`>;

/** Histories, and everything that is done with single messages. */
export class Messages {
  readonly reads: Reads;
  readonly #context: ChatContext;
  readonly #parts: MessagesParts;
  readonly #loader: HistoryLoader;
  readonly #replies: ReplyPreviews;
  readonly #sender: Sender;
  readonly #outgoing: Outgoing;
  readonly #deletes: Deletes;
  readonly #edits: Edits;
  readonly #uploads: MediaUploads;
  readonly #views = new Set<HistoryView>();

  constructor(context: ChatContext, parts: MessagesParts) {
    this.#context = context;
    this.#parts = parts;
    this.reads = new Reads(context, parts.journal);
    this.#deletes = new Deletes(context, parts.journal);
    this.#edits = new Edits(context, parts.journal);
    this.#loader = new HistoryLoader(context);
    const fetch = (peerId: PeerId, ids: readonly MessageId[]): Promise<void> => fetchMessages(context, peerId, ids);
    this.#replies = new ReplyPreviews({
      store: context.store,
      clock: context.clock,
      fetchMessages: fetch,
      changed: () => this.#views.forEach((view) => view.touch()),
    });
    this.#uploads = new MediaUploads({ ...context, kick: (peerId) => this.#sender.kick(peerId) });
    this.#sender = new Sender({
      ...context,
      callFor: (rows) => callFor(rows, context.store.peers),
      fileLost: (row) => this.#uploads.again(row),
      fetchMessages: fetch,
      revoke: (peerId, ids) => this.#deletes.revoke(peerId, ids),
      unschedule: (peerId, ids) => parts.scheduled.delete(peerId, ids),
      fetchScheduled: (peerId) => parts.scheduled.fetch(peerId),
      slowed: (peerId, until) => parts.pace.slowed(peerId, until),
      refreshPeer: (peerId) => context.updates.repairDialogs([peerId]),
    });
    this.#outgoing = new Outgoing({
      ...context,
      kick: (peerId) => {
        this.#uploads.kick();
        this.#sender.kick(peerId);
      },
      isInFlight: (row) => this.#sender.isInFlight(row),
      clearDraft: (place) => parts.drafts.sent(place),
      checkPace: (peerId, count) => parts.pace.check(peerId, count),
      messageSent: (peerId, content) => parts.messageSent(peerId, content),
    });
  }

  /** A message with what was made of it here and the server has not heard of. */
  edited(message: Message): Message {
    return this.#edits.shown(message);
  }

  /** Begins to send what is in the outbox; after the first difference of this run. */
  start(): void {
    this.#sender.start();
    this.#uploads.start();
  }

  /** The connection is back: what failed for want of it is tried again. */
  retryNow(): void {
    this.#edits.setOnline(true);
    this.#sender.retryNow();
    this.#uploads.kick();
    for (const view of this.#views) view.tryAgain();
  }

  /** There is no connection. */
  disconnected(): void {
    this.#edits.setOnline(false);
  }

  dispose(): void {
    this.#sender.dispose();
    this.#uploads.dispose();
    this.#replies.dispose();
    for (const view of this.#views) view.dispose();
    this.#views.clear();
  }

  calls(): Pick<CallHandlers, MessageCalls> {
    const context = this.#context;
    return {
      'messages.send': ({ peerId, text, entities, replyToId, replyToPeerId, quote, threadId, how, preview }) => ({
        id: this.#outgoing.sendText(peerId, { text, entities }, {
          replyToId,
          threadId,
          how: present(how),
          reply: replyDetails(peerId, replyToPeerId, quote),
          preview: previewOf(preview),
        }),
      }),
      'messages.sendFiles': ({ peerId, files, text, entities, replyToId, replyToPeerId, quote, threadId, how }) => ({
        ids: this.#outgoing.sendFiles(peerId, files, { text, entities }, {
          replyToId, reply: replyDetails(peerId, replyToPeerId, quote), threadId, how: present(how),
        }),
      }),
      'cards.send': ({ peerId, card, replyToId, threadId, how }) => ({
        id: this.#outgoing.sendCard(peerId, card, { replyToId, threadId, how: present(how) }),
      }),
      'messages.get': async ({ peerId, id }) => {
        if (!context.store.messages.has(peerId, id)) await fetchMessages(context, peerId, [id]);
        return context.store.messages.get(peerId, id) ?? null;
      },
      'messages.edit': ({ peerId, id, text, entities, preview }) =>
        this.#edits.edit(peerId, id, { text, entities }, preview === undefined ? undefined : previewOf(preview) ?? {}),
      'messages.discardEdit': ({ peerId, id }) => void this.#edits.discard(peerId, id),
      'messages.delete': ({ peerId, ids, forEveryone }) => this.#delete(peerId, ids, forEveryone),
      'messages.forward': ({ fromPeerId, ids, toPeerId, dropAuthor, dropCaptions, how }) =>
        this.#outgoing.forward(fromPeerId, ids, toPeerId, {
          ...(dropAuthor === true ? { dropAuthor } : {}),
          ...(dropCaptions === true ? { dropCaptions } : {}),
          how: present(how),
        }),
      'messages.capabilities': ({ peerId, id }) => this.#capabilities(peerId, id),
      'messages.retry': ({ peerId, id }) => {
        if (!this.#edits.retry(peerId, id)) this.#outgoing.retry(peerId, id);
      },
      'messages.read': ({ peerId, maxId, threadId }) =>
        threadId === undefined ? this.reads.read(peerId, maxId) : this.reads.readThread(peerId, threadId, maxId),
      'messages.heard': ({ peerId, id }) => this.reads.heard(peerId, id),
      'messages.readers': ({ peerId, id }, { connection }) => readersFor(context, this.#parts.peerBook, connection, peerId, id),
      'messages.setTyping': ({ peerId, typing, threadId }) => this.#parts.setTyping(peerId, typing, threadId),
      'messages.lastEditable': ({ peerId }) => this.#lastEditable(peerId),
    };
  }

  topics(): Pick<TopicHandlers, 'messages.uploads' | 'messages.window'> {
    const { store, clock, explain } = this.#context;
    return {
      'messages.uploads': (_input, emit) => ({ retune: () => undefined, dispose: this.#uploads.follow(emit) }),
      'messages.window': (input, emit, connection) => {
        const view = new HistoryView(
          {
            store,
            clock,
            load: (place, need, priority) => this.#loader.load(place, need, priority),
            withReply: (message) => this.#replies.resolve(this.#edits.shown(message)),
            peerNews: (to, ids) => this.#parts.peerBook.news(to, ids),
            explain: (error) => explain(error).message,
          },
          connection,
          input,
          emit,
        );
        this.#views.add(view);
        return {
          retune: (next) => view.retune(next),
          dispose: () => {
            this.#views.delete(view);
            view.dispose();
          },
        };
      },
    };
  }

  /** Messages that are on their way into the queue of a chat: what is done with them before they are there. */
  get unqueued(): Pick<Outgoing, 'takeBack' | 'replan'> {
    return this.#outgoing;
  }

  async #delete(peerId: PeerId, ids: readonly MessageId[], forEveryone: boolean): Promise<void> {
    const unsent = ids.filter((id) => id < 0);
    const confirmed = ids.filter((id) => id > 0);
    if (unsent.length > 0) this.#outgoing.takeBack(peerId, unsent);
    if (confirmed.length > 0) await this.#deletes.delete(peerId, confirmed, forEveryone);
  }

  #capabilities(peerId: PeerId, id: MessageId): MessageCapabilities {
    const { store, client, limits } = this.#context;
    const message = store.messages.get(peerId, id);
    const peer = store.peers.get(peerId);
    if (message === undefined || peer === undefined) {
      throw new AppError({ code: 'NOT_FOUND', message: 'This message does not exist any more.' });
    }
    return capabilitiesOf({ message, peer, limits: limits(), now: client.serverTime() });
  }

  #lastEditable(peerId: PeerId): { id: MessageId } | null {
    const { store, client, limits } = this.#context;
    const peer = store.peers.get(peerId);
    const now = client.serverTime();
    const isTimeless = peer?.isSelf === true || peer?.kind === 'channel';
    const id = store.messages.lastEditable(peerId, isTimeless ? 0 : Math.floor(now - limits().editTimeLimit));
    const message = id === undefined ? undefined : store.messages.get(peerId, id);
    if (id === undefined || message === undefined || peer === undefined) return null;
    return mayEdit({ message, peer, limits: limits(), now }) ? { id } : null;
  }
}
