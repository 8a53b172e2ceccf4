import type { JSX } from 'solid-js';
import s from './Spinner.module.css';

/** Turns after 300 ms: shorter waits show nothing. */
export function Spinner(props: { size?: number }): JSX.Element {
  return (
    <svg class={s.spinner} width={props.size ?? 20} height={props.size ?? 20} viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-dasharray="34 60" />
    </svg>
  );
}
