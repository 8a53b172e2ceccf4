import { createSignal, For, onMount, Show, type JSX } from 'solid-js';
import type { ReactionPage } from '#shared/ipc/message-tools.ts';
import type { MessageReaders } from '#shared/ipc/messages.ts';
import { reactionKey, type Message, type PeerId, type Reaction } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatFull, formatNumber } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useChat } from './chat-context.ts';
import s from './PeopleDialogs.module.css';
import { reactionName } from './reaction-words.ts';
import { ReactionSign } from './Reactions.tsx';

/** Who reacted to a message: everybody, or those of one reaction; more on request. */
export function WhoReactedDialog(props: { message: Message; reaction?: Reaction | undefined; onClose(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const counts = props.message.reactions?.counts ?? [];
  const total = counts.reduce((sum, one) => sum + one.count, 0);
  const [tab, setTab] = createSignal<Reaction | undefined>(props.reaction);
  const [people, setPeople] = createSignal<ReactionPage['people']>([]);
  const [next, setNext] = createSignal<string>();
  const [state, setState] = createSignal<'loading' | 'there' | 'failed'>('loading');
  let asked = 0;

  const load = (offset?: string) => {
    const mine = ++asked;
    const reaction = tab();
    setState('loading');
    if (offset === undefined) setPeople([]);
    app.client
      .call('reactions.who', {
        peerId: chat.peerId, id: props.message.id, ...(reaction === undefined ? {} : { reaction }), ...(offset === undefined ? {} : { offset }),
      })
      .then((page) => {
        if (mine !== asked) return;
        app.peers.put(page.peers);
        setPeople((before) => [...before, ...page.people]);
        setNext(page.next);
        setState('there');
      })
      .catch(() => {
        if (mine === asked) setState('failed');
      });
  };
  onMount(() => load());
  const choose = (reaction: Reaction | undefined) => {
    setTab(reaction);
    load();
  };
  const isChosen = (reaction: Reaction | undefined) => (reaction === undefined ? tab() === undefined : tab() !== undefined && reactionKey(reaction) === reactionKey(tab() ?? reaction));

  return (
    <Dialog title={t.view.reactions.who} onClose={props.onClose} buttons={<Button onClick={props.onClose}>{t.app.close}</Button>}>
      <div class={s.tabs} role="tablist" aria-label={t.view.reactions.label}>
        <button type="button" class={s.tab} role="tab" aria-selected={isChosen(undefined)} onClick={() => choose(undefined)}>
          {t.view.reactions.all(total)}
        </button>
        <For each={counts}>
          {(one) => (
            <button
              type="button"
              class={s.tab}
              role="tab"
              aria-selected={isChosen(one.reaction)}
              aria-label={t.view.reactions.one(reactionName(one.reaction), one.count)}
              onClick={() => choose(one.reaction)}
            >
              <ReactionSign reaction={one.reaction} />
              {formatNumber(one.count)}
            </button>
          )}
        </For>
      </div>
      <ul class={s.list} tabindex={-1} aria-busy={state() === 'loading'}>
        <For each={people()}>{(one) => <Person peerId={one.peerId} date={one.date} reaction={one.reaction} onClose={props.onClose} />}</For>
        <Show when={people().length === 0 && state() !== 'loading'}>
          <li class={s.empty}>{state() === 'failed' ? t.view.reactions.whoFailed : t.view.reactions.nobody}</li>
        </Show>
        <Show when={state() === 'there' && next()}>
          {(offset) => (
            <li>
              <Button look="quiet" wide onClick={() => load(offset())}>
                {t.view.reactions.loadMore}
              </Button>
            </li>
          )}
        </Show>
      </ul>
    </Dialog>
  );
}

/** Who has read a message of ours in a group. */
export function ReadersDialog(props: { message: Message; onClose(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const [readers, setReaders] = createSignal<MessageReaders>();
  onMount(() => {
    app.client
      .call('messages.readers', { peerId: chat.peerId, id: props.message.id })
      .then((answer) => {
        if (answer.kind === 'members') app.peers.put(answer.peers);
        setReaders(answer);
      })
      .catch((error: unknown) => {
        props.onClose();
        app.layers.showError(error);
      });
  });
  const members = () => {
    const known = readers();
    return known?.kind === 'members' ? known.readers : [];
  };
  const reason = () => {
    const known = readers();
    return known?.kind === 'hidden' ? known.reason : t.view.readers.none;
  };
  return (
    <Dialog title={t.view.readers.title} onClose={props.onClose} buttons={<Button onClick={props.onClose}>{t.app.close}</Button>}>
      <ul class={s.list} tabindex={-1} aria-busy={readers() === undefined}>
        <For each={members()}>{(one) => <Person peerId={one.peerId} date={one.date} onClose={props.onClose} />}</For>
        <Show when={readers() !== undefined && members().length === 0}>
          <li class={s.empty}>{reason()}</li>
        </Show>
      </ul>
    </Dialog>
  );
}

function Person(props: { peerId: PeerId; date: number; reaction?: Reaction; onClose(): void }): JSX.Element {
  const app = useApp();
  return (
    <Show when={app.peers.get(props.peerId)}>
      {(peer) => (
        <li>
          <button
            type="button"
            class={s.row}
            onClick={() => {
              const { id } = peer();
              props.onClose();
              app.navigation.open(id);
            }}
          >
            <Avatar peer={peer()} size={36} />
            <span class={s.words}>
              <span class={s.name} dir="auto">
                {peer().title}
              </span>
              <span class={s.note}>{formatFull(props.date)}</span>
            </span>
            <Show when={props.reaction}>
              {(reaction) => (
                <span class={s.sign}>
                  <ReactionSign reaction={reaction()} />
                </span>
              )}
            </Show>
          </button>
        </li>
      )}
    </Show>
  );
}
