import { invariant } from '../assert.ts';
import type { tl } from '#tl';
import { Call, type AnyHandler } from '../methods/call.ts';
import { handlerFor, worksWithoutLogin } from '../methods/table.ts';
import {
  MethodNotImplemented,
  type Pusher,
  type RpcAnswer,
  type RpcContext,
  type RpcHandler,
  type VirtualClock,
  type WorldAccount,
} from '../protocol/types.ts';
import { keyName, type Account, type Authorization } from './account.ts';
import type { BoxEvent } from './boxes.ts';
import { Chats, type NewChat } from './chats.ts';
import { composeContent, type Composition } from './compose.ts';
import { Counters } from './counters.ts';
import { Delivery, type Caller } from './delivery.ts';
import { acceptText } from './entities.ts';
import { floodWait, unauthorized } from './errors.ts';
import { defaultAppConfig } from './facts.ts';
import { Languages, type LangText } from './languages.ts';
import { Logins, type PendingCode } from './logins.ts';
import { type BoxMessage, type Media, type WorldChannel, type WorldGroup, type WorldUser, type WorldWebPage } from './model.ts';
import { Operations, type Posted } from './operations.ts';
import { Pages } from './pages.ts';
import { bareId, isChannelKey, isGroupKey, isUserKey, toPeer, type PeerKey } from './peers.ts';
import { People, type NewUser } from './people.ts';
import { hashText } from './random.ts';
import { renderEvents } from './render-updates.ts';
import { ScheduledQueues } from './scheduled.ts';
import { SERVICE_USER_ID, WorldState, type DcAddress } from './state.ts';
import { answersTo, readMark } from './threads.ts';
import { Timers } from './timers.ts';
import { Uploads } from './uploads.ts';
import type { View } from './view.ts';

export interface WorldOptions {
  clock: VirtualClock;
  pusher: Pusher;
  dcCount: number;
  /** Where the data centres listen, asked whenever a config is given out. */
  dcs?: () => readonly DcAddress[];
  /** The CDN DC with its own RSA key (PKCS#1 PEM), for `help.getCdnConfig`. */
  cdn?: { dcId: number; publicKey: string };
  log?: (line: string) => void;
}

/** What a test or the seed gives to `sendMessage`. Text is plain unless entities come with it. */
export interface NewMessage {
  from: number;
  /** The chat from the sender's side: a user id for private chats, else the signed peer key. */
  to: PeerKey;
  text?: string;
  entities?: tl.MessageEntity[];
  media?: Media;
  date?: number;
  /** The message answered, any copy of it. */
  replyTo?: BoxMessage;
  silent?: boolean;
  views?: number;
  forwards?: number;
  editDate?: number;
  groupedId?: bigint;
  forward?: Composition['forward'];
  replyMarkup?: tl.ReplyMarkup;
}

/**
 * What Telegram's servers know and do, behind `RpcHandler`: accounts, chats, messages, update boxes, files. Besides
 * answering calls it can be moved by tests and the seed, with the same updates as if a client had done it.
 */
export class World implements RpcHandler {
  readonly state: WorldState;
  readonly delivery: Delivery;
  readonly ops: Operations;
  readonly languages = new Languages();
  readonly logins: Logins;
  readonly people: People;
  readonly chats: Chats;
  readonly uploads = new Uploads();
  readonly pages: Pages;
  readonly timers = new Timers();
  readonly counters: Counters;
  readonly scheduled: ScheduledQueues;
  readonly cdn: WorldOptions['cdn'];
  appConfig = defaultAppConfig();
  appConfigHash: number;
  readonly #log: (line: string) => void;
  readonly #floods = new Map<string, { seconds: number; times: number }>();

  constructor(options: WorldOptions) {
    this.state = new WorldState(options.clock, options.dcCount, options.dcs);
    this.delivery = new Delivery(this.state, options.pusher);
    this.ops = new Operations(this.state, this.delivery);
    this.logins = new Logins(this.state);
    this.people = new People(this.state, this.delivery, this.logins);
    this.chats = new Chats(this.state, this.ops);
    this.pages = new Pages(this.state.files);
    this.counters = new Counters(this.state, this.delivery);
    this.scheduled = new ScheduledQueues(this.state, this.ops, this.delivery, this.timers);
    this.cdn = options.cdn;
    this.#log = options.log ?? (() => undefined);
    this.appConfigHash = hashText(JSON.stringify(this.appConfig)) & 0x7fffffff;
    this.people.create({ id: SERVICE_USER_ID, firstName: 'Telegram', phone: '42777', verified: true, support: true, color: 5 });
  }

