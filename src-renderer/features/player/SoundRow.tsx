import Pause from 'lucide-solid/icons/pause';
import Play from 'lucide-solid/icons/play';
import { createMemo, For, Show, type JSX } from 'solid-js';
import type { Document, Message } from '#shared/model/index.ts';
import { waveformBars } from '#shared/waveform.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatDuration } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';
import { cls } from '../../ui/class.ts';
import { UploadRing } from '../attach/UploadRing.tsx';
import { PositionSlider } from './PositionSlider.tsx';
import s from './SoundRow.module.css';

const BARS = 44;

/** A voice message, or a piece of music, in its bubble. */
export function SoundRow(props: { document: Document; message: Message }): JSX.Element {
  const { player } = useApp();
  const isVoice = () => props.document.kind === 'voice';
  const current = () => player.isCurrent(props.message);
  const playing = () => current() && player.playing();
  const name = () => mediaLabel({ kind: 'document', document: props.document }) ?? '';
  const length = () => formatDuration(props.document.duration ?? 0);
  const time = () => (current() ? `${formatDuration(player.position())} / ${formatDuration(player.duration())}` : length());
  const facts = () => [time(), isVoice() ? '' : t.chat.bytes(props.document.byteSize)].filter(Boolean).join(' · ');
  return (
    <span class={s.row} data-testid="sound">
      <span class={s.frame}>
        <button
          type="button"
          class={s.button}
          aria-label={playing() ? t.player.pause(name()) : `${t.player.play(name())}, ${length()}`}
          onClick={() => player.toggle(props.message)}
        >
          <Show when={playing()} fallback={<Play />}>
            <Pause />
          </Show>
        </button>
        <UploadRing message={props.message} />
      </span>
      <span class={s.what}>
        <Show when={isVoice()} fallback={<span class={s.name} dir="auto">{name()}</span>}>
          <Waveform values={props.document.waveform ?? []} done={current() ? player.position() / (player.duration() || 1) : props.message.unheard && !props.message.out ? 1 : 0} />
        </Show>
        <Show when={current()}>
          <PositionSlider class={isVoice() ? s.over : s.slider} />
        </Show>
        <span class={s.facts}>
          {facts()}
          <Show when={props.message.unheard}>
            <span class={s.unheard} role="img" aria-label={t.player.unheard} />
          </Show>
        </span>
      </span>
    </span>
  );
}

/** How loud it is from beginning to end; what was heard stands out. */
function Waveform(props: { values: readonly number[]; done: number }): JSX.Element {
  const bars = createMemo(() => waveformBars(props.values, BARS));
  return (
    <span class={s.waveform} aria-hidden="true">
      <For each={bars()}>
        {(height, index) => <i class={cls(index() < props.done * BARS && s.done)} style={{ '--height': String(height) }} />}
      </For>
    </span>
  );
}
