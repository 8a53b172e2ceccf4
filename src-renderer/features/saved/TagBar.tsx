import Tag from 'lucide-solid/icons/tag';
import { createEffect, createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import { reactionKey, type MessageId, type PeerId, type SavedTag } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createTopicStore } from '../../state/topic.ts';
import { formatCompact } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { reactionName } from '../messages/reaction-words.ts';
import { ReactionSign } from '../messages/Reactions.tsx';
import { createSearch } from '../search/search-state.ts';
import s from './TagBar.module.css';
import { TaggedList } from './TaggedList.tsx';
import { TagNameDialog } from './TagNameDialog.tsx';

/** The tags of Saved Messages over the chat: those that are pressed narrow a list to what carries all of them. */
export function TagBar(props: { peerId: PeerId; onJump(id: MessageId): void }): JSX.Element {
  const app = useApp();
  const event = createTopicStore(app.client, 'saved.tags', {});
  const [pressed, setPressed] = createSignal<readonly string[]>([]);
  const [renaming, setRenaming] = createSignal<SavedTag>();
  const byKey = createMemo(() => new Map((event()?.tags ?? []).map((tag) => [reactionKey(tag.reaction), tag])));
  const keys = createMemo(() => [...byKey().keys()], undefined, { equals: (a, b) => a.join('\n') === b.join('\n') });
  const chosen = createMemo(() => pressed().flatMap((key) => byKey().get(key)?.reaction ?? []), undefined, {
    equals: (a, b) => a.map(reactionKey).join('\n') === b.map(reactionKey).join('\n'),
  });
  const search = createSearch(app.client, app.peers, () => (chosen().length === 0 ? undefined : { query: '', inChat: props.peerId, tags: chosen() }));
  // A tag that nothing carries any more is not pressed either.
  createEffect(() => setPressed((all) => (all.every((key) => byKey().has(key)) ? all : all.filter((key) => byKey().has(key)))));

  const toggle = (key: string) => setPressed((all) => (all.includes(key) ? all.filter((one) => one !== key) : [...all, key]));
  const openMenu = (tag: SavedTag, at: DOMRect) => {
    const label = tag.title === undefined ? t.saved.nameTag : t.saved.renameTag;
    app.layers.openMenu({ label: nameOf(tag), at, items: [{ id: 'rename', label, icon: () => <Tag />, onSelect: () => setRenaming(tag) }] });
  };
  return (
    <Show when={keys().length > 0}>
      <div
        class={s.bar}
        data-testid="tag-bar"
        onKeyDown={(press) => {
          if (press.key !== 'Escape' || chosen().length === 0 || press.defaultPrevented) return;
          press.preventDefault();
          setPressed([]);
        }}
      >
        <div class={s.tags} role="group" aria-label={t.saved.tags}>
          <For each={keys()}>
            {(key) => (
              <Show when={byKey().get(key)}>
                {(tag) => (
                  <button
                    type="button"
                    class={cls(s.tag, pressed().includes(key) && s.pressed)}
                    aria-pressed={pressed().includes(key)}
                    aria-label={t.saved.tag(nameOf(tag()), tag().count)}
                    onClick={() => toggle(key)}
                    onContextMenu={(press) => {
                      press.preventDefault();
                      if (event()?.canTag) openMenu(tag(), press.currentTarget.getBoundingClientRect());
                    }}
                  >
                    <ReactionSign reaction={tag().reaction} />
                    <Show when={tag().title}>{(title) => <bdi>{title()}</bdi>}</Show>
                    <span class={s.count}>{formatCompact(tag().count)}</span>
                  </button>
                )}
              </Show>
            )}
          </For>
        </div>
        <Show when={chosen().length > 0}>
          <TaggedList
            search={search}
            onChoose={(id) => {
              setPressed([]);
              props.onJump(id);
            }}
          />
        </Show>
      </div>
      <Show when={renaming()}>{(tag) => <TagNameDialog tag={tag()} onClose={() => setRenaming(undefined)} />}</Show>
    </Show>
  );
}

const nameOf = (tag: SavedTag): string => [reactionName(tag.reaction), tag.title].filter(Boolean).join(' ');
