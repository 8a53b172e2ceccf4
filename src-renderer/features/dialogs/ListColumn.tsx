import type { JSX } from 'solid-js';

export function ListColumn(props: { narrow: boolean }): JSX.Element {
  return <div data-narrow={props.narrow} />;
}
