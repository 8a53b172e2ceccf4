import { drop } from '#shared/assert.ts';
import type { PeerId } from '#shared/model/index.ts';
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
interface MuteParams {
  peerId: PeerId;
  muteUntil: number;
}

/** Pinning and muting chats: at once here, journalled until the server has heard of it, taken back when it refuses. */
export class DialogActions {
  readonly #context: ChatContext;
  readonly #journal: Journal;
  readonly #refreshPinned: (peerId: PeerId) => Promise<void>;

  /** `refreshPinned` asks the server which chats of that chat's list are pinned. */
  constructor(context: ChatContext, journal: Journal, refreshPinned: (peerId: PeerId) => Promise<void>) {
    this.#context = context;
    this.#journal = journal;
    this.#refreshPinned = refreshPinned;
    journal.register(rowOps.pin, {
      run: (op) => this.#tellPin(op),
      done: (op) => drop(this.#refreshPinned((op.params as PinParams).peerId).catch(() => undefined)),
      revert: async (op) => {
        const { peerId, pinned } = op.params as PinParams;
        context.store.dialogs.setPinned(peerId, !pinned);
        await this.#refreshPinned(peerId);
      },
    });
    journal.register(rowOps.mute, {
      run: (op) => this.#tellMute(op),
      done: (op) => context.updates.repairDialogs([(op.params as MuteParams).peerId]),
      revert: (op) => context.updates.repairDialogs([(op.params as MuteParams).peerId]),
    });
  }

  /** Rejects when the server refuses (too many pinned chats); the list is as before then. */
  setPinned(peerId: PeerId, pinned: boolean): Promise<void> {
    const dialog = this.#context.store.dialogs.get(peerId);
    if (dialog === undefined || (dialog.pinned !== undefined) === pinned) return Promise.resolve();
    return this.#journal.submit(rowOps.pin, String(peerId), { peerId, pinned } satisfies PinParams, () => {
      this.#context.store.dialogs.setPinned(peerId, pinned);
    });
  }

  setMuted(peerId: PeerId, muted: boolean): Promise<void> {
    const dialog = this.#context.store.dialogs.get(peerId);
    if (dialog === undefined || dialog.muteUntil > this.#context.client.serverTime() === muted) return Promise.resolve();
    const muteUntil = muted ? FOREVER : 0;
    return this.#journal.submit(rowOps.mute, String(peerId), { peerId, muteUntil } satisfies MuteParams, () => {
      this.#context.store.dialogs.put(peerId, { muteUntil });
    });
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
