import Download from 'lucide-solid/icons/download';
import FileIcon from 'lucide-solid/icons/file';
import Mic from 'lucide-solid/icons/mic';
import Music from 'lucide-solid/icons/music';
import Play from 'lucide-solid/icons/play';
import Sticker from 'lucide-solid/icons/sticker';
import { Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Document, DocumentKind, Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatDuration } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';
import { UploadRing } from '../attach/UploadRing.tsx';
import s from './DocumentRow.module.css';

const icons: Record<DocumentKind, typeof FileIcon> = {
  file: FileIcon,
  video: Play,
  gif: Play,
  audio: Music,
  voice: Mic,
  roundVideo: Play,
  sticker: Sticker,
};

/** A file of a bubble: what it is, how large, and a press saves it, unless its chat does not allow that. */
export function DocumentRow(props: { document: Document; message: Message }): JSX.Element {
  const app = useApp();
  const name = () => mediaLabel({ kind: 'document', document: props.document }) ?? props.document.fileName;
  const facts = () =>
    [props.document.duration ? formatDuration(props.document.duration) : '', t.chat.bytes(props.document.byteSize)].filter(Boolean).join(' · ');
  const isProtected = () => props.message.noForwards === true || app.peers.get(props.message.peerId)?.noForwards === true;
  const what = () => (
    <span class={s.facts}>
      <span class={s.name} dir="auto">
        {name()}
      </span>
      <span class={s.size}>
        <bdi>{facts()}</bdi>
      </span>
    </span>
  );
  const plain = () => (
    <span class={s.row} data-tooltip={t.chat.save.protected}>
      <span class={s.icon}>
        <Dynamic component={icons[props.document.kind]} />
      </span>
      {what()}
    </span>
  );
  return (
    <span class={s.frame}>
      <Show when={!isProtected()} fallback={plain()}>
        <a
          class={s.row}
          href={`${app.host.mediaUrl(props.document.url)}?name=${encodeURIComponent(props.document.fileName || name())}`}
          target="_blank"
          download={props.document.fileName || name()}
          aria-label={`${t.chat.saveFile(name())}, ${facts()}`}
          data-tooltip={t.chat.saveFile(name())}
        >
          <span class={s.icon}>
            <span class={s.kind}>
              <Dynamic component={icons[props.document.kind]} />
            </span>
            <Download class={s.arrow} />
          </span>
          {what()}
        </a>
      </Show>
      <span class={s.ring}>
        <UploadRing message={props.message} />
      </span>
    </span>
  );
}
