import type { tl } from '#tl';
import type { CallHandlers } from '#shared/ipc/handlers.ts';
import { AppError, bareId, userPeerId } from '#shared/model/index.ts';
import type { AdminRight, MemberBan, MissingMember, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import { inputBans } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { FullInfos } from './full-infos.ts';

type MemberCall = 'info.addMembers' | 'info.removeMember' | 'info.setAdmin' | 'info.restrict';

/** How many earlier messages somebody sees who is added to a basic group. */
const FORWARDED = 100;
/** A ban for this long is none: it only takes somebody out, seconds. */
const KICK_SECONDS = 60;

/** Who is in a chat and what they may do there (core.telegram.org/api/rights). Whoever does it waits for the server's word. */
export class MemberCalls {
  readonly #context: ChatContext;
  readonly #infos: FullInfos;
  readonly #changed: (peerId: PeerId) => void;

  /** @param changed the members of a chat are others now */
  constructor(context: ChatContext, infos: FullInfos, changed: (peerId: PeerId) => void) {
    this.#context = context;
    this.#infos = infos;
    this.#changed = changed;
  }

  calls(): Pick<CallHandlers, MemberCall> {
    const told = async <T>(peerId: PeerId, work: Promise<T>): Promise<T> => {
      const result = await work;
      this.#infos.changedHere(peerId);
      this.#changed(peerId);
      return result;
    };
    return {
      'info.addMembers': ({ peerId, members }) => told(peerId, this.#add(peerId, members)),
      'info.removeMember': ({ peerId, memberId }) => told(peerId, this.#remove(peerId, memberId)),
      'info.setAdmin': ({ peerId, memberId, rights, rank }) => told(peerId, this.#setAdmin(peerId, memberId, rights, rank)),
      'info.restrict': ({ peerId, memberId, bans, until }) => told(peerId, this.#restrict(peerId, memberId, bans, until ?? 0)),
    };
  }

  async #add(peerId: PeerId, members: readonly PeerId[]): Promise<{ missing: MissingMember[] }> {
    const { client, store, updates } = this.#context;
    const channel = store.peers.inputChannel(peerId);
    if (channel !== undefined) {
      const users = members.map((id) => this.#user(id));
      const { updates: news, missingInvitees } = await client.call({ _: 'channels.inviteToChannel', channel, users });
      updates.feed(news);
      return { missing: missingInvitees.map(missing) };
    }
    const all: MissingMember[] = [];
    for (const id of members) {
      try {
        const { updates: news, missingInvitees } = await client.call({
          _: 'messages.addChatUser', chatId: bareId(peerId), userId: this.#user(id), fwdLimit: FORWARDED,
        });
        updates.feed(news);
        all.push(...missingInvitees.map(missing));
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        if (error.type === 'USER_PRIVACY_RESTRICTED' || error.type === 'USER_NOT_MUTUAL_CONTACT') all.push({ peerId: id, reason: 'privacy' });
        else if (error.type !== 'USER_ALREADY_PARTICIPANT') throw error;
      }
    }
    return { missing: all };
  }

  /** Out of the chat, free to come back by a link. */
  async #remove(peerId: PeerId, memberId: PeerId): Promise<void> {
    const { client, store, updates } = this.#context;
    const channel = store.peers.inputChannel(peerId);
    if (channel === undefined) {
      updates.feed(await client.call({ _: 'messages.deleteChatUser', chatId: bareId(peerId), userId: this.#user(memberId) }));
      return;
    }
    const participant = this.#peer(memberId);
    const untilDate = Math.floor(client.serverTime()) + KICK_SECONDS;
    const bannedRights: tl.chatBannedRights = { _: 'chatBannedRights', viewMessages: true, untilDate };
    updates.feed(await client.call({ _: 'channels.editBanned', channel, participant, bannedRights }));
    updates.feed(await client.call({ _: 'channels.editBanned', channel, participant, bannedRights: { _: 'chatBannedRights', untilDate: 0 } }));
  }

  async #setAdmin(peerId: PeerId, memberId: PeerId, rights: readonly AdminRight[], rank: string | undefined): Promise<void> {
    const { client, store, updates } = this.#context;
    const channel = store.peers.inputChannel(peerId);
    const userId = this.#user(memberId);
    if (channel === undefined) {
      await client.call({ _: 'messages.editChatAdmin', chatId: bareId(peerId), userId, isAdmin: rights.length > 0 }, { idempotent: true });
      return;
    }
    const adminRights: tl.chatAdminRights = { _: 'chatAdminRights', ...(rights.length > 0 ? { other: true } : {}) };
    for (const right of rights) adminRights[right] = true;
    updates.feed(await client.call({ _: 'channels.editAdmin', channel, userId, adminRights, ...(rank === undefined ? {} : { rank: rank.trim() }) }));
  }

  async #restrict(peerId: PeerId, memberId: PeerId, bans: readonly MemberBan[], until: number): Promise<void> {
    const { client, store, updates } = this.#context;
    const channel = store.peers.inputChannel(peerId);
    if (channel === undefined) throw new AppError({ code: 'FORBIDDEN', message: 'In a small group nobody can be restricted alone.' });
    updates.feed(await client.call({ _: 'channels.editBanned', channel, participant: this.#peer(memberId), bannedRights: inputBans(bans, until) }));
  }

  #user(id: PeerId): tl.InputUser {
    const user = this.#context.store.peers.inputUser(id);
    if (user === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This person cannot be found any more.' });
    return user;
  }

  #peer(id: PeerId): tl.InputPeer {
    const peer = this.#context.store.peers.inputPeer(id);
    if (peer === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This person cannot be found any more.' });
    return peer;
  }
}

function missing(one: tl.MissingInvitee): MissingMember {
  const premium = one.premiumWouldAllowInvite === true || one.premiumRequiredForPm === true;
  return { peerId: userPeerId(one.userId), reason: premium ? 'premium' : 'privacy' };
}
