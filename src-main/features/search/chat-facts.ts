import type { KindCounts, KnownDays, MessageId } from '#shared/model/index.ts';
import { contentKinds, sectionKey } from '#shared/model/index.ts';
import { mapPeerId } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { datedRequest, messagesOf, savedSource } from '../messages/index.ts';
import type { AnsweredMessages, HistoryPlace } from '../messages/index.ts';
import { contentFilters } from './wish.ts';

/** How long an answer is waited for before what is here has to do. */
const PATIENCE_MS = 10_000;
const COUNT_PATIENCE_MS = 4_000;
/** Pages of the server's calendar for one question. */
const MOST_PAGES = 4;
/** Messages of a kind are counted here up to this number. */
const MOST_COUNTED = 10_000;

/** Where things are in a chat: on which days something was said, and how much of what kind there is. */
export class ChatFacts {
  readonly #context: ChatContext;
  readonly #isOnline: () => boolean;
  /** Ends what is asked for while there is a connection. */
  #connected = new AbortController();
  /** When the history begins that was asked for last, unix seconds. */
  #first: { place: string; date: number } | undefined;

  constructor(context: ChatContext, isOnline: () => boolean) {
    this.#context = context;
    this.#isOnline = isOnline;
  }

  /** There is no connection: what is waited for has to do with what is here. */
  disconnected(): void {
    this.#connected.abort();
    this.#connected = new AbortController();
  }

  /**
   * The first message at or after a moment (unix seconds), else the last one before it; without a connection among those that are
   * here. Rejects with the error of the call when nothing is here either.
   */
  async atDate(place: HistoryPlace, date: number): Promise<{ id: MessageId } | null> {
    const { store, explain } = this.#context;
    const here = (): MessageId | undefined => store.search.atDate(place.peerId, date, place.section);
    const known = this.#isOnline() ? undefined : here();
    if (known !== undefined) return { id: known };
    try {
      // Three positions before the offset hold the oldest ones that are not older (core.telegram.org/api/offsets).
      const answer = await this.#history(place, { offsetId: 0, offsetDate: date, addOffset: -3, limit: 5 });
      const dated = answer?.messages.flatMap((message) => (message._ === 'messageEmpty' ? [] : [message])) ?? [];
      const found = dated.findLast((message) => message.date >= date) ?? dated[0];
      return found === undefined ? null : { id: found.id as MessageId };
    } catch (error) {
      const id = !this.#isOnline() || ['OFFLINE', 'TIMEOUT'].includes(explain(error).code) ? here() : undefined;
      if (id === undefined) throw error;
      return { id };
    }
  }

  /** The days between two moments (unix seconds, `to` excluded) on which something was said, as far as it is known. */
  async days(place: HistoryPlace, from: number, to: number): Promise<KnownDays> {
    const { store } = this.#context;
    const known = store.search.datesIn(place.peerId, from, to, place.section);
    let pictures: number[] = [];
    let here = !this.#isOnline();
    try {
      if (!here) [pictures] = await Promise.all([this.#pictures(place, from, to), this.#findFirst(place)]);
    } catch {
      here = true;
    }
    const first = this.#first?.place === keyOf(place) ? this.#first.date : undefined;
    const dates = [...new Set([...known, ...pictures])].sort((a, b) => a - b);
    return { dates, here, ...(first === undefined ? {} : { first }) };
  }

  /** How many messages of each kind there are: as the server says, else as they are here. */
  async counts(place: HistoryPlace): Promise<KindCounts> {
    const { store, client } = this.#context;
    const { peerId, section } = place;
    const peer = store.peers.inputPeer(peerId);
    const source = section?.kind === 'saved' ? savedSource(store.peers, section) : undefined;
    try {
      if (peer === undefined || !this.#isOnline()) throw new Error('nobody to ask');
      const answer = await client.call(
        {
          _: 'messages.getSearchCounters', peer, filters: contentFilters.map(({ filter }) => filter),
          ...(section?.kind === 'thread' ? { topMsgId: section.rootId } : {}),
          ...(source === undefined ? {} : { savedPeerId: source }),
        },
        { timeoutMs: COUNT_PATIENCE_MS, floodWaitLimitSeconds: 1, signal: this.#connected.signal },
      );
      const counted = new Map(answer.map(({ filter, count }) => [filter._, count]));
      return { here: false, counts: contentFilters.map(({ kind, filter }) => ({ kind, count: counted.get(filter._) ?? 0 })) };
    } catch {
      const count = (kind: (typeof contentKinds)[number]): number =>
        store.search.count({ text: '', chat: peerId, kinds: [kind], ...(section === undefined ? {} : { section }) }, MOST_COUNTED);
      return { here: true, counts: contentKinds.map((kind) => ({ kind, count: count(kind) })) };
    }
  }

  async #history(place: HistoryPlace, offsets: Parameters<typeof datedRequest>[2]): Promise<AnsweredMessages | undefined> {
    const request = datedRequest(this.#context.store.peers, place, offsets);
    if (request === undefined) return undefined;
    return messagesOf(await this.#context.client.call(request, { timeoutMs: PATIENCE_MS, priority: 'high', signal: this.#connected.signal }));
  }

  /** The oldest message of all. */
  async #findFirst(place: HistoryPlace): Promise<void> {
    if (this.#first?.place === keyOf(place)) return;
    const answer = await this.#history(place, { offsetId: 1, offsetDate: 0, addOffset: -1, limit: 1 });
    const oldest = answer?.messages[0];
    if (oldest !== undefined && oldest._ !== 'messageEmpty') this.#first = { place: keyOf(place), date: oldest.date };
  }

  /**
   * When photos and videos were sent: the only days that the server tells of, for it refuses to lay out messages of every kind
   * (core.telegram.org/method/messages.getSearchResultsCalendar). A thread it cannot lay out at all.
   */
  async #pictures({ peerId, section }: HistoryPlace, from: number, to: number): Promise<number[]> {
    const { store, client } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    const source = section?.kind === 'saved' ? savedSource(store.peers, section) : undefined;
    if (peer === undefined || section?.kind === 'thread') return [];
    const dates: number[] = [];
    for (let page = 0, offsetId = 0; page < MOST_PAGES; page += 1) {
      const answer = await client.call(
        {
          _: 'messages.getSearchResultsCalendar', peer, filter: { _: 'inputMessagesFilterPhotoVideo' },
          offsetId, offsetDate: offsetId === 0 ? to : 0,
          ...(source === undefined ? {} : { savedPeerId: source }),
        },
        { timeoutMs: PATIENCE_MS, signal: this.#connected.signal },
      );
      store.peers.apply(answer.users, answer.chats);
      const sent = answer.messages.flatMap((message) =>
        message._ === 'messageEmpty' || message.peerId === undefined || mapPeerId(message.peerId) !== peerId ? [] : [message.date],
      );
      dates.push(...sent.filter((date) => date >= from && date < to));
      const lowest = Math.min(...answer.periods.map(({ minMsgId }) => minMsgId));
      // The rest of the last day, and all before it, follows below its lowest message.
      if (answer.periods.length === 0 || (offsetId !== 0 && lowest >= offsetId) || Math.min(...sent, Infinity) < from) break;
      offsetId = lowest;
    }
    return dates;
  }
}

const keyOf = ({ peerId, section }: HistoryPlace): string => `${peerId} ${sectionKey(section)}`;
