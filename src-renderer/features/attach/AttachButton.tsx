import ChartBar from 'lucide-solid/icons/chart-bar';
import MapPin from 'lucide-solid/icons/map-pin';
import Paperclip from 'lucide-solid/icons/paperclip';
import User from 'lucide-solid/icons/user';
import { onCleanup, onMount, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import type { ChatBox } from '../messages/ChatDialogs.tsx';
import { chooseFiles } from './choose-files.ts';

/** Beside the field: what can be sent besides a text. The key for it chooses files at once. */
export function AttachButton(props: { class?: string | undefined; onChosen(files: File[]): void; onBox(box: ChatBox): void }): JSX.Element {
  const { keys, layers, shortcuts } = useApp();
  const choose = () => void chooseFiles().then((files) => files.length > 0 && props.onChosen(files));
  const openMenu = (button: HTMLElement) =>
    layers.openMenu({
      label: t.attach.attach,
      at: button.getBoundingClientRect(),
      items: [
        { id: 'files', label: t.attach.files, icon: () => <Paperclip />, ...(keys.text('attach') === undefined ? {} : { shortcut: keys.text('attach') }), onSelect: choose },
        { id: 'poll', label: t.attach.poll, icon: () => <ChartBar />, onSelect: () => props.onBox({ kind: 'newPoll' }) },
        { id: 'contact', label: t.attach.contact, icon: () => <User />, onSelect: () => props.onBox({ kind: 'shareContact' }) },
        { id: 'location', label: t.attach.location, icon: () => <MapPin />, onSelect: () => props.onBox({ kind: 'shareLocation' }) },
      ],
    });
  onMount(() => onCleanup(shortcuts.handle({ attach: choose })));
  return (
    <IconButton
      {...(props.class === undefined ? {} : { class: props.class })}
      label={t.attach.attach}
      data-testid="attach"
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      aria-haspopup="menu"
      onClick={(event) => openMenu(event.currentTarget)}
    >
      <Paperclip />
    </IconButton>
  );
}
