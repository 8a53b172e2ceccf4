import X from 'lucide-solid/icons/x';
import { createSignal, For, Index, onMount, Show, type JSX } from 'solid-js';
import { AppError } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatDuration } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { SwitchRow } from '../../ui/SwitchRow.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useChat } from '../messages/chat-context.ts';
import { pollProblem, type PollLimits } from './poll-problem.ts';
import s from './NewPollDialog.module.css';

const words = t.cards.poll.create;
/** Seconds after which a poll can close; 0: when its author stops it. */
const PERIODS = [0, 60, 600, 3600, 28_800, 86_400, 259_200, 604_800, 2_592_000];
const plain = (text: string) => ({ text, entities: [] });

/** Writes a poll or a quiz: a question, answers, and the rules. */
export function NewPollDialog(props: { onClose(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const isChannel = () => app.peers.get(chat.peerId)?.kind === 'channel';
  const [limits, setLimits] = createSignal<PollLimits>({ question: 255, answer: 100, answers: 12, solution: 200 });
  const [question, setQuestion] = createSignal('');
  const [answers, setAnswers] = createSignal<readonly string[]>(['', '']);
  const [right, setRight] = createSignal<readonly number[]>([]);
  const [solution, setSolution] = createSignal('');
  const [isPublic, setPublic] = createSignal(false);
  const [multiple, setMultiple] = createSignal(false);
  const [final, setFinal] = createSignal(false);
  const [shuffle, setShuffle] = createSignal(false);
  const [open, setOpen] = createSignal(false);
  const [quiz, setQuiz] = createSignal(false);
  const [hides, setHides] = createSignal(false);
  const [period, setPeriod] = createSignal(0);
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  let list: HTMLDivElement | undefined;
  onMount(() => void app.client.call('polls.limits', {}).then(setLimits).catch(() => undefined));

  const filled = () => answers().filter((answer) => answer.trim() !== '').length;
  const write = (index: number, text: string) => {
    setProblem(undefined);
    setAnswers((before) => {
      const next = before.map((answer, at) => (at === index ? text : answer));
      // There is always a field for one more, as long as there may be one more.
      const isLast = index === next.length - 1 && text !== '' && next.length < limits().answers;
      return isLast ? [...next, ''] : next;
    });
  };
  const remove = (index: number) => {
    setAnswers((before) => (before.length > 2 ? before.filter((_, at) => at !== index) : before.map((answer, at) => (at === index ? '' : answer))));
    setRight((before) => before.filter((at) => at !== index).map((at) => (at > index ? at - 1 : at)));
  };
  const mark = (index: number) =>
    setRight((before) => {
      if (!multiple()) return [index];
      return before.includes(index) ? before.filter((at) => at !== index) : [...before, index];
    });
  const nextField = (from: number) => list?.querySelectorAll<HTMLInputElement>('input[data-answer]')[from + 1]?.focus();

  const send = async () => {
    const found = pollProblem({ question: question(), answers: answers(), right: quiz() ? right() : undefined, solution: solution() }, limits());
    setProblem(found);
    if (found !== undefined) return;
    setBusy(true);
    try {
      await chat.sendCard({
        kind: 'poll',
        poll: {
          question: plain(question()),
          answers: answers().map(plain),
          ...(isPublic() && !isChannel() ? { publicVoters: true } : {}),
          ...(multiple() ? { multiple: true } : {}),
          ...(final() ? { finalVotes: true } : {}),
          ...(shuffle() ? { shuffled: true } : {}),
          ...(open() && !quiz() ? { openAnswers: true } : {}),
          ...(quiz() ? { correct: [...right()] } : {}),
          ...(quiz() && solution().trim() !== '' ? { solution: plain(solution()) } : {}),
          ...(period() > 0 ? { closePeriod: period(), ...(hides() ? { hidesResults: true } : {}) } : {}),
        },
      });
      props.onClose();
    } catch (error) {
      setProblem(error instanceof AppError ? error.message : t.app.somethingWrong);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={words.title}
      onClose={props.onClose}
      answerNeeded={question() !== '' || filled() > 0}
      buttons={
        <>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button look="primary" busy={busy()} onClick={() => void send()}>
            {words.send}
          </Button>
        </>
      }
    >
      <TextArea label={words.question} value={question()} maxlength={limits().question + 100} autofocus onInput={(event) => setQuestion(event.currentTarget.value)} />
      <h3 class={s.heading}>{words.answerTitle}</h3>
      <div ref={list} class={s.answers}>
        <Index each={answers()}>
          {(answer, index) => (
            <div class={s.answer}>
              <Show when={quiz()}>
                <input
                  class={s.right}
                  type={multiple() ? 'checkbox' : 'radio'}
                  name="right-answer"
                  aria-label={words.markRight(index + 1)}
                  checked={right().includes(index)}
                  onChange={() => mark(index)}
                />
              </Show>
              <TextField
                class={s.field}
                label={words.answer(index + 1)}
                value={answer()}
                dir="auto"
                data-answer=""
                onInput={(event) => write(index, event.currentTarget.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' || event.isComposing) return;
                  event.preventDefault();
                  nextField(index);
                }}
              />
              <IconButton label={words.remove(index + 1)} disabled={answers().length <= 2 && answer() === ''} onClick={() => remove(index)}>
                <X />
              </IconButton>
            </div>
          )}
        </Index>
      </div>
      <p class={s.left}>{filled() >= limits().answers ? words.full : words.left(limits().answers - filled())}</p>
      <h3 class={s.heading}>{words.settings}</h3>
      <Show when={!isChannel()}>
        <SwitchRow on={isPublic()} onChange={setPublic} title={words.public} />
      </Show>
      <SwitchRow
        on={multiple()}
        title={words.multiple}
        onChange={(on) => {
          setMultiple(on);
          if (!on) setRight((before) => before.slice(0, 1));
        }}
      />
      <SwitchRow on={quiz()} onChange={setQuiz} title={words.quiz} />
      <Show when={!quiz()}>
        <SwitchRow on={final()} onChange={setFinal} title={words.final} />
        <SwitchRow on={open()} onChange={setOpen} title={words.open} />
      </Show>
      <SwitchRow on={shuffle()} onChange={setShuffle} title={words.shuffle} />
      <Show when={quiz()}>
        <TextArea label={words.explanation} value={solution()} onInput={(event) => setSolution(event.currentTarget.value)} />
        <p class={s.left}>{words.explanationHint}</p>
      </Show>
      <label class={s.closes}>
        {words.closes}
        <select class={s.select} value={period()} onChange={(event) => setPeriod(Number(event.currentTarget.value))}>
          <For each={PERIODS}>{(seconds) => <option value={seconds}>{seconds === 0 ? words.never : words.after(periodText(seconds))}</option>}</For>
        </select>
      </label>
      <Show when={period() > 0}>
        <SwitchRow on={hides()} onChange={setHides} title={words.hide} />
      </Show>
      <Show when={problem()}>
        <p class={s.problem} role="alert">
          {problem()}
        </p>
      </Show>
    </Dialog>
  );
}

/** A round period in words. */
function periodText(seconds: number): string {
  if (seconds < 3600) return words.minutes(seconds / 60);
  if (seconds < 86_400) return words.hours(seconds / 3600);
  return seconds % 86_400 === 0 ? words.days(seconds / 86_400) : formatDuration(seconds);
}
