import Paperclip from 'lucide-solid/icons/paperclip';
import type { JSX } from 'solid-js';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { chooseFiles } from './choose-files.ts';

/** Beside the field: chooses files to send. */
export function AttachButton(props: { class?: string | undefined; onChosen(files: File[]): void }): JSX.Element {
  return (
    <IconButton
      {...(props.class === undefined ? {} : { class: props.class })}
      label={t.attach.attach}
      data-testid="attach"
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => void chooseFiles().then((files) => files.length > 0 && props.onChosen(files))}
    >
      <Paperclip />
    </IconButton>
  );
}
