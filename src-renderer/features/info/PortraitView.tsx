import X from 'lucide-solid/icons/x';
import { onCleanup, onMount, type JSX } from 'solid-js';
import { formatMediaPath } from '#shared/media-path.ts';
import type { Peer } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { MediaImage } from '../../ui/MediaImage.tsx';
import s from './PortraitView.module.css';

/** The photo of a person or a chat over the whole window. Esc, the cross, or a press beside the picture closes it. */
export function PortraitView(props: { peer: Peer; onClose(): void }): JSX.Element {
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
  const path = () => formatMediaPath({ kind: 'portrait', peerId: props.peer.id, photoId: props.peer.photo?.id ?? '' });
  return (
    <dialog
      ref={dialog}
      class={s.viewer}
      aria-label={t.info.photoOf(props.peer.title)}
      data-testid="portrait"
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
        if (!(event.target instanceof HTMLImageElement)) props.onClose();
      }}
    >
      <div class={s.stage}>
        <MediaImage class={s.picture} path={path()} alt={t.info.photoOf(props.peer.title)} />
      </div>
      <IconButton class={s.close} label={t.app.close} shortcut="Esc" onClick={() => props.onClose()}>
        <X />
      </IconButton>
    </dialog>
  );
}
