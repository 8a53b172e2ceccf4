import { invariant } from '../assert.ts';
import type { Account } from './account.ts';
import type { BoxChange, BoxEvent, MessageBox } from './boxes.ts';
import type { Caller, Delivery } from './delivery.ts';
import type { BoxMessage, Content, Dialog } from './model.ts';
import { bareId, channelKey, isChannelKey, isUserKey, type PeerKey } from './peers.ts';
import { isMuted } from './render-dialogs.ts';
import { seeVotes } from './polls.ts';
import { seeReactions } from './reactions.ts';
import type { WorldState } from './state.ts';

/** The last moment that fits. */
const FOR_EVER = 2 ** 31 - 1;

/** Who acts, and the session that waits for the answer (none for puppets and tests). */
export interface Actor {
  userId: number;
  caller?: Caller;
}

export interface Posted {
  /** The copy that the author's answer shows: in their own box or the channel's. Absent for puppets in private chats. */
  message: BoxMessage | undefined;
  /** Every copy that came into being. */
  copies: BoxMessage[];
  /** Events in the box of `message`, ascending. */
  events: BoxEvent[];
}

/** A batch of events of one common box. */
interface Batch {
  account: Account;
  events: BoxEvent[];
}

/**
 * The changes that make up the world's life: each alters the boxes, writes the update log and pushes, exactly once, for
 * everybody whom it concerns. RPC methods and the programmatic API both come here.
 */
export class Operations {
  readonly state: WorldState;
  readonly delivery: Delivery;
  /** Called after every posted message, for people who answer. */
  readonly listeners = new Set<(content: Content, peer: PeerKey) => void>();

  constructor(state: WorldState, delivery: Delivery) {
    this.state = state;
    this.delivery = delivery;
  }

  /** Puts a message into every box where it belongs. `to` is the chat from the author's side. */
  post(content: Content, to: PeerKey, actor: Actor, randomId?: bigint): Posted {
    return this.postMany([{ content, ...(randomId !== undefined ? { randomId } : {}) }], to, actor);
  }

  /** Several messages (an album, a forward) as one batch: every receiver gets them in one container. */
  postMany(items: readonly { content: Content; randomId?: bigint }[], to: PeerKey, actor: Actor): Posted {
    const posted = isChannelKey(to) ? this.#postToChannel(items, to, actor) : this.#postToBoxes(items, to, actor);
    for (const item of items) for (const listener of this.listeners) listener(item.content, to);
    return posted;
  }

