import Hash from 'lucide-solid/icons/hash';
import { createEffect, createMemo, createSignal, For, Match, on, onCleanup, onMount, Show, Switch, type JSX } from 'solid-js';
import { t } from '../../strings/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { cls } from '../../ui/class.ts';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import s from './SuggestionList.module.css';
import type { Suggestion } from './suggestions.ts';

const GAP = 8;
const WIDEST = 420;

/** What may be meant, above the field that it belongs to. The focus stays in the field, which names the active option. */
export function SuggestionList(props: {
  id: string;
  items: readonly Suggestion[];
  active: number;
  /** What it stands above. */
  anchor: HTMLElement;
  onActive(index: number): void;
  onTake(item: Suggestion): void;
}): JSX.Element {
  let list!: HTMLDivElement;
  const [place, setPlace] = createSignal<{ left: number; bottom: number; width: number; height: number }>();
  const measure = () => {
    const { left, right, top } = props.anchor.getBoundingClientRect();
    const width = Math.min(WIDEST, right - left);
    const isRtl = getComputedStyle(document.documentElement).direction === 'rtl';
    setPlace({ left: isRtl ? right - width : left, bottom: window.innerHeight - top + GAP, width, height: Math.max(80, top - 2 * GAP) });
  };
  onMount(() => {
    // The top layer: neither a dialog around the field nor what scrolls cuts it off.
    list.showPopover?.();
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(props.anchor);
    window.addEventListener('resize', measure);
    onCleanup(() => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    });
  });
  createEffect(
    on([() => props.active, () => props.items], ([active]) => {
      list.children[Math.max(0, active)]?.scrollIntoView?.({ block: 'nearest' });
    }),
  );
  const label = createMemo(() => {
    const kind = props.items[0]?.kind;
    return kind === undefined ? '' : t.suggest[kind];
  });
  return (
    <>
      <VisuallyHidden>
        <span role="status">{t.suggest.count(props.items.length)}</span>
      </VisuallyHidden>
      <div
        ref={list}
        id={props.id}
        popover="manual"
        class={s.list}
        role="listbox"
        aria-label={label()}
        style={{
          left: `${place()?.left ?? 0}px`,
          bottom: `${place()?.bottom ?? 0}px`,
          width: `${place()?.width ?? WIDEST}px`,
          'max-height': `min(292px, ${place()?.height ?? 292}px)`,
        }}
        onMouseDown={(event) => event.preventDefault()}
      >
        <For each={props.items}>
          {(item, index) => (
            <div
              id={`${props.id}-${index()}`}
              class={cls(s.option, index() === props.active && s.active)}
              role="option"
              aria-selected={index() === props.active}
              onMouseMove={() => index() !== props.active && props.onActive(index())}
              onClick={() => props.onTake(item)}
            >
              <Content item={item} />
            </div>
          )}
        </For>
      </div>
    </>
  );
}

function Content(props: { item: Suggestion }): JSX.Element {
  const as = <Kind extends Suggestion['kind']>(kind: Kind) =>
    (props.item.kind === kind ? props.item : undefined) as Extract<Suggestion, { kind: Kind }> | undefined;
  return (
    <Switch>
      <Match when={as('mention')}>
        {(item) => (
          <>
            <Avatar peer={item().peer} size={28} />
            <span class={s.name} dir="auto">
              {item().peer.title}
            </span>
            <span class={s.detail}>{item().peer.usernames[0] === undefined ? '' : `@${item().peer.usernames[0]}`}</span>
          </>
        )}
      </Match>
      <Match when={as('hashtag')}>
        {(item) => (
          <>
            <Hash class={s.icon} aria-hidden="true" />
            <span class={s.name} dir="auto">
              <VisuallyHidden>#</VisuallyHidden>
              {item().tag}
            </span>
          </>
        )}
      </Match>
      <Match when={as('emoji')}>
        {(item) => (
          <>
            <span class={s.emoji}>{item().emoji}</span>
            <span class={s.name}>{item().name}</span>
          </>
        )}
      </Match>
      <Match when={as('command')}>
        {(item) => (
          <>
            <Show when={item().inGroup && item().bot}>{(bot) => <Avatar peer={bot()} size={28} />}</Show>
            <span class={s.command} dir="ltr">
              /{item().command}
              <span class={s.bot}>{item().inGroup && item().bot?.usernames[0] !== undefined ? `@${item().bot?.usernames[0]}` : ''}</span>
            </span>
            <span class={s.detail} dir="auto">
              {item().description}
            </span>
          </>
        )}
      </Match>
    </Switch>
  );
}
