import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import { AppError } from '#shared/model/index.ts';
import type { DialogFolder, PeerId } from '#shared/model/index.ts';
import { rowOps } from '../../store/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';

/** "Forever" on the wire (core.telegram.org/constructor/inputPeerNotifySettings). */
const FOREVER = 2 ** 31 - 1;

interface PinParams {
  peerId: PeerId;
  pinned: boolean;
}
/** The pinned chats of a list in a new order; keyed by the list, so that each such op is one of the pins that wait. */
interface OrderParams {
  folder: DialogFolder;
  order: PeerId[];
}
interface MuteParams {
  peerId: PeerId;
  muteUntil: number;
}

/** Pinning and muting chats: at once here, journalled until the server has heard of it, taken back when it refuses. */
export class DialogActions {
  readonly #context: ChatContext;
  readonly #journal: Journal;
  readonly #refreshPinned: (folder: DialogFolder) => Promise<void>;

  /** `refreshPinned` asks the server which chats of a list are pinned. */
  constructor(context: ChatContext, journal: Journal, refreshPinned: (folder: DialogFolder) => Promise<void>) {
    this.#context = context;
    this.#journal = journal;
    this.#refreshPinned = refreshPinned;
    journal.register(rowOps.pin, {
      run: (op) => ('order' in (op.params as object) ? this.#tellOrder(op.params as OrderParams) : this.#tellPin(op)),
      done: (op) => {
        const params = op.params as PinParams | OrderParams;
        for (const peerId of 'order' in params ? params.order : [params.peerId]) context.updates.rowChanged(peerId);
        drop(this.#refreshPinned(this.#listOf(op)).catch(() => undefined));
      },
      revert: async (op) => {
        const params = op.params as PinParams | OrderParams;
        if ('pinned' in params) context.store.dialogs.setPinned(params.peerId, !params.pinned);
        await this.#refreshPinned(this.#listOf(op));
      },
    });
    journal.register(rowOps.mute, {
      run: (op) => this.#tellMute(op),
      done: (op) => context.updates.askAgain((op.params as MuteParams).peerId),
      revert: (op) => context.updates.repairDialogs([(op.params as MuteParams).peerId]),
    });
  }

  /** Rejects when the server refuses (too many pinned chats); the list is as before then. */
  setPinned(peerId: PeerId, pinned: boolean): Promise<void> {
    const dialog = this.#context.store.dialogs.get(peerId);
    if (dialog === undefined || (dialog.pinned !== undefined) === pinned) return Promise.resolve();
    if (pinned) this.#checkRoom(dialog.folder);
    return this.#journal.submit(rowOps.pin, String(peerId), { peerId, pinned } satisfies PinParams, () => {
      this.#context.store.dialogs.setPinned(peerId, pinned);
    });
  }

  /** Puts the pinned chats of a list in another order. */
  reorderPinned(folder: DialogFolder, wanted: readonly PeerId[]): Promise<void> {
    const { dialogs } = this.#context.store;
    const pinned = dialogs.pinned(folder);
    const order = [...wanted.filter((peerId) => pinned.includes(peerId)), ...pinned.filter((peerId) => !wanted.includes(peerId))];
    return this.#journal.submit(rowOps.pin, `order:${folder}`, { folder, order } satisfies OrderParams, () => {
      dialogs.setPinnedOrder(folder, order);
    });
  }

  /** Mutes until a moment of the server (unix seconds), for good without one. */
  setMuted(peerId: PeerId, muted: boolean, until = FOREVER): Promise<void> {
    const dialog = this.#context.store.dialogs.get(peerId);
    const muteUntil = muted ? until : 0;
    if (dialog === undefined || dialog.muteUntil === muteUntil) return Promise.resolve();
    if (!muted && dialog.muteUntil <= this.#context.client.serverTime()) return Promise.resolve();
    return this.#journal.submit(rowOps.mute, String(peerId), { peerId, muteUntil } satisfies MuteParams, () => {
      this.#context.store.dialogs.put(peerId, { muteUntil });
    });
  }

  #listOf(op: PendingOp): DialogFolder {
    const params = op.params as PinParams | OrderParams;
    return 'folder' in params ? params.folder : (this.#context.store.dialogs.get(params.peerId)?.folder ?? 'main');
  }

  #checkRoom(folder: DialogFolder): void {
    const { store, appNumber } = this.#context;
    const premium = store.peers.self()?.isPremium === true;
    const name = folder === 'main' ? 'dialogs_pinned_limit' : 'dialogs_folder_pinned_limit';
    const limit = premium ? appNumber(`${name}_premium`, folder === 'main' ? 10 : 200) : appNumber(`${name}_default`, folder === 'main' ? 5 : 100);
    if (store.dialogs.pinned(folder).length < limit) return;
    throw new AppError({ code: 'LIMIT', message: `You have pinned ${limit} chats, and there can be no more. Unpin one to make room, or put chats into a folder, which has pins of its own.` });
  }

  async #tellOrder({ folder, order }: OrderParams): Promise<void> {
    const { client, store } = this.#context;
    const peers = order.flatMap((peerId): tl.InputDialogPeer[] => {
      const peer = store.peers.inputPeer(peerId);
      return peer === undefined ? [] : [{ _: 'inputDialogPeer', peer }];
    });
    await client.call(
      { _: 'messages.reorderPinnedDialogs', force: true, folderId: folder === 'archive' ? 1 : 0, order: peers },
      { chain: 'pins', idempotent: true },
    );
  }

  async #tellPin(op: PendingOp): Promise<void> {
    const { peerId, pinned } = op.params as PinParams;
    const peer = this.#context.store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    const call = { _: 'messages.toggleDialogPin', peer: { _: 'inputDialogPeer', peer }, ...(pinned ? { pinned } : {}) } as const;
    await this.#context.client.call(call, { chain: 'pins', idempotent: true });
  }

  async #tellMute(op: PendingOp): Promise<void> {
    const { peerId, muteUntil } = op.params as MuteParams;
    const peer = this.#context.store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    await this.#context.client.call(
      {
        _: 'account.updateNotifySettings',
        peer: { _: 'inputNotifyPeer', peer },
        settings: { _: 'inputPeerNotifySettings', muteUntil },
      },
      { idempotent: true },
    );
  }
}
