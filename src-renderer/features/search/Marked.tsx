import { For, type JSX } from 'solid-js';
import type { Excerpt } from './excerpt.ts';
import s from './Marked.module.css';

/** A text in which what was found is marked. */
export function Marked(props: { excerpt: Excerpt }): JSX.Element {
  const parts = () => {
    const { text, marks } = props.excerpt;
    const pieces: { text: string; found: boolean }[] = [];
    let end = 0;
    for (const { offset, length } of marks) {
      pieces.push({ text: text.slice(end, offset), found: false }, { text: text.slice(offset, offset + length), found: true });
      end = offset + length;
    }
    return [...pieces, { text: text.slice(end), found: false }].filter((piece) => piece.text !== '');
  };
  return <For each={parts()}>{(part) => (part.found ? <mark class={s.mark}>{part.text}</mark> : part.text)}</For>;
}
