import { splitProps, type JSX } from 'solid-js';
import { cls } from './class.ts';
import s from './IconButton.module.css';

type Props = JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
  /** Its accessible name and tooltip. */
  label: string;
  /** Shown in the tooltip, like "Ctrl+F". */
  shortcut?: string;
  look?: 'plain' | 'accent' | 'filled';
};

export function IconButton(props: Props): JSX.Element {
  const [own, rest] = splitProps(props, ['label', 'shortcut', 'look', 'class', 'type']);
  return (
    <button
      {...rest}
      type={own.type ?? 'button'}
      class={cls(s.button, s[own.look ?? 'plain'], own.class)}
      aria-label={own.label}
      data-tooltip={own.label}
      data-shortcut={own.shortcut}
    />
  );
}
