import type { JSX } from 'solid-js';
import { cls } from './class.ts';
import s from './Badge.module.css';

/** A counter in a pill; `muted` is the quiet grey one. Without children it is a dot. Hidden from screen readers: names say it. */
export function Badge(props: { muted?: boolean; children?: JSX.Element }): JSX.Element {
  return (
    <span class={cls(s.badge, props.muted && s.muted)} aria-hidden="true">
      {props.children}
    </span>
  );
}
