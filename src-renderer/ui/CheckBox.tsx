import type { JSX } from 'solid-js';
import s from './CheckBox.module.css';

/** A choice that is on or off, with its words beside it. */
export function CheckBox(props: { label: string; checked: boolean; onChange(checked: boolean): void }): JSX.Element {
  return (
    <label class={s.row}>
      <input class={s.box} type="checkbox" checked={props.checked} onChange={(event) => props.onChange(event.currentTarget.checked)} />
      <span>{props.label}</span>
    </label>
  );
}