  get accounts(): readonly WorldAccount[] {
    return [...this.state.accounts.values()].map(({ user }) => ({
      phone: `+${user.phone ?? ''}`,
      name: `${user.firstName} ${user.lastName}`.trim(),
    }));
  }

  async handle(context: RpcContext, method: tl.TlMethod): Promise<RpcAnswer> {
    const handler: AnyHandler | undefined = handlerFor(method._);
    const call = new Call(this, context);
    if (!call.login && !worksWithoutLogin(method._)) throw unauthorized();
    if (!handler) {
      this.#log(`no handler for ${method._}`);
      throw new MethodNotImplemented(method._);
    }
    this.#checkFlood(method._);
    if (call.login) call.login.activeAt = this.state.now();
    return handler(call, method);
  }

  keyDestroyed(authKeyId: string): void {
    this.logins.forgetKey(authKeyId);
  }

  /** Stops everything that would happen by itself. */
  close(): void {
    this.timers.close();
  }

  account(userId: number): Account {
    const account = this.state.accounts.get(userId);
    invariant(account, `user ${userId} has an account`);
    return account;
  }

  accountByPhone(phone: string): Account {
    const userId = this.state.phones.get(phone.replace(/\D/g, ''));
    invariant(userId !== undefined, 'the phone is known');
    return this.account(userId);
  }

  // People and chats

  createUser(parts: NewUser): WorldUser {
    return this.people.create(parts);
  }

  createGroup(parts: NewChat): WorldGroup {
    return this.chats.createGroup(parts, { userId: parts.creatorId }).group;
  }

  createSupergroup(parts: NewChat): WorldChannel {
    return this.chats.createChannel({ ...parts, megagroup: true }, { userId: parts.creatorId }).channel;
  }

  createChannel(parts: NewChat): WorldChannel {
    return this.chats.createChannel({ ...parts, megagroup: false }, { userId: parts.creatorId }).channel;
  }

  /** Puts the user into the account's contacts. */
  addContact(account: Account, user: WorldUser, names?: { firstName: string; lastName: string }): void {
    account.contacts.set(user.id, {
      firstName: names?.firstName ?? user.firstName,
      lastName: names?.lastName ?? user.lastName,
      phone: user.phone ?? '',
    });
  }

  // Messages

  /** Sends as any user, also as one who has no account. Returns the copy that the sender sees, or the receiver's. */
  sendMessage(message: NewMessage): BoxMessage {
    const posted = this.post(message);
    const copy = posted.message ?? posted.copies[0];
    invariant(copy, 'somebody holds the message');
    return copy;
  }

  /** The same with all copies. */
  post(message: NewMessage): Posted {
    const styled = acceptText(message.text ?? '', message.entities, () => undefined);
    const media = message.media ?? this.#previewMedia(styled);
    const content = composeContent(this.state, {
      authorId: message.from,
      to: message.to,
      ...styled,
      ...(message.date !== undefined ? { date: message.date } : {}),
      ...(media ? { media } : {}),
      ...(message.replyTo ? { reply: { content: message.replyTo.content } } : {}),
      ...(message.silent ? { silent: true } : {}),
      ...(message.views !== undefined ? { views: message.views } : {}),
      ...(message.forwards !== undefined ? { forwards: message.forwards } : {}),
      ...(message.editDate !== undefined ? { editDate: message.editDate } : {}),
      ...(message.groupedId !== undefined ? { groupedId: message.groupedId } : {}),
      ...(message.forward ? { forward: message.forward } : {}),
      ...(message.replyMarkup ? { replyMarkup: message.replyMarkup } : {}),
    });
    return this.ops.post(content, message.to, { userId: message.from });
  }

