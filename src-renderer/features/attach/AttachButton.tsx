import Paperclip from 'lucide-solid/icons/paperclip';
import { onCleanup, onMount, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { chooseFiles } from './choose-files.ts';

/** Beside the field: chooses files to send. */
export function AttachButton(props: { class?: string | undefined; onChosen(files: File[]): void }): JSX.Element {
  const { keys, shortcuts } = useApp();
  const choose = () => void chooseFiles().then((files) => files.length > 0 && props.onChosen(files));
  onMount(() => onCleanup(shortcuts.handle({ attach: choose })));
  return (
    <IconButton
      {...(props.class === undefined ? {} : { class: props.class })}
      label={t.attach.attach}
      shortcut={keys.text('attach')}
      data-testid="attach"
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={choose}
    >
      <Paperclip />
    </IconButton>
  );
}
