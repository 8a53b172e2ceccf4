import Play from 'lucide-solid/icons/play';
import { Show, type JSX } from 'solid-js';
import type { WebPage } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatDuration } from '../../strings/format.ts';
import { cls } from '../../ui/class.ts';
import { MediaImage } from '../../ui/MediaImage.tsx';
import { useChatIfAny } from './chat-context.ts';
import { followInside } from './follow-link.ts';
import { bestSize, photoBox } from './photo-layout.ts';
import s from './WebPageCard.module.css';

/** The preview of a link: where it leads, in the site's own words, with a large picture below or a small one beside them. */
export function WebPageCard(props: { page: WebPage }): JSX.Element {
  const app = useApp();
  const chat = useChatIfAny();
  const photo = () => props.page.photo ?? props.page.document?.thumbnail;
  const large = () => props.page.size === 'large';
  const box = () => {
    const known = photo();
    return known ? photoBox(known.sizes.at(-1) ?? { width: 0, height: 0 }) : undefined;
  };
  const picture = () => {
    const known = photo();
    return known && known.sizes.length > 0 ? bestSize(known, large() ? { width: 420, height: 220 } : { width: 64, height: 64 }, window.devicePixelRatio || 1) : undefined;
  };
  const isVideo = () => props.page.type === 'video' || props.page.document?.kind === 'video' || props.page.document?.kind === 'gif';
  return (
    <a
      class={cls(s.card, !large() && picture() && s.beside)}
      href={props.page.url}
      target="_blank"
      rel="noreferrer noopener"
      data-preview={props.page.size}
      onClick={(event) => {
        if (followInside(app, chat, props.page.url, event.currentTarget)) event.preventDefault();
      }}
    >
      <span class={s.words}>
        <span class={s.site} dir="auto">
          {props.page.siteName ?? props.page.displayUrl}
        </span>
        <Show when={props.page.title ?? props.page.author}>
          {(title) => (
            <span class={s.title} dir="auto">
              {title()}
            </span>
          )}
        </Show>
        <Show when={props.page.description}>
          <span class={s.description} dir="auto">
            {props.page.description}
          </span>
        </Show>
      </span>
      <Show when={picture()}>
        {(size) => (
          <span
            class={cls(s.frame, large() ? s.large : s.small)}
            style={large() ? { 'aspect-ratio': `${box()?.width ?? 16} / ${Math.min(box()?.height ?? 9, ((box()?.width ?? 16) * 3) / 4)}` } : undefined}
          >
            <MediaImage class={s.picture} path={size().url} alt="" loading="lazy" decoding="async" />
            <Show when={isVideo()}>
              <span class={s.play}>
                <Play />
                <Show when={props.page.duration}>{(seconds) => <span>{formatDuration(seconds())}</span>}</Show>
              </span>
            </Show>
          </span>
        )}
      </Show>
    </a>
  );
}
