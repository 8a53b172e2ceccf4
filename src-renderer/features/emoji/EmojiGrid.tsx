import { createEffect, createMemo, createSignal, For, on, onCleanup, type JSX } from 'solid-js';
import type { Emoji } from './emoji-data.ts';
import s from './EmojiPicker.module.css';

const COLUMNS = 8;
const LONG_PRESS_MS = 500;

/** Emoji in rows, walked by arrows. A long press, a right click or Shift+Enter asks for the skin tones. */
export function EmojiGrid(props: {
  emoji: readonly Emoji[];
  /** As it would be sent. */
  form(emoji: Emoji): string;
  label: string;
  onTake(emoji: Emoji, byPointer: boolean): void;
  onTones(emoji: Emoji, from: HTMLElement): void;
  onName(name: string | undefined): void;
  /** Upwards out of the first row. */
  onLeave(): void;
}): JSX.Element {
  let grid!: HTMLDivElement;
  const [at, setAt] = createSignal(0);
  const rows = createMemo(() =>
    Array.from({ length: Math.ceil(props.emoji.length / COLUMNS) }, (_, row) => props.emoji.slice(row * COLUMNS, (row + 1) * COLUMNS)),
  );
  createEffect(
    on(() => props.emoji, () => {
      setAt(0);
      grid.scrollTop = 0;
    }, { defer: true }),
  );
  let pressing: ReturnType<typeof setTimeout> | undefined;
  let wasLong = false;
  onCleanup(() => clearTimeout(pressing));

  function move(to: number): void {
    const next = Math.max(0, Math.min(to, props.emoji.length - 1));
    setAt(next);
    const cell = grid.querySelector<HTMLElement>(`[data-at="${next}"]`);
    cell?.focus();
    cell?.scrollIntoView?.({ block: 'nearest' });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const isRtl = getComputedStyle(grid).direction === 'rtl';
    const emoji = props.emoji[at()];
    switch (event.key) {
      case 'ArrowRight':
        move(at() + (isRtl ? -1 : 1));
        break;
      case 'ArrowLeft':
        move(at() + (isRtl ? 1 : -1));
        break;
      case 'ArrowDown':
        move(at() + COLUMNS);
        break;
      case 'ArrowUp':
        if (at() < COLUMNS) props.onLeave();
        else move(at() - COLUMNS);
        break;
      case 'Home':
        move(event.ctrlKey ? 0 : at() - (at() % COLUMNS));
        break;
      case 'End':
        move(event.ctrlKey ? props.emoji.length - 1 : at() - (at() % COLUMNS) + COLUMNS - 1);
        break;
      case 'Enter':
      case ' ':
        if (!emoji) return;
        if (event.shiftKey && emoji.hasTones) ask(emoji, event.target);
        else props.onTake(emoji, false);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  const ask = (emoji: Emoji, target: EventTarget | null) => {
    if (target instanceof HTMLElement) props.onTones(emoji, target);
  };

  return (
    <div ref={grid} class={s.grid} role="grid" aria-label={props.label} onKeyDown={onKeyDown}>
      <For each={rows()}>
        {(row, rowIndex) => (
          <div class={s.row} role="row">
            <For each={row}>
              {(emoji, column) => {
                const index = () => rowIndex() * COLUMNS + column();
                return (
                  <button
                    type="button"
                    class={s.cell}
                    role="gridcell"
                    aria-label={emoji.name}
                    aria-haspopup={emoji.hasTones ? 'true' : undefined}
                    data-at={index()}
                    tabindex={at() === index() ? 0 : -1}
                    onFocus={() => {
                      setAt(index());
                      props.onName(emoji.name);
                    }}
                    onMouseEnter={() => props.onName(emoji.name)}
                    onPointerDown={(event) => {
                      wasLong = false;
                      clearTimeout(pressing);
                      if (!emoji.hasTones || event.button !== 0) return;
                      const { currentTarget } = event;
                      pressing = setTimeout(() => {
                        wasLong = true;
                        ask(emoji, currentTarget);
                      }, LONG_PRESS_MS);
                    }}
                    onPointerUp={() => clearTimeout(pressing)}
                    onPointerLeave={() => clearTimeout(pressing)}
                    onContextMenu={(event) => {
                      event.preventDefault();
                      event.stopPropagation();
                      clearTimeout(pressing);
                      if (emoji.hasTones) ask(emoji, event.currentTarget);
                    }}
                    onClick={() => {
                      if (!wasLong) props.onTake(emoji, true);
                    }}
                  >
                    {props.form(emoji)}
                  </button>
                );
              }}
            </For>
          </div>
        )}
      </For>
    </div>
  );
}
