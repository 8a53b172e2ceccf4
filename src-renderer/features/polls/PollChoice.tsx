import X from 'lucide-solid/icons/x';
import { Show, type JSX } from 'solid-js';
import type { PollAnswer } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { AnswerWords } from './AnswerWords.tsx';
import s from './PollBody.module.css';

/** An answer that can be voted for: at once, or together with others. */
export function PollChoice(props: {
  answer: PollAnswer; multiple: boolean; picked: boolean; disabled: boolean; removable: boolean; onChoose(): void; onRemove(): void;
}): JSX.Element {
  return (
    <div class={s.row}>
      <button
        type="button"
        class={s.choice}
        role={props.multiple ? 'checkbox' : undefined}
        aria-checked={props.multiple ? props.picked : undefined}
        disabled={props.disabled}
        data-option={props.answer.option}
        onClick={() => props.onChoose()}
      >
        <span class={cls(s.mark, props.multiple && s.square, props.picked && s.picked)} aria-hidden="true" />
        <AnswerWords answer={props.answer} />
      </button>
      <Show when={props.removable}>
        <IconButton label={t.cards.poll.removeAnswer(props.answer.text.text)} onClick={() => props.onRemove()}>
          <X />
        </IconButton>
      </Show>
    </div>
  );
}
