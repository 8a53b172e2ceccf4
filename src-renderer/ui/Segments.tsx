import { createUniqueId, For, type JSX } from 'solid-js';
import s from './Segments.module.css';

/** A few short choices side by side, of which one holds. */
export function Segments<Value extends string>(props: {
  label: string;
  choices: readonly { value: Value; label: string }[];
  value: Value;
  onChoose(value: Value): void;
}): JSX.Element {
  const name = createUniqueId();
  return (
    <fieldset class={s.segments} aria-label={props.label}>
      <For each={props.choices}>
        {(choice) => (
          <label class={s.segment}>
            <input
              type="radio"
              class={s.input}
              name={name}
              checked={props.value === choice.value}
              onChange={() => props.onChoose(choice.value)}
            />
            <span class={s.label}>{choice.label}</span>
          </label>
        )}
      </For>
    </fieldset>
  );
}
