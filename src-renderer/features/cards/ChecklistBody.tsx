import { createMemo, For, Show, type JSX } from 'solid-js';
import type { Checklist, ChecklistTask, Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { FormattedTextView } from '../messages/FormattedTextView.tsx';
import { AddLine } from '../polls/AddAnswer.tsx';
import s from './Cards.module.css';

const words = t.cards.checklist;
/** Tasks that a checklist can have when the server says nothing else. */
const MOST = 30;

/** A list of tasks: whoever may, ticks them and adds more. */
export function ChecklistBody(props: { checklist: Checklist; message: Message }): JSX.Element {
  const app = useApp();
  const place = () => ({ peerId: props.message.peerId, id: props.message.id });
  const done = createMemo(() => props.checklist.tasks.filter((task) => task.doneAt !== undefined).length);
  const isPremium = () => {
    const auth = app.auth();
    return auth?.step === 'ready' && auth.self.isPremium === true;
  };
  const isOriginal = () => props.message.id > 0 && props.message.forward === undefined;
  const mayTick = () => isOriginal() && (props.message.out || props.checklist.othersMayTick === true);
  const mayAdd = () => isOriginal() && (props.message.out || props.checklist.othersMayAdd === true) && props.checklist.tasks.length < MOST;
  const tick = (task: ChecklistTask) => {
    if (!isPremium()) return app.layers.toast(words.premium);
    app.client.call('cards.tick', { ...place(), task: task.id, done: task.doneAt === undefined }).catch(app.layers.showError);
  };
  const add = (text: string) =>
    app.client.call('cards.addTask', { ...place(), title: { text, entities: [] } }).then(
      () => true,
      (error: unknown) => {
        app.layers.showError(error);
        return false;
      },
    );
  return (
    <div class={s.card} data-checklist="">
      <p class={s.title} dir="auto">
        <FormattedTextView text={props.checklist.title.text} entities={props.checklist.title.entities} />
      </p>
      <p class={s.note}>{props.checklist.othersMayTick ? words.group : words.mine}</p>
      <div role="group" aria-label={props.checklist.title.text}>
        <For each={props.checklist.tasks}>
          {(task) => (
            <button type="button" class={s.task} role="checkbox" aria-checked={task.doneAt !== undefined} disabled={!mayTick()} data-task={task.id} onClick={() => tick(task)}>
              <span class={s.tick} classList={{ [s.ticked ?? '']: task.doneAt !== undefined }} aria-hidden="true" />
              <span class={s.words}>
                <span dir="auto" classList={{ [s.done ?? '']: task.doneAt !== undefined }}>
                  <FormattedTextView text={task.title.text} entities={task.title.entities} />
                </span>
                <Show when={task.doneBy !== undefined && app.peers.get(task.doneBy)}>{(peer) => <span class={s.note}>{words.doneBy(peer().title)}</span>}</Show>
              </span>
            </button>
          )}
        </For>
      </div>
      <Show when={mayAdd() && isPremium()}>
        <AddLine label={words.add} hint={words.addHint} onAdd={add} />
      </Show>
      <p class={s.note}>{words.done(done(), props.checklist.tasks.length)}</p>
      <Show when={!mayTick() && isOriginal()}>
        <p class={s.note}>{words.readOnly}</p>
      </Show>
    </div>
  );
}
