import { createSignal, For, onMount, Show, type JSX } from 'solid-js';
import type { VotePage } from '#shared/ipc/polls.ts';
import type { Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatFull } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import s from '../messages/PeopleDialogs.module.css';

const words = t.cards.poll;

/** Who voted for an answer, the latest first; more on request. */
export function VotersDialog(props: { message: Message; option: string; onClose(): void }): JSX.Element {
  const app = useApp();
  const poll = () => (props.message.media?.kind === 'poll' ? props.message.media.poll : undefined);
  const [people, setPeople] = createSignal<VotePage['people']>([]);
  const [next, setNext] = createSignal<string>();
  const [state, setState] = createSignal<'loading' | 'there' | 'failed'>('loading');
  const load = (offset?: string) => {
    setState('loading');
    app.client
      .call('polls.voters', { peerId: props.message.peerId, id: props.message.id, option: props.option, ...(offset === undefined ? {} : { offset }) })
      .then((page) => {
        app.peers.put(page.peers);
        setPeople((before) => [...before, ...page.people]);
        setNext(page.next);
        setState('there');
      })
      .catch((error: unknown) => {
        setState('failed');
        app.layers.showError(error);
      });
  };
  onMount(() => load());
  const open = (id: VotePage['people'][number]['peerId']) => {
    props.onClose();
    app.info.open(id);
  };
  return (
    <Dialog
      title={poll()?.answers.find((answer) => answer.option === props.option)?.text.text ?? words.votersTitle}
      onClose={props.onClose}
      buttons={<Button onClick={props.onClose}>{t.app.close}</Button>}
    >
      <ul class={s.list} tabindex={-1} aria-label={words.votersTitle} aria-busy={state() === 'loading'}>
        <For each={people()}>
          {(one) => (
            <Show when={app.peers.get(one.peerId)}>
              {(peer) => (
                <li class={s.item}>
                  <button type="button" class={s.row} onClick={() => open(one.peerId)}>
                    <Avatar peer={peer()} size={38} />
                    <span class={s.words}>
                      <span class={s.name} dir="auto">
                        {peer().title}
                      </span>
                      <span class={s.note}>{formatFull(one.date)}</span>
                    </span>
                  </button>
                </li>
              )}
            </Show>
          )}
        </For>
        <Show when={people().length === 0 && state() === 'there'}>
          <li class={s.empty}>{words.nobody}</li>
        </Show>
        <Show when={next()}>
          {(offset) => (
            <li>
              <Button look="quiet" wide busy={state() === 'loading'} onClick={() => load(offset())}>
                {t.view.reactions.loadMore}
              </Button>
            </li>
          )}
        </Show>
      </ul>
    </Dialog>
  );
}

/** Asks before a poll is closed for good. */
export function StopPollBox(props: { message: Message; onClose(): void }): JSX.Element {
  const app = useApp();
  const [busy, setBusy] = createSignal(false);
  const isQuiz = () => props.message.media?.kind === 'poll' && props.message.media.poll.quiz === true;
  const label = () => (isQuiz() ? words.stopQuiz : words.stop);
  const stop = async () => {
    setBusy(true);
    try {
      await app.client.call('polls.stop', { peerId: props.message.peerId, id: props.message.id });
      props.onClose();
    } catch (error) {
      app.layers.showError(error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={label()}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button look="danger" busy={busy()} onClick={() => void stop()}>
            {label()}
          </Button>
        </>
      }
    >
      <p>{words.stopAsk}</p>
    </Dialog>
  );
}
