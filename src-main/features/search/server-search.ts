import type { tl } from '#tl';
import type { ChatKind, Message, MessageId, PeerId, PostsQuota, SearchKind } from '#shared/model/index.ts';
import { AppError, foundKey, peerIdKind } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import { inputReaction, mapMessage, mapPeerId } from '../../store/index.ts';
import type { Store } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { messagesOf, savedSource } from '../messages/index.ts';
import type { AnsweredMessages, HistoryPlace } from '../messages/index.ts';
import { hashtagOf, serverFilter } from './wish.ts';
import type { Wish } from './wish.ts';

/** Where the next page of a search begins. */
export type ServerCursor =
  | { kind: 'chat'; offsetId: MessageId }
  | { kind: 'global'; offsetRate: number; offsetPeer: tl.InputPeer; offsetId: MessageId };

export interface ServerPage {
  messages: Message[];
  /** How many match altogether; an estimate of the server. */
  total: number;
  /** Absent when there is nothing more. */
  next?: ServerCursor;
  quota?: PostsQuota;
}

export interface FoundPeers {
  own: PeerId[];
  others: PeerId[];
}

/** Messages of one request. */
const PAGE = 40;
const PEERS = 30;
/** Messages that are asked for to find the next one of a kind. */
const BESIDE = 20;
/** How long an answer is waited for before the person hears that there is no connection. */
const PATIENCE_MS = 10_000;
/** The server finds names from so many letters on (spec 30 §14). */
const SHORTEST_NAME = 4;

const AMONG: Readonly<Record<ChatKind, Partial<tl.messages.searchGlobal>>> = {
  users: { usersOnly: true },
  groups: { groupsOnly: true },
  channels: { broadcastsOnly: true },
};

/** Asks the server (core.telegram.org/api/search). */
export class ServerSearch {
  readonly #context: ChatContext;

  constructor(context: ChatContext) {
    this.#context = context;
  }

  /** Whether the server can be asked for messages at all: it has no way to find a sender across chats. */
  static canAsk(wish: Wish): boolean {
    if (wish.posts !== undefined) return wish.text !== '';
    if (wish.channels === true) return false;
    if (wish.problem !== undefined || (wish.text === '' && wish.inChat === undefined && wish.kind === undefined)) return false;
    return wish.inChat !== undefined || wish.from === undefined;
  }

