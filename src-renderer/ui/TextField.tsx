import Search from 'lucide-solid/icons/search';
import { createUniqueId, Show, splitProps, type JSX } from 'solid-js';
import { cls } from './class.ts';
import s from './TextField.module.css';

type Props = JSX.InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  hint?: string | undefined;
  /** What is wrong with what was typed: shown in place, announced, and the field is marked. */
  error?: string | undefined;
  /** Something at the end of the field. */
  end?: JSX.Element;
  /** A search is one line high: its label stands in the field and makes room for what is typed. */
  look?: 'search';
};

/** A field whose label floats up when there is something in it. */
export function TextField(props: Props): JSX.Element {
  const [own, rest] = splitProps(props, ['label', 'hint', 'error', 'end', 'look', 'class', 'id']);
  const generated = createUniqueId();
  const id = () => own.id ?? `field-${generated}`;
  const noteId = () => `${id()}-note`;
  return (
    <div class={cls(s.field, own.look === 'search' && s.search, own.error !== undefined && s.invalid, own.class)}>
      <div class={s.box}>
        <Show when={own.look === 'search'}>
          <Search class={s.sign} />
        </Show>
        <input
          {...rest}
          id={id()}
          class={s.input}
          placeholder=" "
          aria-invalid={own.error !== undefined || undefined}
          aria-describedby={own.error !== undefined || own.hint !== undefined ? noteId() : undefined}
        />
        <label class={s.label} for={id()}>
          {own.label}
        </label>
        {own.end}
      </div>
      <Show when={own.error ?? own.hint}>
        {(note) => (
          <p id={noteId()} class={s.note} role={own.error === undefined ? undefined : 'alert'}>
            {note()}
          </p>
        )}
      </Show>
    </div>
  );
}
