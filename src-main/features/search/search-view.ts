import { drop } from '#shared/assert.ts';
import type { SearchResults } from '#shared/ipc/search.ts';
import type { IpcConnection } from '#shared/ipc/handlers.ts';
import { foundKey } from '#shared/model/index.ts';
import type { FoundKey, Message, Peer, PeerId, PostsQuota, SearchState } from '#shared/model/index.ts';
import { fold, matchOf, parseQuery } from '#shared/search/index.ts';
import { isAmong } from '../../store/index.ts';
import type { Changes, FoundMessage, FoundPeer } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { shownPeers } from '../messages/index.ts';
import { RowLedger } from '../window/row-ledger.ts';
import { ResultList } from './result-list.ts';
import { ServerSearch } from './server-search.ts';
import type { FoundPeers, ServerCursor } from './server-search.ts';
import { isEmpty, localSearch, sameWish, wishOf } from './wish.ts';
import type { SearchInput, Wish } from './wish.ts';

export interface SearchViewContext extends Pick<ChatContext, 'store' | 'clock' | 'explain'> {
  server: ServerSearch;
  /** There is a connection to ask over. */
  isOnline(): boolean;
  /** Peers that the connection does not have yet. */
  peerNews(connection: IpcConnection, ids: Iterable<PeerId>): Peer[];
}

/** The server is asked when the person has stopped typing for so long. */
const PAUSE_MS = 300;
const NAMES = 30;
/** Names that are looked at when only some kinds of chats are wanted. */
const MOST_NAMES = 200;
/** Messages that are read from the index at once. */
const LOCAL_PAGE = 40;
/** Pages of the index that one wish may look through at once without enough results. */
const MOST_PAGES = 12;
/** Matches are counted up to here. */
const MOST_COUNTED = 1_000;
/** A word that is only a part of another one counts as so much older; a post of a channel as well (unix seconds). */
const INSIDE_IS_OLDER = 30 * 86_400;
const CHANNEL_IS_OLDER = 7 * 86_400;

/** One subscriber's search: what is here at once, then what the server adds; every new wish leaves the answers to the last one behind. */
export class SearchView {
  readonly #context: SearchViewContext;
  readonly #connection: IpcConnection;
  readonly #emit: (event: SearchResults) => void;
  readonly #ledger = new RowLedger<FoundKey, Message>(foundKey);
  #input: SearchInput;
  #wish: Wish;
  #list = new ResultList(false);
  #chats: PeerId[] = [];
  #others: PeerId[] = [];
  #state: SearchState = 'done';
  #problem: string | undefined;
  #quota: PostsQuota | undefined;
  #localNext: number | undefined;
  #serverNext: ServerCursor | undefined;
  /** What the server has named already. */
  readonly #answered = new Set<FoundKey>();
  #serverTotal = 0;
  #localTotal = 0;
  /** Ends what belongs to the present wish. */
  #flight = new AbortController();
  #cancelPause: (() => void) | undefined;
  #asking = false;
  #disposed = false;

  constructor(context: SearchViewContext, connection: IpcConnection, input: SearchInput, emit: (event: SearchResults) => void) {
    this.#context = context;
    this.#connection = connection;
    this.#emit = emit;
    this.#input = input;
    this.#wish = wishOf(input, context.store);
    this.#begin();
  }

