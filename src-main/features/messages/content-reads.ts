import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import { messageId } from '#shared/model/index.ts';
import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { fetchMessages } from './fetch.ts';

const CONTENTS = 'readContents';
const ALL_MENTIONS = 'readMentions';

/** Ids of one request. */
const BATCH = 100;

interface ContentsParams {
  peerId: PeerId;
  ids: MessageId[];
}
interface AllParams {
  peerId: PeerId;
  /** Mentions that come later are not meant. */
  maxId: MessageId;
}

/**
 * Mentions that were seen and voice messages that were listened to: marked at once, journalled until the server has heard of it
 * (core.telegram.org/api/mentions, core.telegram.org/method/messages.readMessageContents).
 */
export class ContentReads {
  readonly #context: ChatContext;
  readonly #journal: Journal;

  constructor(context: ChatContext, journal: Journal) {
    this.#context = context;
    this.#journal = journal;
    journal.register(CONTENTS, { run: (op) => this.#tellContents(op), revert: (op) => this.#restore(op) });
    journal.register(ALL_MENTIONS, {
      run: (op) => this.#tellAll(op),
      revert: (op) => context.updates.repairDialogs([(op.params as AllParams).peerId]),
    });
  }

  /** The read mark went from `above` to `upTo`: the mentions between were seen, of those messages that are meant. */
  seen(peerId: PeerId, above: MessageId, upTo: MessageId, isMeant: (message: Message) => boolean = () => true): void {
    const { store } = this.#context;
    const ids = store.messages.unreadMentions(peerId, above, upTo).filter(isReadBySeeing).filter(isMeant).map((message) => message.id);
    for (let from = 0; from < ids.length; from += BATCH) {
      const part = ids.slice(from, from + BATCH);
      this.#submit(CONTENTS, `${peerId} ${part.join(' ')}`, { peerId, ids: part } satisfies ContentsParams, () => {
        this.#clear(peerId, part);
      });
    }
  }

  /** A voice or round video message was played; one that was heard before changes nothing. */
  heard(peerId: PeerId, id: MessageId): void {
    const message = this.#context.store.messages.get(peerId, id);
    if (message?.unheard !== true || message.out) return;
    this.#submit(CONTENTS, `${peerId} ${id}`, { peerId, ids: [id] } satisfies ContentsParams, () => this.#clear(peerId, [id]));
  }

  /** All mentions of the chat count as seen, those that are not known here included. */
  readAll(peerId: PeerId): void {
    const { store } = this.#context;
    const maxId = store.dialogs.get(peerId)?.topMessageId ?? messageId(0);
    this.#submit(ALL_MENTIONS, String(peerId), { peerId, maxId } satisfies AllParams, () => {
      store.messages.markContentRead(peerId, this.#unreadUpTo(peerId, maxId));
      // A chat that is not listed has no badge, and is not listed by that.
      if (store.dialogs.has(peerId)) store.dialogs.put(peerId, { unreadMentions: 0 });
    });
  }

  #submit(kind: string, key: string, params: unknown, effect: () => void): void {
    drop(this.#journal.submit(kind, key, params, effect).catch(() => undefined));
  }

  #clear(peerId: PeerId, ids: readonly MessageId[]): void {
    const { store } = this.#context;
    const cleared = store.messages.markContentRead(peerId, ids).length;
    const dialog = store.dialogs.get(peerId);
    if (dialog !== undefined) store.dialogs.put(peerId, { unreadMentions: dialog.unreadMentions - cleared });
  }

  #unreadUpTo(peerId: PeerId, maxId: MessageId): MessageId[] {
    return this.#context.store.messages.unreadMentions(peerId, messageId(0), maxId).map((message) => message.id);
  }

  async #tellContents(op: PendingOp): Promise<void> {
    const { peerId, ids } = op.params as ContentsParams;
    const { store, client, updates } = this.#context;
    const options = { chain: `read ${peerId}`, idempotent: true };
    // An answer that was under way may have brought the old state back meanwhile.
    const again = (): void => void store.messages.markContentRead(peerId, ids);
    const channel = store.peers.inputChannel(peerId);
    if (channel !== undefined) {
      await client.call({ _: 'channels.readMessageContents', channel, id: ids }, options);
      again();
    } else {
      updates.feedAffected('common', await client.call({ _: 'messages.readMessageContents', id: ids }, options), again);
    }
    this.#check(peerId);
  }

  async #tellAll(op: PendingOp): Promise<void> {
    const { peerId, maxId } = op.params as AllParams;
    const { store, client } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    const again = (): void => void store.messages.markContentRead(peerId, this.#unreadUpTo(peerId, maxId));
    // A positive offset says that the server did a part only (core.telegram.org/constructor/messages.affectedHistory).
    for (let offset = 1; offset > 0; ) {
      const answer = await client.call({ _: 'messages.readMentions', peer }, { chain: `read ${peerId}`, idempotent: true });
      offset = answer.offset;
      again();
      readAllAt(this.#context, peerId, answer);
    }
    this.#check(peerId);
  }

  /** Where more, or fewer, mentions are counted than are known here, only the server can tell how many are left. */
  #check(peerId: PeerId): void {
    const { store, updates } = this.#context;
    const dialog = store.dialogs.get(peerId);
    const isKnown = dialog === undefined || dialog.unreadMentions === store.messages.countUnreadMentions(peerId);
    if (!isKnown) updates.repairDialogs([peerId]);
  }

  /** The server refused: number and marks are as it says. */
  async #restore(op: PendingOp): Promise<void> {
    const { peerId, ids } = op.params as ContentsParams;
    this.#context.updates.repairDialogs([peerId]);
    await fetchMessages(this.#context, peerId, ids);
  }
}

/**
 * All of a kind was read in a chat, also what has not come here yet: the common box fetches which messages it was, a channel, which tells
 * only others, is asked for its numbers.
 */
export function readAllAt({ store, updates }: ChatContext, peerId: PeerId, answer: tl.messages.affectedHistory): void {
  if (store.peers.inputChannel(peerId) === undefined) {
    if (answer.ptsCount > 0) updates.feedUnknownEffect('common', answer.pts);
  } else {
    updates.repairDialogs([peerId]);
  }
}

/** Voice and round video messages are read by playing them. */
function isReadBySeeing({ media }: Message): boolean {
  return media?.kind !== 'document' || (media.document.kind !== 'voice' && media.document.kind !== 'roundVideo');
}
