import type { JSX } from 'solid-js';
import { cls } from './class.ts';
import s from './Choices.module.css';

/**
 * Rows of which one is chosen. The arrow keys move between them without choosing, because a choice may have an effect; Space,
 * Enter and a click choose.
 */
export function Choices(props: { label: string; class?: string; children: JSX.Element }): JSX.Element {
  let group: HTMLDivElement | undefined;
  const step = (from: Element, by: 1 | -1) => {
    const rows = [...(group?.querySelectorAll<HTMLElement>('[role="radio"]') ?? [])];
    const at = rows.findIndex((row) => row === from);
    if (at >= 0) rows[(at + by + rows.length) % rows.length]?.focus();
  };
  return (
    <div
      ref={group}
      class={props.class}
      role="radiogroup"
      aria-label={props.label}
      onKeyDown={(event) => {
        if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
        const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        if (by === 0 || !(event.target instanceof Element) || event.target.getAttribute('role') !== 'radio') return;
        event.preventDefault();
        step(event.target, by);
      }}
    >
      {props.children}
    </div>
  );
}

/** One of the rows of `Choices`. */
export function ChoiceRow(props: {
  chosen: boolean;
  onChoose(): void;
  title: JSX.Element;
  /** A second line. */
  note?: JSX.Element;
  end?: JSX.Element;
  class?: string;
  keyShortcuts?: string;
  onKeyDown?(event: KeyboardEvent): void;
}): JSX.Element {
  return (
    <button
      type="button"
      role="radio"
      class={cls(s.row, props.class)}
      aria-checked={props.chosen}
      aria-keyshortcuts={props.keyShortcuts}
      onClick={() => props.onChoose()}
      onKeyDown={(event) => props.onKeyDown?.(event)}
    >
      <span class={s.dot} />
      <span class={s.texts}>
        <span class={s.title}>{props.title}</span>
        {props.note !== undefined && <span class={s.note}>{props.note}</span>}
      </span>
      {props.end !== undefined && <span class={s.end}>{props.end}</span>}
    </button>
  );
}
