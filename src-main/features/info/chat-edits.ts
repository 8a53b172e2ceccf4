import type { tl } from '#tl';
import type { CallHandlers } from '#shared/ipc/handlers.ts';
import { AppError, bareId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { ChatContext } from '../context.ts';
import type { FullInfos } from './full-infos.ts';
import type { Invites } from './invites.ts';

type EditCall = 'info.edit' | 'info.setPhoto' | 'info.setUsername' | 'info.revokeLink';

/** Answers that mean: it is so already (file 50 of the specification, success in disguise). */
const SO_ALREADY = new Set(['CHAT_NOT_MODIFIED', 'CHAT_ABOUT_NOT_MODIFIED', 'USERNAME_NOT_MODIFIED']);

/** Changing a chat as a whole (core.telegram.org/api/channel). Whoever does it waits for the server's word. */
export class ChatEdits {
  readonly #context: ChatContext;
  readonly #infos: FullInfos;
  readonly #invites: Invites;
  readonly #closing = new AbortController();

  constructor(context: ChatContext, infos: FullInfos, invites: Invites) {
    this.#context = context;
    this.#infos = infos;
    this.#invites = invites;
  }

  calls(): Pick<CallHandlers, EditCall> {
    return {
      'info.edit': ({ peerId, title, about }) => this.#edit(peerId, title, about),
      'info.setPhoto': ({ peerId, attachment }) => this.#setPhoto(peerId, attachment),
      'info.setUsername': ({ peerId, username }) => this.#setUsername(peerId, username),
      'info.revokeLink': ({ peerId }) => this.#revokeLink(peerId),
    };
  }

  dispose(): void {
    this.#closing.abort(new DOMException('Petrel is closing', 'AbortError'));
  }

  async #edit(peerId: PeerId, title: string | undefined, about: string | undefined): Promise<void> {
    const { client, store, updates } = this.#context;
    const name = title?.trim();
    if (name === '') throw new AppError({ code: 'INVALID_INPUT', message: 'Give it a name.' });
    if (name !== undefined && name !== store.peers.get(peerId)?.title) {
      const channel = store.peers.inputChannel(peerId);
      await settled(async () => {
        updates.feed(
          await client.call(
            channel === undefined ? { _: 'messages.editChatTitle', chatId: bareId(peerId), title: name } : { _: 'channels.editTitle', channel, title: name },
          ),
        );
      });
    }
    const text = about?.trim();
    if (text !== undefined && text !== (this.#infos.get(peerId)?.info.about ?? '')) {
      await settled(() => client.call({ _: 'messages.editChatAbout', peer: this.#input(peerId), about: text }, { idempotent: true }));
      store.peerInfo.patch(peerId, (record) => {
        const { about: _before, ...info } = record.info;
        return { ...record, info: text === '' ? info : { ...info, about: text } };
      });
    }
  }

  async #setPhoto(peerId: PeerId, attachment: string | null): Promise<void> {
    const { attachments, uploads } = this.#context;
    if (attachment === null) return this.#putPhoto(peerId, { _: 'inputChatPhotoEmpty' });
    try {
      await uploads.send(
        { source: attachments.source(attachment), name: 'photo.jpg', purpose: 'smallForm', signal: this.#closing.signal },
        async (sent) => {
          if (sent.kind !== 'uploaded') throw new AppError({ code: 'INVALID_INPUT', message: 'This file is no picture. Choose another one.' });
          await this.#putPhoto(peerId, { _: 'inputChatUploadedPhoto', file: sent.file });
        },
      );
    } finally {
      attachments.remove(attachment);
    }
  }

  async #putPhoto(peerId: PeerId, photo: tl.InputChatPhoto): Promise<void> {
    const { client, store, updates } = this.#context;
    const channel = store.peers.inputChannel(peerId);
    await settled(async () => {
      updates.feed(
        await client.call(channel === undefined ? { _: 'messages.editChatPhoto', chatId: bareId(peerId), photo } : { _: 'channels.editPhoto', channel, photo }),
      );
    });
  }

  async #setUsername(peerId: PeerId, username: string): Promise<void> {
    const { client, store } = this.#context;
    const channel = store.peers.inputChannel(peerId);
    if (channel === undefined) throw new AppError({ code: 'FORBIDDEN', message: 'A small group has no public link.' });
    await settled(() => client.call({ _: 'channels.updateUsername', channel, username }, { idempotent: true }));
    const record = store.peers.record(peerId);
    if (record?._ !== 'channel') return;
    // The one that can be edited is replaced; collectible ones stay.
    const others = (record.usernames ?? []).filter((name) => name.editable !== true);
    const own: tl.Username[] = username === '' ? [] : [{ _: 'username', username, editable: true, active: true }];
    store.peers.patchChannel(peerId, others.length === 0 ? { username, usernames: [] } : { usernames: [...own, ...others] });
    this.#infos.changedHere(peerId);
  }

  async #revokeLink(peerId: PeerId): Promise<{ link: string }> {
    const { client, store } = this.#context;
    const before = this.#infos.get(peerId)?.info.inviteLink;
    const replaced = before === undefined ? undefined : await this.#invites.revoke(peerId, before);
    if (replaced !== undefined) return { link: replaced };
    const made = await client.call({ _: 'messages.exportChatInvite', legacyRevokePermanent: true, peer: this.#input(peerId) });
    if (made._ !== 'chatInviteExported') throw new AppError({ code: 'SERVER', message: 'Telegram made no new link. Try again later.' });
    store.peerInfo.patch(peerId, (record) => ({ ...record, info: { ...record.info, inviteLink: made.link } }));
    return { link: made.link };
  }

  #input(peerId: PeerId): tl.InputPeer {
    const peer = this.#context.store.peers.inputPeer(peerId);
    if (peer === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This chat does not exist any more.' });
    return peer;
  }
}

/** Runs a change; that it had been made before is as good. */
async function settled(change: () => Promise<unknown>): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof RpcError && SO_ALREADY.has(error.type))) throw error;
  }
}
