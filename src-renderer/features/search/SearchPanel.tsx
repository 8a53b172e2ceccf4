import ChevronDown from 'lucide-solid/icons/chevron-down';
import Clock from 'lucide-solid/icons/clock';
import { createEffect, createMemo, For, on, Show, type JSX } from 'solid-js';
import { chatKinds, type PeerId, type SearchKind } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { messageChoice, peerChoice, type Choice, type ListSearch } from './list-search.ts';
import { MessageResult } from './MessageResult.tsx';
import { PeerResult } from './PeerResult.tsx';
import { optionId, RESULTS_ID } from './SearchField.tsx';
import s from './SearchPanel.module.css';
import { SearchStatus } from './SearchStatus.tsx';

/** What results are narrowed to by a press; the rest by operators, or in a chat. */
const kinds: readonly SearchKind[] = ['media', 'link', 'file', 'music', 'voice', 'gif'];

/** Nearer than this to the end, more is asked for, px. */
const NEAR_END = 600;

/** What was found, in place of the chat list. The focus stays in the field. */
export function SearchPanel(props: { search: ListSearch }): JSX.Element {
  const app = useApp();
  let list: HTMLDivElement | undefined;
  const { search } = props;
  const { hasWish } = search;
  const found = () => (hasWish() ? search.found() : undefined);
  const offline = () => found() !== undefined && (found()?.state === 'offline' || ['waitingForNetwork', 'connecting'].includes(app.connection()?.kind ?? ''));
  const known = (ids: readonly PeerId[]) => ids.filter((id) => app.peers.get(id) !== undefined);
  const query = () => found()?.query ?? '';

  createEffect(
    on(search.active, (id) => {
      if (id !== undefined) list?.querySelector(`#${optionId(id)}`)?.scrollIntoView({ block: 'nearest' });
    }),
  );
  createEffect(on(() => [search.query(), search.kind(), search.posts(), search.channels(), search.among()], () => list?.scrollTo({ top: 0 }), { defer: true }));

  const option = (choice: Choice, content: JSX.Element, label?: string): JSX.Element => (
    <div
      id={optionId(choice.id)}
      class={cls(s.option, search.active() === choice.id && s.active, choice.kind === 'message' && isOpenAt(choice) && s.open)}
      role="option"
      aria-selected={search.active() === choice.id}
      aria-label={label}
      data-testid={`search-${choice.id}`}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => search.choose(choice)}
    >
      {content}
    </div>
  );
  const isOpenAt = (choice: Choice & { kind: 'message' }) => {
    const target = app.navigation.target();
    return target?.peerId === choice.message.peerId && target.at === choice.message.id;
  };

  const chooseChats = (button: HTMLElement) => {
    const item = (kind: (typeof chatKinds)[number] | undefined) => ({
      id: `among-${kind ?? 'all'}`,
      label: t.search.among[kind ?? 'all'],
      checked: search.among() === kind,
      onSelect: () => search.setAmong(kind),
    });
    app.layers.openMenu({ label: t.search.amongLabel, at: button.getBoundingClientRect(), items: [undefined, ...chatKinds].map(item) });
  };

  return (
    <div class={s.panel} data-search-panel="" data-testid="search-panel">
      <Show when={hasWish() || search.posts() !== undefined}>
        <div class={s.kinds} role="group" aria-label={t.search.kinds}>
          <Kind label={t.search.kind.all} chosen={!search.isNarrowed()} onChoose={() => search.setKind(undefined)} />
          <Kind label={t.search.channels} chosen={search.channels()} onChoose={() => search.lookAtChannels()} />
          <Kind label={t.search.posts.kind} chosen={search.posts() !== undefined} onChoose={() => search.lookAtPosts()} />
          <For each={kinds}>
            {(kind) => <Kind label={t.search.kind[kind]} chosen={search.kind() === kind} onChoose={() => search.setKind(kind)} />}
          </For>
        </div>
      </Show>
      <Show when={hasWish() && !search.channels() && search.posts() === undefined}>
        <button
          type="button"
          class={s.among}
          aria-haspopup="menu"
          data-testid="search-among"
          onMouseDown={(event) => event.preventDefault()}
          onClick={(event) => chooseChats(event.currentTarget)}
        >
          {t.search.among[search.among() ?? 'all']}
          <ChevronDown />
        </button>
      </Show>
      <VisuallyHidden>
        <span role="status">{found()?.state === 'done' ? t.search.found(search.choices().length) : ''}</span>
      </VisuallyHidden>
      <Show when={offline() && search.posts() === undefined && search.choices().length > 0}>
        <p class={s.note} data-testid="search-offline">
          {t.search.offline}
        </p>
      </Show>
      <Show when={found()?.hereOnly === true && !offline()}>
        <p class={s.note}>{t.search.senderHere}</p>
      </Show>
      <Show when={found()?.state === 'failed' && search.choices().length > 0}>
        <p class={s.note} role="alert">
          <span>{found()?.problem}</span>
          <button type="button" class={s.again} onClick={() => search.again()}>
            {t.search.again}
          </button>
        </p>
      </Show>
      <div
        ref={list}
        id={RESULTS_ID}
        class={s.list}
        role="listbox"
        aria-label={t.search.results}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          if (scrollHeight - scrollTop - clientHeight < NEAR_END) search.more();
        }}
      >
        <Show when={!hasWish() && search.posts() === undefined}>
          <Section title={t.search.recent} shown={search.choices().length > 0}>
            <For each={search.recent().queries}>
              {(text) =>
                option(
                  { id: `query-${text}`, kind: 'query', query: text },
                  <span class={s.query}>
                    <Clock />
                    <bdi>{text}</bdi>
                  </span>,
                )
              }
            </For>
            <For each={known(search.recent().peers)}>{(id) => option(peerChoice(id), <PeerResult peerId={id} query="" />)}</For>
          </Section>
        </Show>
        <Section title={t.search.chats} shown={known(found()?.chats ?? []).length > 0}>
          <For each={known(found()?.chats ?? [])}>{(id) => option(peerChoice(id), <PeerResult peerId={id} query={query()} />)}</For>
        </Section>
        <Section title={t.search.others} shown={known(found()?.others ?? []).length > 0}>
          <For each={known(found()?.others ?? [])}>{(id) => option(peerChoice(id), <PeerResult peerId={id} query={query()} />)}</For>
        </Section>
        <Section title={t.search.messages} shown={(found()?.messages.length ?? 0) > 0}>
          <For each={found()?.messages ?? []}>
            {(message) => option(messageChoice(message), <MessageResult message={message} query={query()} />)}
          </For>
        </Section>
      </div>
      <SearchStatus search={search} offline={offline()} />
      <Show when={!hasWish() && search.choices().length > 0}>
        <button type="button" class={s.forget} onMouseDown={(event) => event.preventDefault()} onClick={() => search.forgetRecent()}>
          {t.search.clearRecent}
        </button>
      </Show>
    </div>
  );
}

function Section(props: { title: string; shown: boolean; children: JSX.Element }): JSX.Element {
  const id = createMemo(() => `search-section-${props.title.replace(/\W/g, '')}`);
  return (
    <Show when={props.shown}>
      <div role="group" aria-labelledby={id()}>
        <div id={id()} class={s.title} role="presentation">
          {props.title}
        </div>
        {props.children}
      </div>
    </Show>
  );
}

function Kind(props: { label: string; chosen: boolean; onChoose(): void }): JSX.Element {
  return (
    <button
      type="button"
      class={cls(s.kind, props.chosen && s.chosen)}
      aria-pressed={props.chosen}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => props.onChoose()}
    >
      {props.label}
    </button>
  );
}
