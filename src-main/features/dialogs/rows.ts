import type { ArchiveSummary, DialogRow, Message, PeerId } from '#shared/model/index.ts';
import type { ChatContext } from '../context.ts';
import type { Changes, DialogRecord } from '../../store/index.ts';

/** Rows kept; far more than any screen shows. */
const CACHE_LIMIT = 2_000;
const ARCHIVE_TITLES = 5;
/** Archived chats that are looked at for the summary's titles. */
const ARCHIVE_SEARCHED = 50;

/** Chats as rows of the list: put together from the store, and kept until one of their parts changes. */
export class DialogRows {
  readonly #context: ChatContext;
  readonly #edited: (message: Message) => Message;
  readonly #rows = new Map<PeerId, DialogRow>();

  /** `edited` lays over a message what was made of it here and the server has not heard of. */
  constructor(context: ChatContext, edited: (message: Message) => Message) {
    this.#context = context;
    this.#edited = edited;
  }

  row(record: DialogRecord): DialogRow | undefined {
    const known = this.#rows.get(record.peerId);
    if (known !== undefined) return known;
    const row = this.#build(record);
    if (row === undefined) return undefined;
    if (this.#rows.size >= CACHE_LIMIT) this.#rows.clear();
    this.#rows.set(record.peerId, row);
    return row;
  }

  /** Forgets rows that show something that changed. */
  forget(changes: Changes): void {
    for (const ids of [changes.dialogs, changes.drafts, changes.messages.keys()]) for (const id of ids) this.#rows.delete(id);
    if (changes.peers.size > 0) {
      for (const [id, row] of this.#rows) {
        const sender = row.topMessage?.fromId;
        if (changes.peers.has(id) || (sender !== undefined && changes.peers.has(sender))) this.#rows.delete(id);
      }
    }
    if (changes.notifyDefaults || changes.self) this.#rows.clear();
  }

  /** Time passed a point that rows depend on (the end of a mute). */
  forgetAll(): void {
    this.#rows.clear();
  }

  archive(): ArchiveSummary | undefined {
    const { store } = this.#context;
    const page = store.dialogs.page('archive', 0, ARCHIVE_SEARCHED);
    if (page.total === 0) return undefined;
    const isUnread = (record: DialogRecord): boolean => record.unreadCount > 0 || record.unreadMark;
    const sorted = [...page.records.filter(isUnread), ...page.records.filter((record) => !isUnread(record))];
    const titles = sorted.slice(0, ARCHIVE_TITLES).flatMap((record) => store.peers.get(record.peerId)?.title ?? []);
    return { chatCount: page.total, unreadCount: store.dialogs.unreadChats('archive'), titles };
  }

  #build(record: DialogRecord): DialogRow | undefined {
    const { store, client } = this.#context;
    const peer = store.peers.get(record.peerId);
    if (peer === undefined) return undefined;
    const topMessage = this.#topMessage(record);
    const topSenderName = topMessage === undefined ? undefined : this.#senderName(topMessage, record.peerId);
    const draft = store.drafts.get(record.peerId);
    return {
      peerId: record.peerId,
      peer,
      folder: record.folder,
      pinned: record.pinned !== undefined,
      muted: record.muteUntil > client.serverTime(),
      unreadCount: record.unreadCount,
      unreadMark: record.unreadMark,
      unreadMentions: record.unreadMentions,
      unreadReactions: record.unreadReactions,
      unreadPollVotes: record.unreadPollVotes,
      readInboxMaxId: record.readInboxMaxId,
      readOutboxMaxId: record.readOutboxMaxId,
      ...(topMessage === undefined ? {} : { topMessage }),
      ...(topSenderName === undefined ? {} : { topSenderName }),
      ...(draft === undefined ? {} : { draft }),
    };
  }

  #topMessage(record: DialogRecord): Message | undefined {
    const { store } = this.#context;
    const pending = store.outbox.ofPeer(record.peerId).at(-1)?.message;
    if (pending !== undefined) return pending;
    const top = record.topMessageId > 0 ? store.messages.get(record.peerId, record.topMessageId) : undefined;
    return top === undefined ? undefined : this.#edited(top);
  }

  /** Who wrote the message, where several people may have; a note about the chat names its actor itself. */
  #senderName(message: Message, chat: PeerId): string | undefined {
    if (message.service !== undefined || message.isPost === true) return undefined;
    const { store } = this.#context;
    const kind = store.peers.get(chat)?.kind;
    if (kind === 'channel' || chat === store.meta.selfId()) return undefined;
    if (message.out) return 'You';
    if (kind === 'user' || kind === 'bot' || message.fromId === undefined) return undefined;
    const sender = store.peers.get(message.fromId);
    return sender?.firstName ?? sender?.title;
  }
}
