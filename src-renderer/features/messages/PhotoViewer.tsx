import { Show, type JSX } from 'solid-js';
import type { Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatFull } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { FullWindow } from '../../ui/FullWindow.tsx';
import { MediaImage } from '../../ui/MediaImage.tsx';
import s from './PhotoViewer.module.css';

/** One photo of a message over the whole window. */
export function PhotoViewer(props: { message: Message; onClose(): void }): JSX.Element {
  const app = useApp();
  const photo = () => (props.message.media?.kind === 'photo' ? props.message.media.photo : undefined);
  const largest = () => photo()?.sizes.at(-1);
  const sender = () => (props.message.fromId === undefined ? undefined : app.peers.get(props.message.fromId)) ?? app.peers.get(props.message.peerId);
  const style = (): JSX.CSSProperties => {
    const { width = 800, height = 600 } = largest() ?? {};
    const stripped = photo()?.stripped;
    return { 'background-image': stripped && `url("${stripped}")`, 'aspect-ratio': `${width} / ${height}`, '--width': `${width}px` };
  };
  const caption = () => (
    <footer class={s.caption}>
      <strong dir="auto">{sender()?.title}</strong>
      <span>{formatFull(props.message.date)}</span>
    </footer>
  );
  return (
    <FullWindow label={t.chat.photoOf(sender()?.title ?? '')} testId="viewer" caption={caption()} onClose={() => props.onClose()}>
      <Show when={photo()}>
        <span class={s.picture} style={style()}>
          <MediaImage path={largest()?.url ?? ''} alt="" />
        </span>
      </Show>
    </FullWindow>
  );
}
