import type { MessageId, PeerId } from '#shared/model/index.ts';
import { IndexWork } from './search/index-work.ts';

/** A message that got its server id: the bubble `localId` is now `id`. */
export interface SentMessage {
  peerId: PeerId;
  localId: MessageId;
  id: MessageId;
}

/** What one committed transaction changed. */
export interface Changes {
  peers: ReadonlySet<PeerId>;
  /** Rows of the chat list: counters, marks, top message, mute, draft. */
  dialogs: ReadonlySet<PeerId>;
  /** The order or membership of a chat list changed. */
  dialogOrder: boolean;
  /** Messages written, edited or deleted; those of the outbox by their negative ids; also those that answer a changed message. */
  messages: ReadonlyMap<PeerId, ReadonlySet<MessageId>>;
  /** Chats of which more or less of the history is known without holes. */
  histories: ReadonlySet<PeerId>;
  drafts: ReadonlySet<PeerId>;
  /** Chats and people of whose full form something changed, members included. */
  infos: ReadonlySet<PeerId>;
  sent: readonly SentMessage[];
  /** The default mute of a kind of chats changed: every row may look different. */
  notifyDefaults: boolean;
  /** The own user changed. */
  self: boolean;
  /** Chat folders, their order or their tags changed. */
  folders: boolean;
  /** Chats of which threads changed: their read marks and counts. */
  threads: ReadonlySet<PeerId>;
  /** Sources or tags of Saved Messages changed. */
  saved: boolean;
  /** Chats whose queue of scheduled messages, or what is on its way there, changed. */
  scheduled: ReadonlySet<PeerId>;
}

/** Gathers what the repositories change, until commit. */
export class ChangeCollector implements Changes {
  readonly peers = new Set<PeerId>();
  readonly dialogs = new Set<PeerId>();
  readonly messages = new Map<PeerId, Set<MessageId>>();
  readonly histories = new Set<PeerId>();
  readonly drafts = new Set<PeerId>();
  readonly infos = new Set<PeerId>();
  readonly threads = new Set<PeerId>();
  readonly scheduled = new Set<PeerId>();
  readonly sent: SentMessage[] = [];
  dialogOrder = false;
  notifyDefaults = false;
  self = false;
  folders = false;
  saved = false;
  /** Not told to anybody: what the full-text index takes over before the commit. */
  readonly index = new IndexWork();
  /** A step of the transaction failed half-way. */
  isBroken = false;

  message(peerId: PeerId, id: MessageId): void {
    const ids = this.messages.get(peerId);
    if (ids === undefined) this.messages.set(peerId, new Set([id]));
    else ids.add(id);
  }

  get isEmpty(): boolean {
    const sets = [this.peers, this.dialogs, this.messages, this.histories, this.drafts, this.infos, this.threads, this.scheduled];
    return (
      sets.every((set) => set.size === 0) &&
      this.sent.length === 0 &&
      !this.dialogOrder &&
      !this.notifyDefaults &&
      !this.self &&
      !this.folders &&
      !this.saved
    );
  }

  /** Takes over what an inner transaction changed. */
  join(inner: ChangeCollector): void {
    for (const id of inner.peers) this.peers.add(id);
    for (const id of inner.dialogs) this.dialogs.add(id);
    for (const [peerId, ids] of inner.messages) for (const id of ids) this.message(peerId, id);
    for (const id of inner.histories) this.histories.add(id);
    for (const id of inner.drafts) this.drafts.add(id);
    for (const id of inner.infos) this.infos.add(id);
    for (const id of inner.threads) this.threads.add(id);
    for (const id of inner.scheduled) this.scheduled.add(id);
    this.sent.push(...inner.sent);
    this.dialogOrder ||= inner.dialogOrder;
    this.notifyDefaults ||= inner.notifyDefaults;
    this.self ||= inner.self;
    this.folders ||= inner.folders;
    this.saved ||= inner.saved;
    this.index.join(inner.index);
  }
}
