import { bareId, peerIdKind, userPeerId } from '#shared/model/index.ts';
import type { Peer, PeerId } from '#shared/model/index.ts';
import { fold } from '#shared/search/index.ts';
import type { ChatContext } from '../context.ts';

/** How far back the latest authors are looked for. */
const LOOK_BACK = 200;
const MOST = 50;
/** How long somebody who types waits for the server's part, ms. */
const PATIENCE_MS = 3_000;
/** How long the members of a basic group, which come all at once, are taken as still true, ms. */
const FRESH_MS = 60_000;

/** Whether a name or username begins, in one of its words, with what was typed (folded). */
export function isMeant(peer: Peer, query: string): boolean {
  if (query === '') return true;
  const words = [...fold(peer.title).split(/\s+/), fold(peer.title), ...peer.usernames.map(fold)];
  return words.some((word) => word.startsWith(query));
}

/** Who a name after "@" may mean: those who wrote last, then the other members (core.telegram.org/api/mentions). */
export class Mentions {
  readonly #context: ChatContext;
  readonly #members = new Map<PeerId, { ids: PeerId[]; at: number }>();

  constructor(context: ChatContext) {
    this.#context = context;
  }

  /** Ids of users, best first. With `known` the server is not asked. Without an answer of the server it is what is known here. */
  async find(peerId: PeerId, written: string, known: boolean): Promise<PeerId[]> {
    const { store } = this.#context;
    const chat = store.peers.get(peerId);
    if (chat?.kind !== 'group' && chat?.kind !== 'supergroup') return [];
    const query = fold(written.trim());
    const authors = this.#authors(peerId).filter((id) => this.#isMeant(id, query));
    const members = chat.kind === 'group' ? await this.#ofGroup(peerId, known) : known ? [] : await this.#ofSupergroup(peerId, written.trim());
    // What the server found for the query is right; the members of a basic group are all of them.
    const meant = members.filter((id) => (chat.kind === 'supergroup' ? this.#isSomebody(id) : this.#isMeant(id, query)));
    return [...new Set([...authors, ...meant])].slice(0, MOST);
  }

  #isSomebody(id: PeerId): boolean {
    const peer = this.#context.store.peers.get(id);
    return peer !== undefined && peer.isSelf !== true && peer.isDeleted !== true;
  }

  #isMeant(id: PeerId, query: string): boolean {
    const peer = this.#context.store.peers.get(id);
    return peer !== undefined && this.#isSomebody(id) && isMeant(peer, query);
  }

  #authors(peerId: PeerId): PeerId[] {
    const { messages } = this.#context.store.messages.around(peerId, 'end', LOOK_BACK, 0);
    const ids = messages.toReversed().flatMap(({ fromId }) => (fromId !== undefined && peerIdKind(fromId) === 'user' ? [fromId] : []));
    return [...new Set(ids)];
  }

  async #ofGroup(peerId: PeerId, known: boolean): Promise<PeerId[]> {
    const { store, client, clock } = this.#context;
    const before = this.#members.get(peerId);
    if (before !== undefined && (known || clock.now() - before.at < FRESH_MS)) return before.ids;
    if (known) return [];
    try {
      const answer = await client.call({ _: 'messages.getFullChat', chatId: bareId(peerId) }, { timeoutMs: PATIENCE_MS, priority: 'high' });
      store.peers.apply(answer.users, answer.chats);
      const { fullChat } = answer;
      const list = fullChat._ === 'chatFull' && fullChat.participants._ === 'chatParticipants' ? fullChat.participants.participants : [];
      const ids = list.map(({ userId }) => userPeerId(userId));
      this.#members.set(peerId, { ids, at: clock.now() });
      return ids;
    } catch {
      return before?.ids ?? [];
    }
  }

  async #ofSupergroup(peerId: PeerId, q: string): Promise<PeerId[]> {
    const { store, client } = this.#context;
    const channel = store.peers.inputChannel(peerId);
    if (channel === undefined) return [];
    try {
      const answer = await client.call(
        {
          _: 'channels.getParticipants',
          channel,
          filter: { _: 'channelParticipantsMentions', ...(q === '' ? {} : { q }) },
          offset: 0,
          limit: MOST,
          hash: 0n,
        },
        { timeoutMs: PATIENCE_MS, priority: 'high', floodWaitLimitSeconds: 0 },
      );
      if (answer._ !== 'channels.channelParticipants') return [];
      store.peers.apply(answer.users, answer.chats);
      return answer.participants.flatMap((one) => ('userId' in one ? [userPeerId(one.userId)] : []));
    } catch {
      return [];
    }
  }
}
