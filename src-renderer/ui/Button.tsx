import { splitProps, type JSX } from 'solid-js';
import { cls } from './class.ts';
import s from './Button.module.css';
import { Spinner } from './Spinner.tsx';

type Props = JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
  /** `primary`: the one thing to do here. `quiet`: text in the accent colour. */
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
  /** Work is under way: the button keeps its width and its focus and does nothing. */
  busy?: boolean;
  wide?: boolean;
};

export function Button(props: Props): JSX.Element {
  const [own, rest] = splitProps(props, ['look', 'busy', 'wide', 'class', 'children', 'onClick', 'type']);
  return (
    <button
      {...rest}
      type={own.type ?? 'button'}
      class={cls(s.button, s[own.look ?? 'plain'], own.wide && s.wide, own.busy && s.busy, own.class)}
      aria-busy={own.busy || undefined}
      aria-disabled={own.busy || undefined}
      onClick={(event) => {
        if (own.busy) event.preventDefault();
        else if (typeof own.onClick === 'function') own.onClick(event);
      }}
    >
      <span class={s.label}>{own.children}</span>
      {own.busy && (
        <span class={s.spinner}>
          <Spinner size={18} />
        </span>
      )}
    </button>
  );
}
