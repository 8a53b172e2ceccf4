import ImageOff from 'lucide-solid/icons/image-off';
import Play from 'lucide-solid/icons/play';
import { createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import type { Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatDuration } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { MediaImage } from '../../ui/MediaImage.tsx';
import { UploadRing } from '../attach/UploadRing.tsx';
import { useChat } from './chat-context.ts';
import { albumRows, bestSize, photoBox, type Box } from './photo-layout.ts';
import { LoopingClip } from './LoopingClip.tsx';
import { visualOf, type Visual } from './visual.ts';
import s from './VisualView.module.css';

const ALBUM_WIDTH = 420;
const GAP = 2;

/** The pictures of a bubble: one in its own proportions, several as rows of tiles. */
export function VisualAlbum(props: { messages: readonly Message[] }): JSX.Element {
  const visuals = createMemo(() =>
    props.messages.flatMap((message) => {
      const visual = visualOf(message.media);
      return visual === undefined ? [] : [{ message, visual }];
    }),
  );
  const rows = createMemo(() => {
    const all = visuals();
    let from = 0;
    return albumRows(all.map((entry) => entry.visual)).map((count) => all.slice(from, (from += count)));
  });
  return (
    <Show when={visuals().length > 1} fallback={<For each={visuals()}>{(entry) => <VisualTile message={entry.message} visual={entry.visual} box={photoBox(entry.visual)} single />}</For>}>
      <div class={s.album}>
        <For each={rows()}>
          {(row) => (
            <div class={s.albumRow}>
              <For each={row}>
                {(entry) => (
                  <VisualTile
                    message={entry.message}
                    visual={entry.visual}
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
function VisualTile(props: { message: Message; visual: Visual; box: Box; single?: boolean }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const [state, setState] = createSignal<'loading' | 'loaded' | 'failed'>('loading');
  const [attempt, setAttempt] = createSignal(0);
  const [covered, setCovered] = createSignal(props.visual.spoiler);
  const size = createMemo(() => bestSize(props.visual, props.box, window.devicePixelRatio || 1));
  const sender = () => (props.message.fromId === undefined ? undefined : app.peers.get(props.message.fromId)?.title) ?? app.peers.get(props.message.peerId)?.title ?? '';
  const video = () => props.visual.video;
  /** Short silent clips play in place, unless the person wants nothing to move. */
  const playsHere = () => video()?.kind === 'gif' && !covered() && !matchMedia('(prefers-reduced-motion: reduce)').matches;
  const length = () => (video()?.kind === 'gif' ? 'GIF' : formatDuration(video()?.duration ?? 0));
  const name = () => (video() === undefined ? t.chat.photoOf(sender()) : t.chat.videoOf(sender(), length()));
  const press = () => {
    if (covered()) setCovered(false);
    else if (state() === 'failed') {
      setState('loading');
      setAttempt((count) => count + 1);
    } else chat.showVisual(props.message);
  };
  return (
    <span
      class={cls(s.frame, props.single && s.single)}
      style={props.single ? { width: `${props.box.width}px`, 'aspect-ratio': `${props.box.width} / ${props.box.height}` } : { 'block-size': `${props.box.height}px` }}
    >
      <button
        type="button"
        class={s.tile}
        aria-label={`${covered() ? t.chat.uncover : video() ? t.chat.openVideo : t.chat.openPhoto}: ${name()}`}
        onClick={press}
      >
        <Show when={props.visual.stripped}>{(stripped) => <img class={s.preview} src={stripped()} alt="" draggable={false} />}</Show>
        <Show when={!covered() && size()} keyed>
          {(known) => (
            <MediaImage
              class={cls(s.picture, state() === 'loaded' && s.loaded)}
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
        <Show when={playsHere() && video()}>{(clip) => <LoopingClip class={cls(s.picture, s.loaded)} path={clip().url} />}</Show>
        <Show when={video() && !covered()}>
          <span class={s.length} aria-hidden="true">
            {length()}
          </span>
          <Show when={!playsHere()}>
            <span class={s.play} aria-hidden="true">
              <Play />
            </span>
          </Show>
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
