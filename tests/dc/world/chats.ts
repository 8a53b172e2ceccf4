import type { tl } from '#tl';
import { composeContent } from './compose.ts';
import type { Account } from './account.ts';
import type { StoredPhoto } from './files.ts';
import { invitesOf } from './invites.ts';
import {
  FULL_ADMIN,
  GROUP_DEFAULT_BANS,
  isActive,
  NO_BANS,
  type Content,
  type Member,
  type ServiceAction,
  type WorldChannel,
  type WorldChat,
  type WorldGroup,
} from './model.ts';
import type { Actor, Operations, Posted } from './operations.ts';
import { channelKey, groupKey, type PeerKey } from './peers.ts';
import { hashText } from './random.ts';
import { isProtected } from './rights.ts';
import type { WorldState } from './state.ts';

export interface NewChat {
  id?: number;
  title: string;
  about?: string;
  creatorId: number;
  memberIds?: readonly number[];
  /** Unix seconds of creation; now when absent. */
  date?: number;
  photo?: StoredPhoto;
  username?: string;
  /** Counted members who are not simulated. */
  extraMembers?: number;
  signatures?: boolean;
  verified?: boolean;
  noforwards?: boolean;
  slowmodeSeconds?: number;
  color?: number;
}

/** Groups, supergroups and channels: making them, who comes and goes, what changes about them. */
export class Chats {
  readonly #state: WorldState;
  readonly #ops: Operations;
  #lastGroup = 4_000_000;
  #lastChannel = 2_100_000_000;

  constructor(state: WorldState, ops: Operations) {
    this.#state = state;
    this.#ops = ops;
  }

