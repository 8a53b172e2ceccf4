import Ban from 'lucide-solid/icons/ban';
import MessageCircle from 'lucide-solid/icons/message-circle';
import Shield from 'lucide-solid/icons/shield';
import ShieldOff from 'lucide-solid/icons/shield-off';
import User from 'lucide-solid/icons/user';
import UserMinus from 'lucide-solid/icons/user-minus';
import type { MemberRow } from '#shared/ipc/info.ts';
import type { Peer } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import type { MenuItem } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';
import type { MemberBox } from './MemberDialogs.tsx';

/** What can be done about a member of a chat. */
export function memberMenu(app: AppState, { chat, peer, row, ask }: { chat: Peer; peer: Peer; row: MemberRow; ask(box: MemberBox): void }): MenuItem[] {
  const isAdmin = row.role === 'admin';
  const setAdmin = (on: boolean) =>
    void app.client.call('info.setAdmin', { peerId: chat.id, memberId: row.peerId, rights: on ? ['changeInfo'] : [] }).catch(app.layers.showError);
  // In a basic group all administrators may the same.
  const promote = chat.kind === 'group' ? () => setAdmin(true) : () => ask({ kind: 'admin', row, peer });
  return [
    { id: 'message', label: t.info.message, icon: () => <MessageCircle />, onSelect: () => app.navigation.open(row.peerId) },
    { id: 'profile', label: t.info.viewProfile, icon: () => <User />, onSelect: () => app.info.open(row.peerId) },
    ...(row.mayPromote && !isAdmin ? [{ id: 'promote', label: t.info.makeAdmin, icon: () => <Shield />, separated: true, onSelect: promote }] : []),
    ...(row.mayPromote && isAdmin && chat.kind !== 'group'
      ? [{ id: 'rights', label: t.info.editAdmin, icon: () => <Shield />, separated: true, onSelect: promote }]
      : []),
    ...(row.mayPromote && isAdmin ? [{ id: 'dismiss', label: t.info.dismissAdmin, icon: () => <ShieldOff />, onSelect: () => setAdmin(false) }] : []),
    ...(row.mayRestrict ? [{ id: 'restrict', label: t.info.restrict, icon: () => <Ban />, onSelect: () => ask({ kind: 'restrict', row, peer }) }] : []),
    ...(row.mayRemove
      ? [{ id: 'remove', label: t.info.removeMember, icon: () => <UserMinus />, danger: true, onSelect: () => ask({ kind: 'remove', row, peer }) }]
      : []),
  ];
}
