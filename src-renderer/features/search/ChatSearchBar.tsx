import CalendarDays from 'lucide-solid/icons/calendar-days';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import ChevronUp from 'lucide-solid/icons/chevron-up';
import ListFilter from 'lucide-solid/icons/list-filter';
import Search from 'lucide-solid/icons/search';
import UserRound from 'lucide-solid/icons/user-round';
import X from 'lucide-solid/icons/x';
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js';
import type { ChatSection, ContentKind, FoundKey, KindCounts, MessageId, PeerId } from '#shared/model/index.ts';
import { contentKinds } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { DateDialog } from './DateDialog.tsx';
import s from './ChatSearchBar.module.css';
import { createSearch } from './search-state.ts';

/** After the last key, the newest result is gone to, ms. */
const SETTLE_MS = 250;

/** Searching in the open chat: walks from the newest result to older ones, each shown where it was said. */
export function ChatSearchBar(props: {
  peerId: PeerId;
  /** Only in this part of the chat. */
  section?: ChatSection | undefined;
  /** What is looked for at first. */
  query: string;
  /** People who wrote what is on the screen: whom results can be narrowed to. */
  writers(): PeerId[];
  onJump(id: MessageId): void;
  onClose(): void;
}): JSX.Element {
  const app = useApp();
  const { peerId, section } = props;
  const [query, setQuery] = createSignal(props.query);
  const [from, setFrom] = createSignal<PeerId>();
  const [kind, setKind] = createSignal<ContentKind>();
  const [counts, setCounts] = createSignal<KindCounts>();
  const [at, setAt] = createSignal<FoundKey>();
  const [choosingDate, setChoosingDate] = createSignal(false);
  let input: HTMLInputElement | undefined;
  let settle: ReturnType<typeof setTimeout> | undefined;
  let jumpWanted = false;

  const place = { inChat: peerId, ...(section === undefined ? {} : { section }) };
  const wish = createMemo(() => {
    const who = from();
    const only = kind();
    if (query().trim() === '' && who === undefined && only === undefined) return undefined;
    return { query: query(), ...place, ...(who === undefined ? {} : { from: who }), ...(only === undefined ? {} : { kind: only }) };
  });
  const search = createSearch(app.client, app.peers, wish);
  const keys = (): readonly FoundKey[] => search.found()?.keys ?? [];
  const index = () => {
    const key = at();
    return key === undefined ? -1 : keys().indexOf(key);
  };
  const inGroup = () => ['group', 'supergroup'].includes(app.peers.get(peerId)?.kind ?? '');
  const offline = () => search.found()?.state === 'offline';
  /** What is shown answers what is asked for now: the results of another wish, even with the same words, lead nowhere. */
  const isAnswered = () => search.found() !== undefined && search.found()?.wish === wish();

  const go = (to: number) => {
    if (!isAnswered()) return;
    const key = keys()[to];
    const message = search.found()?.messages[to];
    if (key === undefined || message === undefined) return;
    jumpWanted = false;
    setAt(key);
    props.onJump(message.id);
    if (to >= keys().length - 5) search.more();
  };
  /** Older results follow the newest one. */
  const step = (by: 1 | -1) => go(index() < 0 ? 0 : index() + by);
  onMount(() => onCleanup(app.shortcuts.handle({ 'found.next': () => step(1), 'found.previous': () => step(-1) })));

  createEffect(
    on(wish, () => {
      clearTimeout(settle);
      setAt(undefined);
      jumpWanted = true;
      settle = setTimeout(() => {
        if (jumpWanted) go(0);
      }, SETTLE_MS);
    }),
  );
  createEffect(
    on(search.found, (found) => {
      // Nothing was here, and the server has brought something.
      if (jumpWanted && found !== undefined && found.state !== 'searching') go(0);
    }),
  );
  createEffect(on(() => props.query, (text) => setQuery(text), { defer: true }));
  onCleanup(() => clearTimeout(settle));
  onMount(() => {
    input?.focus();
    const chat = { peerId, ...(section === undefined ? {} : { section }) };
    app.client.call('search.counts', chat).then(setCounts).catch(() => undefined);
  });

  const status = () => {
    const found = search.found();
    if (wish() === undefined) return '';
    if (found === undefined || (keys().length === 0 && found.state === 'searching')) return t.search.searching;
    if (found.problem !== undefined && keys().length === 0) return found.problem;
    if (keys().length === 0) return offline() ? t.search.inChat.nothingHere : t.search.inChat.nothing;
    const place = index() + 1;
    const total = Math.max(found.total, keys().length);
    if (place === 0) return t.search.found(total);
    return offline() ? t.search.inChat.positionHere(place, total) : t.search.inChat.position(place, total);
  };
  const chooseKind = (button: HTMLElement) => {
    const all = counts()?.counts ?? contentKinds.map((each) => ({ kind: each, count: undefined }));
    // What there is none of is not offered, unless it is just what was chosen.
    const offered = all.filter(({ kind: each, count }) => count !== 0 || each === kind());
    app.layers.openMenu({
      label: t.search.inChat.kind,
      at: button.getBoundingClientRect(),
      items: [
        { id: 'any', label: t.search.inChat.anyKind, checked: kind() === undefined, onSelect: () => setKind(undefined) },
        ...offered.map(({ kind: each, count }) => ({
          id: `kind-${each}`,
          label: count === undefined ? t.search.kind[each] : t.search.inChat.counted(t.search.kind[each], count),
          checked: kind() === each,
          onSelect: () => setKind(each),
        })),
      ],
      onClose: () => input?.focus(),
    });
  };
  const kindLabel = () => {
    const only = kind();
    return only === undefined ? t.search.inChat.kind : t.search.inChat.onlyKind(t.search.kind[only]);
  };
  const chooseWriter = (button: HTMLElement) => {
    const name = (id: PeerId) => {
      const peer = app.peers.get(id);
      return peer === undefined ? '' : peer.isSelf ? t.search.inChat.you : chatTitle(peer);
    };
    app.layers.openMenu({
      label: t.search.inChat.from,
      at: button.getBoundingClientRect(),
      items: [
        { id: 'anyone', label: t.search.inChat.everyone, checked: from() === undefined, onSelect: () => setFrom(undefined) },
        ...props.writers().map((id) => ({ id: `from-${id}`, label: name(id), checked: from() === id, onSelect: () => setFrom(() => id) })),
      ],
      onClose: () => input?.focus(),
    });
  };
  const writer = () => {
    const peer = from() === undefined ? undefined : app.peers.get(from() as PeerId);
    return peer === undefined ? undefined : peer.isSelf ? t.search.inChat.you : chatTitle(peer);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'ArrowUp' && event.target === input) step(1);
    else if (event.key === 'ArrowDown' && event.target === input) step(-1);
    else if (event.key === 'Escape') props.onClose();
    else return;
    if (event.key === 'Enter' && event.target !== input) return;
    event.preventDefault();
  };

  return (
    <div class={s.bar} role="search" aria-label={t.search.inChat.title} data-testid="chat-search" onKeyDown={onKeyDown}>
      <Search class={s.sign} />
      <input
        ref={input}
        class={s.input}
        type="text"
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        aria-label={t.search.inChat.field}
        placeholder={t.search.inChat.field}
        maxLength={256}
        value={query()}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <span class={s.status} role="status" data-testid="chat-search-status">
        {status()}
      </span>
      <span class={s.buttons}>
        <Show when={search.found()?.state === 'failed'}>
          <button type="button" class={s.again} onClick={() => search.again()}>
            {t.search.again}
          </button>
        </Show>
        <Show when={inGroup()}>
          <IconButton
            label={writer() === undefined ? t.search.inChat.from : t.search.inChat.fromWho(writer() as string)}
            look={writer() === undefined ? 'plain' : 'accent'}
            aria-haspopup="menu"
            onClick={(event) => chooseWriter(event.currentTarget)}
          >
            <UserRound />
          </IconButton>
        </Show>
        <IconButton
          label={kindLabel()}
          look={kind() === undefined ? 'plain' : 'accent'}
          aria-haspopup="menu"
          onClick={(event) => chooseKind(event.currentTarget)}
        >
          <ListFilter />
        </IconButton>
        <IconButton label={t.search.inChat.toDate} aria-haspopup="dialog" onClick={() => setChoosingDate(true)}>
          <CalendarDays />
        </IconButton>
        <IconButton label={t.search.inChat.older} shortcut="F3" disabled={index() >= keys().length - 1} onClick={() => step(1)}>
          <ChevronUp />
        </IconButton>
        <IconButton label={t.search.inChat.newer} shortcut="Shift+F3" disabled={index() <= 0} onClick={() => step(-1)}>
          <ChevronDown />
        </IconButton>
        <IconButton label={t.search.inChat.close} shortcut="Esc" onClick={() => props.onClose()}>
          <X />
        </IconButton>
      </span>
      <Show when={choosingDate()}>
        <DateDialog peerId={peerId} section={section} onJump={(id) => props.onJump(id)} onClose={() => setChoosingDate(false)} />
      </Show>
    </div>
  );
}
