import MessageCircle from 'lucide-solid/icons/message-circle';
import MessagesSquare from 'lucide-solid/icons/messages-square';
import Pin from 'lucide-solid/icons/pin';
import PinOff from 'lucide-solid/icons/pin-off';
import Trash from 'lucide-solid/icons/trash';
import { drop } from '#shared/assert.ts';
import type { SavedRow } from '#shared/ipc/saved.ts';
import type { Peer, PeerId } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import type { MenuItem } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';
import { movedItem } from '../../ui/row-order.ts';

export interface SourceMenuContext {
  app: AppState;
  row: SavedRow;
  peer: Peer | undefined;
  /** The pinned sources in their order. */
  pinned: readonly PeerId[];
  reorder(order: readonly PeerId[]): void;
  open(): void;
  askDelete(): void;
}

/** What leads from a source to the chat itself. */
export const openOrigin = ({ kind }: Peer): string => {
  if (kind === 'channel') return t.saved.openChannel;
  return kind === 'group' || kind === 'supergroup' ? t.saved.openGroup : t.saved.openChat;
};

/** What can be done with a source from its row. */
export function sourceMenuItems({ app, row, peer, pinned, reorder, open, askDelete }: SourceMenuContext): MenuItem[] {
  const { client, layers, navigation } = app;
  const { peerId } = row;
  const at = pinned.indexOf(peerId);
  return [
    { id: 'open', label: t.saved.open, icon: () => <MessageCircle />, onSelect: open },
    ...(peer === undefined || peer.isSelf ? [] : [{ id: 'origin', label: openOrigin(peer), icon: () => <MessagesSquare />, onSelect: () => navigation.open(peerId) }]),
    {
      id: row.pinned ? 'unpin' : 'pin',
      label: row.pinned ? t.dialogs.unpin : t.dialogs.pin,
      icon: () => (row.pinned ? <PinOff /> : <Pin />),
      onSelect: () => drop(client.call('saved.setPinned', { peerId, pinned: !row.pinned }).catch(layers.showError)),
    },
    ...(at > 0 ? [{ id: 'moveUp', label: t.list.moveUp, onSelect: () => reorder(movedItem(pinned, at, at - 1)) }] : []),
    ...(at >= 0 && at < pinned.length - 1 ? [{ id: 'moveDown', label: t.list.moveDown, onSelect: () => reorder(movedItem(pinned, at, at + 1)) }] : []),
    { id: 'delete', label: t.saved.delete, icon: () => <Trash />, shortcut: 'Del', danger: true, separated: true, onSelect: askDelete },
  ];
}
