import type { JSX } from 'solid-js';
import { cls } from './class.ts';
import s from './Banner.module.css';

/** A bar across the window or a column that says what is wrong and offers the way out. */
export function Banner(props: { kind?: 'info' | 'danger'; children: JSX.Element; action?: JSX.Element }): JSX.Element {
  return (
    <div class={cls(s.banner, props.kind === 'danger' && s.danger)} role="status">
      <span class={s.text}>{props.children}</span>
      {props.action}
    </div>
  );
}
