import Lock from 'lucide-solid/icons/lock';
import { For, Match, Show, Switch, type JSX } from 'solid-js';
import type { Message, PaidItem, PaidMedia } from '#shared/model/index.ts';
import { formatDuration } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { MediaImage } from '../../ui/MediaImage.tsx';
import { DocumentRow } from '../messages/DocumentRow.tsx';
import { bestSize } from '../messages/photo-layout.ts';
import s from './Cards.module.css';

const words = t.cards.paid;

/** Pictures and films that cost something: from outside, or what was bought. */
export function PaidMediaBody(props: { paid: PaidMedia; message: Message }): JSX.Element {
  const isLocked = () => props.paid.items.some((item) => item.kind === 'locked');
  return (
    <div class={s.card} data-paid={isLocked() ? 'locked' : 'bought'}>
      <div class={s.paid}>
        <For each={props.paid.items}>{(item) => <Item item={item} message={props.message} />}</For>
      </div>
      <Show when={isLocked()} fallback={<p class={s.note}>{words.bought(props.paid.stars)}</p>}>
        <p class={s.title}>{words.price(props.paid.stars, props.paid.items.length)}</p>
        <p class={s.note}>{words.where}</p>
      </Show>
    </div>
  );
}

function Item(props: { item: PaidItem; message: Message }): JSX.Element {
  const photo = () => {
    const { item } = props;
    return item.kind === 'photo' ? bestSize(item.photo, { width: 320, height: 320 }, window.devicePixelRatio || 1) : undefined;
  };
  const locked = () => (props.item.kind === 'locked' ? props.item : undefined);
  return (
    <Switch>
      <Match when={locked()}>
        {(item) => (
          <span class={s.locked} role="img" aria-label={item().duration === undefined ? words.photo : words.video(formatDuration(item().duration ?? 0))} style={{ 'aspect-ratio': `${item().width || 4} / ${item().height || 3}` }}>
            <Show when={item().preview}>{(preview) => <img class={s.lockedPicture} src={preview()} alt="" draggable={false} />}</Show>
            <Lock class={s.lock} />
          </span>
        )}
      </Match>
      <Match when={photo()}>{(size) => <MediaImage class={s.picture} path={size().url} alt="" loading="lazy" decoding="async" />}</Match>
      <Match when={props.item.kind === 'video' && props.item}>{(item) => <DocumentRow document={item().document} message={props.message} />}</Match>
    </Switch>
  );
}
