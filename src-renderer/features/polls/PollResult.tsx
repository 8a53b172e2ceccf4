import Check from 'lucide-solid/icons/check';
import X from 'lucide-solid/icons/x';
import { Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Poll, PollAnswer } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { AnswerWords } from './AnswerWords.tsx';
import s from './PollBody.module.css';

const words = t.cards.poll;

/** An answer with what it got; leads to who voted for it, where that may be known. */
export function PollResult(props: { answer: PollAnswer; share: number; poll: Poll; removable: boolean; onVoters?: () => void; onRemove(): void }): JSX.Element {
  const isWrong = () => props.poll.quiz === true && props.answer.chosen === true && props.answer.correct !== true;
  const isKnown = () => props.answer.voters !== undefined;
  const name = () =>
    words.answer(
      [
        props.answer.text.text,
        isKnown() ? words.share(props.share) : '',
        isKnown() ? words.votes(props.answer.voters ?? 0) : '',
        props.answer.correct ? words.right : isWrong() ? words.wrong : '',
        props.answer.chosen ? words.yourVote : '',
        props.onVoters ? words.voters : '',
      ].filter(Boolean),
    );
  return (
    <div class={s.row}>
      <Dynamic
        component={props.onVoters ? 'button' : 'div'}
        {...(props.onVoters ? { type: 'button', onClick: () => props.onVoters?.() } : { role: 'img' })}
        class={cls(s.result, isWrong() && s.wrong, props.answer.correct && s.right)}
        aria-label={name()}
        data-option={props.answer.option}
        data-share={isKnown() ? props.share : undefined}
        data-chosen={props.answer.chosen ? '' : undefined}
      >
        <span class={s.share}>{isKnown() ? words.share(props.share) : ''}</span>
        <AnswerWords answer={props.answer} />
        <span class={s.sign}>
          <Show when={props.answer.chosen || props.answer.correct}>{isWrong() ? <X /> : <Check />}</Show>
        </span>
        <span class={s.track}>
          <span class={s.bar} style={{ 'inline-size': `${isKnown() ? props.share : 0}%` }} />
        </span>
      </Dynamic>
      <Show when={props.removable}>
        <IconButton label={words.removeAnswer(props.answer.text.text)} onClick={() => props.onRemove()}>
          <X />
        </IconButton>
      </Show>
    </div>
  );
}
