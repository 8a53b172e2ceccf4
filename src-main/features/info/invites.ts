import type { tl } from '#tl';
import type { CallHandlers } from '#shared/ipc/handlers.ts';
import type { inviteCalls, InviteLink, JoinRequest } from '#shared/ipc/invites.ts';
import { AppError, userPeerId } from '#shared/model/index.ts';
import type { Peer, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { ChatContext } from '../context.ts';
import type { FullInfos } from './full-infos.ts';

const PAGE = 50;
const CALL = { timeoutMs: 20_000, priority: 'high' } as const;

/** Answers that mean: somebody else has decided about it meanwhile. */
const DECIDED = new Set(['HIDE_REQUESTER_MISSING', 'USER_ALREADY_PARTICIPANT']);

type Wish = Pick<InviteLink, 'needsApproval'> & { title: string; expires: number; limit: number };
type Page = { requests: JoinRequest[]; peers: Peer[]; total: number; hasMore: boolean };

/** Links into a chat, and requests to be let in (core.telegram.org/api/invites). Whoever changes one waits for the server's word. */
export class Invites {
  readonly #context: ChatContext;
  readonly #infos: FullInfos;

  constructor(context: ChatContext, infos: FullInfos) {
    this.#context = context;
    this.#infos = infos;
  }

  /** `news`: what a connection does not know of these peers yet. */
  calls(news: (connection: Parameters<CallHandlers['info.joinRequests']>[1]['connection'], ids: PeerId[]) => Peer[]): Pick<CallHandlers, keyof typeof inviteCalls> {
    return {
      'info.invites': ({ peerId, revoked, after }) => this.#list(peerId, revoked, after),
      'info.makeInvite': ({ peerId, ...wish }) => this.#make(peerId, wish),
      'info.editInvite': ({ peerId, link, ...wish }) => this.#edit(peerId, link, wish),
      'info.revokeInvite': async ({ peerId, link }) => {
        await this.revoke(peerId, link);
      },
      'info.deleteInvite': async ({ peerId, link }) => {
        await gone('INVITE_REVOKED_MISSING', () =>
          this.#context.client.call({ _: 'messages.deleteExportedChatInvite', peer: this.#input(peerId), link }, { ...CALL, idempotent: true }),
        );
      },
      'info.deleteRevokedInvites': async ({ peerId }) => {
        const call = { _: 'messages.deleteRevokedExportedChatInvites', peer: this.#input(peerId), adminId: { _: 'inputUserSelf' } } as const;
        await this.#context.client.call(call, { ...CALL, idempotent: true });
      },
      'info.joinRequests': ({ peerId, after }, { connection }) => this.#requests(peerId, after, (ids) => news(connection, ids)),
      'info.answerRequest': ({ peerId, userId, approve }) => this.#answer(peerId, userId, approve),
    };
  }

  /** Returns the new primary link, when it was the primary one that was revoked. */
  async revoke(peerId: PeerId, link: string): Promise<string | undefined> {
    const { client, store } = this.#context;
    const answer = await client.call({ _: 'messages.editExportedChatInvite', peer: this.#input(peerId), link, revoked: true }, CALL);
    if (answer._ !== 'messages.exportedChatInviteReplaced' || answer.newInvite._ !== 'chatInviteExported') return undefined;
    const { link: inviteLink } = answer.newInvite;
    store.peerInfo.patch(peerId, (record) => ({ ...record, info: { ...record.info, inviteLink } }));
    return inviteLink;
  }

  async #list(peerId: PeerId, revoked: boolean, after: { link: string; date: number } | undefined): Promise<{ links: InviteLink[]; hasMore: boolean }> {
    const answer = await this.#context.client.call(
      {
        _: 'messages.getExportedChatInvites',
        peer: this.#input(peerId),
        adminId: { _: 'inputUserSelf' },
        ...(revoked ? { revoked } : {}),
        ...(after === undefined ? {} : { offsetDate: after.date, offsetLink: after.link }),
        limit: PAGE,
      },
      CALL,
    );
    return { links: answer.invites.flatMap((one) => mapInvite(one) ?? []), hasMore: answer.invites.length >= PAGE };
  }

  async #make(peerId: PeerId, { title, expires, limit, needsApproval }: Wish): Promise<InviteLink> {
    const made = await this.#context.client.call(
      {
        _: 'messages.exportChatInvite',
        peer: this.#input(peerId),
        ...(title.trim() === '' ? {} : { title: title.trim() }),
        ...(expires === 0 ? {} : { expireDate: expires }),
        // Whoever is let in one by one needs no limit: the server takes only one of them.
        ...(needsApproval ? { requestNeeded: true } : limit === 0 ? {} : { usageLimit: limit }),
      },
      CALL,
    );
    return known(made);
  }

  async #edit(peerId: PeerId, link: string, { title, expires, limit, needsApproval }: Wish): Promise<InviteLink> {
    const answer = await this.#context.client.call(
      {
        _: 'messages.editExportedChatInvite',
        peer: this.#input(peerId),
        link,
        title: title.trim(),
        expireDate: expires,
        usageLimit: needsApproval ? 0 : limit,
        requestNeeded: needsApproval,
      },
      CALL,
    );
    return known(answer.invite);
  }

  async #requests(peerId: PeerId, after: { userId: PeerId; date: number } | undefined, news: (ids: PeerId[]) => Peer[]): Promise<Page> {
    const { client, store } = this.#context;
    const offsetUser = after === undefined ? undefined : store.peers.inputUser(after.userId);
    const answer = await client.call(
      {
        _: 'messages.getChatInviteImporters',
        requested: true,
        peer: this.#input(peerId),
        offsetDate: offsetUser === undefined ? 0 : (after?.date ?? 0),
        offsetUser: offsetUser ?? { _: 'inputUserEmpty' },
        limit: PAGE,
      },
      CALL,
    );
    store.peers.apply(answer.users, []);
    const requests = answer.importers.map(({ userId, date, about }): JoinRequest => ({
      peerId: userPeerId(userId), date, ...(about === undefined || about === '' ? {} : { about }),
    }));
    return { requests, peers: news(requests.map((one) => one.peerId)), total: answer.count, hasMore: answer.importers.length >= PAGE };
  }

  async #answer(peerId: PeerId, asking: PeerId | undefined, approve: boolean): Promise<void> {
    const { client, store, updates } = this.#context;
    const peer = this.#input(peerId);
    const approved = approve ? { approved: true } : {};
    try {
      if (asking === undefined) updates.feed(await client.call({ _: 'messages.hideAllChatJoinRequests', peer, ...approved }, CALL));
      else {
        const userId = store.peers.inputUser(asking);
        if (userId === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This person cannot be found any more.' });
        updates.feed(await client.call({ _: 'messages.hideChatJoinRequest', peer, userId, ...approved }, CALL));
      }
    } catch (error) {
      if (!(error instanceof RpcError && DECIDED.has(error.type))) throw error;
    }
    this.#infos.changedHere(peerId);
  }

  #input(peerId: PeerId): tl.InputPeer {
    const peer = this.#context.store.peers.inputPeer(peerId);
    if (peer === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This chat does not exist any more.' });
    return peer;
  }
}

function mapInvite(invite: tl.ExportedChatInvite): InviteLink | undefined {
  if (invite._ !== 'chatInviteExported') return undefined;
  const { link, title, date, expireDate, usageLimit, usage = 0, requested = 0 } = invite;
  return {
    link,
    ...(title === undefined || title === '' ? {} : { title }),
    isPrimary: invite.permanent === true && invite.revoked !== true,
    isRevoked: invite.revoked === true,
    date,
    ...(expireDate === undefined ? {} : { expires: expireDate }),
    ...(usageLimit === undefined ? {} : { limit: usageLimit }),
    joined: usage,
    waiting: requested,
    needsApproval: invite.requestNeeded === true,
  };
}

function known(invite: tl.ExportedChatInvite): InviteLink {
  const mapped = mapInvite(invite);
  if (mapped === undefined) throw new AppError({ code: 'SERVER', message: 'Telegram made no link. Try again later.' });
  return mapped;
}

/** Runs a change; that what it is about has gone already is as good. */
async function gone(type: string, change: () => Promise<unknown>): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof RpcError && error.type === type)) throw error;
  }
}
