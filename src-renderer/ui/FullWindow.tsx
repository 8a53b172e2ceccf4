import X from 'lucide-solid/icons/x';
import { onCleanup, onMount, type JSX } from 'solid-js';
import { t } from '../strings/index.ts';
import { IconButton } from './IconButton.tsx';
import s from './FullWindow.module.css';

/** One picture over the whole window, with something below it. Esc, the cross, or a press beside the picture calls `onClose`. */
export function FullWindow(props: { label: string; testId: string; children: JSX.Element; caption?: JSX.Element; onClose(): void }): JSX.Element {
  let dialog: HTMLDialogElement | undefined;
  let opener: Element | null = null;
  onMount(() => {
    opener = document.activeElement;
    dialog?.showModal();
  });
  onCleanup(() => {
    dialog?.close();
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  });
  return (
    <dialog
      ref={dialog}
      class={s.viewer}
      aria-label={props.label}
      data-testid={props.testId}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget || (event.target instanceof HTMLElement && event.target.dataset['beside'] !== undefined)) props.onClose();
      }}
    >
      <div class={s.stage} data-beside="">
        {props.children}
      </div>
      {props.caption}
      <IconButton class={s.close} label={t.app.close} shortcut="Esc" onClick={() => props.onClose()}>
        <X />
      </IconButton>
    </dialog>
  );
}
