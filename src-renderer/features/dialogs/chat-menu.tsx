import Bell from 'lucide-solid/icons/bell';
import BellOff from 'lucide-solid/icons/bell-off';
import MessageCircle from 'lucide-solid/icons/message-circle';
import MessageCircleCheck from 'lucide-solid/icons/message-circle-check';
import MessageCircleUnread from 'lucide-solid/icons/message-circle-plus';
import Pin from 'lucide-solid/icons/pin';
import PinOff from 'lucide-solid/icons/pin-off';
import type { DialogRow } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import type { MenuItem } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';

/** What can be done with a chat from its row. */
export function chatMenuItems(app: AppState, row: DialogRow): MenuItem[] {
  const { client, layers, navigation } = app;
  const { peerId } = row;
  const unread = row.unreadCount > 0 || row.unreadMark;
  const fail = layers.showError;
  const words = t.dialogs;
  return [
    { id: 'open', label: words.open, icon: () => <MessageCircle />, onSelect: () => navigation.open(peerId) },
    {
      id: row.pinned ? 'unpin' : 'pin',
      label: row.pinned ? words.unpin : words.pin,
      icon: () => (row.pinned ? <PinOff /> : <Pin />),
      onSelect: () => client.call('dialogs.setPinned', { peerId, pinned: !row.pinned }).catch(fail),
    },
    {
      id: row.muted ? 'unmute' : 'mute',
      label: row.muted ? words.unmute : words.mute,
      icon: () => (row.muted ? <Bell /> : <BellOff />),
      onSelect: () => client.call('dialogs.setMuted', { peerId, muted: !row.muted }).catch(fail),
    },
    {
      id: unread ? 'markRead' : 'markUnread',
      label: unread ? words.markRead : words.markUnread,
      icon: () => (unread ? <MessageCircleCheck /> : <MessageCircleUnread />),
      onSelect: () => client.call('dialogs.setUnread', { peerId, unread: !unread }).catch(fail),
    },
  ];
}
