import type { tl } from '#tl';
import type { ValidTopicInput } from '#shared/ipc/handlers.ts';
import { contentKinds, reactionKey, sectionKey } from '#shared/model/index.ts';
import type { ChatKind, ChatSection, ContentKind, PeerId, PostsWish, Reaction, SearchKind } from '#shared/model/index.ts';
import { parseQuery, readOperators } from '#shared/search/index.ts';
import type { MessageSearch, Store } from '../../store/index.ts';

export type SearchInput = ValidTopicInput<'search.results'>;

/** What is searched for, with the conditions that were written into the query. */
export interface Wish {
  text: string;
  inChat?: PeerId;
  from?: PeerId;
  kind?: SearchKind;
  /** Only in this part of the chat. */
  section?: ChatSection;
  /** Messages of Saved Messages that carry all of these tags. */
  tags?: Reaction[];
  /** Unix seconds, both excluded. */
  after?: number;
  before?: number;
  /** Only in chats of this kind. */
  among?: ChatKind;
  /** Channels by their names, and no messages. */
  channels?: true;
  /** Posts of public channels, instead of one's own chats. */
  posts?: PostsWish;
  /** Why nothing can be found: a sentence. */
  problem?: string;
}

/** Understands an input. A sender who was named in the query must be known here: those who write in one's chats are. */
export function wishOf(input: SearchInput, store: Store): Wish {
  if (input.posts !== undefined) return { text: parseQuery(input.query) === undefined ? '' : input.query.trim(), posts: input.posts };
  if (input.channels === true) return { text: parseQuery(input.query) === undefined ? '' : input.query.trim(), channels: true };
  const written = readOperators(input.query);
  const from = input.from ?? (written.from === undefined ? undefined : store.peers.byUsername(written.from));
  const kind = input.kind ?? written.kind;
  const after = input.after ?? written.after;
  const before = input.before ?? written.before;
  return {
    // Punctuation alone is nothing that could be found.
    text: parseQuery(written.text) === undefined ? '' : written.text,
    ...(input.inChat === undefined ? {} : { inChat: input.inChat }),
    ...(from === undefined ? {} : { from }),
    ...(kind === undefined ? {} : { kind }),
    ...(input.among === undefined ? {} : { among: input.among }),
    ...(input.section === undefined ? {} : { section: input.section }),
    ...(input.tags === undefined || input.tags.length === 0 ? {} : { tags: input.tags }),
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
    ...(written.from !== undefined && from === undefined ? { problem: `Nobody here is called @${written.from}.` } : {}),
  };
}

/** The same search, though perhaps with another number of results. */
export function sameWish(a: Wish, b: Wish): boolean {
  const keys = ['text', 'inChat', 'from', 'kind', 'after', 'before', 'among', 'channels', 'posts', 'problem'] as const;
  return keys.every((key) => a[key] === b[key]) && partsOf(a) === partsOf(b);
}

const partsOf = ({ tags = [], section }: Wish): string => [sectionKey(section), ...tags.map(reactionKey)].join('\n');

export const hasConditions = ({ from, kind, after, before, tags }: Wish): boolean =>
  [from, kind, after, before, tags].some((each) => each !== undefined);

/** The hashtag that is looked for, without its sign; undefined when it is anything else. */
export const hashtagOf = ({ text }: Wish): string | undefined => /^#([^\s#]+)$/u.exec(text)?.[1];

/** Nothing was asked for. */
export const isEmpty = (wish: Wish): boolean => wish.text === '' && !hasConditions(wish);

/** What a kind that is searched for holds. */
export const partsOfKind = (kind: SearchKind): ContentKind[] => (kind === 'media' ? ['photo', 'video'] : [kind]);

/** The wish as the store takes it. */
export function localSearch({ text, inChat, from, kind, among, after, before, section, tags }: Wish): MessageSearch {
  return {
    text,
    ...(inChat === undefined ? {} : { chat: inChat }),
    ...(from === undefined ? {} : { from }),
    ...(kind === undefined ? {} : { kinds: partsOfKind(kind) }),
    ...(among === undefined ? {} : { among }),
    ...(section === undefined ? {} : { section }),
    ...(tags === undefined ? {} : { tags: tags.map(reactionKey) }),
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
  };
}

const FILTERS: Readonly<Record<SearchKind, tl.MessagesFilter>> = {
  media: { _: 'inputMessagesFilterPhotoVideo' },
  photo: { _: 'inputMessagesFilterPhotos' },
  video: { _: 'inputMessagesFilterVideo' },
  file: { _: 'inputMessagesFilterDocument' },
  link: { _: 'inputMessagesFilterUrl' },
  voice: { _: 'inputMessagesFilterRoundVoice' },
  music: { _: 'inputMessagesFilterMusic' },
  gif: { _: 'inputMessagesFilterGif' },
};

/** core.telegram.org/type/MessagesFilter */
export const serverFilter = ({ kind }: Wish): tl.MessagesFilter =>
  kind === undefined ? { _: 'inputMessagesFilterEmpty' } : FILTERS[kind];

/** The filters of all kinds, to count by them. */
export const contentFilters = contentKinds.map((kind) => ({ kind, filter: FILTERS[kind] }));
