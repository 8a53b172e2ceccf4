import { createSignal, createUniqueId, type JSX } from 'solid-js';
import s from './SliderRow.module.css';

/** A row of settings with a number that is dragged, or stepped with the arrow keys. */
export function SliderRow(props: {
  title: string;
  value: number;
  min: number;
  max: number;
  step: number;
  format(value: number): string;
  onChange(value: number): void;
  /** Waits until the pointer lets go: what changes would move the slider away from under it. */
  late?: boolean;
}): JSX.Element {
  const id = createUniqueId();
  const [dragged, setDragged] = createSignal<number>();
  const shown = () => dragged() ?? props.value;
  return (
    <div class={s.row}>
      <label for={id} class={s.title}>
        {props.title}
      </label>
      <output class={s.value} for={id}>
        {props.format(shown())}
      </output>
      <input
        id={id}
        class={s.slider}
        type="range"
        min={props.min}
        max={props.max}
        step={props.step}
        value={shown()}
        aria-valuetext={props.format(shown())}
        onInput={(event) => {
          const value = event.currentTarget.valueAsNumber;
          setDragged(value);
          if (!props.late) props.onChange(value);
        }}
        onChange={(event) => {
          setDragged(undefined);
          props.onChange(event.currentTarget.valueAsNumber);
        }}
      />
    </div>
  );
}