  #previewMedia(styled: { text: string; entities: tl.MessageEntity[] }): Media | undefined {
    const page = this.previewOf(styled);
    return page ? { kind: 'webpage', page } : undefined;
  }

  editMessage(message: BoxMessage, change: { text?: string; entities?: tl.MessageEntity[]; media?: Media }): void {
    const { content } = message;
    if (change.text !== undefined)
      Object.assign(
        content,
        acceptText(change.text, change.entities, () => undefined),
      );
    if (change.media) content.media = change.media;
    content.editDate = this.state.now();
    this.ops.edited(content, 0, { userId: content.authorId });
  }

  /** Deletes for everybody. */
  deleteMessages(messages: readonly BoxMessage[]): void {
    this.ops.deleteForAll(
      messages.map((message) => message.content),
      { userId: 0 },
    );
  }

  /** Reads as any user: `peer` from the reader's side, up to that message (its newest when absent). */
  readHistory(userId: number, peer: PeerKey, upTo?: BoxMessage): void {
    if (isChannelKey(peer)) {
      this.ops.readChannel(userId, bareId(peer), upTo?.id ?? 0);
      return;
    }
    const account = this.state.accounts.get(userId);
    if (account) {
      this.ops.readCommon(account, peer, upTo?.content.copies.find((copy) => copy.ownerId === userId)?.id ?? upTo?.id ?? 0);
      return;
    }
    for (const writer of this.state.accountsIn(peer)) {
      const chat = isUserKey(peer) ? userId : peer;
      const own = upTo?.content.copies.find((copy) => copy.ownerId === writer.id)?.id;
      const newest = writer.box.thread(chat).findLast((message) => message.out)?.id ?? 0;
      this.ops.readOutbox(writer, chat, own ?? newest, userId);
    }
  }

  // Threads

  /** Makes a supergroup the discussion group of a channel: posts from now on are copied there. */
  linkDiscussion(broadcast: WorldChannel, group: WorldChannel): void {
    broadcast.linkedChatId = group.id;
    group.linkedChatId = broadcast.id;
    this.chats.announceAll(broadcast, { userId: 0 });
    this.chats.announceAll(group, { userId: 0 });
  }

  unlinkDiscussion(one: WorldChannel, other: WorldChannel): void {
    delete one.linkedChatId;
    delete other.linkedChatId;
    this.chats.announceAll(one, { userId: 0 });
    this.chats.announceAll(other, { userId: 0 });
  }

  /** An account reads a thread up to an id; its other devices and those who wrote there learn it. */
  readThread(account: Account, root: BoxMessage, maxId: number, caller?: Caller): void {
    const channelId = bareId(root.peer);
    const before = readMark(account, root);
    if (maxId <= before) return;
    account.threadReads.set(`${channelId}/${root.id}`, maxId);
    const origin = root.content.autoForward ? root.content.forward : undefined;
    const post = origin?.savedFromKey === undefined || origin.savedFromMsgId === undefined
      ? {}
      : { broadcastId: bareId(origin.savedFromKey), broadcastPost: origin.savedFromMsgId };
    this.delivery.updates(
      account,
      () => [{ _: 'updateReadChannelDiscussionInbox', channelId, topMsgId: root.id, readMaxId: maxId, ...post }],
      caller,
    );
    const read = answersTo(this.state, root).filter((one) => one.id > before && one.id <= maxId);
    for (const writerId of new Set(read.map((one) => one.content.authorId))) {
      const writer = this.state.accounts.get(writerId);
      if (!writer || writer === account) continue;
      this.delivery.updates(writer, () => [{ _: 'updateReadChannelDiscussionOutbox', channelId, topMsgId: root.id, readMaxId: maxId }]);
    }
  }

  // Presence

  /** Comes online for `seconds` (5 minutes), or goes offline now. */
  setOnline(userId: number, online: boolean, seconds = 300): void {
    const now = this.state.now();
    const presence = online ? ({ kind: 'online', until: now + seconds } as const) : ({ kind: 'offline', at: now } as const);
    this.people.setPresence(this.state.user(userId), presence, this.ops.watchersOf(userId));
    if (online) this.scheduled.sendDue();
  }

  /** Shows that the user types (or does something else) in a chat, `peer` from their side. */
  startTyping(userId: number, peer: PeerKey, action: tl.SendMessageAction = { _: 'sendMessageTypingAction' }): void {
    this.typing(userId, peer, action);
  }

  typing(userId: number, peer: PeerKey, action: tl.SendMessageAction, caller?: Caller, topId?: number): void {
    const from = toPeer(userId);
    for (const account of this.state.accountsIn(peer)) {
      if (account.id === userId) continue;
      this.delivery.short(
        account,
        (): tl.Update => {
          if (isUserKey(peer)) return { _: 'updateUserTyping', userId, action };
          if (isGroupKey(peer)) return { _: 'updateChatUserTyping', chatId: -peer, fromId: from, action };
          const topic = topId === undefined ? {} : { topMsgId: topId };
          return { _: 'updateChannelUserTyping', channelId: bareId(peer), fromId: from, action, ...topic };
        },
        caller,
      );
    }
  }

  // Logins

  announceLogin(auth: Authorization): void {
    for (const sibling of auth.account.authorizations) {
      if (sibling === auth) continue;
      this.delivery.toKey(sibling.main, {
        _: 'updates',
        updates: [
          {
            _: 'updateNewAuthorization',
            unconfirmed: true,
            hash: auth.hash,
            date: auth.createdAt,
            device: auth.client?.deviceModel ?? 'Unknown',
            location: 'Localhost',
          },
        ],
        users: [],
        chats: [],
        date: this.state.now(),
        seq: ++sibling.seq,
      });
    }
  }

  /** The service account writes the code to the other devices. */
  sendLoginCode(account: Account, code: PendingCode): void {
    const text = `Login code: ${Logins.codeFor(code.phone)}. Do not give this code to anyone, even if they say they are from Telegram!\n\nThis code can be used to log in to your account.`;
    this.sendMessage({
      from: SERVICE_USER_ID,
      to: account.id,
      text,
      entities: [{ _: 'messageEntityBold', offset: 0, length: 11 }],
    });
  }

  /** Ends a login from elsewhere: its keys are no longer known to any account and its connections close. */
  endSession(auth: Authorization): void {
    const keys = [...auth.keys];
    this.logins.end(auth);
    for (const key of keys) this.delivery.disconnect(key.slice(key.indexOf(':') + 1));
  }

  // Answers

  /** Events of a box as the answer to the call that made them. */
  answer(view: View, events: readonly BoxEvent[], channelId?: number): tl.Updates {
    return this.delivery.answer(view, this.eventUpdates(view, events, channelId));
  }

  eventUpdates(view: View, events: readonly BoxEvent[], channelId?: number): tl.Update[] {
    return renderEvents(view, events, channelId);
  }

  /** The card of the first link in a text. */
  previewOf(styled: { text: string; entities: readonly tl.MessageEntity[] }): WorldWebPage | undefined {
    for (const entity of styled.entities) {
      const url =
        entity._ === 'messageEntityTextUrl'
          ? entity.url
          : entity._ === 'messageEntityUrl'
            ? styled.text.slice(entity.offset, entity.offset + entity.length)
            : undefined;
      const page = url === undefined ? undefined : this.pages.preview(url);
      if (page) return page;
    }
    return undefined;
  }

  // What tests turn

  expireFileReferences(): void {
    this.state.files.expireReferences();
  }

  setSliceSize(events: number): void {
    this.state.settings.sliceSize = events;
  }

  /** The next `times` differences (of a channel, or of the common box) answer TooLong. */
  forceTooLong(times = 1, channelId?: number): void {
    if (channelId === undefined) this.state.settings.forceTooLong = times;
    else this.state.settings.forceChannelTooLong.set(channelId, times);
  }

  /** Changes keys of the app configuration and tells all clients. */
  setAppConfig(changes: Record<string, unknown>): void {
    this.appConfig = { ...this.appConfig, ...(changes as typeof this.appConfig) };
    this.appConfigHash = hashText(JSON.stringify(this.appConfig)) & 0x7fffffff;
    for (const account of this.state.accounts.values()) this.delivery.updates(account, () => [{ _: 'updateConfig' }]);
  }

  /** Changes texts of a language (null deletes one) and tells all clients: with the difference, that it is too long, or not at all. */
  changeLanguage(code: string, changes: Readonly<Record<string, LangText | null>>, tell: 'difference' | 'tooLong' | 'nothing' = 'difference'): void {
    const difference = this.languages.change(code, changes);
    if (tell === 'nothing') return;
    const update: tl.Update = tell === 'difference' ? { _: 'updateLangPack', difference } : { _: 'updateLangPackTooLong', langCode: code };
    for (const account of this.state.accounts.values()) this.delivery.updates(account, () => [update]);
  }

  /** Changes fields of the configuration and tells all clients. */
  setConfig(changes: Partial<tl.config>): void {
    Object.assign(this.state.settings.config, changes);
    for (const account of this.state.accounts.values()) this.delivery.updates(account, () => [{ _: 'updateConfig' }]);
  }

  /** The next `times` calls of the method answer FLOOD_WAIT. */
  makeFlood(method: tl.MethodName, seconds: number, times = 1): void {
    this.#floods.set(method, { seconds, times });
  }

  #checkFlood(method: string): void {
    const flood = this.#floods.get(method);
    if (!flood) return;
    if (--flood.times <= 0) this.#floods.delete(method);
    throw floodWait(flood.seconds);
  }

  /** Every login of an account gets `updatesTooLong`. */
  pushTooLong(account: Account): void {
    for (const auth of account.authorizations) this.delivery.toKey(auth.main, { _: 'updatesTooLong' });
  }

  loginOf(context: { dcId: number; authKeyId: string }): Authorization | undefined {
    return this.state.keys.get(keyName(context));
  }
}
