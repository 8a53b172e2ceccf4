import type { tl } from '#tl';
import type { RemovalChoices } from '#shared/ipc/dialogs.ts';
import { AppError, bareId } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import { removalOp } from '../../store/index.ts';
import type { PeerRecord } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Intent, Journal } from '../journal/index.ts';

const gone = (): AppError => new AppError({ code: 'NOT_FOUND', message: 'This chat does not exist any more.' });

const BLOCK = 'block';

interface RemovalParams {
  peerId: PeerId;
  what: 'clear' | 'delete' | 'leave' | 'destroy';
  /** Its messages go for the others, too. */
  forEveryone: boolean;
  /** The newest message when the person decided: what comes later is not meant. */
  upTo: MessageId;
}

interface BlockParams {
  peerId: PeerId;
  blocked: boolean;
}

/** Errors that say that a chat is left or gone already. */
const over: ReadonlySet<string> = new Set(['USER_NOT_PARTICIPANT', 'CHANNEL_PRIVATE', 'CHANNEL_INVALID', 'CHAT_ID_INVALID', 'PEER_ID_INVALID']);

/** Clearing, deleting and leaving chats, and blocking people: at once here, journalled until the server has done it. */
export class Removal {
  readonly #context: ChatContext;
  readonly #journal: Journal;

  constructor(context: ChatContext, journal: Journal) {
    this.#context = context;
    this.#journal = journal;
    journal.register(removalOp, {
      run: (op) => this.#tell(op.params as RemovalParams),
      done: (op) => {
        const { peerId, what } = op.params as RemovalParams;
        context.updates.rowChanged(peerId);
        if (what === 'clear') context.updates.repairDialogs([peerId]);
      },
      revert: (op) => {
        const { peerId } = op.params as RemovalParams;
        // What was removed here is not known any more, and is there.
        context.store.ranges.clear(peerId);
        context.updates.repairDialogs([peerId]);
      },
    });
    journal.register(BLOCK, { run: (op) => this.#tellBlocked(op.params as BlockParams), revert: () => undefined });
  }

  choices(peerId: PeerId): RemovalChoices {
    const { store, limits } = this.#context;
    const record = this.#record(peerId);
    const isSelf = peerId === store.meta.selfId();
    switch (record._) {
      case 'user': {
        const both = !isSelf && record.bot !== true && limits().revokePmTimeLimit > 0;
        return { kind: 'delete', forEveryone: both, clear: true, clearForEveryone: both, block: !isSelf && record.support !== true && peerId !== 777_000 };
      }
      case 'chat': {
        const kind = record.left === true || record.deactivated === true ? 'delete' : record.creator ? 'destroy' : 'leave';
        return { kind, forEveryone: record.creator === true, clear: true, clearForEveryone: record.creator === true, block: false };
      }
      case 'channel': {
        const isPublic = record.username !== undefined || (record.usernames ?? []).some((name) => name.active);
        const mayClear = record.broadcast !== true && !isPublic;
        const forAll = record.creator === true || record.adminRights?.deleteMessages === true;
        return { kind: record.creator ? 'destroy' : 'leave', forEveryone: record.creator === true, clear: mayClear, clearForEveryone: mayClear && forAll, block: false };
      }
      default:
        return { kind: 'delete', forEveryone: false, clear: false, clearForEveryone: false, block: false };
    }
  }

  /** Empties a chat that stays in the list. Rejects when the server refuses; everything is fetched again then. */
  clear(peerId: PeerId, forEveryone: boolean): Promise<void> {
    return this.#journal.submitTogether([this.#removal({ peerId, what: 'clear', forEveryone, upTo: this.#top(peerId) })]);
  }

  /** Takes a chat from the list. Rejects as `clear` does. */
  async remove(peerId: PeerId, forEveryone: boolean, block: boolean): Promise<void> {
    const { kind } = this.choices(peerId);
    const record = this.#record(peerId);
    const what = record._ === 'user' || kind === 'delete' ? 'delete' : kind === 'destroy' && forEveryone ? 'destroy' : 'leave';
    const removal = this.#removal({ peerId, what, forEveryone: forEveryone && record._ === 'user', upTo: this.#top(peerId) });
    await this.#journal.submitTogether(block ? [this.#blocking(peerId, true), removal] : [removal]);
  }

  block(peerId: PeerId, blocked: boolean): Promise<void> {
    return this.#journal.submitTogether([this.#blocking(peerId, blocked)]);
  }

  #blocking(peerId: PeerId, blocked: boolean): Intent {
    this.#input(peerId);
    return { kind: BLOCK, key: String(peerId), params: { peerId, blocked } satisfies BlockParams, effect: () => undefined };
  }

  #removal(params: RemovalParams): Intent {
    this.#input(params.peerId);
    return { kind: removalOp, key: String(params.peerId), params, effect: () => this.#effect(params) };
  }

  /** What it means here. What has come since the person decided stays. */
  #effect({ peerId, what, upTo }: RemovalParams): void {
    const { store } = this.#context;
    this.#dropMessages(peerId, upTo);
    if (what !== 'clear' && this.#top(peerId) <= upTo) store.dialogs.delete(peerId);
  }

  async #tell(params: RemovalParams): Promise<void> {
    const { store } = this.#context;
    try {
      if (store.peers.inputChannel(params.peerId) !== undefined) await this.#tellOfChannel(params);
      else await this.#tellOfChat(params);
    } catch (error) {
      // An earlier attempt whose answer was lost, or somebody else, has done it.
      if (!(error instanceof RpcError) || params.what === 'clear' || !over.has(error.type)) throw error;
    }
    // A row of the list may have brought some of it back meanwhile.
    store.transaction(() => this.#effect(params));
  }

  async #tellOfChannel({ peerId, what, forEveryone, upTo }: RemovalParams): Promise<void> {
    const { client, store, updates } = this.#context;
    const channel = store.peers.inputChannel(peerId);
    if (channel === undefined) return;
    const options = { chain: `chat ${peerId}`, idempotent: true };
    if (what === 'clear') {
      updates.feed(await client.call({ _: 'channels.deleteHistory', channel, maxId: upTo, ...(forEveryone ? { forEveryone } : {}) }, options));
    } else updates.feed(await client.call(what === 'destroy' ? { _: 'channels.deleteChannel', channel } : { _: 'channels.leaveChannel', channel }, options));
  }

