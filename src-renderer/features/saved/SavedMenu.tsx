import EllipsisVertical from 'lucide-solid/icons/ellipsis-vertical';
import MessageCircle from 'lucide-solid/icons/message-circle';
import MessagesSquare from 'lucide-solid/icons/messages-square';
import type { JSX } from 'solid-js';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { showsSources } from './saved-look.ts';

/** How Saved Messages are shown: one history, or the list of where they are from. */
export function SavedMenu(props: { peerId: PeerId }): JSX.Element {
  const app = useApp();
  const { layout, navigation } = app;
  const open = (button: HTMLElement) => {
    const isList = showsSources(app, props.peerId);
    app.layers.openMenu({
      label: t.chat.header.actions,
      at: button.getBoundingClientRect(),
      items: [
        { id: 'asMessages', label: t.saved.asMessages, icon: () => <MessageCircle />, checked: !isList, onSelect: () => layout.setSavedLook('messages') },
        {
          id: 'asChats',
          label: t.saved.asChats,
          icon: () => <MessagesSquare />,
          checked: isList,
          onSelect: () => {
            layout.setSavedLook('chats');
            // A message that was wanted stands in the way of the list.
            if (!showsSources(app, props.peerId)) navigation.open(props.peerId);
          },
        },
      ],
    });
  };
  return (
    <IconButton label={t.chat.header.actions} aria-haspopup="menu" onClick={(event) => open(event.currentTarget)}>
      <EllipsisVertical />
    </IconButton>
  );
}
