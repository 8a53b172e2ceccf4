import Archive from 'lucide-solid/icons/archive';
import ArchiveRestore from 'lucide-solid/icons/archive-restore';
import Ban from 'lucide-solid/icons/ban';
import Bell from 'lucide-solid/icons/bell';
import BellOff from 'lucide-solid/icons/bell-off';
import Eraser from 'lucide-solid/icons/eraser';
import Eye from 'lucide-solid/icons/eye';
import Folder from 'lucide-solid/icons/folder';
import Info from 'lucide-solid/icons/info';
import ListChecks from 'lucide-solid/icons/list-checks';
import LogOut from 'lucide-solid/icons/log-out';
import MessageCircle from 'lucide-solid/icons/message-circle';
import MessageCircleCheck from 'lucide-solid/icons/message-circle-check';
import MessageCircleUnread from 'lucide-solid/icons/message-circle-plus';
import Pin from 'lucide-solid/icons/pin';
import PinOff from 'lucide-solid/icons/pin-off';
import Trash from 'lucide-solid/icons/trash';
import { drop } from '#shared/assert.ts';
import type { ChatListId, DialogRow, Peer, PeerId } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import type { MenuItem, OpenMenu } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';

/** The account through which Telegram itself writes. */
const SERVICE = 777_000;
const HOUR = 3_600;

export interface ChatMenuContext {
  app: AppState;
  row: DialogRow;
  peer: Peer;
  list: ChatListId;
  at: OpenMenu['at'];
  /** The pinned chats of the list in their order. */
  pinned: readonly PeerId[];
  reorder(order: PeerId[]): void;
  ask(what: 'clear' | 'remove' | 'block'): void;
  select(): void;
  peek(): void;
}

/** Pins a chat in the list that is shown: folders have pins of their own. */
export function setPinned(app: AppState, list: ChatListId, peerId: PeerId, pinned: boolean): Promise<void> {
  return typeof list === 'number' ? app.client.call('folders.setPinned', { id: list, peerId, pinned }) : app.client.call('dialogs.setPinned', { peerId, pinned });
}

/** Moves chats to the archive or back, and offers to undo it. */
export function setArchived(app: AppState, peerIds: readonly PeerId[], archived: boolean): void {
  const { client, layers } = app;
  const move = (to: boolean) => client.call('dialogs.setArchived', { peerIds: [...peerIds], archived: to });
  move(archived).then(() => {
    const said = archived ? t.list.archived(peerIds.length) : t.list.unarchived(peerIds.length);
    layers.toast(said, { action: { label: t.list.undo, onSelect: () => drop(move(!archived).catch(layers.showError)) } });
  }, layers.showError);
}

/** What can be done with a chat from its row. */
export function chatMenuItems(context: ChatMenuContext): MenuItem[] {
  const { app, row, peer, list } = context;
  const { client, folders, layers, navigation } = app;
  const { peerId } = row;
  const unread = row.unreadCount > 0 || row.unreadMark;
  const fail = layers.showError;
  const words = t.dialogs;
  const mayArchive = !peer.isSelf && peerId !== SERVICE;
  const isPerson = (peer.kind === 'user' || peer.kind === 'bot') && mayArchive && !peer.isDeleted;
  const leaves = peer.kind !== 'user' && peer.kind !== 'bot';
  return [
    { id: 'open', label: words.open, icon: () => <MessageCircle />, onSelect: () => navigation.open(peerId) },
    { id: 'info', label: infoLabel(peer), icon: () => <Info />, onSelect: () => app.info.open(peerId) },
    { id: 'peek', label: t.list.preview, icon: () => <Eye />, shortcut: 'Ctrl+]', onSelect: context.peek },
    ...(mayArchive
      ? [
          row.folder === 'archive'
            ? { id: 'unarchive', label: t.list.unarchive, icon: () => <ArchiveRestore />, onSelect: () => setArchived(app, [peerId], false) }
            : { id: 'archive', label: t.list.archive, icon: () => <Archive />, onSelect: () => setArchived(app, [peerId], true) },
        ]
      : []),
    {
      id: row.pinned ? 'unpin' : 'pin',
      label: row.pinned ? words.unpin : words.pin,
      icon: () => (row.pinned ? <PinOff /> : <Pin />),
      onSelect: () => drop(setPinned(app, list, peerId, !row.pinned).catch(fail)),
    },
    ...(row.pinned ? moveItems(context) : []),
    ...(peer.isSelf ? [] : muteItems(context)),
    {
      id: unread ? 'markRead' : 'markUnread',
      label: unread ? words.markRead : words.markUnread,
      icon: () => (unread ? <MessageCircleCheck /> : <MessageCircleUnread />),
      onSelect: () => client.call('dialogs.setUnread', { peerId, unread: !unread }).catch(fail),
    },
    ...(folders.any()
      ? [{ id: 'folders', label: t.list.toFolder, icon: () => <Folder />, onSelect: () => layers.openMenu({ label: t.list.folderTitle(chatTitle(peer)), at: context.at, items: folderItems(context) }) }]
      : []),
    { id: 'select', label: t.list.select, icon: () => <ListChecks />, onSelect: context.select },
    { id: 'clear', label: t.list.clear, icon: () => <Eraser />, separated: true, onSelect: () => context.ask('clear') },
    ...(isPerson ? [{ id: 'block', label: t.list.block, icon: () => <Ban />, onSelect: () => context.ask('block') }] : []),
    {
      id: 'remove',
      label: leaves && !peer.isLeft ? t.list.remove.leave : t.list.remove.delete,
      icon: () => (leaves && !peer.isLeft ? <LogOut /> : <Trash />),
      shortcut: 'Del',
      danger: true,
      onSelect: () => context.ask('remove'),
    },
  ].filter((item) => item.id !== 'clear' || mayClear(peer));
}