  /** One of two people turns content protection on or off for what they write to each other, and both are told. */
  setProtected(account: Account, withId: number, enabled: boolean): void {
    const prevValue = isProtected(this.#state, account, withId);
    if (enabled) account.protectedWith.add(withId);
    else account.protectedWith.delete(withId);
    const action = { _: 'messageActionNoForwardsToggle', prevValue, newValue: enabled } as const;
    const content = composeContent(this.#state, { authorId: account.id, to: withId, text: '', entities: [], action: { kind: 'plain', action } });
    this.#ops.post(content, withId, { userId: account.id });
  }

  createGroup(parts: NewChat, actor: Actor): { group: WorldGroup; posted: Posted } {
    const id = parts.id ?? (this.#lastGroup += 3);
    const date = parts.date ?? this.#state.now();
    const group: WorldGroup = {
      kind: 'group',
      id,
      title: parts.title,
      about: parts.about ?? '',
      date,
      version: 1,
      members: this.#members(parts, date),
      defaultBannedRights: GROUP_DEFAULT_BANS,
      inviteHash: inviteHash(`g${id}`),
      ...(parts.photo ? { photo: parts.photo } : {}),
      ...(parts.noforwards ? { noforwards: true } : {}),
    };
    this.#state.groups.set(id, group);
    this.#state.invites.set(group.inviteHash, groupKey(id));
    const users = [...group.members.keys()];
    const posted = this.service(
      groupKey(id),
      { kind: 'plain', action: { _: 'messageActionChatCreate', title: group.title, users } },
      actor,
      date,
    );
    return { group, posted };
  }

  createChannel(parts: NewChat & { megagroup: boolean }, actor: Actor): { channel: WorldChannel; posted: Posted } {
    const id = parts.id ?? (this.#lastChannel += 11);
    const date = parts.date ?? this.#state.now();
    const channel: WorldChannel = {
      kind: 'channel',
      id,
      title: parts.title,
      about: parts.about ?? '',
      date,
      megagroup: parts.megagroup,
      members: this.#members(parts, date),
      extraMembers: parts.extraMembers ?? 0,
      defaultBannedRights: parts.megagroup ? GROUP_DEFAULT_BANS : NO_BANS,
      inviteHash: inviteHash(`c${id}`),
      ...(parts.photo ? { photo: parts.photo } : {}),
      ...(parts.username !== undefined ? { username: parts.username } : {}),
      ...(parts.signatures ? { signatures: true } : {}),
      ...(parts.verified ? { verified: true } : {}),
      ...(parts.noforwards ? { noforwards: true } : {}),
      ...(parts.slowmodeSeconds ? { slowmodeSeconds: parts.slowmodeSeconds } : {}),
      ...(parts.color !== undefined ? { color: parts.color } : {}),
    };
    this.#state.channels.set(id, channel);
    this.#state.invites.set(channel.inviteHash, channelKey(id));
    if (channel.username !== undefined) this.#state.usernames.set(channel.username.toLowerCase(), channelKey(id));
    for (const account of this.#state.accountsIn(channelKey(id))) account.dialog(channelKey(id)).since = date;
    const posted = this.service(
      channelKey(id),
      { kind: 'plain', action: { _: 'messageActionChannelCreate', title: channel.title } },
      actor,
      date,
    );
    return { channel, posted };
  }

  #members(parts: NewChat, date: number): Map<number, Member> {
    const members = new Map<number, Member>();
    members.set(parts.creatorId, {
      userId: parts.creatorId,
      role: 'creator',
      date,
      inviterId: parts.creatorId,
      adminRights: FULL_ADMIN,
    });
    for (const userId of parts.memberIds ?? []) {
      if (!members.has(userId)) members.set(userId, { userId, role: 'member', date, inviterId: parts.creatorId });
    }
    return members;
  }

  /** Posts a service message, `about` another one when it is given. */
  service(to: PeerKey, action: ServiceAction, actor: Actor, date?: number, about?: Content): Posted {
    const content = composeContent(this.#state, {
      authorId: actor.userId,
      to,
      text: '',
      entities: [],
      action,
      ...(date !== undefined ? { date } : {}),
      ...(about ? { reply: { content: about } } : {}),
    });
    delete content.views;
    delete content.forwards;
    return this.#ops.post(content, to, actor);
  }

  /** Makes the user a member (again). Returns whether they were not before. */
  join(chat: WorldChat, userId: number, inviterId: number, date = this.#state.now()): boolean {
    const before = chat.members.get(userId);
    if (isActive(before)) return false;
    chat.members.set(userId, { userId, role: 'member', date, inviterId });
    if (chat.kind === 'group') chat.version++;
    const account = this.#state.accounts.get(userId);
    if (account) {
      const dialog = account.dialog(this.#state.keyOf(chat));
      dialog.since = date;
      if (chat.kind === 'channel') {
        const thread = this.#state.channelBox(chat.id).thread(channelKey(chat.id));
        dialog.readInboxMaxId = thread[thread.length - 1]?.id ?? 0;
      }
    }
    return true;
  }

  leave(chat: WorldChat, userId: number, role: 'left' | 'banned', bannedRights?: tl.ChatBannedRights): void {
    const before = chat.members.get(userId);
    const base: Member = before ?? { userId, role, date: this.#state.now(), inviterId: userId };
    const { adminRights: _rights, rank: _rank, ...rest } = base;
    chat.members.set(userId, { ...rest, role, ...(bannedRights ? { bannedRights } : {}) });
    if (chat.kind === 'group') chat.version++;
  }

  /** Ends the invite link of a chat and makes another. */
  renewInvite(chat: WorldChat, adminId: number): void {
    invitesOf(chat).unshift({ hash: chat.inviteHash, adminId, date: chat.date, revoked: true, permanent: true, importers: [] });
    chat.joinedByPrimary = 0;
    chat.inviteHash = inviteHash(`${chat.inviteHash}+${this.#state.now()}`);
    this.#state.invites.set(chat.inviteHash, this.#state.keyOf(chat));
  }

  /** Tells an account that its relation to the chat changed: the vectors carry the news. */
  announce(chat: WorldChat, account: Account, actor?: Actor): void {
    const key = this.#state.keyOf(chat);
    this.#ops.delivery.updates(
      account,
      (view) => {
        view.note(key);
        return [chat.kind === 'group' ? { _: 'updateChat', chatId: chat.id } : { _: 'updateChannel', channelId: chat.id }];
      },
      account.id === actor?.userId ? actor.caller : undefined,
    );
  }

  /** The same to every account in it. */
  announceAll(chat: WorldChat, actor?: Actor): void {
    for (const account of this.#state.accountsIn(this.#state.keyOf(chat))) this.announce(chat, account, actor);
  }
}

export function inviteHash(text: string): string {
  return `${hashText(text).toString(36)}${hashText(`${text}!`).toString(36)}`.padEnd(16, 'x').slice(0, 16);
}
