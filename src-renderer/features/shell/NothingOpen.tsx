import type { JSX } from 'solid-js';
import { t } from '../../strings/index.ts';
import s from './NothingOpen.module.css';

/** The chat column while no chat is open. */
export function NothingOpen(): JSX.Element {
  return (
    <div class={s.empty}>
      <p class={s.note}>{t.shell.nothingOpen}</p>
    </div>
  );
}
