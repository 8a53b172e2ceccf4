import { Show, type JSX } from 'solid-js';
import { Skeleton } from '../../ui/Skeleton.tsx';
import s from './RowSkeleton.module.css';

/** A row whose chat is not here yet. */
export function RowSkeleton(props: { index: number; narrow: boolean }): JSX.Element {
  const width = (base: number, spread: number, step: number) => `${base + ((props.index * step) % spread)}%`;
  return (
    <div class={s.row} aria-hidden="true">
      <Skeleton width="54px" height="54px" round />
      <Show when={!props.narrow}>
        <div class={s.body}>
          <Skeleton width={width(28, 30, 13)} height="13px" />
          <Skeleton width={width(52, 40, 17)} height="12px" />
        </div>
      </Show>
    </div>
  );
}
