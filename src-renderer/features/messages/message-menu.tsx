import Copy from 'lucide-solid/icons/copy';
import CornerUpLeft from 'lucide-solid/icons/corner-up-left';
import Forward from 'lucide-solid/icons/forward';
import Pencil from 'lucide-solid/icons/pencil';
import RotateCw from 'lucide-solid/icons/rotate-cw';
import Trash from 'lucide-solid/icons/trash';
import type { MessageCapabilities } from '#shared/ipc/contract.ts';
import type { Message } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import type { MenuItem } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';
import { saveItems } from './save-items.tsx';

/** The actions of a message, in order; what may not be done is absent. `selected` is the text that is selected in the window. */
export function messageMenu(
  app: AppState,
  message: Message,
  can: MessageCapabilities,
  selected: string,
  actions: { reply(): void; edit(): void; forward(): void; remove(): void },
): MenuItem[] {
  const items: MenuItem[] = [];
  const { menu } = t.chat;
  const copied = selected !== '' && message.text.includes(selected) ? selected : message.text;
  if (can.retry) {
    items.push({
      id: 'retry',
      label: menu.retry,
      icon: () => <RotateCw />,
      onSelect: () => {
        app.client.call('messages.retry', { peerId: message.peerId, id: message.id }).catch(app.layers.showError);
      },
    });
  }
  if (can.reply) items.push({ id: 'reply', label: menu.reply, icon: () => <CornerUpLeft />, onSelect: actions.reply });
  if (can.edit) items.push({ id: 'edit', label: menu.edit, icon: () => <Pencil />, onSelect: actions.edit });
  if (can.copy && message.text !== '') {
    items.push({
      id: 'copy',
      label: copied === message.text ? menu.copy : menu.copySelected,
      icon: () => <Copy />,
      onSelect: () => {
        navigator.clipboard.writeText(copied).catch(app.layers.showError);
      },
    });
  }
  if (can.forward) items.push({ id: 'forward', label: menu.forward, icon: () => <Forward />, onSelect: actions.forward });
  if (can.save) items.push(...saveItems(app, message));
  if (can.deleteForSelf || can.deleteForEveryone) {
    items.push({
      id: 'delete',
      label: message.sending ? menu.cancelSending : menu.delete,
      icon: () => <Trash />,
      danger: true,
      separated: items.length > 0,
      onSelect: actions.remove,
    });
  }
  return items;
}
