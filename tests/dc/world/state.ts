import type { tl } from '#tl';
import { invariant } from '../assert.ts';
import type { VirtualClock } from '../protocol/types.ts';
import { Account, type Authorization, type ChatlistLink } from './account.ts';
import { MessageBox } from './boxes.ts';
import { FileStore } from './files.ts';
import { isActive, type BoxMessage, type WorldChannel, type WorldChat, type WorldGroup, type WorldUser } from './model.ts';
import { bareId, channelKey, groupKey, isChannelKey, isGroupKey, isUserKey, type PeerKey } from './peers.ts';
import { Random } from './random.ts';

/** Where a data centre listens, as `config.dc_options` tells it. */
export interface DcAddress {
  id: number;
  host: string;
  port: number;
  cdn?: true;
  mediaOnly?: true;
}

/** What tests may turn. */
export interface WorldSettings {
  /** Events per page of `updates.getDifference`. */
  sliceSize: number;
  /** The next differences answer TooLong this many times. */
  forceTooLong: number;
  /** The same for channels, by channel id. */
  forceChannelTooLong: Map<number, number>;
  /** Seconds between polls that a final channel difference asks for. */
  channelTimeout: number;
  editTimeLimit: number;
  revokeTimeLimit: number;
  revokePmTimeLimit: number;
  /** Answer sends with full `updates` instead of `updateShortSentMessage`, push full containers too. */
  fullUpdates: boolean;
  codeLifetime: number;
  /** Seconds until a code that went by SMS may be asked for by call. */
  resendSeconds: number;
  /** Wrong codes until the number has to wait. */
  codeAttempts: number;
  /** Codes sent to one number within an hour before PHONE_NUMBER_FLOOD. */
  codesPerHour: number;
  /** Fields of `help.getConfig` that differ from the usual ones. */
  config: Partial<tl.config>;
  /** Where `help.getNearestDc` says that the client is. */
  nearest: { country: string; dcId: number };
  /** Searches among public posts that each account has free in a day. */
  freePostSearches: number;
  /** The channel that the owner of the MTProto proxies has registered for them. */
  sponsor?: number;
}

export const SERVICE_USER_ID = 777000;

/** All that exists, without behaviour: people, chats, boxes, files and the clock. */
export class WorldState {
  readonly clock: VirtualClock;
  readonly dcCount: number;
  readonly #dcs: () => readonly DcAddress[];
  readonly users = new Map<number, WorldUser>();
  readonly groups = new Map<number, WorldGroup>();
  readonly channels = new Map<number, WorldChannel>();
  readonly channelBoxes = new Map<number, MessageBox>();
  readonly accounts = new Map<number, Account>();
  /** Logins by `dc:key`. */
  readonly keys = new Map<string, Authorization>();
  readonly usernames = new Map<string, PeerKey>();
  readonly phones = new Map<string, number>();
  readonly invites = new Map<string, PeerKey>();
  /** Links to folders, by slug. */
  readonly chatlists = new Map<string, ChatlistLink>();
  readonly files = new FileStore();
  readonly random = new Random('petrel-world');
  /** What was reported, oldest first. */
  readonly reports: { by: number; peer: PeerKey; ids: number[]; option: string; comment: string }[] = [];
  readonly settings: WorldSettings = {
    sliceSize: 100,
    forceTooLong: 0,
    forceChannelTooLong: new Map(),
    channelTimeout: 30,
    editTimeLimit: 172_800,
    revokeTimeLimit: 172_800,
    revokePmTimeLimit: 0x7fffffff,
    fullUpdates: false,
    codeLifetime: 300,
    resendSeconds: 60,
    codeAttempts: 5,
    codesPerHour: 100,
    config: {},
    nearest: { country: 'DE', dcId: 2 },
    freePostSearches: 10,
  };
  #nextSalt = 1;

  constructor(clock: VirtualClock, dcCount: number, dcs: () => readonly DcAddress[] = () => []) {
    this.clock = clock;
    this.dcCount = dcCount;
    this.#dcs = dcs;
  }

  get dcs(): readonly DcAddress[] {
    return this.#dcs();
  }

  /** Whole unix seconds of the virtual clock. */
  now(): number {
    return Math.floor(this.clock.now());
  }

  nextSalt(): number {
    return this.random.next() ^ this.#nextSalt++;
  }

  user(id: number): WorldUser {
    const user = this.users.get(id);
    invariant(user, `user ${id} exists`);
    return user;
  }

  channel(id: number): WorldChannel {
    const channel = this.channels.get(id);
    invariant(channel, `channel ${id} exists`);
    return channel;
  }

