import X from 'lucide-solid/icons/x';
import { onCleanup, onMount, Show, type JSX } from 'solid-js';
import type { Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatFull } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { MediaImage } from '../../ui/MediaImage.tsx';
import s from './PhotoViewer.module.css';

/** One photo over the whole window. Esc, the cross, or a press beside the picture closes it. */
export function PhotoViewer(props: { message: Message; onClose(): void }): JSX.Element {
  const app = useApp();
  const photo = () => (props.message.media?.kind === 'photo' ? props.message.media.photo : undefined);
  const sender = () => (props.message.fromId === undefined ? undefined : app.peers.get(props.message.fromId)) ?? app.peers.get(props.message.peerId);
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  onCleanup(() => dialog?.close());
  return (
    <dialog
      ref={dialog}
      class={s.viewer}
      aria-label={t.chat.photoOf(sender()?.title ?? '')}
      data-testid="viewer"
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
        if (event.target === event.currentTarget || event.target instanceof HTMLElement && event.target.dataset['backdrop'] !== undefined) props.onClose();
      }}
    >
      <div class={s.stage} data-backdrop>
        <Show when={photo()}>
          {(known) => (
            <span class={s.picture} style={{ 'background-image': known().stripped ? `url("${known().stripped}")` : undefined, 'aspect-ratio': `${known().sizes.at(-1)?.width ?? 4} / ${known().sizes.at(-1)?.height ?? 3}`, '--width': `${known().sizes.at(-1)?.width ?? 800}px` }}>
              <MediaImage path={known().sizes.at(-1)?.url ?? ''} alt="" />
            </span>
          )}
        </Show>
      </div>
      <footer class={s.caption}>
        <strong dir="auto">{sender()?.title}</strong>
        <span>{formatFull(props.message.date)}</span>
      </footer>
      <IconButton class={s.close} label={t.app.close} shortcut="Esc" onClick={props.onClose}>
        <X />
      </IconButton>
    </dialog>
  );
}
