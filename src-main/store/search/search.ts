import { fold, matchOf, parseQuery } from '#shared/search/index.ts';
import type { SearchQuery } from '#shared/search/index.ts';
import { chosenReactions, inSection, reactionKey } from '#shared/model/index.ts';
import type { ChatSection, Message, MessageId, Peer, PeerId, SearchKind } from '#shared/model/index.ts';
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
  kinds?: readonly SearchKind[];
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
    for (let looked = 0; looked < MOST_LOOKED_AT; looked += PIECE) {
      const rows = this.#candidates(match, lowest, below);
      for (const row of rows) {
        below = row.search_id;
        const message = JSON.parse(row.model) as Message;
        if (!fitsParts(search, message)) continue;
        const fit = query === undefined ? 'start' : matchOf(query, fold(textsOf(message).join('\n')));
        if (fit === undefined) continue;
        found.push({ message, atWordStart: fit === 'start' });
        if (found.length === limit) return { found, next: below };
      }
      if (rows.length < PIECE) return { found };
    }
    return { found, next: below };
  }

  /** The first message of a chat at or after a moment (unix seconds), among all that are stored; else the last one before it. */
  atDate(chat: PeerId, date: number): MessageId | undefined {
    this.#index.catchUp();
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
