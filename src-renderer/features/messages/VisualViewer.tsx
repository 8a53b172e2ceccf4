import ChevronLeft from 'lucide-solid/icons/chevron-left';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import { createSignal, Match, onCleanup, onMount, Show, Switch, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { Document, Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatFull } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { FullWindow } from '../../ui/FullWindow.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { MediaImage } from '../../ui/MediaImage.tsx';
import { useChat } from './chat-context.ts';
import { visualOf, type Visual } from './visual.ts';
import s from './VisualViewer.module.css';

type Direction = 'older' | 'newer';

/** How far the keys wind a video, seconds. */
const WIND = 10;

/** A photo or video of a message over the whole window; arrow keys walk through those of the chat, J and L wind a video. */
export function VisualViewer(props: { message: Message; onClose(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const [message, setMessage] = createSignal(props.message);
  /** Nothing more is known to be there. */
  const [ends, setEnds] = createSignal<Partial<Record<Direction, boolean>>>({});
  const visual = () => visualOf(message().media);
  const sender = () => {
    const { fromId, peerId } = message();
    return ((fromId === undefined ? undefined : app.peers.get(fromId)) ?? app.peers.get(peerId))?.title ?? '';
  };
  let asked = 0;
  const walk = async (direction: Direction) => {
    const mine = ++asked;
    const { peerId, id } = message();
    const found = await app.client.call('search.beside', { peerId, ...(chat.section === undefined ? {} : { section: chat.section }), kind: 'media', id, direction });
    if (mine !== asked) return;
    if (found === null) {
      setEnds((all) => ({ ...all, [direction]: true }));
      return;
    }
    app.peers.put(found.peers);
    setEnds({});
    setMessage(found.message);
    // What this window cannot show is passed over.
    if (visual() === undefined) await walk(direction);
  };
  const go = (direction: Direction) => drop(walk(direction).catch(app.layers.showError));
  let film: HTMLVideoElement | undefined;
  const wind = (seconds: number) => {
    if (film) film.currentTime += seconds;
  };
  /** Older ones are where lines begin. */
  const isMirrored = () => getComputedStyle(document.documentElement).direction === 'rtl';
  const keys: Record<string, () => void> = {
    ArrowLeft: () => go(isMirrored() ? 'newer' : 'older'), ArrowRight: () => go(isMirrored() ? 'older' : 'newer'), KeyJ: () => wind(-WIND), KeyL: () => wind(WIND),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.code];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  // Before the video, which takes arrow keys when it has the focus.
  onMount(() => document.addEventListener('keydown', onKeyDown, { capture: true }));
  onCleanup(() => {
    asked += 1;
    document.removeEventListener('keydown', onKeyDown, { capture: true });
  });
  const label = () => (visual()?.video ? t.chat.videoOf(sender(), '') : t.chat.photoOf(sender()));
  const caption = () => (
    <footer class={s.caption}>
      <strong dir="auto">{sender()}</strong>
      <span>{formatFull(message().date)}</span>
    </footer>
  );
  const step = (direction: Direction) => (
    <Show when={message().id > 0 && !ends()[direction]}>
      <IconButton class={direction === 'older' ? s.older : s.newer} label={t.chat[`${direction}Media`]} onClick={() => go(direction)}>
        <Switch>
          <Match when={direction === 'older'}><ChevronLeft /></Match>
          <Match when={direction === 'newer'}><ChevronRight /></Match>
        </Switch>
      </IconButton>
    </Show>
  );
  return (
    <FullWindow label={label()} testId="viewer" caption={caption()} onClose={() => props.onClose()}>
      <Show when={`${message().peerId} ${message().id}`} keyed>
        <Show when={visual()}>{(known) => <Show when={known().video} fallback={<Picture visual={known()} />}>{(video) => <Film video={video()} visual={known()} ref={(element) => (film = element)} />}</Show>}</Show>
      </Show>
      {step('older')}
      {step('newer')}
    </FullWindow>
  );
}

function Picture(props: { visual: Visual }): JSX.Element {
  const largest = () => props.visual.sizes.at(-1);
  return (
    <span class={s.picture} style={boxOf(props.visual)}>
      <MediaImage path={largest()?.url ?? ''} alt="" />
    </span>
  );
}

function Film(props: { video: Document; visual: Visual; ref(element: HTMLVideoElement | undefined): void }): JSX.Element {
  const { host, player } = useApp();
  const [failed, setFailed] = createSignal(false);
  return (
    <span class={s.picture} style={boxOf(props.visual)}>
      <Show when={!failed()} fallback={<p class={s.failed} role="alert">{t.chat.videoFailed}</p>}>
        <video
          ref={(element) => {
            props.ref(element);
            onCleanup(() => props.ref(undefined));
          }}
          src={host.mediaUrl(props.video.url)}
          controls
          controlslist="nodownload"
          autoplay
          loop={props.video.kind === 'gif'}
          onPlay={() => {
            // One sound at a time.
            if (!props.video.silent && props.video.kind === 'video' && player.playing()) player.pauseOrGoOn();
          }}
          onError={() => setFailed(true)}
        />
      </Show>
    </span>
  );
}

function boxOf({ width, height, stripped }: Visual): JSX.CSSProperties {
  const [wide, high] = width > 0 && height > 0 ? [width, height] : [800, 600];
  return { 'background-image': stripped && `url("${stripped}")`, 'aspect-ratio': `${wide} / ${high}`, '--width': `${wide}px` };
}
