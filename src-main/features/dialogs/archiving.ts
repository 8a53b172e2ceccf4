import { AppError } from '#shared/model/index.ts';
import type { DialogFolder, PeerId } from '#shared/model/index.ts';
import { rowOps } from '../../store/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';

interface MoveParams {
  peerId: PeerId;
  folder: DialogFolder;
}

/** The account through which Telegram itself writes. */
const SERVICE = 777_000;

/** Moving chats to the archive and back (core.telegram.org/method/folders.editPeerFolders): at once here, journalled. */
export class Archiving {
  readonly #context: ChatContext;
  readonly #journal: Journal;

  constructor(context: ChatContext, journal: Journal) {
    this.#context = context;
    this.#journal = journal;
    const repair = (op: PendingOp): void => context.updates.repairDialogs([(op.params as MoveParams).peerId]);
    journal.register(rowOps.archive, { run: (op) => this.#tell(op.params as MoveParams), done: (op) => context.updates.askAgain((op.params as MoveParams).peerId), revert: repair });
  }

  async setArchived(peerIds: readonly PeerId[], archived: boolean): Promise<void> {
    const { store } = this.#context;
    const folder = archived ? 'archive' : 'main';
    const fits = (peerId: PeerId): boolean => !archived || (peerId !== store.meta.selfId() && peerId !== SERVICE);
    const moving = peerIds.filter((peerId) => fits(peerId) && store.dialogs.has(peerId) && store.dialogs.get(peerId)?.folder !== folder);
    if (moving.length === 0 && !peerIds.some(fits)) {
      throw new AppError({ code: 'FORBIDDEN', message: 'Saved Messages and the messages of Telegram itself cannot be archived.' });
    }
    await Promise.all(
      moving.map((peerId) =>
        this.#journal.submit(rowOps.archive, String(peerId), { peerId, folder } satisfies MoveParams, () => {
          // Pins belong to a list.
          store.dialogs.put(peerId, { folder, pinned: null });
        }),
      ),
    );
  }

  async #tell({ peerId, folder }: MoveParams): Promise<void> {
    const { client, store, updates } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    const folderPeers = [{ _: 'inputFolderPeer' as const, peer, folderId: folder === 'archive' ? 1 : 0 }];
    updates.feed(await client.call({ _: 'folders.editPeerFolders', folderPeers }, { idempotent: true }));
  }
}
