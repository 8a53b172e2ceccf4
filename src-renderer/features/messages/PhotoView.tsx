import ImageOff from 'lucide-solid/icons/image-off';
import { createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import type { Message, Photo } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { MediaImage } from '../../ui/MediaImage.tsx';
import { UploadRing } from '../attach/UploadRing.tsx';
import { useChat } from './chat-context.ts';
import { albumRows, bestSize, photoBox, type Box } from './photo-layout.ts';
import s from './PhotoView.module.css';

const ALBUM_WIDTH = 420;
const GAP = 2;

/** The pictures of a bubble: one in its own proportions, several as rows of tiles. */
export function PhotoAlbum(props: { messages: readonly Message[] }): JSX.Element {
  const photos = createMemo(() => props.messages.flatMap((message) => (message.media?.kind === 'photo' ? [{ message, photo: message.media.photo }] : [])));
  const rows = createMemo(() => {
    const all = photos();
    let from = 0;
    return albumRows(all.map((entry) => entry.photo)).map((count) => all.slice(from, (from += count)));
  });
  return (
    <Show when={photos().length > 1} fallback={<For each={photos()}>{(entry) => <PhotoTile message={entry.message} photo={entry.photo} box={photoBox(entry.photo)} single />}</For>}>
      <div class={s.album}>
        <For each={rows()}>
          {(row) => (
            <div class={s.albumRow}>
              <For each={row}>
                {(entry) => (
                  <PhotoTile
                    message={entry.message}
                    photo={entry.photo}
                    box={{ width: Math.floor((ALBUM_WIDTH - GAP * (row.length - 1)) / row.length), height: row.length === 1 ? 280 : row.length === 2 ? 190 : 140 }}
                  />
                )}
              </For>
            </div>
          )}
        </For>
      </div>
    </Show>
  );
}

/** A picture: the tiny blurred preview at once, the real one over it when it is there. */
function PhotoTile(props: { message: Message; photo: Photo; box: Box; single?: boolean }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const [state, setState] = createSignal<'loading' | 'loaded' | 'failed'>('loading');
  const [attempt, setAttempt] = createSignal(0);
  const [covered, setCovered] = createSignal(props.message.media?.kind === 'photo' && props.message.media.spoiler === true);
  const size = createMemo(() => bestSize(props.photo, props.box, window.devicePixelRatio || 1));
  const sender = () => (props.message.fromId === undefined ? undefined : app.peers.get(props.message.fromId)?.title) ?? app.peers.get(props.message.peerId)?.title ?? '';
  const press = () => {
    if (covered()) setCovered(false);
    else if (state() === 'failed') {
      setState('loading');
      setAttempt((count) => count + 1);
    } else chat.showPhoto(props.message);
  };
  return (
    <span
      class={cls(s.frame, props.single && s.single)}
      style={props.single ? { width: `${props.box.width}px`, 'aspect-ratio': `${props.box.width} / ${props.box.height}` } : { 'block-size': `${props.box.height}px` }}
    >
      <button
        type="button"
        class={s.tile}
        aria-label={`${t.chat.openPhoto}: ${t.chat.photoOf(sender())}`}
        onClick={press}
      >
        <Show when={props.photo.stripped}>{(stripped) => <img class={s.preview} src={stripped()} alt="" draggable={false} />}</Show>
        <Show when={size()} keyed>
          {(known) => (
            <MediaImage
              class={cls(s.picture, state() === 'loaded' && !covered() && s.loaded)}
              path={known.url}
              attempt={attempt()}
              alt=""
              draggable={false}
              decoding="async"
              onLoad={() => setState('loaded')}
              onError={() => setState('failed')}
            />
          )}
        </Show>
        <Show when={state() === 'failed'}>
          <span class={s.failed} data-tooltip={t.chat.photoFailed}>
            <ImageOff />
          </span>
        </Show>
      </button>
      <UploadRing message={props.message} />
    </span>
  );
}
