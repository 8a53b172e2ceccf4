import ChevronDown from 'lucide-solid/icons/chevron-down';
import { createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import type { ReactionChoice } from '#shared/ipc/message-tools.ts';
import { chosenReactions, reactionKey, type Message, type Reaction } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import s from './ReactionBar.module.css';
import { reactionName } from './reaction-words.ts';
import { ReactionSign } from './Reactions.tsx';

/** The reactions that one can choose from: the likely ones, and all of them behind a button. Lies above a menu. */
export function ReactionBar(props: { choice: ReactionChoice; message: Message; onChoose(reaction: Reaction): void }): JSX.Element {
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
