import { randomBytes } from 'node:crypto';
import { drop } from '#shared/assert.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { reportReasons } from '#shared/ipc/info.ts';
import { AppError, bareId } from '#shared/model/index.ts';
import type { Peer, PeerId } from '#shared/model/index.ts';
import type { tl } from '#tl';
import { mapEntityId } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { ChatEdits } from './chat-edits.ts';
import { FullInfos } from './full-infos.ts';
import { Invites } from './invites.ts';
import { MemberCalls } from './member-calls.ts';
import { MembersView } from './members-view.ts';
import { ProfileView } from './profile-view.ts';

type InfoCall = Extract<keyof CallHandlers, `info.${string}`>;
type InfoTopic = Extract<keyof TopicHandlers, `info.${string}`>;

/** Common groups that are asked for at a time. */
const COMMON_PAGE = 50;

const REASONS: Record<(typeof reportReasons)[number], tl.ReportReason> = {
  spam: { _: 'inputReportReasonSpam' },
  fake: { _: 'inputReportReasonFake' },
  violence: { _: 'inputReportReasonViolence' },
  pornography: { _: 'inputReportReasonPornography' },
  childAbuse: { _: 'inputReportReasonChildAbuse' },
  illegalDrugs: { _: 'inputReportReasonIllegalDrugs' },
  personalDetails: { _: 'inputReportReasonPersonalDetails' },
  copyright: { _: 'inputReportReasonCopyright' },
  other: { _: 'inputReportReasonOther' },
};

/** The page about a person or a chat: what it shows and what it does. */
export class Info {
  readonly full: FullInfos;
  readonly #context: ChatContext;
  readonly #peerBook: PeerBook;
  readonly #edits: ChatEdits;
  readonly #invites: Invites;
  readonly #memberCalls: MemberCalls;
  readonly #profiles = new Set<ProfileView>();
  readonly #members = new Set<MembersView>();

  constructor(context: ChatContext, peerBook: PeerBook) {
    this.#context = context;
    this.#peerBook = peerBook;
    this.full = new FullInfos(context);
    this.#invites = new Invites(context, this.full);
    this.#edits = new ChatEdits(context, this.full, this.#invites);
    this.#memberCalls = new MemberCalls(context, this.full, (peerId) => {
      for (const view of this.#members) if (view.peerId === peerId) view.touch();
    });
  }

  calls(): Pick<CallHandlers, InfoCall> {
    return {
      ...this.#edits.calls(),
      ...this.#invites.calls((connection, ids) => this.#peerBook.news(connection, ids)),
      ...this.#memberCalls.calls(),
      'info.refresh': ({ peerId }) => this.#refresh(peerId),
      'info.commonChats': ({ peerId, after }, { connection }) => this.#common(peerId, after, (ids) => this.#peerBook.news(connection, ids)),
      'info.shareContact': ({ peerId, to }) => this.#share(peerId, to),
      'info.report': async ({ peerId, reason, comment }) => {
        const peer = this.#context.store.peers.inputPeer(peerId);
        if (peer === undefined) throw gone();
        await this.#context.client.call({ _: 'account.reportPeer', peer, reason: REASONS[reason], message: comment.trim() });
      },
    };
  }

  topics(): Pick<TopicHandlers, InfoTopic> {
    return {
      'info.profile': (input, emit, connection) => {
        let view = this.#openProfile(input.peerId, emit, connection);
        return {
          retune: (next) => {
            if (next.peerId === view.peerId) return;
            this.#closeProfile(view);
            view = this.#openProfile(next.peerId, emit, connection);
          },
          dispose: () => this.#closeProfile(view),
        };
      },
      'info.members': (input, emit, connection) => {
        const open = (wish: typeof input): MembersView => {
          const made = new MembersView(this.#context, this.full, this.#peerBook, connection, wish, emit);
          this.#members.add(made);
          return made;
        };
        const close = (gone: MembersView): void => {
          this.#members.delete(gone);
          gone.dispose();
        };
        let view = open(input);
        return {
          retune: (next) => {
            if (next.peerId === view.peerId) return view.retune(next);
            close(view);
            view = open(next);
          },
          dispose: () => close(view),
        };
      },
    };
  }

  /** The connection is back: what somebody looks at is read again. */
  connected(): void {
    for (const view of this.#profiles) drop(view.load(true));
    for (const view of this.#members) view.connected();
  }

  /** Something that is not in the store has changed (a mute ended). */
  touch(): void {
    for (const view of this.#profiles) view.touch();
  }

  dispose(): void {
    for (const view of [...this.#profiles, ...this.#members]) view.dispose();
    this.#profiles.clear();
    this.#members.clear();
    this.#edits.dispose();
    this.full.dispose();
  }

  #openProfile(peerId: PeerId, emit: ConstructorParameters<typeof ProfileView>[5], connection: ConstructorParameters<typeof ProfileView>[3]): ProfileView {
    const view = new ProfileView(this.#context, this.full, this.#peerBook, connection, peerId, emit);
    this.#profiles.add(view);
    return view;
  }

  #closeProfile(view: ProfileView): void {
    this.#profiles.delete(view);
    view.dispose();
  }

  async #refresh(peerId: PeerId): Promise<void> {
    const looking = [...this.#profiles].filter((view) => view.peerId === peerId);
    if (looking.length === 0) await this.full.fetch(peerId);
    else await Promise.all(looking.map((view) => view.load(true)));
  }

  async #share(peerId: PeerId, to: readonly PeerId[]): Promise<void> {
    const { client, store, updates } = this.#context;
    const person = store.peers.get(peerId);
    if (person?.phone === undefined) throw gone();
    const media: tl.inputMediaContact = {
      _: 'inputMediaContact', phoneNumber: person.phone, firstName: person.firstName ?? person.title, lastName: person.lastName ?? '', vcard: '',
    };
    for (const id of to) {
      const peer = store.peers.inputPeer(id);
      if (peer === undefined) throw gone();
      // The same number is told again when the call has to be repeated: the server sends it once.
      const randomId = randomBytes(8).readBigInt64LE() || 1n;
      updates.feed(await client.call({ _: 'messages.sendMedia', peer, media, message: '', randomId }, { idempotent: true }));
    }
  }

  /** One page of the groups that one is in together with somebody (core.telegram.org/method/messages.getCommonChats). */
  async #common(peerId: PeerId, after: PeerId | undefined, news: (ids: PeerId[]) => Peer[]): Promise<{ chats: PeerId[]; peers: Peer[]; hasMore: boolean }> {
    const { client, store } = this.#context;
    const userId = store.peers.inputUser(peerId);
    if (userId === undefined) throw gone();
    const answer = await client.call(
      { _: 'messages.getCommonChats', userId, maxId: after === undefined ? 0 : bareId(after), limit: COMMON_PAGE }, { timeoutMs: 20_000 },
    );
    store.peers.apply([], answer.chats);
    const chats = answer.chats.filter((chat) => chat._ !== 'chatEmpty').map(mapEntityId);
    return { chats, peers: news(chats), hasMore: answer.chats.length >= COMMON_PAGE };
  }
}

const gone = (): AppError => new AppError({ code: 'NOT_FOUND', message: 'This chat cannot be found any more.' });
