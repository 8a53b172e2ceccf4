import { createUniqueId, onCleanup, onMount, type JSX } from 'solid-js';
import s from './Dialog.module.css';

/**
 * A modal box. The browser traps and returns the focus and makes the rest inert; Esc and a click beside it call `onClose`,
 * unless an answer is needed.
 */
export function Dialog(props: {
  title: string;
  children: JSX.Element;
  buttons: JSX.Element;
  onClose(): void;
  answerNeeded?: boolean;
}): JSX.Element {
  const titleId = createUniqueId();
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
      class={s.dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        if (!props.answerNeeded) props.onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog && !props.answerNeeded) props.onClose();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        if (!props.answerNeeded) props.onClose();
      }}
    >
      <div class={s.card}>
        <h2 id={titleId} class={s.title}>
          {props.title}
        </h2>
        <div class={s.body}>{props.children}</div>
        <div class={s.buttons}>{props.buttons}</div>
      </div>
    </dialog>
  );
}
