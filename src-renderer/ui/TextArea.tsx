import { createUniqueId, onMount, splitProps, type JSX } from 'solid-js';
import s from './TextArea.module.css';

type Props = JSX.TextareaHTMLAttributes<HTMLTextAreaElement> & { label: string };

/** A field for several lines: it grows with what is in it. */
export function TextArea(props: Props): JSX.Element {
  const [own, rest] = splitProps(props, ['label', 'onInput']);
  const id = `area-${createUniqueId()}`;
  let area: HTMLTextAreaElement | undefined;
  const fit = () => {
    if (!area) return;
    area.style.blockSize = 'auto';
    area.style.blockSize = `${area.scrollHeight + 2}px`;
  };
  onMount(fit);
  return (
    <div class={s.field}>
      <label class={s.label} for={id}>
        {own.label}
      </label>
      <textarea
        {...rest}
        ref={area}
        id={id}
        class={s.area}
        rows={2}
        dir="auto"
        onInput={(event) => {
          fit();
          if (typeof own.onInput === 'function') own.onInput(event);
        }}
      />
    </div>
  );
}
