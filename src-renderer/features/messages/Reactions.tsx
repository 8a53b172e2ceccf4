import Star from 'lucide-solid/icons/star';
import Sparkles from 'lucide-solid/icons/sparkles';
import { createMemo, For, Show, type JSX } from 'solid-js';
import { reactionKey, type Message, type Peer, type Reaction, type ReactionCount } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatCompact } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { cls } from '../../ui/class.ts';
import { useChat } from './chat-context.ts';
import { reactionName } from './reaction-words.ts';
import s from './Reactions.module.css';

/** Up to so many people are shown by their pictures instead of a number. */
const FACES = 3;

/** A reaction's own sign. Custom emoji have a placeholder. */
export function ReactionSign(props: { reaction: Reaction }): JSX.Element {
  return (
    <span class={s.sign} aria-hidden="true">
      {props.reaction.kind === 'emoji' ? props.reaction.emoji : props.reaction.kind === 'paid' ? <Star /> : <Sparkles />}
    </span>
  );
}

/** The reactions below a message: a press gives or takes back the own one, the menu shows who reacted. */
export function Reactions(props: { message: Message }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const counts = () => props.message.reactions?.counts ?? [];
  const total = () => counts().reduce((sum, one) => sum + one.count, 0);
  const facesOf = (reaction: Reaction, count: number): Peer[] => {
    if (total() > FACES || count > FACES) return [];
    const key = reactionKey(reaction);
    const recent = (props.message.reactions?.recent ?? []).filter((one) => reactionKey(one.reaction) === key);
    // One's own picture here is that of a person, not the sign of Saved Messages.
    return recent.flatMap((one) => {
      const peer = app.peers.get(one.peerId);
      return peer === undefined ? [] : [{ ...peer, isSelf: false }];
    });
  };
  const byKey = createMemo(() => new Map(counts().map((one) => [reactionKey(one.reaction), one])));
  const keys = createMemo(() => [...byKey().keys()], undefined, { equals: (a, b) => a.join('\n') === b.join('\n') });
  return (
    <span class={s.row} role="group" aria-label={t.view.reactions.label}>
      <For each={keys()}>
        {(key) => (
          <Show when={byKey().get(key)}>
            {(one) => <Chip one={one()} faces={facesOf(one().reaction, one().count)} onPress={() => chat.react(props.message, one().reaction)} onWho={() => chat.showWhoReacted(props.message, one().reaction)} />}
          </Show>
        )}
      </For>
    </span>
  );
}

function Chip(props: { one: ReactionCount; faces: Peer[]; onPress(): void; onWho(): void }): JSX.Element {
  const own = () => props.one.chosen !== undefined;
  const label = () => `${t.view.reactions.one(reactionName(props.one.reaction), props.one.count)}${own() ? `, ${t.view.reactions.own}` : ''}`;
  return (
    <button
      type="button"
      class={cls(s.chip, own() && s.own)}
      aria-pressed={own()}
      onClick={() => props.onPress()}
      onDblClick={(event) => event.stopPropagation()}
      onContextMenu={(event) => {
        event.preventDefault();
        event.stopPropagation();
        props.onWho();
      }}
    >
      {/* A name of its own would hide what stands here: the sign and the number are its drawing. */}
      <span role="img" aria-label={label()} />
      <ReactionSign reaction={props.one.reaction} />
      <Show
        when={props.faces.length === props.one.count}
        fallback={
          <span class={s.count} aria-hidden="true">
            {formatCompact(props.one.count)}
          </span>
        }
      >
        <span class={s.faces} aria-hidden="true">
          <For each={props.faces}>{(peer) => <Avatar peer={peer} size={20} />}</For>
        </span>
      </Show>
    </button>
  );
}
