import type { tl } from '#tl';
import type { Message, PeerId } from '#shared/model/index.ts';
import { mapPeerId, savedPinOp } from '../../store/index.ts';
import type { ApplyContext } from './context.ts';

/*
 * Saved Messages by their sources (core.telegram.org/api/saved-messages): each new message is the top of one, and tells of a new one.
 */

export function noteSaved({ store }: ApplyContext, message: Message): void {
  const { savedPeerId } = message;
  if (savedPeerId === undefined) return;
  const known = store.saved.get(savedPeerId);
  if (known === undefined || message.id > known.topMessageId) store.saved.setTop(savedPeerId, message.id, message.date);
}

/** Messages were deleted: the one before takes the place of a top, where it is known; else the list has to be read again. */
export function leaveSaved(context: ApplyContext, peerId: PeerId, deleted: readonly Message[]): void {
  const { store } = context;
  const sources = new Set(deleted.flatMap((message) => message.savedPeerId ?? []));
  if (sources.size > 0 && deleted.some((message) => message.reactions?.asTags === true)) context.emit({ kind: 'savedOutdated', part: 'tags' });
  for (const source of sources) {
    const known = store.saved.get(source);
    if (known === undefined || !deleted.some((message) => message.id === known.topMessageId)) continue;
    const next = store.messages.around(peerId, 'end', 1, 0, { kind: 'saved', peerId: source });
    const top = next.range?.live === true ? next.messages.findLast((message) => message.id > 0) : undefined;
    if (top !== undefined) store.saved.setTop(source, top.id, top.date);
    else if (next.range?.live === true && next.older === 'start') store.saved.delete(source);
    else {
      store.saved.setOutdated(source, true);
      context.emit({ kind: 'savedOutdated', part: source });
    }
  }
}

export function applyPinned(context: ApplyContext, update: tl.updateSavedDialogPinned): void {
  const { store } = context;
  if (update.peer._ !== 'dialogPeer' || store.pendingOps.list(savedPinOp).length > 0) return;
  const peerId = mapPeerId(update.peer.peer);
  if (store.saved.get(peerId) === undefined) {
    context.emit({ kind: 'savedOutdated', part: 'pins' });
    return;
  }
  const others = store.saved.pinned().filter((each) => each !== peerId);
  store.saved.setPinned(update.pinned === true ? [peerId, ...others] : others);
}

export function applyPinnedOrder(context: ApplyContext, update: tl.updatePinnedSavedDialogs): void {
  const { store } = context;
  if (store.pendingOps.list(savedPinOp).length > 0) return;
  const order = update.order?.flatMap((peer) => (peer._ === 'dialogPeer' ? [mapPeerId(peer.peer)] : []));
  const isKnown = order?.every((peerId) => store.saved.get(peerId) !== undefined) ?? false;
  if (!isKnown) context.emit({ kind: 'savedOutdated', part: 'pins' });
  if (order !== undefined) store.saved.setPinned(order);
}
