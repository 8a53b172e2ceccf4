import { drop } from '#shared/assert.ts';
import type { IpcConnection, ValidTopicInput } from '#shared/ipc/handlers.ts';
import type { MemberRow, MembersWindow } from '#shared/ipc/info.ts';
import { peerIdKind } from '#shared/model/index.ts';
import type { ChatMember, PeerId } from '#shared/model/index.ts';
import { fold } from '#shared/search/index.ts';
import type { Changes } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { Coalescer } from '../window/coalescer.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { RowLedger } from '../window/row-ledger.ts';
import { sameValue } from '../window/same-value.ts';
import type { FullInfos } from './full-infos.ts';
import { isNamed, seenAt } from './member-order.ts';
import { MemberPages } from './member-pages.ts';
import { memberRow } from './member-powers.ts';
import { membersOf, powersOf } from './powers.ts';

type Wish = ValidTopicInput<'info.members'>;

/** How often rows follow those who come and go, ms. */
const GATHER_MS = 400;

/** The members of a chat as one window sees them: of a basic group all, of others in pages, those who are online first. */
export class MembersView {
  readonly #context: ChatContext;
  readonly #infos: FullInfos;
  readonly #peerBook: PeerBook;
  readonly #connection: IpcConnection;
  readonly #emit: (event: MembersWindow) => void;
  readonly #gather: Coalescer;
  readonly #reload: Coalescer;
  readonly #stop: (() => void)[];
  #ledger = new RowLedger<PeerId, MemberRow>((row) => row.peerId);
  #wish: Wish;
  #pages: MemberPages | undefined;
  #busy = false;
  #loaded = false;
  #problem: string | undefined;
  #last: Omit<MembersWindow, 'order' | 'upsert' | 'peers'> | undefined;
  #shown = new Set<PeerId>();
  #disposed = false;

  constructor(context: ChatContext, infos: FullInfos, peerBook: PeerBook, connection: IpcConnection, wish: Wish, emit: (event: MembersWindow) => void) {
    this.#context = context;
    this.#infos = infos;
    this.#peerBook = peerBook;
    this.#connection = connection;
    this.#emit = emit;
    this.#wish = wish;
    this.#gather = new Coalescer(context.clock, GATHER_MS, () => this.#run());
    this.#reload = new Coalescer(context.clock, GATHER_MS, () => drop(this.#load(true)));
    this.#stop = [
      context.store.onChange((changes) => this.#changed(changes)),
      context.updates.onEvent((event) => {
        if (event.kind === 'peerOutdated' && event.peerId === wish.peerId) this.touch();
        if (event.kind === 'message' && event.peerId === wish.peerId && context.store.messages.get(event.peerId, event.id)?.service !== undefined) this.touch();
      }),
      infos.look(wish.peerId),
    ];
    this.#begin();
  }

  get peerId(): PeerId {
    return this.#wish.peerId;
  }

