import type { JSX } from 'solid-js';
import s from './Ticks.module.css';

/** How far a message of ours has got: a clock, one tick, two ticks, or a warning sign. Decoration: names say it in words. */
export function Ticks(props: { state: 'pending' | 'sent' | 'read' | 'failed' }): JSX.Element {
  return (
    <svg class={`${s.ticks} ${s[props.state]}`} width="18" height="12" viewBox="0 0 18 12" aria-hidden="true" data-ticks={props.state}>
      {sign(props.state)}
    </svg>
  );
}

function sign(state: 'pending' | 'sent' | 'read' | 'failed'): JSX.Element {
  switch (state) {
    case 'pending':
      return <path d="M13 1a5 5 0 1 1 0 10 5 5 0 0 1 0-10Zm0 2.400V6l1.7 1" />;
    case 'sent':
      return <path d="m5.5 6.6 3.1 3.1 7-7.7" />;
    case 'read':
      return <path d="m1.5 6.6 3.1 3.1 7-7.700M8.3 9.500l.3.2 7-7.7" />;
    case 'failed':
      return <path d="M13 1a5 5 0 1 1 0 10 5 5 0 0 1 0-10Zm0 2.300v3.200m0 2v.1" />;
  }
}
