import type { JSX } from 'solid-js';
import { Mark } from '../../ui/Mark.tsx';
import s from './AuthCard.module.css';

/** The frame of each page of signing in: mark, title, one sentence, a form. */
export function AuthCard(props: {
  title: string;
  lead?: JSX.Element;
  top?: JSX.Element;
  onSubmit(): void;
  children: JSX.Element;
  footer?: JSX.Element;
}): JSX.Element {
  return (
    <form
      class={s.card}
      novalidate
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      <div class={s.mark}>
        <Mark size={76} />
      </div>
      <h1 class={s.title}>{props.title}</h1>
      {props.top}
      <p class={s.lead}>{props.lead}</p>
      <div class={s.fields}>{props.children}</div>
      {props.footer}
    </form>
  );
}
