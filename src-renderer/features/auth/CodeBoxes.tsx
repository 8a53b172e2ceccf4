import { createEffect, createUniqueId, Index, on, Show, type JSX } from 'solid-js';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import s from './CodeBoxes.module.css';
import { digitsOf } from './phone.ts';

/**
 * A code of known length as boxes. There is one real field under them, so that pasting, autofill, screen readers and tests meet an
 * ordinary field.
 */
export function CodeBoxes(props: {
  ref: (element: HTMLInputElement) => void;
  length: number;
  value: string;
  error: string | undefined;
  /** Grows with each refusal: the boxes shake. */
  shakes: number;
  busy: boolean;
  onType(code: string): void;
}): JSX.Element {
  const noteId = createUniqueId();
  let row: HTMLDivElement | undefined;
  createEffect(
    on(
      () => props.shakes,
      () => {
        if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
        const path = [0, -8, 7, -5, 3, 0].map((x) => ({ transform: `translateX(${x}px)` }));
        row?.animate?.(path, { duration: 320, easing: 'ease-out' });
      },
      { defer: true },
    ),
  );
  return (
    <div>
      <div ref={row} class={cls(s.row, props.error !== undefined && s.invalid)}>
        <input
          ref={props.ref}
          class={s.field}
          type="text"
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength={props.length + 8}
          aria-label={t.auth.code.label}
          aria-invalid={props.error !== undefined || undefined}
          aria-describedby={noteId}
          readonly={props.busy}
          value={props.value}
          onInput={(event) => {
            const code = digitsOf(event.currentTarget.value).slice(0, props.length);
            event.currentTarget.value = code;
            props.onType(code);
          }}
          onSelect={(event) => {
            const end = event.currentTarget.value.length;
            if (event.currentTarget.selectionStart === event.currentTarget.selectionEnd) event.currentTarget.setSelectionRange(end, end);
          }}
        />
        <Index each={Array.from({ length: props.length })}>
          {(_, index) => (
            <span
              class={cls(s.box, index === Math.min(props.value.length, props.length - 1) && s.next, index < props.value.length && s.filled)}
              aria-hidden="true"
            >
              {props.value[index] ?? ''}
            </span>
          )}
        </Index>
      </div>
      <p id={noteId} class={s.note} role={props.error === undefined ? undefined : 'alert'}>
        <Show when={props.error} fallback={<VisuallyHidden>{t.auth.code.digits(props.length)}</VisuallyHidden>}>
          {props.error}
        </Show>
      </p>
    </div>
  );
}
