import ArrowLeft from 'lucide-solid/icons/arrow-left';
import Pencil from 'lucide-solid/icons/pencil';
import X from 'lucide-solid/icons/x';
import { createEffect, createMemo, For, Match, on, onMount, Show, Switch, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import type { InfoPage } from '../../state/info.ts';
import { createTopicStore } from '../../state/topic.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { LinksPage } from '../invites/LinksPage.tsx';
import { RequestsPage } from '../invites/RequestsPage.tsx';
import { EditPage } from './EditPage.tsx';
import s from './InfoPanel.module.css';
import { isPerson } from './info-words.ts';
import { ProfilePage } from './ProfilePage.tsx';

/** Who somebody is, or what a chat is: pages that lie on top of one another. Esc and the arrow go one back, from the first one out. */
export function InfoPanel(): JSX.Element {
  const { info } = useApp();
  // Those beneath stay as they are: their search, their place, and what had the focus.
  return <For each={info.pages()}>{(page) => <Page page={page} />}</For>;
}

function Page(props: { page: InfoPage }): JSX.Element {
  const app = useApp();
  const { info } = app;
  const { peerId, kind } = props.page;
  const profile = createTopicStore(app.client, 'info.profile', { peerId }, (event) => app.peers.put([event.peer]));
  const peer = () => app.peers.get(peerId);
  const isTop = createMemo(() => info.page() === props.page);
  const isFirst = info.pages().length < 2;
  let back: HTMLButtonElement | undefined;
  let focused: Element | null = null;
  const title = () => {
    const known = peer();
    if (!known) return t.info.details;
    if (kind === 'links') return t.invites.links;
    if (kind === 'requests') return t.invites.requests;
    if (kind === 'edit') return known.kind === 'channel' ? t.info.editChannel : t.info.editGroup;
    if (known.kind === 'user') return t.info.user;
    return known.kind === 'bot' ? t.info.bot : known.kind === 'channel' ? t.info.channel : t.info.group;
  };
  const mayEdit = () => {
    const powers = profile()?.powers;
    return powers !== undefined && (powers.editInfo || powers.setUsername);
  };
  onMount(() => {
    const now = document.activeElement;
    // A page that came by itself, with another chat beside it, leaves the focus where it is.
    const isWanted = !isFirst || now === null || now === document.body || now.closest('main, [role="menu"]') !== null;
    if (isWanted) queueMicrotask(() => back?.focus({ preventScroll: true }));
  });
  createEffect(
    on(
      isTop,
      (top) => {
        if (top) queueMicrotask(() => (focused instanceof HTMLElement && focused.isConnected ? focused : back)?.focus({ preventScroll: true }));
      },
      { defer: true },
    ),
  );
  return (
    <aside
      class={cls(s.panel, !isTop() && s.beneath)}
      aria-label={title()}
      data-landmark={isTop() ? 'info' : undefined}
      data-testid={isTop() ? 'info' : undefined}
      tabindex={-1}
      inert={!isTop()}
      onFocusIn={(event) => (focused = event.target)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
        event.preventDefault();
        info.back();
      }}
    >
      <header class={s.header}>
        <IconButton ref={(element) => (back = element)} label={isFirst ? t.info.close : t.app.back} shortcut="Esc" onClick={info.back}>
          <Show when={!isFirst} fallback={<X />}>
            <ArrowLeft />
          </Show>
        </IconButton>
        <h2 class={s.title}>{title()}</h2>
        <Show when={kind === 'profile' && peer() && !isPerson(peer()) && mayEdit()}>
          <IconButton label={t.info.edit} onClick={() => info.open(peerId, 'edit')}>
            <Pencil />
          </IconButton>
        </Show>
      </header>
      <Switch fallback={<ProfilePage peerId={peerId} profile={profile} />}>
        <Match when={kind === 'links' || kind === 'requests'}>
          <div class={s.body}>{kind === 'links' ? <LinksPage peerId={peerId} /> : <RequestsPage peerId={peerId} profile={profile} />}</div>
        </Match>
        <Match when={kind === 'edit'}>
          <Show when={profile()?.full && peer()}>
            <div class={cls(s.body, s.padded)}>
              <EditPage peerId={peerId} profile={profile} />
            </div>
          </Show>
        </Match>
      </Switch>
    </aside>
  );
}
