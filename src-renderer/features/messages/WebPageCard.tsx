import { Show, type JSX } from 'solid-js';
import type { WebPage } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { MediaImage } from '../../ui/MediaImage.tsx';
import { bestSize } from './photo-layout.ts';
import s from './WebPageCard.module.css';

/** The preview of a link: where it leads, in the site's own words. */
export function WebPageCard(props: { page: WebPage }): JSX.Element {
  const app = useApp();
  const picture = () => (props.page.photo ? bestSize(props.page.photo, { width: 420, height: 220 }, 1) : undefined);
  return (
    <a
      class={s.card}
      href={props.page.url}
      target="_blank"
      rel="noreferrer noopener"
      onClick={(event) => {
        if (app.proxies.offer(props.page.url) || app.folders.offer(props.page.url)) event.preventDefault();
      }}
    >
      <span class={s.site} dir="auto">
        {props.page.siteName ?? props.page.displayUrl}
      </span>
      <Show when={props.page.title}>
        <span class={s.title} dir="auto">
          {props.page.title}
        </span>
      </Show>
      <Show when={props.page.description}>
        <span class={s.description} dir="auto">
          {props.page.description}
        </span>
      </Show>
      <Show when={picture()}>{(size) => <MediaImage class={s.picture} path={size().url} alt="" loading="lazy" decoding="async" />}</Show>
    </a>
  );
}
