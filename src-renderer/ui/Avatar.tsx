import { createMemo, createSignal, on, Show, type JSX } from 'solid-js';
import Bookmark from 'lucide-solid/icons/bookmark';
import Ghost from 'lucide-solid/icons/ghost';
import type { Peer } from '#shared/model/index.ts';
import { cls } from './class.ts';
import { MediaImage } from './MediaImage.tsx';
import s from './Avatar.module.css';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const firstSign = (word: string): string => graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? '';

/** Up to two initials: of first and last name, or of the first two words. Signs that are not letters do not count if there are letters. */
export function initials(title: string): string {
  const words = title.split(/\s+/).filter(Boolean);
  const lettered = words.filter((word) => /^[\p{L}\p{N}]/u.test(word));
  return (lettered.length > 0 ? lettered : words)
    .slice(0, 2)
    .map(firstSign)
    .join('')
    .toLocaleUpperCase();
}

/** A peer's picture: initials on its colour, then the tiny preview, then the photo. It is decoration: names stand beside it. */
export function Avatar(props: { peer: Peer; size: number; online?: boolean | undefined }): JSX.Element {
  const photoId = createMemo(() => props.peer.photo?.id);
  const [loaded, setLoaded] = createSignal<string>();
  const plain = () => props.peer.isSelf || props.peer.isDeleted;
  const variant = () => (props.peer.isDeleted ? s.muted : props.peer.isSelf ? s.c5 : s[`c${props.peer.color % 7}`]);
  const picture = createMemo(on([photoId, plain], () => (plain() ? undefined : props.peer.photo)));
  return (
    <span
      class={cls(s.avatar, variant(), props.peer.isForum && s.forum)}
      style={{ '--size': `${props.size}px` }}
      aria-hidden="true"
    >
      <Show when={!plain()} fallback={props.peer.isSelf ? <Bookmark class={s.sign} /> : <Ghost class={s.sign} />}>
        <span class={s.initials}>{initials(props.peer.title)}</span>
      </Show>
      <Show when={picture()} keyed>
        {(photo) => (
          <>
            <Show when={photo.stripped && loaded() !== photo.id}>
              <img class={cls(s.image, s.stripped)} src={photo.stripped} alt="" draggable={false} />
            </Show>
            <MediaImage
              class={cls(s.image, s.photo, loaded() === photo.id && s.loaded)}
              path={photo.url}
              alt=""
              draggable={false}
              decoding="async"
              onLoad={() => setLoaded(photo.id)}
            />
          </>
        )}
      </Show>
      <Show when={props.online}>
        <span class={s.online} />
      </Show>
    </span>
  );
}
