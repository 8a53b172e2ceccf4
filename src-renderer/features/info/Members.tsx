import { createEffect, createMemo, createSignal, For, on, onCleanup, Show, type Accessor, type JSX } from 'solid-js';
import { Virtualizer, type VirtualizerHandle } from 'virtua/solid';
import type { MemberRow, MembersWindow, Profile } from '#shared/ipc/info.ts';
import { memberKinds } from '#shared/ipc/info.ts';
import type { Peer, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createWindowStore } from '../../state/window-store.ts';
import { t } from '../../strings/index.ts';
import { isOnline, presenceText } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { cls } from '../../ui/class.ts';
import { Segments } from '../../ui/Segments.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { asPerson } from './info-words.ts';
import { MemberDialogs, type MemberBox } from './MemberDialogs.tsx';
import { memberMenu } from './member-menu.tsx';
import s from './ProfilePage.module.css';

/** How long after the last key the server is asked. */
const SEARCH_MS = 200;
/** As many as the server gives at a time; the end of the list asks for as many more. */
const PAGE = 200;
const ROW_HEIGHT = 54;
/** Fewer than this are looked through without a field. */
const WORTH_SEARCHING = 8;

/** Who is in a chat, those who are online first. One tab stop: the arrow keys walk the rows, and the menu key opens what can be done. */
export function Members(props: { peer: Peer; profile: Accessor<Profile | undefined>; scroller: HTMLDivElement }): JSX.Element {
  const app = useApp();
  const peerId = props.peer.id;
  const [query, setQuery] = createSignal('');
  const [asked, setAsked] = createSignal('');
  const [kind, setKind] = createSignal<(typeof memberKinds)[number]>('all');
  const [count, setCount] = createSignal(PAGE);
  const [state, setState] = createSignal<Omit<MembersWindow, 'order' | 'upsert' | 'peers'>>({ hasMore: false, state: 'loading' });
  const [active, setActive] = createSignal<PeerId>();
  const [margin, setMargin] = createSignal(0);
  const [box, setBox] = createSignal<MemberBox>();
  const rows = createWindowStore<PeerId, MemberRow>((row) => row.peerId);
  let handle: VirtualizerHandle | undefined;
  let list: HTMLDivElement | undefined;
  let hadFocus = false;

  const wish = () => ({ peerId, kind: kind(), query: asked(), count: count() });
  const listening = app.client.listen('info.members', wish(), ({ order, upsert, peers, ...rest }) => {
    app.peers.put(peers);
    if (!rows.apply({ order, upsert })) return listening.restart();
    setState(rest);
  });
  onCleanup(() => listening.dispose());
  createEffect(on([kind, asked, count], () => listening.retune(wish()), { defer: true }));
  createEffect(
    on(query, (text) => {
      const timer = setTimeout(() => {
        setCount(PAGE);
        setAsked(text.trim());
      }, SEARCH_MS);
      onCleanup(() => clearTimeout(timer));
    }, { defer: true }),
  );

  const isChannel = () => props.peer.kind === 'channel';
  const title = () => (isChannel() ? t.info.subscribers : t.info.members);
  const heading = () => {
    const all = props.peer.memberCount ?? state().total;
    return all === undefined ? title() : isChannel() ? t.presence.subscribers(all) : t.presence.members(all);
  };
  const current = createMemo(() => {
    const id = active();
    return id !== undefined && rows.order().includes(id) ? id : rows.order()[0];
  });
  const isSearchable = () => query() !== '' || kind() !== 'all' || (state().total ?? rows.order().length) >= WORTH_SEARCHING;
  /** The focused row stays mounted, wherever it goes. */
  const kept = createMemo(() => {
    const at = rows.order().indexOf(current() ?? (0 as PeerId));
    return at < 0 ? [] : [at];
  });

  // What stands above the list changes its height with what is known.
  const measure = () => {
    if (list) setMargin(list.getBoundingClientRect().top - props.scroller.getBoundingClientRect().top + props.scroller.scrollTop);
  };
  const observer = new ResizeObserver(measure);
  createEffect(() => {
    for (const child of props.scroller.children) observer.observe(child);
    measure();
  });
  onCleanup(() => observer.disconnect());

  const rowOf = (id: PeerId) => list?.querySelector<HTMLElement>(`[data-member="${id}"]`);
  // A row that is put elsewhere in the order loses the focus.
  createEffect(
    on(rows.order, () => {
      const id = active();
      if (hadFocus && id !== undefined) queueMicrotask(() => document.activeElement === document.body && rowOf(id)?.focus({ preventScroll: true }));
    }),
  );
  /** A row that is far away is mounted and shown some frames after the list was sent there. */
  const focusRow = (id: PeerId, frames = 30) => {
    const row = rowOf(id);
    row?.focus();
    if (document.activeElement !== row && frames > 0 && active() === id) requestAnimationFrame(() => focusRow(id, frames - 1));
  };
  const goTo = (index: number) => {
    const id = rows.order()[Math.max(0, Math.min(rows.order().length - 1, index))];
    if (id === undefined) return;
    setActive(id);
    handle?.scrollToIndex(rows.order().indexOf(id), { align: 'nearest' });
    queueMicrotask(() => focusRow(id));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const at = rows.order().indexOf(current() ?? (0 as PeerId));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.order().length - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    goTo(to);
  };
  const nearEnd = () => {
    if (!state().hasMore || state().state === 'loading' || rows.order().length < count() || !handle) return;
    const below = props.scroller.scrollHeight - props.scroller.scrollTop - props.scroller.clientHeight;
    if (below < 20 * ROW_HEIGHT) setCount((all) => Math.min(10_000, all + PAGE));
  };
  const openMenu = (row: MemberRow, at: { x: number; y: number } | DOMRect) => {
    const peer = app.peers.get(row.peerId);
    if (!peer) return;
    app.layers.openMenu({ label: t.info.memberMenu(peer.title), at, items: memberMenu(app, { chat: props.peer, peer, row, ask: setBox }) });
  };
  return (
    <section class={s.section} aria-label={title()} data-testid="members">
      <h4 class={s.heading}>{heading()}</h4>
      <Show when={state().state !== 'hidden'} fallback={<p class={s.empty}>{t.info.hidden}</p>}>
        <Show when={isSearchable()}>
          <div class={s.controls}>
            <TextField look="search" label={t.info.searchMembers} value={query()} maxlength={64} onInput={(event) => setQuery(event.currentTarget.value)} />
            <Segments
              label={t.info.kinds}
              value={kind()}
              choices={memberKinds.map((one) => ({ value: one, label: t.info.kind[one] }))}
              onChoose={(next) => {
                setCount(PAGE);
                setKind(next);
              }}
            />
          </div>
        </Show>
        <div
          ref={list}
          class={s.members}
          onKeyDown={onKeyDown}
          onFocusIn={() => (hadFocus = true)}
          onFocusOut={(event) => {
            // Losing it to nothing is what happens to a row that moves.
            if (event.relatedTarget !== null) hadFocus = false;
          }}
        >
          <Virtualizer
            ref={(made) => (handle = made)}
            as="ul"
            item="li"
            data={rows.order()}
            scrollRef={props.scroller}
            startMargin={margin()}
            itemSize={ROW_HEIGHT}
            keepMounted={kept()}
            onScroll={nearEnd}
          >
            {(id) => (
              <Show when={rows.row(id)}>
                {(row) => (
                  <Show when={app.peers.get(id)}>
                    {(peer) => (
                      <button
                        type="button"
                        class={s.row}
                        data-member={id}
                        tabindex={current() === id ? 0 : -1}
                        onFocus={() => setActive(id)}
                        onClick={() => app.info.open(id)}
                        onContextMenu={(event) => {
                          event.preventDefault();
                          const byKey = event.clientX === 0 && event.clientY === 0;
                          openMenu(row(), byKey ? event.currentTarget.getBoundingClientRect() : { x: event.clientX, y: event.clientY });
                        }}
                      >
                        <Avatar peer={asPerson(peer())} size={40} online={isOnline(peer(), app.now())} />
                        <span class={s.texts}>
                          <span class={s.name} dir="auto">
                            {peer().title}
                          </span>
                          <span class={cls(s.note, (peer().isSelf || isOnline(peer(), app.now())) && s.live)}>{presenceText(peer(), app.now()) || t.presence.online}</span>
                        </span>
                        <Show when={roleText(row())}>{(role) => <span class={s.role}>{role()}</span>}</Show>
                      </button>
                    )}
                  </Show>
                )}
              </Show>
            )}
          </Virtualizer>
        </div>
        <Show when={state().state === 'loading' && rows.order().length === 0}>
          <div class={s.empty} role="status" aria-label={t.info.loadingMembers}>
            <For each={[0, 1, 2]}>{() => <Skeleton width="100%" height="38px" />}</For>
          </div>
        </Show>
        <Show when={state().problem}>
          {(problem) => (
            <div class={s.problem} role="status">
              <p>{problem()}</p>
              <Button look="quiet" onClick={() => listening.retune(wish())}>
                {t.info.tryAgain}
              </Button>
            </div>
          )}
        </Show>
        <Show when={state().state === 'ready' && rows.order().length === 0}>
          <p class={s.empty} role="status">
            {query() === '' && kind() === 'all' ? t.info.nobody : t.info.noneFound}
          </p>
        </Show>
      </Show>
      <MemberDialogs chat={props.peer} profile={props.profile()} box={box()} onClose={() => setBox(undefined)} />
    </section>
  );
}

/** The title that the chat gives somebody, or what they are. */
function roleText({ role, rank }: MemberRow): string | undefined {
  if (rank !== undefined) return rank;
  return role === 'member' ? undefined : t.info[role];
}
