import type { JSX } from 'solid-js';
import { formatMediaPath } from '#shared/media-path.ts';
import type { Peer } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import { FullWindow } from '../../ui/FullWindow.tsx';
import { MediaImage } from '../../ui/MediaImage.tsx';
import s from './PortraitView.module.css';

/** The photo of a person or a chat over the whole window. */
export function PortraitView(props: { peer: Peer; onClose(): void }): JSX.Element {
  const path = () => formatMediaPath({ kind: 'portrait', peerId: props.peer.id, photoId: props.peer.photo?.id ?? '' });
  return (
    <FullWindow label={t.info.photoOf(props.peer.title)} testId="portrait" onClose={() => props.onClose()}>
      <MediaImage class={s.picture} path={path()} alt={t.info.photoOf(props.peer.title)} />
    </FullWindow>
  );
}