  chat(key: PeerKey): WorldChat | undefined {
    if (isGroupKey(key)) return this.groups.get(-key);
    if (isChannelKey(key)) return this.channels.get(bareId(key));
    return undefined;
  }

  keyOf(chat: WorldChat): PeerKey {
    return chat.kind === 'group' ? groupKey(chat.id) : channelKey(chat.id);
  }

  /** The box that holds `peer`'s messages as `account` sees them. */
  boxOf(account: Account, peer: PeerKey): MessageBox {
    return isChannelKey(peer) ? this.channelBox(bareId(peer)) : account.box;
  }

  channelBox(id: number): MessageBox {
    let box = this.channelBoxes.get(id);
    if (!box) {
      box = new MessageBox(0);
      this.channelBoxes.set(id, box);
    }
    return box;
  }

  /** The chat's messages that this account may see, ids ascending. */
  thread(account: Account, peer: PeerKey): readonly BoxMessage[] {
    const thread = this.boxOf(account, peer).thread(peer);
    const hidden = account.dialogs.get(peer)?.availableMinId ?? 0;
    const first = thread[0];
    return first && first.id <= hidden ? thread.filter((message) => message.id > hidden) : thread;
  }

  message(account: Account, peer: PeerKey, id: number): BoxMessage | undefined {
    const message = this.boxOf(account, peer).byId.get(id);
    if (!message || message.peer !== peer) return undefined;
    return id > (account.dialogs.get(peer)?.availableMinId ?? 0) ? message : undefined;
  }

  isMember(userId: number, key: PeerKey): boolean {
    return isActive(this.chat(key)?.members.get(userId));
  }

  /** Whether somebody may look into a channel: a member, or anybody where it is public or the discussion group of a channel that they see. */
  mayLook(userId: number, channel: WorldChannel): boolean {
    const member = channel.members.get(userId);
    if (member?.role === 'banned') return false;
    if (isActive(member) || channel.username !== undefined) return true;
    const other = channel.megagroup && channel.linkedChatId !== undefined ? this.channels.get(channel.linkedChatId) : undefined;
    return other !== undefined && (other.username !== undefined || isActive(other.members.get(userId)));
  }

  /** Accounts among the members of a chat, or the two ends of a private chat. */
  accountsIn(key: PeerKey): Account[] {
    if (isUserKey(key)) {
      const account = this.accounts.get(key);
      return account ? [account] : [];
    }
    const chat = this.chat(key);
    if (!chat) return [];
    const found: Account[] = [];
    for (const account of this.accounts.values()) {
      if (isActive(chat.members.get(account.id))) found.push(account);
    }
    return found;
  }

  /** Whether `author` wrote it from the viewer's own account: what `out` means in a channel. */
  isOut(account: Account, message: BoxMessage): boolean {
    return message.ownerId === 0 ? message.content.authorId === account.id : message.out;
  }

  /** How many incoming messages of the chat, and own ones that a schedule has sent, lie above the read mark. */
  unreadCount(account: Account, peer: PeerKey): number {
    const readMax = account.dialogs.get(peer)?.readInboxMaxId ?? 0;
    const thread = this.thread(account, peer);
    let count = 0;
    for (let i = thread.length - 1; i >= 0; i--) {
      const message = thread[i] as BoxMessage;
      if (message.id <= readMax) break;
      const isReminder = message.content.fromScheduled === true && message.content.authorId === account.id;
      if (isReminder || (peer !== account.id && !this.isOut(account, message))) count++;
    }
    return count;
  }

  /** Up to which id the others have read what this account wrote. */
  readOutboxMaxId(account: Account, peer: PeerKey): number {
    if (!isChannelKey(peer)) return account.dialogs.get(peer)?.readOutboxMaxId ?? 0;
    return this.channelReadMax(bareId(peer), account.id);
  }

  /** The highest id that a member other than `exceptUserId` has read; puppets' marks are kept in `puppetReads`. */
  channelReadMax(channelId: number, exceptUserId: number): number {
    const key = channelKey(channelId);
    let max = 0;
    for (const account of this.accountsIn(key)) {
      if (account.id !== exceptUserId) max = Math.max(max, account.dialogs.get(key)?.readInboxMaxId ?? 0);
    }
    for (const [userId, id] of this.puppetReads.get(channelId) ?? []) if (userId !== exceptUserId) max = Math.max(max, id);
    return max;
  }

  /** Read marks of members without an account: channel id → user id → message id. */
  readonly puppetReads = new Map<number, Map<number, number>>();
}