  #postToChannel(items: readonly { content: Content; randomId?: bigint }[], to: PeerKey, actor: Actor): Posted {
    const channelId = bareId(to);
    const box = this.state.channelBox(channelId);
    const events: BoxEvent[] = [];
    const copies: BoxMessage[] = [];
    for (const { content, randomId } of items) {
      const message = box.add(to, content, false);
      this.#linkReply(box, message);
      const target = message.replyToId === undefined || content.reply?.fromOtherChat !== undefined ? undefined : box.byId.get(message.replyToId);
      if (target && this.state.channel(channelId).megagroup && !content.action) box.joinThread(message, target.topId ?? target.id);
      if (randomId !== undefined) message.randomId = randomId;
      if (isPlayable(content)) message.mediaUnread = true;
      copies.push(message);
      for (const account of this.state.accountsIn(to)) {
        const dialog = account.dialog(to);
        if (content.mentions?.has(account.id) && content.authorId !== account.id) dialog.unreadMentions.add(message.id);
      }
      events.push(box.append({ kind: 'new', message }, content.date));
    }
    // The copies are there first: the post says that it can be commented.
    this.#copyToDiscussion(copies, to);
    this.delivery.channelEvents(channelId, events, actor.caller);
    const last = copies[copies.length - 1];
    // Whoever writes has read: the answer says so to the one device, an update to the others.
    if (last && !last.content.fromScheduled && this.state.accounts.has(last.content.authorId)) this.readChannel(last.content.authorId, channelId, last.id, actor.caller);
    for (const account of this.state.accountsIn(to)) this.#unarchive(account, account.dialog(to), actor);
    return { message: last, copies, events };
  }

  /** Posts of a channel with a discussion group are copied there, pinned, and their comments are the answers to the copy. */
  #copyToDiscussion(copies: readonly BoxMessage[], to: PeerKey): void {
    const channel = this.state.channel(bareId(to));
    if (channel.megagroup || channel.linkedChatId === undefined) return;
    const group = channelKey(channel.linkedChatId);
    const posts = copies.filter((post) => !post.content.action);
    const box = this.state.channelBox(channel.linkedChatId);
    const events = posts.map((post): BoxEvent => {
      const { text, entities, media, groupedId, date, postAuthor } = post.content;
      const content: Content = {
        authorId: 0, fromKey: to, date, text, entities, autoForward: true, copies: [],
        ...(media ? { media } : {}),
        ...(groupedId !== undefined ? { groupedId } : {}),
        forward: {
          fromKey: to, channelPost: post.id, date, savedFromKey: to, savedFromMsgId: post.id, ...(postAuthor !== undefined ? { postAuthor } : {}),
        },
      };
      const message = box.add(group, content, false);
      message.pinned = true;
      return box.append({ kind: 'new', message }, date);
    });
    this.delivery.channelEvents(channel.linkedChatId, events);
  }

  #postToBoxes(items: readonly { content: Content; randomId?: bigint }[], to: PeerKey, actor: Actor): Posted {
    const targets = this.#commonTargets(to, actor.userId);
    const copies: BoxMessage[] = [];
    let own: Posted | undefined;
    for (const { account, peer } of targets) {
      const events: BoxEvent[] = [];
      const mine: BoxMessage[] = [];
      const isAuthor = account.id === actor.userId;
      if (!isAuthor) this.#archiveStranger(account, peer);
      for (const { content, randomId } of items) {
        const message = account.box.add(peer, content, isAuthor && peer !== account.id);
        this.#linkReply(account.box, message);
        if (isAuthor && randomId !== undefined) message.randomId = randomId;
        if (isPlayable(content) && peer !== account.id) message.mediaUnread = true;
        const dialog = account.dialog(peer);
        if (!isAuthor && content.mentions?.has(account.id)) dialog.unreadMentions.add(message.id);
        if (peer === account.id && !content.fromScheduled) dialog.readInboxMaxId = message.id;
        events.push(account.box.append({ kind: 'new', message }, content.date));
        mine.push(message);
      }
      copies.push(...mine);
      this.delivery.events(account, events, isAuthor ? actor.caller : undefined);
      if (isAuthor) own = { message: mine[mine.length - 1], copies: mine, events };
      else this.#unarchive(account, account.dialog(peer), actor);
    }
    return own ? { ...own, copies } : { message: undefined, copies, events: [] };
  }

  /** The common boxes that hold a chat's messages: the author's first. */
  #commonTargets(to: PeerKey, authorId: number): { account: Account; peer: PeerKey }[] {
    if (isUserKey(to)) {
      const author = this.state.accounts.get(authorId);
      const other = to === authorId ? undefined : this.state.accounts.get(to);
      return [
        ...(author ? [{ account: author, peer: to }] : []),
        ...(other && !other.blocked.has(authorId) ? [{ account: other, peer: authorId }] : []),
      ];
    }
    const accounts = this.state.accountsIn(to);
    accounts.sort((a, b) => Number(b.id === authorId) - Number(a.id === authorId));
    return accounts.map((account) => ({ account, peer: to }));
  }

  #linkReply(box: MessageBox, message: BoxMessage): void {
    const target = message.content.reply?.content.copies.find(
      (copy) => copy.ownerId === box.ownerId && copy.ownerId === message.ownerId,
    );
    if (target && (target.peer === message.peer || message.content.reply?.fromOtherChat !== undefined))
      message.replyToId = target.id;
  }

  /** The first message of somebody unknown opens a chat in the archive, muted, where the account wants that. */
  #archiveStranger(account: Account, peer: PeerKey): void {
    const isWanted = account.globalPrivacy.archiveAndMuteNewNoncontactPeers === true;
    const user = isUserKey(peer) ? this.state.users.get(peer) : undefined;
    if (!isWanted || !user || user.bot || account.dialogs.has(peer) || account.contacts.has(peer)) return;
    const dialog = account.dialog(peer);
    dialog.autoarchived = true;
    dialog.folderId = 1;
    dialog.notify = { ...dialog.notify, muteUntil: FOR_EVER };
  }

  /** A new message lifts an unmuted chat out of the archive. */
  #unarchive(account: Account, dialog: Dialog, actor: Actor): void {
    const { keepArchivedUnmuted, keepArchivedFolders } = account.globalPrivacy;
    if (dialog.folderId === 0 || keepArchivedUnmuted || isMuted(this.state, account, dialog)) return;
    if (account.id === actor.userId) return;
    const isNamed = account.filters.some((one) => one?.pinned.includes(dialog.peer) || one?.include.includes(dialog.peer));
    if (keepArchivedFolders && isNamed) return;
    // Pins belong to a list.
    account.pinned[dialog.folderId] = account.pinned[dialog.folderId].filter((peer) => peer !== dialog.peer);
    dialog.folderId = 0;
    this.common(account, [{ kind: 'folder', peer: dialog.peer, folderId: 0 }]);
  }

  /** Writes changes into an account's box and pushes them. */
  common(account: Account, changes: readonly BoxChange[], caller?: Caller): BoxEvent[] {
    const now = this.state.now();
    const events = changes.map((change) => account.box.append(change, now));
    this.delivery.events(account, events, caller);
    return events;
  }

  /** Writes changes into a channel's box and pushes them. */
  inChannel(channelId: number, changes: readonly BoxChange[], caller?: Caller): BoxEvent[] {
    const now = this.state.now();
    const box = this.state.channelBox(channelId);
    const events = changes.map((change) => box.append(change, now));
    this.delivery.channelEvents(channelId, events, caller);
    return events;
  }

  /** Tells everybody who has a copy that the content changed. Returns the events of `view`'s own box. */
  edited(content: Content, ownerId: number, actor: Actor): BoxEvent[] {
    let own: BoxEvent[] = [];
    for (const copy of [...content.copies]) {
      const caller = copy.ownerId === actor.userId || copy.ownerId === 0 ? actor.caller : undefined;
      const events =
        copy.ownerId === 0
          ? this.inChannel(bareId(copy.peer), [{ kind: 'edit', message: copy }], caller)
          : this.common(this.#account(copy.ownerId), [{ kind: 'edit', message: copy }], caller);
      if (copy.ownerId === ownerId) own = events;
    }
    return own;
  }

  /** Removes copies from an account's box. Returns the events, empty when there was nothing to remove. */
  deleteCommon(account: Account, messages: readonly BoxMessage[], caller?: Caller): BoxEvent[] {
    for (const message of messages) {
      account.box.remove(message);
      account.dialogs.get(message.peer)?.unreadMentions.delete(message.id);
      account.dialogs.get(message.peer)?.unreadReactions.delete(message.id);
      account.dialogs.get(message.peer)?.unreadPollVotes.delete(message.id);
    }
    return this.common(
      account,
      messages.map((message) => ({ kind: 'delete', id: message.id })),
      caller,
    );
  }

  deleteInChannel(channelId: number, messages: readonly BoxMessage[], caller?: Caller): BoxEvent[] {
    const box = this.state.channelBox(channelId);
    const key = channelKey(channelId);
    for (const message of messages) {
      box.remove(message);
      for (const account of this.state.accountsIn(key)) {
        account.dialogs.get(key)?.unreadMentions.delete(message.id);
        account.dialogs.get(key)?.unreadReactions.delete(message.id);
        account.dialogs.get(key)?.unreadPollVotes.delete(message.id);
      }
    }
    return this.inChannel(
      channelId,
      messages.map((message) => ({ kind: 'delete', id: message.id })),
      caller,
    );
  }

  /** Deletes every copy of the contents, in whosever box. Returns the events of the actor's own box. */
  deleteForAll(contents: readonly Content[], actor: Actor): BoxEvent[] {
    const byOwner = new Map<number, BoxMessage[]>();
    for (const content of contents) {
      for (const copy of content.copies) byOwner.set(copy.ownerId, [...(byOwner.get(copy.ownerId) ?? []), copy]);
    }
    let own: BoxEvent[] = [];
    for (const [ownerId, copies] of byOwner) {
      if (ownerId === 0) {
        const channelId = bareId((copies[0] as BoxMessage).peer);
        own = this.deleteInChannel(channelId, copies, actor.caller);
      } else {
        const events = this.deleteCommon(this.#account(ownerId), copies, ownerId === actor.userId ? actor.caller : undefined);
        if (ownerId === actor.userId) own = events;
      }
    }
    return own;
  }

  /**
   * An account reads a private chat or basic group up to `maxId` (0: everything). The writers learn it. Returns the
   * events of the reader's box, empty when nothing changed.
   */
  readCommon(account: Account, peer: PeerKey, maxId: number, caller?: Caller): BoxEvent[] {
    const dialog = account.dialog(peer);
    const thread = this.state.thread(account, peer);
    const top = thread[thread.length - 1]?.id ?? 0;
    const upTo = maxId === 0 ? top : Math.min(maxId, top);
    if (upTo <= dialog.readInboxMaxId) return [];
    const before = dialog.readInboxMaxId;
    dialog.readInboxMaxId = upTo;
    const unread = this.state.unreadCount(account, peer);
    const events = this.common(account, [{ kind: 'readInbox', peer, maxId: upTo, unread, folderId: dialog.folderId }], caller);
    const readNow = thread.filter((message) => message.id > before && message.id <= upTo && !message.out);
    this.#noteRead(account.id, readNow);
    this.#tellWriters(account.id, peer, readNow);
    return events;
  }

  /** Raises the outbox mark in the boxes of those who wrote what `readerId` has read. */
  #tellWriters(readerId: number, peer: PeerKey, read: readonly BoxMessage[]): void {
    const marks = new Map<number, BoxMessage>();
    for (const message of read) {
      const copy = message.content.copies.find((one) => one.ownerId === message.content.authorId && one.out);
      if (copy && copy.ownerId !== readerId) marks.set(copy.ownerId, copy);
    }
    for (const [writerId, copy] of marks) {
      const writer = this.#account(writerId);
      this.readOutbox(writer, isUserKey(peer) ? readerId : peer, copy.id, readerId);
    }
  }

  /** Keeps when somebody has read messages: the first time counts. */
  #noteRead(readerId: number, messages: readonly BoxMessage[]): void {
    for (const { content } of messages) {
      content.readAt ??= new Map();
      if (readerId !== content.authorId && !content.readAt.has(readerId)) content.readAt.set(readerId, this.state.now());
    }
  }

  /** The other side read what this account wrote, up to `maxId` in the account's own ids. */
  readOutbox(account: Account, peer: PeerKey, maxId: number, readerId: number): void {
    const dialog = account.dialog(peer);
    this.#noteRead(
      readerId,
      account.box.thread(peer).filter((message) => message.out && message.id <= maxId),
    );
    if (maxId <= dialog.readOutboxMaxId) return;
    dialog.readOutboxMaxId = maxId;
    this.common(account, [{ kind: 'readOutbox', peer, maxId }]);
  }

  /** A member reads a channel up to `maxId`. Returns whether anything changed. */
  readChannel(userId: number, channelId: number, maxId: number, caller?: Caller): boolean {
    const key = channelKey(channelId);
    const box = this.state.channelBox(channelId);
    const thread = box.thread(key);
    const top = thread[thread.length - 1]?.id ?? 0;
    const upTo = maxId === 0 ? top : Math.min(maxId, top);
    const account = this.state.accounts.get(userId);
    const before = account ? account.dialog(key).readInboxMaxId : (this.state.puppetReads.get(channelId)?.get(userId) ?? 0);
    if (upTo <= before) return false;
    const outboxBefore = new Map(this.state.accountsIn(key).map((one) => [one.id, this.state.channelReadMax(channelId, one.id)]));
    if (account) {
      const dialog = account.dialog(key);
      dialog.readInboxMaxId = upTo;
      const stillUnreadCount = this.state.unreadCount(account, key);
      this.delivery.updates(
        account,
        () => [
          {
            _: 'updateReadChannelInbox',
            channelId,
            maxId: upTo,
            stillUnreadCount,
            pts: box.pts,
            ...(dialog.folderId ? { folderId: dialog.folderId } : {}),
          },
        ],
        caller,
      );
    } else {
      const marks = this.state.puppetReads.get(channelId) ?? new Map<number, number>();
      marks.set(userId, upTo);
      this.state.puppetReads.set(channelId, marks);
    }
    this.#noteRead(
      userId,
      thread.filter((message) => message.id > before && message.id <= upTo),
    );
    this.#tellChannelWriters(channelId, before, upTo, userId, outboxBefore);
    return true;
  }

  #tellChannelWriters(
    channelId: number,
    before: number,
    upTo: number,
    readerId: number,
    outboxBefore: ReadonlyMap<number, number>,
  ): void {
    const channel = this.state.channel(channelId);
    if (!channel.megagroup) return;
    const key = channelKey(channelId);
    for (const writer of this.state.accountsIn(key)) {
      if (writer.id === readerId || upTo <= (outboxBefore.get(writer.id) ?? 0)) continue;
      const wrote = this.state
        .channelBox(channelId)
        .thread(key)
        .some((message) => message.id > before && message.id <= upTo && message.content.authorId === writer.id);
      if (wrote) this.delivery.updates(writer, () => [{ _: 'updateReadChannelOutbox', channelId, maxId: upTo }]);
    }
  }

  /** Marks voice messages as played and mentions as seen, in one account's common box. */
  readContents(account: Account, messages: readonly BoxMessage[], caller?: Caller): BoxEvent[] {
    const changed = messages.filter((message) => this.#clearUnreadContent(account, message));
    const events = this.common(
      account,
      changed.map((message) => ({ kind: 'contents', id: message.id })),
      caller,
    );
    for (const message of changed) {
      const copy = message.content.copies.find((one) => one.ownerId === message.content.authorId && one.ownerId !== account.id);
      if (copy?.mediaUnread) {
        copy.mediaUnread = false;
        this.common(this.#account(copy.ownerId), [{ kind: 'contents', id: copy.id }]);
      }
    }
    return events;
  }

  #clearUnreadContent(account: Account, message: BoxMessage): boolean {
    const mention = account.dialogs.get(message.peer)?.unreadMentions.delete(message.id) === true;
    const playable = message.mediaUnread === true && !message.out;
    if (playable) message.mediaUnread = false;
    const reactions = seeReactions(this.state, account, [message]).length > 0;
    const votes = seeVotes(this.state, account, message);
    return mention || playable || reactions || votes;
  }

  /** The same in a channel: unnumbered. */
  readChannelContents(account: Account, channelId: number, messages: readonly BoxMessage[], caller?: Caller): void {
    const changed = messages.filter((message) => {
      const mention = account.dialogs.get(message.peer)?.unreadMentions.delete(message.id) === true;
      const playable = message.mediaUnread === true && message.content.authorId !== account.id;
      if (playable) message.mediaUnread = false;
      const reactions = seeReactions(this.state, account, [message]).length > 0;
      const votes = seeVotes(this.state, account, message);
      return mention || playable || reactions || votes;
    });
    if (changed.length === 0) return;
    const ids = changed.map((message) => message.id);
    this.delivery.updates(account, () => [{ _: 'updateChannelReadMessagesContents', channelId, messages: ids }], caller);
  }

  /** Pins or unpins in every copy that the change concerns. Returns the events of the actor's box. */
  setPinned(messages: readonly BoxMessage[], pinned: boolean, actor: Actor, oneSide = false): BoxEvent[] {
    const batches = new Map<number, Batch>();
    let own: BoxEvent[] = [];
    for (const message of messages) {
      if (message.ownerId === 0) {
        if (message.pinned === pinned) continue;
        message.pinned = pinned;
        own.push(
          ...this.inChannel(bareId(message.peer), [{ kind: 'pin', peer: message.peer, id: message.id, pinned }], actor.caller),
        );
        continue;
      }
      for (const copy of message.content.copies) {
        if (copy.ownerId === 0 || (copy.pinned ?? false) === pinned || (oneSide && copy.ownerId !== actor.userId)) continue;
        copy.pinned = pinned;
        const account = this.#account(copy.ownerId);
        const batch = batches.get(copy.ownerId) ?? { account, events: [] };
        batch.events.push(account.box.append({ kind: 'pin', peer: copy.peer, id: copy.id, pinned }, this.state.now()));
        batches.set(copy.ownerId, batch);
      }
    }
    for (const [ownerId, batch] of batches) {
      this.delivery.events(batch.account, batch.events, ownerId === actor.userId ? actor.caller : undefined);
      if (ownerId === actor.userId) own = batch.events;
    }
    return own;
  }

  /** Accounts whose people care when this user comes or goes: contacts and private chat partners. */
  watchersOf(userId: number): Account[] {
    return [...this.state.accounts.values()].filter(
      (account) => account.id !== userId && (account.contacts.has(userId) || account.box.thread(userId).length > 0),
    );
  }

  #account(userId: number): Account {
    const account = this.state.accounts.get(userId);
    invariant(account, `account ${userId} exists`);
    return account;
  }
}

/** Voice and round video messages start unplayed. */
function isPlayable(content: Content): boolean {
  if (content.media?.kind !== 'document') return false;
  return content.media.document.attributes.some(
    (attribute) =>
      (attribute._ === 'documentAttributeAudio' && attribute.voice === true) ||
      (attribute._ === 'documentAttributeVideo' && attribute.roundMessage === true),
  );
}
