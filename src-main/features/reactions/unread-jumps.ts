import type { CallHandlers } from '#shared/ipc/handlers.ts';
import { hasUnreadReactions } from '../../store/index.ts';
import { hasUnreadVotes, withoutUnreadVotes } from '#shared/model/index.ts';
import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { messagesOf, readAllAt, takeMessages } from '../messages/index.ts';
import type { Reads } from '../messages/index.ts';

const SEEN = 'seenReactions';
const READ_REACTIONS = 'readReactions';
const READ_VOTES = 'readPollVotes';
/** Messages of one request. */
const PAGE = 20;

interface SeenParams {
  peerId: PeerId;
  ids: MessageId[];
}

type Kind = 'mention' | 'reaction' | 'vote';

/**
 * Steps through what awaits a person in a chat (core.telegram.org/api/mentions, core.telegram.org/api/reactions): the next unread
 * mention, reaction or vote in an own poll, and taking note of those that were seen.
 */
export class UnreadJumps {
  readonly #context: ChatContext;
  readonly #journal: Journal;
  readonly #reads: Pick<Reads, 'readMentions'>;

  constructor(context: ChatContext, journal: Journal, reads: Pick<Reads, 'readMentions'>) {
    this.#context = context;
    this.#journal = journal;
    this.#reads = reads;
    const repair = (op: PendingOp): void => context.updates.repairDialogs([(op.params as SeenParams).peerId]);
    journal.register(SEEN, { run: (op) => this.#tellSeen(op), revert: repair });
    journal.register(READ_REACTIONS, { run: (op) => this.#tellAll(op, 'messages.readReactions'), revert: repair });
    journal.register(READ_VOTES, { run: (op) => this.#tellAll(op, 'messages.readPollVotes'), revert: repair });
  }

  calls(): Pick<CallHandlers, 'unread.next' | 'unread.readAll' | 'unread.seen'> {
    return {
      'unread.next': ({ peerId, kind, after }) => this.#next(peerId, kind, after),
      'unread.readAll': ({ peerId, kind }) => this.#readAll(peerId, kind),
      'unread.seen': ({ peerId, ids }) => this.#seen(peerId, ids),
    };
  }

  /** The first unread one above `after`, or, from the beginning, the first of all. */
  async #next(peerId: PeerId, kind: Kind, after: MessageId): Promise<{ id: MessageId } | null> {
    const { store, client } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return null;
    // From the one after on, upwards: the offsets of core.telegram.org/api/offsets count from the newest.
    const range = { peer, offsetId: Math.max(1, after + 1), addOffset: -PAGE, limit: PAGE, maxId: 0, minId: 0 } as const;
    const options = { timeoutMs: 15_000, priority: 'high' } as const;
    const answer = messagesOf(await client.call({ _: unreadMethods[kind], ...range }, options));
    const ids = store.transaction(() => {
      const { mapped } = takeMessages(store, answer, peerId);
      for (const item of mapped) store.messages.put(item);
      return mapped.map((item) => item.message.id).sort((a, b) => a - b);
    });
    const next = ids.find((id) => id > after);
    if (next !== undefined) return { id: next };
    if (after > 0) return this.#next(peerId, kind, 0 as MessageId);
    // The number promised some that are not there.
    if (ids.length === 0) this.#context.updates.repairDialogs([peerId]);
    return null;
  }

  /** These messages were on the screen: the reactions to them, and the votes in them, are no longer unread. */
  #seen(peerId: PeerId, ids: readonly MessageId[]): void {
    const { store } = this.#context;
    const shown = store.messages.getMany(peerId, ids);
    const reacted = shown.filter((message) => hasUnreadReactions(message.reactions)).length;
    const voted = shown.filter(hasUnreadVotes).length;
    const unread = shown.filter((message) => hasUnreadReactions(message.reactions) || hasUnreadVotes(message));
    if (unread.length === 0) return;
    const seen = unread.map((message) => message.id);
    const params: SeenParams = { peerId, ids: seen };
    this.#journal
      .submit(SEEN, `${peerId} ${seen.join(' ')}`, params, () => {
        this.#clear(peerId, seen);
        const dialog = store.dialogs.get(peerId);
        if (dialog === undefined) return;
        store.dialogs.put(peerId, { unreadReactions: dialog.unreadReactions - reacted, unreadPollVotes: dialog.unreadPollVotes - voted });
      })
      .catch(() => undefined);
  }

  #clear(peerId: PeerId, ids: readonly MessageId[]): void {
    for (const id of ids) this.#context.store.messages.patch(peerId, id, (message) => withoutUnreadVotes(withoutUnread(message)));
  }

  #readAll(peerId: PeerId, kind: Kind): void {
    if (kind === 'mention') return this.#reads.readMentions(peerId);
    const { store } = this.#context;
    const areVotes = kind === 'vote';
    this.#journal
      .submit(areVotes ? READ_VOTES : READ_REACTIONS, String(peerId), { peerId, ids: [] } satisfies SeenParams, () => {
        const ids = areVotes ? store.messages.withUnreadVotes(peerId) : store.messages.withUnreadReactions(peerId);
        for (const id of ids) store.messages.patch(peerId, id, areVotes ? withoutUnreadVotes : withoutUnread);
        if (store.dialogs.has(peerId)) store.dialogs.put(peerId, areVotes ? { unreadPollVotes: 0 } : { unreadReactions: 0 });
      })
      .catch(() => undefined);
  }

  async #tellSeen(op: PendingOp): Promise<void> {
    const { peerId, ids } = op.params as SeenParams;
    const { store, client, updates } = this.#context;
    const options = { chain: `read ${peerId}`, idempotent: true };
    const again = (): void => this.#clear(peerId, ids);
    const channel = store.peers.inputChannel(peerId);
    if (channel !== undefined) {
      await client.call({ _: 'channels.readMessageContents', channel, id: ids }, options);
      again();
    } else {
      updates.feedAffected('common', await client.call({ _: 'messages.readMessageContents', id: ids }, options), again);
    }
  }

  async #tellAll(op: PendingOp, method: 'messages.readReactions' | 'messages.readPollVotes'): Promise<void> {
    const { peerId } = op.params as SeenParams;
    const { store, client } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    // A positive offset says that the server did a part only (core.telegram.org/constructor/messages.affectedHistory).
    for (let offset = 1; offset > 0; ) {
      const answer = await client.call({ _: method, peer }, { chain: `read ${peerId}`, idempotent: true });
      readAllAt(this.#context, peerId, answer);
      offset = answer.offset;
    }
  }
}

const unreadMethods = {
  mention: 'messages.getUnreadMentions',
  reaction: 'messages.getUnreadReactions',
  vote: 'messages.getUnreadPollVotes',
} as const;

function withoutUnread(message: Message): Message {
  if (message.reactions === undefined) return message;
  const recent = message.reactions.recent.map(({ unread: _unread, ...one }) => one);
  return { ...message, reactions: { ...message.reactions, recent } };
}
