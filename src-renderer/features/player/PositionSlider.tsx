import type { JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { formatDuration } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import s from './PositionSlider.module.css';

/** Where in the sound that is played one is: dragged, or moved by arrow keys. */
export function PositionSlider(props: { class?: string | undefined }): JSX.Element {
  const { player } = useApp();
  return (
    <input
      type="range"
      class={cls(s.slider, props.class)}
      min={0}
      max={Math.max(player.duration(), 0.1)}
      step={Math.min(1, Math.max(player.duration() / 100, 0.05))}
      value={player.position()}
      aria-label={t.player.position}
      aria-valuetext={t.player.at(formatDuration(player.position()), formatDuration(player.duration()))}
      style={{ '--done': String(player.position() / (player.duration() || 1)) }}
      onInput={(event) => player.seek(event.currentTarget.valueAsNumber)}
    />
  );
}
