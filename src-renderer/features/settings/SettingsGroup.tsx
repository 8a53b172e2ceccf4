import { createUniqueId, type JSX } from 'solid-js';
import s from './SettingsGroup.module.css';

/** Rows of a settings page that belong together, with their title and a sentence beneath. */
export function SettingsGroup(props: { title: string; note?: JSX.Element; children: JSX.Element }): JSX.Element {
  const id = createUniqueId();
  return (
    <section class={s.group} aria-labelledby={id}>
      <h3 id={id} class={s.title}>
        {props.title}
      </h3>
      {props.children}
      {props.note !== undefined && <p class={s.note}>{props.note}</p>}
    </section>
  );
}
