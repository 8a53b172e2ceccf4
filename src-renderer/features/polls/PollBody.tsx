import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show, type JSX } from 'solid-js';
import type { PollState } from '#shared/ipc/polls.ts';
import { hasVoted, isPollClosed, pollShares, shownAnswers, type Message, type Poll } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { countryName, formatDuration } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { MediaImage } from '../../ui/MediaImage.tsx';
import { useChat } from '../messages/chat-context.ts';
import { FormattedTextView } from '../messages/FormattedTextView.tsx';
import { bestSize } from '../messages/photo-layout.ts';
import { AddAnswer } from './AddAnswer.tsx';
import { PollChoice } from './PollChoice.tsx';
import { PollResult } from './PollResult.tsx';
import s from './PollBody.module.css';

const words = t.cards.poll;
/** In the last minutes every second counts. */
const TICKING = 600;

/** A poll or quiz in its bubble: votes as long as one can, then shows how all have voted. */
export function PollBody(props: { poll: Poll; message: Message }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const [state, setState] = createSignal<PollState>();
  const [picked, setPicked] = createSignal<readonly string[]>([]);
  const [showsSolution, setShowsSolution] = createSignal(false);
  const now = createSeconds(() => props.poll.closeDate);
  let body: HTMLDivElement | undefined;

  const self = () => {
    const auth = app.auth();
    return auth?.step === 'ready' ? auth.self.id : undefined;
  };
  const closed = () => isPollClosed(props.poll, now());
  const voted = () => hasVoted(props.poll);
  const showsResults = () => closed() || voted();
  const isSent = () => props.message.id > 0;
  const obstacle = () => (voted() || closed() ? undefined : state()?.obstacle);
  const answers = createMemo(() => shownAnswers(props.poll, self()));
  const counted = () => answers().some((answer) => answer.voters !== undefined);
  const shares = createMemo(() => pollShares(answers().map((answer) => answer.voters ?? 0), props.poll.totalVoters));
  const peopleOf = () => props.poll.recentVoters.map((id) => app.peers.get(id)).filter((peer) => peer !== undefined);
  const picture = () => props.poll.picture && bestSize(props.poll.picture, { width: 320, height: 180 }, window.devicePixelRatio || 1);

  watchOnScreen(() => body, () => ({ peerId: props.message.peerId, id: props.message.id }), setState);
  // A vote that was taken back, here or elsewhere, leaves nothing chosen.
  createEffect(on(voted, (is) => void (is || setPicked([]))));
  // Who was wrong is told at once why; otherwise the explanation waits to be asked for.
  createEffect(
    on(voted, (is, was) => {
      if (was === false && is && props.poll.quiz) setShowsSolution(props.poll.answers.some((answer) => answer.chosen && !answer.correct));
    }),
  );

  const vote = (options: readonly string[]) => {
    app.client.call('polls.vote', { peerId: props.message.peerId, id: props.message.id, options: [...options] }).catch(app.layers.showError);
  };
  const choose = (option: string) => {
    if (!props.poll.multiple) return vote([option]);
    setPicked((before) => (before.includes(option) ? before.filter((one) => one !== option) : [...before, option]));
  };
  const kind = () => {
    if (closed()) return props.poll.quiz ? words.kinds.closedQuiz : words.kinds.closed;
    if (props.poll.quiz) return props.poll.publicVoters ? words.kinds.publicQuiz : words.kinds.anonymousQuiz;
    return props.poll.publicVoters ? words.kinds.public : words.kinds.anonymous;
  };
  const left = () => (props.poll.closeDate === undefined || closed() ? undefined : Math.max(0, Math.ceil(props.poll.closeDate - now())));
  const notes = () => {
    const why = obstacle();
    const countries = (props.poll.countries ?? []).map((iso2) => countryName(iso2) ?? iso2);
    return [
      why === undefined || why === 'final' ? '' : why === 'country' ? words.obstacles.country(countries) : words.obstacles.subscribers,
      props.poll.hidesResults && !closed() && showsResults() && !counted() ? (left() === undefined ? words.hidden : words.hiddenUntil(formatDuration(left() ?? 0))) : '',
    ].filter(Boolean);
  };
  const mayRetract = () => isSent() && voted() && !closed() && !props.poll.finalVotes;
  const remove = (option: string) => {
    app.client.call('polls.removeAnswer', { peerId: props.message.peerId, id: props.message.id, option }).catch(app.layers.showError);
  };

  return (
    <div ref={body} class={s.poll} data-poll={props.poll.id} data-closed={closed() ? '' : undefined}>
      <Show when={picture()}>{(size) => <MediaImage class={s.picture} path={size().url} alt="" loading="lazy" decoding="async" />}</Show>
      <p class={s.question} dir="auto">
        <FormattedTextView text={props.poll.question.text} entities={props.poll.question.entities} />
      </p>
      <p class={s.kind}>
        <span>{kind()}</span>
        <Show when={left() !== undefined && (left() ?? 0) < 2_592_000}>
          <span data-poll-left="">{words.closesIn(formatDuration(left() ?? 0))}</span>
        </Show>
        <Show when={peopleOf().length > 0}>
          <span class={s.faces}>
            <For each={peopleOf()}>{(peer) => <Avatar peer={peer} size={18} />}</For>
          </span>
        </Show>
      </p>
      <div class={s.answers} role="group" aria-label={props.poll.question.text}>
        <For each={answers()}>
          {(answer, index) => (
            <Show
              when={showsResults()}
              fallback={
                <PollChoice
                  answer={answer}
                  multiple={props.poll.multiple === true}
                  picked={picked().includes(answer.option)}
                  disabled={!isSent() || obstacle() !== undefined}
                  removable={state()?.removable.includes(answer.option) === true}
                  onChoose={() => choose(answer.option)}
                  onRemove={() => remove(answer.option)}
                />
              }
            >
              <PollResult
                answer={answer}
                share={shares()[index()] ?? 0}
                poll={props.poll}
                removable={state()?.removable.includes(answer.option) === true}
                {...(props.poll.publicVoters && isSent() && (answer.voters ?? 0) > 0 ? { onVoters: () => chat.openBox({ kind: 'voters', message: props.message, option: answer.option }) } : {})}
                onRemove={() => remove(answer.option)}
              />
            </Show>
          )}
        </For>
      </div>
      <Show when={props.poll.openAnswers && isSent() && !closed() && props.poll.answers.length < (state()?.mostAnswers ?? 0)}>
        <AddAnswer message={props.message} />
      </Show>
      <For each={notes()}>{(note) => <p class={s.note}>{note}</p>}</For>
      <Show when={props.poll.quiz && voted()}>
        <p class={s.note} role="status">
          {props.poll.answers.some((answer) => answer.chosen && !answer.correct) ? words.missed : words.solved}
        </p>
      </Show>
      <Show when={props.poll.solution}>
        {(solution) => (
          <Show
            when={showsSolution()}
            fallback={
              <button type="button" class={s.link} onClick={() => setShowsSolution(true)}>
                {words.explanation}
              </button>
            }
          >
            <p class={s.solution} dir="auto" data-poll-solution="">
              <FormattedTextView text={solution().text} entities={solution().entities} />
            </p>
          </Show>
        )}
      </Show>
      <div class={s.foot}>
        <Show when={props.poll.multiple && !showsResults() && isSent() && obstacle() === undefined}>
          <button type="button" class={s.link} disabled={picked().length === 0} onClick={() => vote(picked())}>
            {picked().length === 0 ? words.several : words.vote}
          </button>
        </Show>
        <span class={s.total}>{props.poll.quiz ? words.answers(props.poll.totalVoters) : words.votes(props.poll.totalVoters)}</span>
        <Show when={mayRetract()}>
          <button type="button" class={s.link} onClick={() => vote([])}>
            {words.retract}
          </button>
        </Show>
        <Show when={state()?.stop}>
          <button type="button" class={s.link} onClick={() => chat.openBox({ kind: 'stopPoll', message: props.message })}>
            {props.poll.quiz ? words.stopQuiz : words.stop}
          </button>
        </Show>
      </div>
    </div>
  );

  /** Keeps the results up to date while the poll is looked at. */
  function watchOnScreen(element: () => HTMLElement | undefined, place: () => { peerId: Message['peerId']; id: Message['id'] }, tell: (state: PollState) => void): void {
    const [onScreen, setOnScreen] = createSignal(false);
    onMount(() => {
      const seen = element();
      if (!seen) return;
      const observer = new IntersectionObserver((entries) => setOnScreen(entries.some((entry) => entry.isIntersecting)));
      observer.observe(seen);
      onCleanup(() => observer.disconnect());
    });
    createEffect(
      on([onScreen, () => place().id], ([shown, id]) => {
        if (!shown || id < 0) return;
        const listening = app.client.listen('polls.watch', place(), tell);
        onCleanup(() => listening.dispose());
      }),
    );
  }
}

/** The present, unix seconds: every second towards a moment that is near, else now and then. */
function createSeconds(until: () => number | undefined): () => number {
  const app = useApp();
  const [seconds, setSeconds] = createSignal(Date.now() / 1000);
  const distance = () => (until() ?? Infinity) - Math.max(seconds(), app.now() / 1000);
  const isNear = createMemo(() => distance() > 0 && distance() < TICKING);
  createEffect(() => {
    if (!isNear()) return;
    const timer = setInterval(() => setSeconds(Date.now() / 1000), 1000);
    onCleanup(() => clearInterval(timer));
  });
  return () => Math.max(seconds(), app.now() / 1000);
}
