import type { JSX } from 'solid-js';
import s from './TypingDots.module.css';

/** Three dots that breathe: somebody is doing something. Decoration. */
export function TypingDots(): JSX.Element {
  return (
    <span class={s.dots} aria-hidden="true">
      <span />
      <span />
      <span />
    </span>
  );
}
