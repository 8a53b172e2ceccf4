import type { tl } from '#tl';
import type { ChatMember, PeerId } from '#shared/model/index.ts';
import { bareId } from '#shared/model/index.ts';
import { mapChannelParticipant } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { listHash } from '../paging/index.ts';

/** As many as the server gives at a time. */
const PAGE = 200;
/** For how long the first page counts as worth asking whether it changed, seconds. */
const KEPT_SECONDS = 1_800;

export type MemberWish = { kind: 'all' | 'admins' | 'bots' | 'contacts'; query: string };

/** Members of a supergroup or channel in pages (core.telegram.org/method/channels.getParticipants). */
export class MemberPages {
  readonly #context: ChatContext;
  readonly #peerId: PeerId;
  readonly #wish: MemberWish;
  #members: ChatMember[] = [];
  #offset = 0;
  #total: number | undefined;
  #ended = false;

  constructor(context: ChatContext, peerId: PeerId, wish: MemberWish) {
    this.#context = context;
    this.#peerId = peerId;
    this.#wish = wish;
    const kept = this.#isRecent ? context.store.peerInfo.get(peerId)?.members : undefined;
    if (kept !== undefined) {
      this.#members = kept.list;
      this.#total = kept.total;
    }
  }

  get members(): readonly ChatMember[] {
    return this.#members;
  }

  get total(): number | undefined {
    return this.#total;
  }

  get hasMore(): boolean {
    return !this.#ended;
  }

  /** Reads the next page, or from the beginning with `anew`. Throws the error of the call. */
  async load(anew: boolean): Promise<void> {
    const { client, store } = this.#context;
    const channel = store.peers.inputChannel(this.#peerId);
    if (channel === undefined || (this.#ended && !anew)) return;
    const offset = anew ? 0 : this.#offset;
    const kept = offset === 0 && this.#isRecent ? store.peerInfo.get(this.#peerId) : undefined;
    const now = client.serverTime();
    const isKept = kept?.members !== undefined && kept.fetchedAt > 0 && now - kept.members.version < KEPT_SECONDS;
    const hash = isKept ? listHash((kept.members?.list ?? []).map((member) => bareId(member.peerId))) : 0n;
    const answer = await client.call(
      { _: 'channels.getParticipants', channel, filter: this.#filter(), offset, limit: PAGE, hash }, { timeoutMs: 30_000, priority: 'low' },
    );
    if (answer._ === 'channels.channelParticipantsNotModified') {
      const list = kept?.members?.list ?? [];
      this.#take(list, list.length, kept?.members?.total ?? list.length, true);
      return;
    }
    const page = answer.participants.flatMap((one) => mapChannelParticipant(one) ?? []);
    store.transaction(() => {
      store.peers.apply(answer.users, answer.chats);
      // For channels, the version is the moment at which the page was read.
      if (offset === 0 && this.#isRecent) {
        const members = { list: page, version: Math.floor(now), total: answer.count };
        store.peerInfo.patch(this.#peerId, (record) => ({ ...record, members }));
      }
    });
    this.#take(page, answer.participants.length, answer.count, offset === 0);
  }

  get #isRecent(): boolean {
    return this.#wish.kind === 'all' && this.#wish.query === '';
  }

  #take(page: readonly ChatMember[], received: number, total: number, first: boolean): void {
    const known = new Set(first ? [] : this.#members.map((member) => member.peerId));
    this.#members = [...(first ? [] : this.#members), ...page.filter((member) => !known.has(member.peerId))];
    this.#offset = (first ? 0 : this.#offset) + received;
    this.#total = total;
    // The count may hold people whom the server does not show.
    this.#ended = received === 0 || this.#offset >= total;
  }

  #filter(): tl.ChannelParticipantsFilter {
    const { kind, query } = this.#wish;
    switch (kind) {
      case 'admins':
        return { _: 'channelParticipantsAdmins' };
      case 'bots':
        return { _: 'channelParticipantsBots' };
      case 'contacts':
        return { _: 'channelParticipantsContacts', q: query };
      case 'all':
        return query === '' ? { _: 'channelParticipantsRecent' } : { _: 'channelParticipantsSearch', q: query };
    }
  }
}