const infoLabel = ({ kind }: Peer): string =>
  kind === 'user' || kind === 'bot' ? t.info.viewProfile : kind === 'channel' ? t.info.viewChannel : t.info.viewGroup;

/** Channels and public groups keep their history for all. */
const mayClear = (peer: Peer): boolean => peer.kind !== 'channel' && !(peer.kind === 'supergroup' && peer.usernames.length > 0);

function moveItems({ row, pinned, reorder }: ChatMenuContext): MenuItem[] {
  const at = pinned.indexOf(row.peerId);
  const to = (by: 1 | -1) => {
    const order = pinned.filter((id) => id !== row.peerId);
    order.splice(at + by, 0, row.peerId);
    reorder(order);
  };
  return [
    ...(at > 0 ? [{ id: 'moveUp', label: t.list.moveUp, onSelect: () => to(-1) }] : []),
    ...(at >= 0 && at < pinned.length - 1 ? [{ id: 'moveDown', label: t.list.moveDown, onSelect: () => to(1) }] : []),
  ];
}

/** For how long a chat can be muted. */
export function muteForItems({ client, layers }: AppState, peerId: PeerId): MenuItem[] {
  const mute = (seconds?: number) =>
    drop(
      client
        .call('dialogs.setMuted', { peerId, muted: true, ...(seconds === undefined ? {} : { until: Math.floor(Date.now() / 1000) + seconds }) })
        .catch(layers.showError),
    );
  return [
    ...[1, 8].map((hours) => ({ id: `mute-${hours}h`, label: t.list.hours(hours), onSelect: () => mute(hours * HOUR) })),
    ...[1, 7].map((days) => ({ id: `mute-${days}d`, label: t.list.days(days), onSelect: () => mute(days * 24 * HOUR) })),
    { id: 'mute-forever', label: t.list.forever, onSelect: () => mute() },
  ];
}

function muteItems({ app, row, peer, at }: ChatMenuContext): MenuItem[] {
  const { client, layers } = app;
  const { peerId } = row;
  const set = (muted: boolean) => drop(client.call('dialogs.setMuted', { peerId, muted }).catch(layers.showError));
  if (row.muted) return [{ id: 'unmute', label: t.dialogs.unmute, icon: () => <Bell />, onSelect: () => set(false) }];
  const items = muteForItems(app, peerId);
  return [
    { id: 'mute', label: t.dialogs.mute, icon: () => <BellOff />, onSelect: () => set(true) },
    { id: 'muteFor', label: t.list.muteFor, icon: () => <BellOff />, onSelect: () => layers.openMenu({ label: t.list.muteTitle(chatTitle(peer)), at, items }) },
  ];
}

function folderItems({ app, row }: ChatMenuContext): MenuItem[] {
  const { client, folders, layers } = app;
  return (folders.overview()?.folders ?? []).map((folder) => {
    const member = folder.included.includes(row.peerId) || folder.pinned.includes(row.peerId);
    return {
      id: `folder-${folder.id}`,
      label: folder.title.text,
      checked: member,
      onSelect: () => drop(client.call('folders.setMember', { id: folder.id, peerId: row.peerId, member: !member }).catch(layers.showError)),
    };
  });
}
