import { createUniqueId, type JSX } from 'solid-js';
import s from './SwitchRow.module.css';

/** A row of settings that is on or off. */
export function SwitchRow(props: { on: boolean; onChange(on: boolean): void; title: string; note?: string }): JSX.Element {
  const id = createUniqueId();
  return (
    <button
      type="button"
      class={s.row}
      role="switch"
      aria-checked={props.on}
      aria-label={props.title}
      aria-describedby={props.note === undefined ? undefined : id}
      onClick={() => props.onChange(!props.on)}
    >
      <span class={s.texts}>
        <span class={s.title}>{props.title}</span>
        {props.note !== undefined && (
          <span id={id} class={s.note}>
            {props.note}
          </span>
        )}
      </span>
      <span class={s.track} aria-hidden="true" />
    </button>
  );
}
