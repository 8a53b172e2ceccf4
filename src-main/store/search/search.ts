import { fold, matchOf, parseQuery } from '#shared/search/index.ts';
import type { SearchQuery } from '#shared/search/index.ts';
import { chosenReactions, inSection, reactionKey } from '#shared/model/index.ts';
import type { ChatKind, ChatSection, ContentKind, Message, MessageId, Peer, PeerId } from '#shared/model/index.ts';
import type { SqlDatabase } from '../database.ts';
import type { PeersRepository } from '../peers.ts';
import { chatTag, CONTACT_TAG, kindTag, namesOf, senderTag, textsOf } from './documents.ts';
import { gramsOfQuery } from './grams.ts';
import type { SearchIndex } from './search-index.ts';

/** What messages are looked for. Without text, everything that fits the rest. */
export interface MessageSearch {
  text: string;
  chat?: PeerId;
  from?: PeerId;
  /** One of these. */
  kinds?: readonly ContentKind[];
  /** Only in chats of this kind. */
  among?: ChatKind;
  /** Only in this part of the chat. */
  section?: ChatSection;
  /** With all of these reactions of one's own, by their keys. */
  tags?: readonly string[];
  /** Unix seconds, both excluded. */
  after?: number;
  before?: number;
}

export interface FoundMessage {
  message: Message;
  /** Every word of the query begins a word of the message; else one of them only occurs inside of a word. */
  atWordStart: boolean;
}

export interface FoundMessages {
  /** Newest first. */
  found: FoundMessage[];
  /** Where the next page begins; absent when there is nothing more. */
  next?: number;
}

/** How well a name fits: the whole of it, its beginning, the beginning of a word in it, somewhere inside. */
export type NameFit = 'exact' | 'start' | 'word' | 'inside';

export interface FoundPeer {
  peer: Peer;
  fit: NameFit;
  /** In the chat list, or a contact; others were only seen. */
  isOwn: boolean;
}

/** Rows that are read from the index at once. */
const PIECE = 64;
/** Candidates that one page looks at: their grams fit, and nearly always they match. */
const MOST_LOOKED_AT = 2_000;
/** Candidates for names, the most recent chats first. */
const MOST_NAMES = 200;

const SECOND = 64;
const NEVER = Number.MAX_SAFE_INTEGER;
const fits: readonly NameFit[] = ['exact', 'start', 'word', 'inside'];

/** Whether a message is in the part that is searched and carries the tags: the index does not know of these. */
export function fitsParts({ section, tags = [] }: Pick<MessageSearch, 'section' | 'tags'>, message: Message): boolean {
  if (!inSection(message, section)) return false;
  if (tags.length === 0) return true;
  const own = new Set(chosenReactions(message.reactions).map(reactionKey));
  return tags.every((tag) => own.has(tag));
}

/** Whether a chat is one of these. */
export function isAmong(among: ChatKind, { kind }: Pick<Peer, 'kind'>): boolean {
  if (kind === 'channel') return among === 'channels';
  return (kind === 'group' || kind === 'supergroup' ? 'groups' : 'users') === among;
}

/** Finds what is stored on this machine. Nothing here waits for the server. */
export class SearchRepository {
  readonly #db: SqlDatabase;
  readonly #peers: PeersRepository;
  readonly #index: SearchIndex;

  constructor(db: SqlDatabase, peers: PeersRepository, index: SearchIndex) {
    this.#db = db;
    this.#peers = peers;
    this.#index = index;
  }

  /** Everything that is stored is in the index; false while much has just come and after some updates of the app, until `backfill` is through. */
  get isComplete(): boolean {
    return this.#index.isComplete;
  }

  /** Adds up to `count` rows to the index; returns whether more are left. */
  backfill(count: number): boolean {
    return this.#index.backfill(count);
  }

  /** What the index takes on the disk. */
  byteSize(): number {
    const sql = "SELECT sum(length(block)) AS size FROM message_grams_data UNION ALL SELECT sum(length(block)) FROM peer_grams_data";
    return this.#db.all<{ size: number }>(sql).reduce((sum, { size }) => sum + size, 0);
  }

