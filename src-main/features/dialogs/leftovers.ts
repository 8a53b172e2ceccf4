import type { tl } from '#tl';
import { peerIdKind } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { ChatContext } from '../context.ts';
import { mapPeerId } from '../../store/index.ts';

/** Chats of one call of messages.getPeerDialogs. */
const BATCH = 100;
const KEY = 'dialogs_leftover';

/** Codes of errors that are about what was asked, not about the moment. */
const lasting: ReadonlySet<number> = new Set([400, 403, 406]);
/** Errors that say that the chat is closed to this account. Any other error says nothing about it. */
const closed: ReadonlySet<string> = new Set([
  'CHANNEL_INVALID',
  'CHANNEL_PRIVATE',
  'CHANNEL_PUBLIC_GROUP_NA',
  'CHAT_FORBIDDEN',
  'CHAT_ID_INVALID',
  'PEER_ID_INVALID',
  'USER_BANNED_IN_CHANNEL',
]);

/**
 * Chats that were listed here when the lists had to be loaded again, and that no page has brought since: left or deleted
 * elsewhere while updates were lost. The server is asked for each once more before it goes, because a chat may move between
 * the pages while they are read. Kept on disk, as loading goes on after a restart.
 */
export class Leftovers {
  readonly #context: ChatContext;

  constructor(context: ChatContext) {
    this.#context = context;
  }

  /** The lists are going to be loaded from their beginning. */
  begin(): void {
    this.#keep(this.#context.store.dialogs.allIds());
  }

  /** The server lists these chats. */
  listed(peerIds: readonly PeerId[]): void {
    const ids = this.#ids();
    const left = ids.filter((id) => !peerIds.includes(id));
    if (left.length < ids.length) this.#keep(left);
  }

  /** All lists are loaded: removes what the server does not know as a chat any more. Rejects when it cannot be asked. */
  async settle(isOver: () => boolean): Promise<void> {
    for (let ids = this.#ids(); ids.length > 0 && !isOver(); ids = this.#ids()) {
      const batch = ids.slice(0, BATCH);
      const gone = await this.#gone(batch);
      if (isOver()) return;
      this.#context.store.transaction(() => {
        for (const peerId of gone) this.#remove(peerId);
        this.listed(batch);
      });
    }
  }

  /** Those of the chats that are no chats of this account any more. */
  async #gone(peerIds: readonly PeerId[]): Promise<PeerId[]> {
    const { store, client, updates } = this.#context;
    const peers = peerIds.flatMap((peerId): tl.InputDialogPeer[] => {
      const peer = store.peers.inputPeer(peerId);
      return peer === undefined ? [] : [{ _: 'inputDialogPeer', peer }];
    });
    if (peers.length === 0) return [...peerIds];
    try {
      const asked = updates.dialogsMoment();
      const answer = await client.call({ _: 'messages.getPeerDialogs', peers }, { timeoutMs: 60_000, priority: 'low' });
      await updates.applyDialogs(answer, asked);
      const alive = new Set(
        answer.dialogs.flatMap((dialog) => (dialog._ === 'dialog' && dialog.topMessage > 0 ? [mapPeerId(dialog.peer)] : [])),
      );
      return peerIds.filter((peerId) => !alive.has(peerId) || !this.#belongs(peerId));
    } catch (error) {
      if (!(error instanceof RpcError) || !lasting.has(error.code)) throw error;
      // One of them is refused: which one, they tell by themselves.
      if (peerIds.length === 1) return closed.has(error.type) ? [...peerIds] : [];
      const each: PeerId[] = [];
      for (const peerId of peerIds) each.push(...(await this.#gone([peerId])));
      return each;
    }
  }

  /** A group that was left is listed until it is deleted; a channel is not. */
  #belongs(peerId: PeerId): boolean {
    return peerIdKind(peerId) !== 'channel' || this.#context.store.peers.isMember(peerId);
  }

  /** What is written here or on its way out keeps its chat. */
  #remove(peerId: PeerId): void {
    const { store } = this.#context;
    if (store.drafts.get(peerId) === undefined && store.outbox.ofPeer(peerId).length === 0) store.dialogs.delete(peerId);
  }

  #ids(): PeerId[] {
    const value = this.#context.store.meta.get(KEY);
    return Array.isArray(value) ? (value as PeerId[]) : [];
  }

  #keep(ids: readonly PeerId[]): void {
    this.#context.store.meta.set(KEY, ids.length === 0 ? undefined : ids);
  }
}
