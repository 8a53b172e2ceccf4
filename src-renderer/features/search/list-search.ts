import { batch, createMemo, createSignal, type Accessor } from 'solid-js';
import type { ChatKind, Message, PeerId, PostsWish, SearchKind } from '#shared/model/index.ts';
import { foundKey } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import { createSearch, type Found } from './search-state.ts';

/** What can be chosen in the results. */
export type Choice =
  | { id: string; kind: 'peer'; peerId: PeerId }
  | { id: string; kind: 'message'; message: Message }
  | { id: string; kind: 'query'; query: string };

export interface Recent {
  peers: PeerId[];
  queries: string[];
}

/** The search over the chat list: what is typed, what was found, and which of it is chosen by the arrow keys. */
export interface ListSearch {
  /** The results are shown in place of the list. */
  isOpen: Accessor<boolean>;
  query: Accessor<string>;
  kind: Accessor<SearchKind | undefined>;
  /** Set while posts of public channels are looked for instead of one's own chats. */
  posts: Accessor<PostsWish | undefined>;
  /** Channels are looked for by their names, and no messages. */
  channels: Accessor<boolean>;
  /** Only chats of this kind are searched. */
  among: Accessor<ChatKind | undefined>;
  /** Something was chosen besides what is typed. */
  isNarrowed: Accessor<boolean>;
  /** There is something to look for. */
  hasWish: Accessor<boolean>;
  found: Accessor<Found | undefined>;
  recent: Accessor<Recent>;
  /** Everything that can be chosen, in the order in which it is shown. */
  choices: Accessor<Choice[]>;
  /** The id of the choice that Enter takes. */
  active: Accessor<string | undefined>;
  open(): void;
  /** Gives the list back. */
  close(): void;
  type(query: string): void;
  setKind(kind: SearchKind | undefined): void;
  lookAtPosts(): void;
  lookAtChannels(): void;
  setAmong(kind: ChatKind | undefined): void;
  /** Uses one of the day's free searches among public posts. */
  searchPosts(): void;
  step(by: number): void;
  choose(choice: Choice | undefined): void;
  forgetRecent(): void;
  more(): void;
  again(): void;
}

export const peerChoice = (peerId: PeerId): Choice => ({ id: `peer-${peerId}`, kind: 'peer', peerId });
export const messageChoice = (message: Message): Choice => ({ id: `message-${foundKey(message).replace(':', '-')}`, kind: 'message', message });
const queryChoice = (query: string): Choice => ({ id: `query-${query}`, kind: 'query', query });

export function createListSearch(app: AppState): ListSearch {
  const [isOpen, setOpen] = createSignal(false);
  const [query, setQuery] = createSignal('');
  const [kind, setKind] = createSignal<SearchKind>();
  const [posts, setPosts] = createSignal<PostsWish>();
  const [channels, setChannels] = createSignal(false);
  const [among, setAmong] = createSignal<ChatKind>();
  const [recent, setRecent] = createSignal<Recent>({ peers: [], queries: [] });
  const [wanted, setWanted] = createSignal<string>();

  const hasWish = () => query().trim() !== '' || kind() !== undefined || channels();
  const isNarrowed = () => kind() !== undefined || posts() !== undefined || channels();
  const wish = createMemo(() => {
    if (!isOpen() || !hasWish()) return undefined;
    const only = kind();
    const where = posts();
    const chats = among();
    if (channels()) return { query: query(), channels: true as const };
    if (where !== undefined) return { query: query(), posts: where };
    return { query: query(), ...(only === undefined ? {} : { kind: only }), ...(chats === undefined ? {} : { among: chats }) };
  });
  const search = createSearch(app.client, app.peers, wish);

  const choices = createMemo((): Choice[] => {
    if (!hasWish()) return posts() !== undefined ? [] : [...recent().queries.map(queryChoice), ...recent().peers.map(peerChoice)];
    const found = search.found();
    if (found === undefined) return [];
    return [...found.chats.map(peerChoice), ...found.others.map(peerChoice), ...found.messages.map(messageChoice)];
  });
  /** What was reached by the arrow keys, as long as it is there; else the first result. */
  const active = createMemo(() => {
    const id = wanted();
    if (id !== undefined && choices().some((choice) => choice.id === id)) return id;
    return hasWish() ? choices()[0]?.id : undefined;
  });

  /** Counts what was asked and what was forgotten: answers from before are of no use. */
  let recentTurn = 0;
  const loadRecent = () => {
    const turn = ++recentTurn;
    const take = (next: Recent) => {
      if (turn === recentTurn) setRecent(next);
    };
    app.client
      .call('search.recent', {})
      .then(({ peers, queries }) => {
        app.peers.put(peers);
        take({ peers: peers.map((peer) => peer.id), queries });
      })
      .catch(() => take({ peers: [], queries: [] }));
  };
  const close = () => {
    setOpen(false);
    setQuery('');
    setKind(undefined);
    setPosts(undefined);
    setChannels(false);
    setAmong(undefined);
    setWanted(undefined);
  };
  const remember = (peerId: PeerId | undefined) => {
    const text = query().trim();
    const input = { ...(peerId === undefined ? {} : { peerId }), ...(text === '' ? {} : { query: text }) };
    app.client.call('search.remember', input).then(loadRecent).catch(() => undefined);
  };

  return {
    isOpen,
    query,
    kind,
    posts,
    channels,
    among,
    isNarrowed,
    hasWish,
    found: search.found,
    recent,
    choices,
    active,
    open() {
      if (isOpen()) return;
      setOpen(true);
      loadRecent();
    },
    close,
    type(text) {
      setOpen(true);
      batch(() => {
        setWanted(undefined);
        // What a search costs is agreed to for one query at a time.
        if (posts() !== undefined) setPosts('look');
        setQuery(text);
      });
    },
    setKind(next) {
      batch(() => {
        setWanted(undefined);
        setPosts(undefined);
        setChannels(false);
        setKind(next);
      });
    },
    lookAtPosts() {
      batch(() => {
        setWanted(undefined);
        setKind(undefined);
        setChannels(false);
        setPosts('look');
      });
    },
    lookAtChannels() {
      batch(() => {
        setWanted(undefined);
        setKind(undefined);
        setPosts(undefined);
        setChannels(true);
      });
    },
    setAmong(chats) {
      batch(() => {
        setWanted(undefined);
        setAmong(chats);
      });
    },
    searchPosts: () => setPosts('search'),
    step(by) {
      const all = choices();
      const now = all.findIndex((choice) => choice.id === active());
      const next = all[Math.max(0, Math.min(all.length - 1, now + by))];
      setWanted(next?.id);
      if (now + by >= all.length - 5) search.more();
    },
    choose(choice) {
      if (choice === undefined) return;
      if (choice.kind === 'query') {
        setQuery(choice.query);
        return;
      }
      remember(choice.kind === 'peer' ? choice.peerId : undefined);
      if (choice.kind === 'message') {
        // The results stay: one looks at one after the other.
        setWanted(choice.id);
        app.navigation.open(choice.message.peerId, choice.message.id);
        return;
      }
      const { peerId } = choice;
      close();
      app.navigation.open(peerId);
    },
    forgetRecent() {
      recentTurn++;
      setRecent({ peers: [], queries: [] });
      app.client.call('search.forget', {}).catch(app.layers.showError);
    },
    more: search.more,
    again: search.again,
  };
}

