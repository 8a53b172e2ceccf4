import type { JSX } from 'solid-js';
import s from './Splitter.module.css';

/** The line between two columns: drag it, move it with the arrow keys, or double-click it for the default. */
export function Splitter(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  onMove(width: number): void;
  onReset(): void;
}): JSX.Element {
  let startX = 0;
  let startValue = 0;
  let element: HTMLDivElement | undefined;
  const sign = () => (element && getComputedStyle(element).direction === 'rtl' ? -1 : 1);
  const STEP = 20;
  return (
    <div
      ref={element}
      class={s.splitter}
      role="separator"
      tabindex={0}
      aria-orientation="vertical"
      aria-label={props.label}
      aria-valuenow={Math.round(props.value)}
      aria-valuemin={props.min}
      aria-valuemax={props.max}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        startX = event.clientX;
        startValue = props.value;
        event.currentTarget.setPointerCapture(event.pointerId);
        event.preventDefault();
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) props.onMove(startValue + (event.clientX - startX) * sign());
      }}
      onDblClick={() => props.onReset()}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') props.onMove(props.value + STEP * sign());
        else if (event.key === 'ArrowLeft') props.onMove(props.value - STEP * sign());
        else if (event.key === 'Home') props.onMove(props.min);
        else if (event.key === 'End') props.onMove(props.max);
        else return;
        event.preventDefault();
      }}
    />
  );
}
