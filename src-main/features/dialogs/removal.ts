import type { tl } from '#tl';
import type { RemovalChoices } from '#shared/ipc/dialogs.ts';
import { AppError, bareId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import type { PeerRecord } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';

const gone = (): AppError => new AppError({ code: 'NOT_FOUND', message: 'This chat does not exist any more.' });

/** Clearing, deleting and leaving chats, and blocking people. These are not journalled: who does it waits for the server's word. */
export class Removal {
  readonly #context: ChatContext;

  constructor(context: ChatContext) {
    this.#context = context;
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

  async clear(peerId: PeerId, forEveryone: boolean): Promise<void> {
    const { client, store, updates } = this.#context;
    const channel = store.peers.inputChannel(peerId);
    const top = store.dialogs.get(peerId)?.topMessageId ?? 0;
    if (channel === undefined) await this.#deleteHistory(peerId, forEveryone, true);
    else updates.feed(await client.call({ _: 'channels.deleteHistory', channel, maxId: top, ...(forEveryone ? { forEveryone } : {}) }, { idempotent: true }));
    this.#dropMessages(peerId, top);
    updates.repairDialogs([peerId]);
  }

  async remove(peerId: PeerId, forEveryone: boolean, block: boolean): Promise<void> {
    const { client, store, updates } = this.#context;
    const { kind } = this.choices(peerId);
    const record = this.#record(peerId);
    const top = store.dialogs.get(peerId)?.topMessageId ?? 0;
    const channel = store.peers.inputChannel(peerId);
    if (block) await this.block(peerId, true);
    if (channel !== undefined && record._ === 'channel') {
      const destroys = kind === 'destroy' && forEveryone;
      updates.feed(await client.call(destroys ? { _: 'channels.deleteChannel', channel } : { _: 'channels.leaveChannel', channel }));
    } else if (record._ === 'chat' && kind === 'destroy' && forEveryone) {
      await client.call({ _: 'messages.deleteChat', chatId: bareId(peerId) });
    } else {
      if (record._ === 'chat' && kind !== 'delete') {
        updates.feed(await client.call({ _: 'messages.deleteChatUser', chatId: bareId(peerId), userId: { _: 'inputUserSelf' } }));
      }
      await this.#deleteHistory(peerId, forEveryone && record._ === 'user', false);
    }
    this.#dropMessages(peerId, Math.max(top, store.dialogs.get(peerId)?.topMessageId ?? 0));
    store.dialogs.delete(peerId);
  }

  async block(peerId: PeerId, blocked: boolean): Promise<void> {
    const id = this.#input(peerId);
    await this.#context.client.call(blocked ? { _: 'contacts.block', id } : { _: 'contacts.unblock', id }, { idempotent: true });
    this.#context.store.peerInfo.patch(peerId, (record) => ({ ...record, info: { ...record.info, isBlocked: blocked } }));
  }

  /** In rounds, as the server deletes only so many at a time (core.telegram.org/method/messages.deleteHistory). */
  async #deleteHistory(peerId: PeerId, revoke: boolean, justClear: boolean): Promise<void> {
    const { client, updates } = this.#context;
    for (let left = 1; left > 0; ) {
      const answer = await client.call(
        { _: 'messages.deleteHistory', peer: this.#input(peerId), maxId: 0, ...(revoke ? { revoke } : {}), ...(justClear ? { justClear } : {}) },
        { idempotent: true },
      );
      left = answer.offset;
      // What exactly was deleted is told by the difference alone.
      if (answer.ptsCount > 0) updates.feedUnknownEffect('common', answer.pts);
    }
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