  /** One page of messages. Rejects with the error of the call. */
  async messages(wish: Wish, cursor: ServerCursor | undefined, signal: AbortSignal): Promise<ServerPage> {
    const { deleted, stop } = followDeletes(this.#context.store);
    try {
      if (wish.posts === 'look' && cursor === undefined && hashtagOf(wish) === undefined) {
        const flood = await this.#flood(wish.text, signal);
        if (flood.queryIsFree !== true) return { messages: [], total: 0, quota: quotaOf(flood, true) };
      }
      const answer = await (wish.posts === undefined ? this.#ask(wish, cursor, signal) : this.#askPosts(wish, cursor, signal));
      return this.#page(wish, answer, deleted);
    } catch (error) {
      if (error instanceof RpcError && error.type === 'SEARCH_QUERY_EMPTY') return { messages: [], total: 0 };
      throw error;
    } finally {
      stop();
    }
  }

  /**
   * The nearest message of a kind beyond one of a chat, which may be gone by now; undefined when there is none. Rejects with the error of
   * the call.
   */
  async beside({ peerId, section }: HistoryPlace, kind: SearchKind, id: MessageId, direction: 'older' | 'newer'): Promise<Message | undefined> {
    const { store, client } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return undefined;
    const wish: Wish = { text: '', kind, ...(section === undefined ? {} : { section }) };
    const { deleted, stop } = followDeletes(store);
    try {
      const answer = messagesOf(
        await client.call(
          {
            _: 'messages.search', peer, q: '', filter: serverFilter(wish), ...this.#parts(wish), minDate: 0, maxDate: 0, maxId: 0, hash: 0n,
            // A page of newer ones begins at the offset, which belongs to it (core.telegram.org/api/offsets).
            offsetId: id, addOffset: direction === 'older' ? 0 : -BESIDE, minId: direction === 'older' ? 0 : id, limit: BESIDE,
          },
          { timeoutMs: PATIENCE_MS, floodWaitLimitSeconds: 3, priority: 'high' },
        ),
      );
      if (answer._ === 'messages.channelMessages') await this.#context.updates.catchUpChannel(peerId, answer.pts);
      const found = store.transaction(() => takeFound(store, answer, deleted));
      return direction === 'older' ? found.find((each) => each.id < id) : found.findLast((each) => each.id > id);
    } finally {
      stop();
    }
  }

  /** People, groups and channels by name; or channels only. */
  async peers({ text, channels }: Wish, signal: AbortSignal): Promise<FoundPeers> {
    const q = text.replace(/^@/, '');
    if ([...q].length < SHORTEST_NAME) return { own: [], others: [] };
    try {
      const options = { signal, timeoutMs: PATIENCE_MS, floodWaitLimitSeconds: 3 };
      const answer = await this.#context.client.call({ _: 'contacts.search', q, limit: PEERS, ...(channels === true ? { broadcasts: true } : {}) }, options);
      this.#context.store.peers.apply(answer.users, answer.chats);
      return { own: answer.myResults.map(mapPeerId), others: answer.results.map(mapPeerId) };
    } catch (error) {
      if (error instanceof RpcError && ['QUERY_TOO_SHORT', 'SEARCH_QUERY_EMPTY'].includes(error.type)) return { own: [], others: [] };
      throw error;
    }
  }

  /** What a search among public posts would cost (core.telegram.org/method/channels.checkSearchPostsFlood). */
  #flood(query: string, signal: AbortSignal): Promise<tl.SearchPostsFlood> {
    return this.#context.client.call({ _: 'channels.checkSearchPostsFlood', query }, { signal, timeoutMs: PATIENCE_MS, floodWaitLimitSeconds: 3 });
  }

  /** A page of public posts (core.telegram.org/method/channels.searchPosts). Paying for it is never offered: `allow_paid_stars` is not sent. */
  async #askPosts(wish: Wish, cursor: ServerCursor | undefined, signal: AbortSignal): Promise<AnsweredMessages> {
    const hashtag = hashtagOf(wish);
    const offsets = cursor?.kind === 'global' ? cursor : undefined;
    const options = { signal, timeoutMs: PATIENCE_MS, floodWaitLimitSeconds: 3 };
    try {
      return messagesOf(
        await this.#context.client.call(
          {
            _: 'channels.searchPosts', ...(hashtag === undefined ? { query: wish.text } : { hashtag }), limit: PAGE,
            offsetRate: offsets?.offsetRate ?? 0, offsetPeer: offsets?.offsetPeer ?? { _: 'inputPeerEmpty' }, offsetId: offsets?.offsetId ?? 0,
          },
          options,
        ),
      );
    } catch (error) {
      if (!(error instanceof RpcError) || error.type !== 'PREMIUM_ACCOUNT_REQUIRED') throw error;
      throw new AppError({
        code: 'LIMIT',
        message: 'Searching public posts by words is a part of Telegram Premium. A #hashtag can be searched for without it.',
      });
    }
  }

  async #ask(wish: Wish, cursor: ServerCursor | undefined, signal: AbortSignal): Promise<AnsweredMessages> {
    const { client, store } = this.#context;
    const filter = serverFilter(wish);
    const dates = { minDate: Math.max(0, wish.after ?? 0), maxDate: wish.before ?? 0 };
    const options = { signal, timeoutMs: PATIENCE_MS, floodWaitLimitSeconds: 3 };
    const peer = wish.inChat === undefined ? undefined : store.peers.inputPeer(wish.inChat);
    if (wish.inChat === undefined) {
      const offsets = cursor?.kind === 'global' ? cursor : undefined;
      return messagesOf(
        await client.call(
          {
            _: 'messages.searchGlobal', q: wish.text, filter, ...dates, ...(wish.among === undefined ? {} : AMONG[wish.among]), limit: PAGE,
            offsetRate: offsets?.offsetRate ?? 0, offsetPeer: offsets?.offsetPeer ?? { _: 'inputPeerEmpty' }, offsetId: offsets?.offsetId ?? 0,
          },
          options,
        ),
      );
    }
    if (peer === undefined) return { _: 'messages.messages', messages: [], topics: [], chats: [], users: [] };
    const fromId = wish.from === undefined ? undefined : store.peers.inputPeer(wish.from);
    const answer = messagesOf(
      await client.call(
        {
          _: 'messages.search', peer, q: wish.text, filter, ...dates, ...(fromId === undefined ? {} : { fromId }), ...this.#parts(wish),
          offsetId: cursor?.kind === 'chat' ? cursor.offsetId : 0, addOffset: 0, limit: PAGE, maxId: 0, minId: 0, hash: 0n,
        },
        options,
      ),
    );
    // What is newer than the channel's box has brought comes from the box, which counts it.
    if (answer._ === 'messages.channelMessages') await this.#context.updates.catchUpChannel(wish.inChat, answer.pts);
    return answer;
  }

  /** The part of the chat, and the tags, that are searched. */
  #parts({ section, tags }: Wish): Pick<tl.messages.search, 'topMsgId' | 'savedPeerId' | 'savedReaction'> {
    const source = section?.kind === 'saved' ? savedSource(this.#context.store.peers, section) : undefined;
    return {
      ...(section?.kind === 'thread' ? { topMsgId: section.rootId } : {}),
      ...(source === undefined ? {} : { savedPeerId: source }),
      ...(tags === undefined ? {} : { savedReaction: tags.map(inputReaction) }),
    };
  }

  #page(wish: Wish, answer: AnsweredMessages, deleted: ReadonlySet<string>): ServerPage {
    const { store } = this.#context;
    const messages = store.transaction(() => takeFound(store, answer, deleted));
    const total = 'count' in answer ? answer.count : answer.messages.length;
    const next = answer.messages.length === 0 ? undefined : this.#next(wish, answer);
    const flood = answer._ === 'messages.messagesSlice' ? answer.searchFlood : undefined;
    return { messages, total, ...(next === undefined ? {} : { next }), ...(flood === undefined ? {} : { quota: quotaOf(flood, false) }) };
  }

  #next(wish: Wish, answer: AnsweredMessages): ServerCursor | undefined {
    const last = answer.messages.at(-1);
    if (last === undefined || answer._ === 'messages.messages') return undefined;
    const offsetId = last.id as MessageId;
    if (wish.inChat !== undefined) return answer.messages.length < PAGE ? undefined : { kind: 'chat', offsetId };
    const nextRate = answer._ === 'messages.messagesSlice' ? answer.nextRate : undefined;
    if (nextRate === undefined && answer.messages.length < PAGE) return undefined;
    const peerId = last.peerId === undefined ? undefined : mapPeerId(last.peerId);
    const offsetPeer = peerId === undefined ? undefined : this.#context.store.peers.inputPeer(peerId);
    const offsetRate = nextRate ?? (last._ === 'messageEmpty' ? 0 : last.date);
    return { kind: 'global', offsetRate, offsetPeer: offsetPeer ?? { _: 'inputPeerEmpty' }, offsetId };
  }
}

