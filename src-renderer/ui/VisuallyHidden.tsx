import type { JSX } from 'solid-js';
import s from './VisuallyHidden.module.css';

/** Text for screen readers only. */
export function VisuallyHidden(props: { children: JSX.Element }): JSX.Element {
  return <span class={s.hidden}>{props.children}</span>;
}
