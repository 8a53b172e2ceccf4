import type { JSX } from 'solid-js';
import { cls } from './class.ts';
import s from './Skeleton.module.css';

/** A placeholder in the shape of what is coming; it appears after 200 ms. */
export function Skeleton(props: { width: string; height: string; round?: boolean }): JSX.Element {
  return <span class={cls(s.skeleton, props.round && s.round)} style={{ 'inline-size': props.width, 'block-size': props.height }} />;
}
