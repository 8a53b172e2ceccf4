import { For, type JSX } from 'solid-js';
import type { MessageEffect } from '#shared/ipc/effects.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import s from './EffectGrid.module.css';

/** Effects to choose from, by their emoji: of a menu, or, when one of them can be the `chosen` one, of a box. */
export function EffectGrid(props: { effects: readonly MessageEffect[]; chosen?: { id: string | undefined }; onChoose(id: string): void }): JSX.Element {
  const isChosen = (id: string) => props.chosen?.id === id;
  const name = (emoji: string) => (props.chosen ? t.sending.effects.spoken(emoji) : t.sending.effects.send(emoji));
  return (
    <div class={s.grid} role="group" aria-label={t.sending.effects.label}>
      <For each={props.effects}>
        {({ id, emoji }) => (
          <button
            type="button"
            class={cls(s.effect, isChosen(id) && s.chosen)}
            role={props.chosen ? undefined : 'menuitem'}
            tabindex={props.chosen ? undefined : -1}
            aria-pressed={props.chosen ? isChosen(id) : undefined}
            aria-label={name(emoji)}
            title={name(emoji)}
            onClick={() => props.onChoose(id)}
          >
            {emoji}
          </button>
        )}
      </For>
    </div>
  );
}
