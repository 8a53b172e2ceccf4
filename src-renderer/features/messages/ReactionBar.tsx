import ChevronDown from 'lucide-solid/icons/chevron-down';
import { createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import type { ReactionChoice } from '#shared/ipc/message-tools.ts';
import { chosenReactions, reactionKey, type Message, type Reaction } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import s from './ReactionBar.module.css';
import { reactionName } from './reaction-words.ts';
import { ReactionSign } from './Reactions.tsx';

/** The reactions that one can choose from, or their place while they are coming; nothing when there are none. Lies above a menu. */
export function ReactionBar(props: { choice: ReactionChoice | undefined | 'coming'; message: Message; onChoose(reaction: Reaction): void }): JSX.Element {
  const known = () => (props.choice === 'coming' || props.choice?.all.length === 0 ? undefined : props.choice);
  return (
    <Show when={known()} fallback={props.choice === 'coming' && <span class={s.coming} />}>
      {(choice) => <Choice choice={choice()} message={props.message} onChoose={props.onChoose} />}
    </Show>
  );
}

/** The likely ones, and all of them behind a button. */
function Choice(props: { choice: ReactionChoice; message: Message; onChoose(reaction: Reaction): void }): JSX.Element {
  const [all, setAll] = createSignal(false);
  const own = createMemo(() => new Set(chosenReactions(props.message.reactions).map(reactionKey)));
  const shown = () => (all() ? props.choice.all : props.choice.quick);
  return (
    <>
      <For each={shown()}>
        {(reaction) => (
          <button
            type="button"
            class={cls(s.reaction, own().has(reactionKey(reaction)) && s.own)}
            role="menuitemcheckbox"
            aria-checked={own().has(reactionKey(reaction))}
            aria-label={own().has(reactionKey(reaction)) ? t.view.reactions.takeBack(reactionName(reaction)) : t.view.reactions.react(reactionName(reaction))}
            tabindex={-1}
            onClick={() => props.onChoose(reaction)}
          >
            <ReactionSign reaction={reaction} />
          </button>
        )}
      </For>
      <Show when={props.choice.all.length > props.choice.quick.length}>
        <button
          type="button"
          class={cls(s.reaction, s.more, all() && s.open)}
          role="menuitem"
          aria-label={all() ? t.view.reactions.fewer : t.view.reactions.more}
          tabindex={-1}
          onClick={() => setAll(!all())}
        >
          <ChevronDown />
        </button>
      </Show>
    </>
  );
}