  retune(input: SearchInput): void {
    const wish = wishOf(input, this.#context.store);
    const more = sameWish(wish, this.#wish);
    this.#input = input;
    this.#wish = wish;
    if (!more) return this.#begin();
    this.#fill();
    this.#tell();
  }

  /** The connection has gone: nothing is waited for. */
  connectionLost(): void {
    if (this.#state !== 'searching') return;
    this.#stop();
    this.#state = 'offline';
    this.#tell();
  }

  /** The connection is back. */
  tryAgain(): void {
    if (this.#state === 'offline' || this.#state === 'failed') this.#ask(0);
  }

  /** Results follow what happens to their messages. */
  changed(changes: Changes): void {
    let touched = false;
    for (const [peerId, ids] of changes.messages) {
      for (const id of ids) {
        const key = foundKey({ peerId, id });
        if (!this.#list.has(key)) continue;
        touched = true;
        const message = this.#context.store.messages.get(peerId, id);
        if (message === undefined) this.#list.remove(key);
        else this.#list.add([message]);
      }
    }
    if (touched) this.#tell();
  }

  dispose(): void {
    this.#disposed = true;
    this.#stop();
  }

  #stop(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    this.#flight.abort();
    this.#flight = new AbortController();
    this.#asking = false;
  }

  #begin(): void {
    const { store } = this.#context;
    const wish = this.#wish;
    this.#stop();
    this.#list = new ResultList(wish.inChat !== undefined);
    this.#problem = wish.problem;
    this.#quota = undefined;
    this.#serverNext = undefined;
    this.#answered.clear();
    this.#serverTotal = 0;
    const here = wish.posts === undefined;
    const names = here && wish.inChat === undefined && wish.problem === undefined ? this.#names(wish) : [];
    this.#chats = names.filter(({ isOwn }) => isOwn).map(({ peer }) => peer.id);
    // Strangers that were only seen somewhere are of interest when their name is what was typed.
    this.#others = names.filter(({ isOwn, fit }) => !isOwn && fit !== 'inside' && fit !== 'word').map(({ peer }) => peer.id);
    this.#localNext = !here || wish.channels === true || isEmpty(wish) || wish.problem !== undefined ? undefined : Number.MAX_SAFE_INTEGER;
    this.#localTotal =
      this.#localNext === undefined || wish.inChat === undefined ? 0 : store.search.count(localSearch(wish), MOST_COUNTED);
    this.#state = 'done';
    this.#fill();
    if (!isEmpty(wish) && wish.problem === undefined) this.#ask(PAUSE_MS);
    this.#tell();
  }

  #names({ text, among, channels }: Wish): FoundPeer[] {
    const { store } = this.#context;
    const kinds = channels === true ? 'channels' : among;
    if (text === '' && channels === true) {
      const own = store.dialogs.allIds().flatMap((id) => store.peers.get(id) ?? []);
      return own.filter((peer) => peer.kind === 'channel').map((peer) => ({ peer, fit: 'exact', isOwn: true }));
    }
    const found = store.search.peers(text, kinds === undefined ? NAMES : MOST_NAMES);
    return found.filter(({ peer }) => kinds === undefined || isAmong(kinds, peer)).slice(0, NAMES);
  }

  /** Brings as many results as are wanted, as far as this machine has them; then asks the server for its next page. */
  #fill(): void {
    const { store } = this.#context;
    for (let pages = 0; pages < MOST_PAGES && this.#localNext !== undefined && this.#list.size < this.#input.count; pages += 1) {
      const page = store.search.messages(localSearch(this.#wish), LOCAL_PAGE, this.#localNext);
      this.#localNext = page.next;
      this.#list.add(this.#ranked(page.found));
    }
    if (this.#list.size < this.#input.count && this.#serverNext !== undefined) this.#ask(0);
  }

  #ask(pauseMs: number): void {
    if (this.#asking || this.#disposed) return;
    const askMessages = ServerSearch.canAsk(this.#wish);
    const askPeers = this.#wish.posts === undefined && this.#wish.inChat === undefined && this.#wish.text !== '' && this.#serverNext === undefined;
    if (!askMessages && !askPeers) return;
    this.#state = 'offline';
    if (!this.#context.isOnline()) return;
    this.#asking = true;
    this.#state = 'searching';
    this.#problem = undefined;
    const { signal } = this.#flight;
    this.#cancelPause = this.#context.clock.schedule(pauseMs, () => {
      this.#cancelPause = undefined;
      drop(this.#fetch(signal, askMessages, askPeers));
    });
  }

  async #fetch(signal: AbortSignal, askMessages: boolean, askPeers: boolean): Promise<void> {
    const { server } = this.#context;
    const wish = this.#wish;
    const work: Promise<void>[] = [];
    if (askPeers) work.push(server.peers(wish, signal).then((found) => this.#takePeers(signal, found)));
    if (askMessages) work.push(this.#fetchMessages(wish, signal));
    const outcomes = await Promise.allSettled(work);
    if (signal.aborted || this.#disposed) return;
    this.#asking = false;
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    this.#state = 'done';
    if (failure !== undefined) {
      const { code, message } = this.#context.explain(failure.reason);
      this.#state = code === 'OFFLINE' || code === 'TIMEOUT' ? 'offline' : 'failed';
      if (this.#state === 'failed') this.#problem = message;
    } else this.#fill();
    this.#tell();
  }

  async #fetchMessages(wish: Wish, signal: AbortSignal): Promise<void> {
    const page = await this.#context.server.messages(wish, this.#serverNext, signal);
    if (signal.aborted || this.#disposed) return;
    const keys = page.messages.map(foundKey);
    // A server that repeats itself would be asked again and again.
    this.#serverNext = keys.some((key) => !this.#answered.has(key)) ? page.next : undefined;
    for (const key of keys) this.#answered.add(key);
    this.#list.add(this.#ranked(page.messages.map((message) => this.#judged(message))));
    this.#serverTotal = page.total;
    this.#quota = page.quota ?? this.#quota;
    this.#tell();
  }

  #takePeers(signal: AbortSignal, { own, others }: FoundPeers): void {
    if (signal.aborted || this.#disposed) return;
    this.#chats = [...new Set([...this.#chats, ...own])];
    this.#others = [...new Set([...this.#others, ...others])].filter((id) => !this.#chats.includes(id));
    this.#tell();
  }

  #judged(message: Message): FoundMessage {
    const query = parseQuery(this.#wish.text);
    return { message, atWordStart: query === undefined || matchOf(query, fold(message.text)) !== 'inside' };
  }

  /** Newest first; what fits less well, or was not said to this person alone, counts as older than it is. In one chat: as it was said. */
  #ranked(found: readonly FoundMessage[]): Message[] {
    const { store } = this.#context;
    const channels = new Map<PeerId, boolean>();
    const isChannel = (id: PeerId): boolean => {
      const known = channels.get(id) ?? store.peers.get(id)?.kind === 'channel';
      channels.set(id, known);
      return known;
    };
    const age = ({ message, atWordStart }: FoundMessage): number =>
      message.date - (atWordStart ? 0 : INSIDE_IS_OLDER) - (isChannel(message.peerId) ? CHANNEL_IS_OLDER : 0);
    if (this.#wish.inChat !== undefined || this.#wish.posts !== undefined) return found.map(({ message }) => message);
    return found
      .map((each) => ({ message: each.message, age: age(each) }))
      .sort((a, b) => b.age - a.age)
      .map(({ message }) => message);
  }

  #tell(): void {
    if (this.#disposed) return;
    const { peerNews } = this.#context;
    const shown = this.#list.top(this.#input.count);
    const { changed: _changed, ...diff } = this.#ledger.next(shown);
    const named = new Set([...this.#chats, ...this.#others]);
    for (const message of shown) for (const id of shownPeers(message.peerId, [message])) named.add(id);
    this.#emit({
      request: this.#input.request,
      ...diff,
      chats: this.#chats,
      others: this.#others,
      peers: peerNews(this.#connection, named),
      total: Math.max(this.#serverTotal, this.#localTotal, this.#list.size),
      hasMore: this.#localNext !== undefined || this.#serverNext !== undefined || this.#list.size > shown.length,
      state: this.#state,
      ...(isHereOnly(this.#wish) ? { hereOnly: true as const } : {}),
      ...(this.#quota === undefined ? {} : { quota: this.#quota }),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    });
  }
}

/** The server cannot look for a sender across chats: it has no field for one. */
const isHereOnly = (wish: Wish): boolean => wish.from !== undefined && wish.inChat === undefined && wish.posts === undefined;