/** What is deleted from now on, until `stop`: an answer that is under way may still bring it. */
function followDeletes(store: Store): { deleted: ReadonlySet<string>; stop: () => void } {
  const deleted = new Set<string>();
  const stop = store.onChange(({ messages }) => {
    for (const [peerId, ids] of messages) {
      for (const id of ids) if (id > 0 && !store.messages.has(peerId, id)) deleted.add(foundKey({ peerId, id }));
    }
  });
  return { deleted, stop };
}

/**
 * Takes over what was found. Messages of one's chats are stored outside the known stretches of their histories, except those that
 * their updates have yet to bring, which count and notify. Others are only shown: nobody would tell when they change.
 */
function takeFound(store: Store, answer: AnsweredMessages, deleted: ReadonlySet<string>): Message[] {
  store.peers.apply(answer.users, answer.chats);
  const context = store.mapContext();
  const pending = new Map<PeerId, ReadonlySet<MessageId>>();
  const found: Message[] = [];
  for (const each of answer.messages) {
    const mapped = mapMessage(each, context);
    if (mapped === undefined) continue;
    const { message } = mapped;
    const { peerId, id } = message;
    const gone = pending.get(peerId) ?? store.pendingOps.deletes(peerId);
    pending.set(peerId, gone);
    if (gone.has(id) || deleted.has(foundKey(message))) continue;
    if (isFollowed(store, peerId) && id <= (store.ranges.live(peerId)?.hi ?? Infinity)) store.messages.put(mapped);
    found.push(store.messages.get(peerId, id) ?? message);
  }
  return found;
}

const quotaOf = ({ totalDaily, remains, waitTill }: tl.SearchPostsFlood, pending: boolean): PostsQuota => ({
  pending,
  daily: totalDaily,
  remains,
  ...(waitTill === undefined ? {} : { freeAt: waitTill }),
});

/** Changes of this chat's messages reach this account. */
function isFollowed(store: Store, peerId: PeerId): boolean {
  return store.dialogs.has(peerId) && (peerIdKind(peerId) === 'user' || store.peers.isMember(peerId));
}