  /** A page of matching messages, newest first; `from` is the `next` of the page before. */
  messages(search: MessageSearch, limit: number, from = NEVER): FoundMessages {
    const query = parseQuery(search.text);
    const match = matchExpression(search, query);
    if (match === undefined) return { found: [] };
    if (from === NEVER) this.#index.catchUp();
    const lowest = search.after === undefined ? 0 : (search.after + 1) * SECOND;
    let below = search.before === undefined ? from : Math.min(from, search.before * SECOND);
    const found: FoundMessage[] = [];
    const kinds = new Map<PeerId, boolean>();
    const fitsKind = (among: ChatKind | undefined, id: PeerId): boolean => {
      if (among === undefined) return true;
      const peer = kinds.has(id) ? undefined : this.#peers.get(id);
      if (!kinds.has(id)) kinds.set(id, peer !== undefined && isAmong(among, peer));
      return kinds.get(id) === true;
    };
    for (let looked = 0; looked < MOST_LOOKED_AT; looked += PIECE) {
      const rows = this.#candidates(match, lowest, below);
      for (const row of rows) {
        below = row.search_id;
        const message = JSON.parse(row.model) as Message;
        if (!fitsParts(search, message) || !fitsKind(search.among, message.peerId)) continue;
        const fit = query === undefined ? 'start' : matchOf(query, fold(textsOf(message).join('\n')));
        if (fit === undefined) continue;
        found.push({ message, atWordStart: fit === 'start' });
        if (found.length === limit) return { found, next: below };
      }
      if (rows.length < PIECE) return { found };
    }
    return { found, next: below };
  }