  async #tellOfChat({ peerId, what, forEveryone, upTo }: RemovalParams): Promise<void> {
    const { client, updates } = this.#context;
    const options = { chain: `chat ${peerId}`, idempotent: true };
    if (what === 'destroy') {
      await client.call({ _: 'messages.deleteChat', chatId: bareId(peerId) }, options);
      return;
    }
    if (what === 'leave') {
      const user = { _: 'inputUserSelf' } as const;
      await client.call({ _: 'messages.deleteChatUser', chatId: bareId(peerId), userId: user }, options).then(
        (answer) => updates.feed(answer),
        (error: unknown) => {
          if (!(error instanceof RpcError) || error.type !== 'USER_NOT_PARTICIPANT') throw error;
        },
      );
      // Leaving is a message of its own, which goes with the others.
      return this.#deleteHistory(peerId, 0, false, false);
    }
    await this.#deleteHistory(peerId, upTo, forEveryone, what === 'clear');
  }

  async #tellBlocked({ peerId, blocked }: BlockParams): Promise<void> {
    const id = this.#input(peerId);
    await this.#context.client.call(blocked ? { _: 'contacts.block', id } : { _: 'contacts.unblock', id }, { idempotent: true });
  }

  /** In rounds, as the server deletes only so many at a time (core.telegram.org/method/messages.deleteHistory). */
  async #deleteHistory(peerId: PeerId, maxId: number, revoke: boolean, justClear: boolean): Promise<void> {
    const { client, updates } = this.#context;
    for (let left = 1; left > 0; ) {
      const answer = await client.call(
        { _: 'messages.deleteHistory', peer: this.#input(peerId), maxId, ...(revoke ? { revoke } : {}), ...(justClear ? { justClear } : {}) },
        { chain: `chat ${peerId}`, idempotent: true },
      );
      left = answer.offset;
      // What exactly was deleted is told by the difference alone.
      if (answer.ptsCount > 0) updates.feedUnknownEffect('common', answer.pts);
    }
  }

  #top(peerId: PeerId): MessageId {
    return this.#context.store.dialogs.get(peerId)?.topMessageId ?? (0 as MessageId);
  }

  #dropMessages(peerId: PeerId, upTo: number): void {
    const { store, updates } = this.#context;
    const ids = store.messages.idsBetween(peerId, 1, upTo);
    if (ids.length > 0) updates.deleteLocally(peerId, ids);
  }

  #record(peerId: PeerId): PeerRecord {
    const record = this.#context.store.peers.record(peerId);
    if (record === undefined) throw gone();
    return record;
  }

  #input(peerId: PeerId): tl.InputPeer {
    const peer = this.#context.store.peers.inputPeer(peerId);
    if (peer === undefined) throw gone();
    return peer;
  }
}