  retune(next: Wish): void {
    const before = this.#wish;
    this.#wish = next;
    if (next.kind !== before.kind || next.query !== before.query) this.#begin();
    else if (this.#problem !== undefined) drop(this.#load(!this.#loaded));
    else drop(this.#more());
  }

  /** Who is in the chat may have changed. */
  touch(): void {
    if (this.#isGroup) return;
    this.#reload.request();
  }

  /** The connection is back. */
  connected(): void {
    if (this.#problem !== undefined || !this.#loaded) drop(this.#load(true));
  }

  dispose(): void {
    this.#disposed = true;
    for (const stop of this.#stop) stop();
    this.#gather.dispose();
    this.#reload.dispose();
  }

  get #isGroup(): boolean {
    return peerIdKind(this.#wish.peerId) === 'group';
  }

  #begin(): void {
    this.#loaded = false;
    this.#problem = undefined;
    const query = this.#wish.query.trim();
    this.#pages = this.#isGroup ? undefined : new MemberPages(this.#context, this.#wish.peerId, { kind: this.#wish.kind, query });
    drop(this.#load(true));
  }

  async #load(anew: boolean): Promise<void> {
    const pages = this.#pages;
    if (this.#access() !== 'shown') {
      this.#loaded = this.#infos.get(this.#wish.peerId) !== undefined;
      return this.#run();
    }
    this.#busy = true;
    this.#problem = undefined;
    this.#run();
    try {
      if (pages !== undefined) await pages.load(anew);
      else if (this.#known() === undefined || !this.#infos.isFresh(this.#wish.peerId)) await this.#infos.fetch(this.#wish.peerId);
      if (pages === this.#pages) this.#loaded = true;
    } catch (error) {
      if (pages === this.#pages) this.#problem = this.#context.explain(error).message;
    }
    // Another search has begun meanwhile: it says how things stand.
    if (pages !== this.#pages) return;
    this.#busy = false;
    this.#run();
    if (this.#problem === undefined) await this.#more();
  }

  /** Loads until there is as much as is wanted. */
  async #more(): Promise<void> {
    const pages = this.#pages;
    if (pages === undefined || this.#busy || !this.#loaded || !pages.hasMore || pages.members.length >= this.#wish.count) return;
    await this.#load(false);
  }

  #access(): 'shown' | 'hidden' | 'none' {
    return membersOf(this.#context.store.peers.record(this.#wish.peerId), this.#infos.get(this.#wish.peerId)?.info);
  }

  #known(): readonly ChatMember[] | undefined {
    return this.#infos.get(this.#wish.peerId)?.members?.list;
  }

  #changed(changes: Changes): void {
    const { peerId } = this.#wish;
    if (changes.infos.has(peerId)) {
      // Whether members are shown is known only now.
      if (!this.#loaded && !this.#busy && !this.#isGroup) drop(this.#load(true));
      else this.#gather.flush();
      return;
    }
    if (changes.peers.has(peerId)) this.#gather.request();
    for (const id of changes.peers) {
      if (this.#shown.has(id)) return this.#gather.request();
    }
  }

  #rows(): ChatMember[] {
    const { store, client } = this.#context;
    const { kind, query } = this.#wish;
    const now = client.serverTime();
    const all = this.#pages?.members ?? this.#known() ?? [];
    const words = fold(query).split(/\s+/).filter(Boolean);
    const peers = store.peers.getMany(all.map((member) => member.peerId));
    const fitting = all.filter((member) => {
      const peer = peers.get(member.peerId);
      if (peer === undefined) return false;
      if (kind === 'bots' && peer.kind !== 'bot') return false;
      if (kind === 'contacts' && peer.isContact !== true) return false;
      if (kind === 'admins' && member.role !== 'owner' && member.role !== 'admin') return false;
      // What the server has found it has found by rules of its own.
      const isSearchedHere = this.#pages === undefined || kind === 'admins' || kind === 'bots';
      return !isSearchedHere || isNamed(fold(`${peer.title} ${peer.usernames.join(' ')}`), words);
    });
    if (this.#pages?.hasMore === true && this.#loaded) return fitting;
    const seen = new Map(fitting.map((member) => [member.peerId, seenAt(peers.get(member.peerId), now)]));
    return fitting.sort((a, b) => compare(seen.get(b.peerId) ?? 0, seen.get(a.peerId) ?? 0));
  }

  #run(): void {
    if (this.#disposed) return;
    const { store } = this.#context;
    const { peerId, query, kind } = this.#wish;
    const access = this.#access();
    const record = store.peers.record(peerId);
    const powers = powersOf(record, this.#infos.get(peerId)?.info);
    const selfId = store.meta.selfId();
    const members = access === 'shown' ? this.#rows() : [];
    this.#shown = new Set(members.map((member) => member.peerId));
    const isWhole = query.trim() === '' && kind === 'all';
    const total = this.#pages?.total ?? (this.#isGroup && isWhole ? members.length : undefined);
    const rest = {
      ...(total === undefined ? {} : { total }),
      hasMore: access === 'shown' && this.#loaded && this.#pages?.hasMore === true,
      state: this.#state(access, members.length),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
    const { changed, ...diff } = this.#ledger.next(members.map((member) => memberRow(member, record, powers, selfId)));
    if (!changed && this.#last !== undefined && sameValue(this.#last, rest)) return;
    this.#last = rest;
    this.#emit({ ...diff, ...rest, peers: this.#peerBook.news(this.#connection, this.#shown) });
  }

  #state(access: 'shown' | 'hidden' | 'none', count: number): MembersWindow['state'] {
    if (access !== 'shown') return 'hidden';
    if (this.#problem !== undefined) return 'failed';
    return this.#loaded || (count > 0 && !this.#busy) ? 'ready' : 'loading';
  }
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