  /** The first message of a chat, or of a part of it, at or after a moment (unix seconds), among all that are stored; else the last one before it. */
  atDate(chat: PeerId, date: number, section?: ChatSection): MessageId | undefined {
    this.#index.catchUp();
    if (section !== undefined) {
      const after = this.messages({ text: '', chat, section, after: date - 1 }, MOST_LOOKED_AT).found.at(-1);
      return (after ?? this.messages({ text: '', chat, section, before: date }, 1).found[0])?.message.id;
    }
    const find = (condition: string, order: string): MessageId | undefined =>
      this.#db.get<{ id: MessageId }>(
        `SELECT m.id FROM message_grams g CROSS JOIN messages m ON m.search_id = g.rowid
         WHERE message_grams MATCH ? AND g.rowid ${condition} ? ORDER BY g.rowid ${order} LIMIT 1`,
        quoted([chatTag(chat)]).join(' '),
        date * SECOND,
      )?.id;
    return find('>=', 'ASC') ?? find('<', 'DESC');
  }

  /** How many messages match, counted up to `limit`. Grams alone decide, which may count one too many. */
  count(search: MessageSearch, limit: number): number {
    const match = matchExpression(search, parseQuery(search.text));
    if (match === undefined) return 0;
    if (search.section !== undefined || search.tags !== undefined) return this.messages(search, limit).found.length;
    this.#index.catchUp();
    const row = this.#db.get<{ count: number }>(
      `SELECT count(*) AS count FROM (
         SELECT 1 FROM message_grams WHERE message_grams MATCH ? AND rowid >= ? AND rowid < ? LIMIT ?)`,
      match,
      search.after === undefined ? 0 : (search.after + 1) * SECOND,
      search.before === undefined ? NEVER : search.before * SECOND,
      limit,
    );
    return row?.count ?? 0;
  }

  /** Peers by name or username: best fit first; among equals, own chats by their order in the list, then contacts, then others. */
  peers(text: string, limit: number): FoundPeer[] {
    // A username is written with or without its sign.
    const query = parseQuery(text.replace(/(^|\s)@/g, '$1'));
    if (query === undefined) return [];
    const match = quoted(gramsOfQuery(query)).join(' ');
    const rows = [
      ...this.#db.all<{ id: number }>(
        `SELECT d.peer_id AS id FROM peer_grams g CROSS JOIN dialogs d ON d.peer_id = g.rowid WHERE peer_grams MATCH ?
         ORDER BY d.sort_date DESC LIMIT ?`,
        match,
        MOST_NAMES,
      ),
      ...this.#db.all<{ id: number }>(
        'SELECT rowid AS id FROM peer_grams WHERE peer_grams MATCH ? LIMIT ?', `${match} "${CONTACT_TAG}"`, MOST_NAMES,
      ),
    ];
    const own = new Set(rows.map((row) => row.id as PeerId));
    const others = this.#db
      .all<{ id: number }>('SELECT rowid AS id FROM peer_grams WHERE peer_grams MATCH ? LIMIT ?', match, MOST_NAMES)
      .map((row) => row.id as PeerId);
    const found: FoundPeer[] = [];
    for (const id of new Set([...own, ...others])) {
      const peer = this.#peers.get(id);
      const fit = peer === undefined ? undefined : nameFit(query, peer);
      if (peer !== undefined && fit !== undefined) found.push({ peer, fit, isOwn: own.has(id) });
    }
    // The sort is stable: within one rank the order of the queries above stays.
    const rank = ({ fit, isOwn }: FoundPeer): number => fits.indexOf(fit) + (isOwn ? 0 : fits.length);
    return found.sort((a, b) => rank(a) - rank(b)).slice(0, limit);
  }

  /** A moment of each day between two moments (unix seconds, `to` excluded) on which something was said in a chat, ascending. */
  datesIn(chat: PeerId, from: number, to: number, section?: ChatSection): number[] {
    this.#index.catchUp();
    if (section !== undefined) {
      const { found } = this.messages({ text: '', chat, section, after: from - 1, before: to }, MOST_LOOKED_AT);
      const days = new Map(found.map(({ message: { date } }) => [dayAfter(date), date]));
      return [...days.values()].reverse();
    }
    const dates: number[] = [];
    for (let at = from; at < to; ) {
      const row = this.#db.get<{ rowid: number }>(
        'SELECT rowid FROM message_grams WHERE message_grams MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid LIMIT 1',
        quoted([chatTag(chat)]).join(' '),
        at * SECOND,
        to * SECOND,
      );
      if (row === undefined) break;
      const date = Math.floor(row.rowid / SECOND);
      dates.push(date);
      at = dayAfter(date);
    }
    return dates;
  }

  #candidates(match: string, lowest: number, below: number): { search_id: number; model: string }[] {
    return this.#db.all(
      `SELECT m.search_id, m.model FROM message_grams g CROSS JOIN messages m ON m.search_id = g.rowid
       WHERE message_grams MATCH ? AND g.rowid >= ? AND g.rowid < ? ORDER BY g.rowid DESC LIMIT ${PIECE}`,
      match,
      lowest,
      below,
    );
  }
}

/** What FTS5 is asked; undefined when nothing can match. */
function matchExpression({ text, chat, from, kinds }: MessageSearch, query: SearchQuery | undefined): string | undefined {
  if (query === undefined && text.trim() !== '') return undefined;
  const wanted = [
    ...quoted(query === undefined ? [] : gramsOfQuery(query)),
    ...quoted(chat === undefined ? [] : [chatTag(chat)]),
    ...quoted(from === undefined ? [] : [senderTag(from)]),
    ...(kinds === undefined ? [] : [`(${quoted(kinds.map(kindTag)).join(' OR ')})`]),
  ];
  return wanted.length === 0 ? undefined : wanted.join(' AND ');
}

/** When the day after that of a moment begins on this machine; unix seconds. */
function dayAfter(date: number): number {
  const day = new Date(date * 1_000);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime() / 1_000;
}

function quoted(tokens: Iterable<string>): string[] {
  return Array.from(tokens, (token) => `"${token}"`);
}

function nameFit(query: SearchQuery, peer: Peer): NameFit | undefined {
  const names = namesOf(peer).map(fold);
  const match = matchOf(query, names.join('\n'));
  if (match === undefined) return undefined;
  const whole = query.terms.map((term) => term.text).join(' ');
  if (names.includes(whole)) return 'exact';
  if (names.some((name) => name.startsWith(whole))) return 'start';
  return match === 'start' ? 'word' : 'inside';
}
