import { createEffect, createSignal, For, onCleanup, onMount, Show, type JSX } from 'solid-js';
import Check from 'lucide-solid/icons/check';
import { useApp } from '../state/app-state.tsx';
import type { MenuItem, OpenMenu } from '../state/layers.ts';
import { cls } from './class.ts';
import s from './MenuLayer.module.css';

const MARGIN = 8;
const TYPE_AHEAD_MS = 700;

/** Browsers also report a move when something appears under a resting pointer; that must not take over from the keyboard. */
const moved = (event: PointerEvent): boolean => event.movementX !== 0 || event.movementY !== 0;

/** Shows the menu that is open, if one is. */
export function MenuLayer(): JSX.Element {
  const { layers } = useApp();
  return (
    <Show when={layers.menu()} keyed>
      {(menu) => (
        <MenuBox menu={menu} close={layers.closeMenu} />
      )}
    </Show>
  );
}

function MenuBox(props: { menu: OpenMenu; close(): void }): JSX.Element {
  const items = () => props.menu.items;
  const [current, setCurrent] = createSignal(-1);
  const [place, setPlace] = createSignal<{ left: number; top: number; origin: string }>();
  const buttons: HTMLButtonElement[] = [];
  const opener = document.activeElement;
  let box: HTMLDivElement | undefined;
  let typed = '';
  let typedAt = 0;

  const focus = (index: number) => {
    setCurrent(index);
    (buttons[index] ?? box)?.focus({ preventScroll: true });
  };
  const step = (from: number, by: 1 | -1) => {
    const count = items().length;
    for (let tries = 1; tries <= count; tries++) {
      const index = (from + by * tries + count * (tries + 1)) % count;
      if (!items()[index]?.disabled) return focus(index);
    }
  };
  const select = (item: MenuItem | undefined) => {
    if (!item || item.disabled) return;
    finish();
    item.onSelect();
  };
  /** Closes and gives the focus back, so that what the item does may move it on. */
  const finish = () => {
    props.close();
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
  };
  /** `now`: when the key was pressed, which a busy page may hear of much later. */
  const typeAhead = (key: string, now: number) => {
    typed = now - typedAt > TYPE_AHEAD_MS ? key : typed + key;
    typedAt = now;
    const count = items().length;
    const start = typed.length > 1 ? current() : current() + 1;
    for (let offset = 0; offset < count; offset++) {
      const index = (Math.max(0, start) + offset) % count;
      const item = items()[index];
      if (item && !item.disabled && item.label.toLocaleLowerCase().startsWith(typed)) return focus(index);
    }
  };
  /** The buttons above the items are walked sideways; up and down lead to and from them. */
  const walkStrip = (event: KeyboardEvent): boolean => {
    const strip = [...(box?.querySelectorAll<HTMLButtonElement>('[data-strip] button') ?? [])];
    if (strip.length === 0) return false;
    const at = strip.indexOf(event.target as HTMLButtonElement);
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (at < 0) {
      if (step === 0 && !(event.key === 'ArrowUp' && current() <= 0)) return false;
      setCurrent(-1);
      strip[0]?.focus();
      return true;
    }
    if (event.key === 'Enter' || event.key === ' ') strip[at]?.click();
    else if (step !== 0) strip[(at + step * (getComputedStyle(strip[at] ?? document.body).direction === 'rtl' ? -1 : 1) + strip.length) % strip.length]?.focus();
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (walkStrip(event)) return event.preventDefault();
    if (event.key === 'ArrowDown') step(current(), 1);
    else if (event.key === 'ArrowUp') step(current() < 0 ? 0 : current(), -1);
    else if (event.key === 'Home') step(-1, 1);
    else if (event.key === 'End') step(0, -1);
    else if (event.key === 'Escape' || event.key === 'Tab') finish();
    else if (event.key === 'Enter' || event.key === ' ') select(items()[current()]);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) typeAhead(event.key.toLocaleLowerCase(), event.timeStamp);
    else return;
    event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.target instanceof Node && box?.contains(event.target)) return;
    props.close();
  };

  createEffect(() => {
    if (!box) return;
    const size = box.getBoundingClientRect();
    const at = props.menu.at;
    const isBox = 'width' in at;
    const startX = isBox ? at.left : at.x;
    const startY = isBox ? at.bottom + 4 : at.y;
    const flipX = startX + size.width + MARGIN > window.innerWidth;
    const flipY = startY + size.height + MARGIN > window.innerHeight;
    const left = flipX ? (isBox ? at.right : at.x) - size.width : startX;
    const top = flipY ? (isBox ? at.top - 4 : at.y) - size.height : startY;
    setPlace({
      left: Math.max(MARGIN, Math.min(left, window.innerWidth - size.width - MARGIN)),
      top: Math.max(MARGIN, Math.min(top, window.innerHeight - size.height - MARGIN)),
      origin: `${flipY ? 'bottom' : 'top'} ${flipX ? 'right' : 'left'}`,
    });
    box.focus({ preventScroll: true });
  });

  onMount(() => {
    document.addEventListener('pointerdown', onPointerDown, true);
    window.addEventListener('blur', props.close);
    window.addEventListener('resize', props.close);
  });
  onCleanup(() => {
    document.removeEventListener('pointerdown', onPointerDown, true);
    window.removeEventListener('blur', props.close);
    window.removeEventListener('resize', props.close);
  });

  return (
    <div
      ref={box}
      class={cls(s.menu, place() && s.placed)}
      style={{ left: `${place()?.left ?? 0}px`, top: `${place()?.top ?? 0}px`, 'transform-origin': place()?.origin }}
      role="menu"
      tabindex={-1}
      aria-label={props.menu.label}
      data-testid="menu"
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
      onPointerLeave={(event) => {
        if (moved(event)) focus(-1);
      }}
    >
      <Show when={props.menu.strip}>
        {(strip) => (
          <div class={s.strip} data-strip="" role="group">
            {strip()()}
          </div>
        )}
      </Show>
      <For each={items()}>
        {(item, index) => (
          <>
            <Show when={item.separated && index() > 0}>
              <div class={s.line} role="separator" />
            </Show>
            <button
              ref={(element) => (buttons[index()] = element)}
              type="button"
              class={cls(s.item, item.danger && s.danger)}
              role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.checked}
              aria-disabled={item.disabled || undefined}
              tabindex={-1}
              data-item={item.id}
              onPointerMove={(event) => {
                if (moved(event) && current() !== index() && !item.disabled) focus(index());
              }}
              onClick={() => select(item)}
            >
              <span class={s.icon}>{item.icon?.()}</span>
              <span class={s.label}>{item.label}</span>
              <Show when={item.checked}>
                <Check class={s.check} />
              </Show>
              <Show when={item.shortcut}>
                <kbd class={s.shortcut} aria-hidden="true">{item.shortcut}</kbd>
              </Show>
            </button>
          </>
        )}
      </For>
    </div>
  );
}
