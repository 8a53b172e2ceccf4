import { createSelector, createSignal, type Accessor } from 'solid-js';
import { sectionKey } from '#shared/model/index.ts';
import type { ChatListId, ChatSection, FormattedText, Message, MessageId, PeerId } from '#shared/model/index.ts';

/** What is answered: a message, a part of it, one of another chat. */
export interface ReplyTarget {
  message: Message;
  quote?: FormattedText & { offset: number };
  /** The chat of the message, when it is another one than the one that is written in. */
  fromPeerId?: PeerId;
}

/** Where a chat is wanted to be shown; `request` grows with each wish, also for the same place. */
export interface ChatTarget {
  peerId: PeerId;
  /** Only this part of the chat; it lies over `below`. */
  section?: ChatSection;
  /** What one comes back to from a part of a chat. */
  below?: Omit<ChatTarget, 'request' | 'section' | 'below'>;
  /** A message to jump to, or the end; absent: where the chat was left, or its first unread message. */
  at?: MessageId | 'end';
  /** The part of the chat that one comes back from. */
  left?: ChatSection;
  /** The composer answers this. */
  reply?: ReplyTarget;
  request: number;
}

/** A message and how far below the upper edge of the history it stood, px; less than 0 for one that began above it. */
export interface ReadingPlace {
  row: MessageId;
  top: number;
}

/** So many chats are remembered as recent. */
const MOST_RECENT = 10;

/** What is looked for over the chat list; a new object for each wish. */
export interface SearchEverywhere {
  query: string;
  /** Among the posts of public channels, instead of one's own chats. */
  posts: boolean;
}

export interface Navigation {
  target: Accessor<ChatTarget | undefined>;
  /** The chat that is open; while a part of a chat lies over it, still the one below. */
  openPeer: Accessor<PeerId | undefined>;
  /** For rows: only the two rows that the answer changes for are told. */
  isOpen(peerId: PeerId): boolean;
  /** Opens a chat. The chat that is open already goes to its end. */
  open(peerId: PeerId, at?: MessageId | 'end'): void;
  /** Opens a chat to answer a message there. */
  openToReply(peerId: PeerId, reply: ReplyTarget): void;
  /** Shows a part of a chat over the chat that is open. `from`: the message there that one comes back to. */
  openSection(peerId: PeerId, section: ChatSection, places?: { at?: MessageId | undefined; from?: MessageId | undefined }): void;
  /** Leaves a part of a chat for what lies below it. */
  back(): void;
  close(): void;
  /** What was last asked for by `searchFor`. */
  searched: Accessor<SearchEverywhere | undefined>;
  /** Looks for something over the chat list. */
  searchFor(wish: SearchEverywhere): void;
  /** The chats that were open in this window, the last one first. */
  recent: Accessor<readonly PeerId[]>;
  /** Takes a chat out of the recent ones. */
  forget(peerId: PeerId): void;
  /** Where somebody was reading when a chat, or a part of it, was left; undefined at its end, and where it waits to be read. */
  leftAt(peerId: PeerId, section: ChatSection | undefined): ReadingPlace | undefined;
  leave(peerId: PeerId, section: ChatSection | undefined, place: ReadingPlace | undefined): void;
  /** The list that is shown. */
  folder: Accessor<ChatListId>;
  showFolder(folder: ChatListId): void;
}

export function createNavigation(): Navigation {
  const [target, setTarget] = createSignal<ChatTarget>();
  const [folder, showFolder] = createSignal<ChatListId>('main');
  const openPeer = () => target()?.below?.peerId ?? target()?.peerId;
  const isOpen = createSelector<PeerId | undefined, PeerId>(openPeer);
  const [recent, setRecent] = createSignal<readonly PeerId[]>([]);
  const [searched, setSearched] = createSignal<SearchEverywhere>();
  let requests = 0;
  const places = new Map<string, ReadingPlace>();
  const placeKey = (peerId: PeerId, section: ChatSection | undefined) => `${peerId} ${sectionKey(section)}`;
  const show = (next: Omit<ChatTarget, 'request'>) => {
    setTarget({ ...next, request: ++requests });
    const chat = next.below?.peerId ?? next.peerId;
    setRecent((all) => [chat, ...all.filter((id) => id !== chat)].slice(0, MOST_RECENT));
  };
  return {
    target,
    openPeer,
    isOpen,
    open(peerId, at) {
      const { below, section } = target() ?? {};
      if (at === undefined && below?.peerId === peerId) return show({ ...below, ...(section === undefined ? {} : { left: section }) });
      const place = at ?? (openPeer() === peerId ? 'end' : undefined);
      show({ peerId, ...(place === undefined ? {} : { at: place }) });
    },
    openToReply(peerId, reply) {
      show({ peerId, reply });
    },
    openSection(peerId, section, { at, from } = {}) {
      const below = target()?.below ?? { peerId: target()?.peerId ?? peerId, ...(from === undefined ? {} : { at: from }) };
      show({ peerId, section, below, ...(at === undefined ? {} : { at }) });
    },
    back() {
      const { below, section } = target() ?? {};
      if (below !== undefined) show({ ...below, ...(section === undefined ? {} : { left: section }) });
    },
    close: () => setTarget(undefined),
    searched,
    searchFor: (wish) => setSearched({ ...wish }),
    recent,
    forget: (peerId) => setRecent((all) => all.filter((id) => id !== peerId)),
    leftAt: (peerId, section) => places.get(placeKey(peerId, section)),
    leave(peerId, section, place) {
      if (place === undefined) places.delete(placeKey(peerId, section));
      else places.set(placeKey(peerId, section), place);
    },
    folder,
    showFolder,
  };
}
