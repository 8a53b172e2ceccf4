import type { tl } from '#tl';
import { AppError, folderId } from '#shared/model/index.ts';
import type { FolderId, FolderLink, FolderPreview, Peer, PeerId } from '#shared/model/index.ts';
import { mapPeerId } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { folderLimits } from './limits.ts';
import type { FolderSync } from './sync.ts';
import { titleFromWire, folderFromWire } from './wire.ts';

const chatlist = (id: FolderId): tl.InputChatlist => ({ _: 'inputChatlistDialogFilter', filterId: id });
const nobody = (message: string): AppError => new AppError({ code: 'INVALID_INPUT', message });

/** Folders that are shared by link: making, changing and following such links (core.telegram.org/api/folders#shared-folders). */
export class SharedFolders {
  readonly #context: ChatContext;
  readonly #sync: FolderSync;
  /** When a folder was last asked for new chats, unix ms. */
  readonly #askedAt = new Map<FolderId, number>();

  constructor(context: ChatContext, sync: FolderSync) {
    this.#context = context;
    this.#sync = sync;
  }

  /** Makes a link to these chats of a folder. */
  async share(id: FolderId, title: string, peerIds: readonly PeerId[]): Promise<FolderLink> {
    const { client, store, appNumber } = this.#context;
    const { links } = folderLimits(store, appNumber);
    if (peerIds.length === 0) throw nobody('Choose at least one group or channel to share.');
    const known = store.folders.get(id)?.hasLinks ? await this.links(id) : [];
    if (known.length >= links) throw new AppError({ code: 'LIMIT', message: `A folder can have up to ${links} links. Delete one to make another.` });
    const answer = await client.call({ _: 'chatlists.exportChatlistInvite', chatlist: chatlist(id), title, peers: this.#inputs(peerIds) });
    this.#sync.moved();
    if (answer.filter._ !== 'dialogFilterDefault') {
      const server = folderFromWire(answer.filter, store.meta.selfId());
      store.folders.put(server.id, { server, wish: store.folders.state(server.id)?.wish });
    }
    return toLink(answer.invite);
  }

  async links(id: FolderId): Promise<FolderLink[]> {
    const { client, store } = this.#context;
    const answer = await client.call({ _: 'chatlists.getExportedInvites', chatlist: chatlist(id) });
    store.peers.apply(answer.users, answer.chats);
    return answer.invites.map(toLink);
  }

  async editLink(id: FolderId, slug: string, title: string, peerIds: readonly PeerId[]): Promise<FolderLink> {
    if (peerIds.length === 0) throw nobody('Choose at least one group or channel to share.');
    const peers = this.#inputs(peerIds);
    return toLink(await this.#context.client.call({ _: 'chatlists.editExportedInvite', chatlist: chatlist(id), slug, title, peers }));
  }

  async deleteLink(id: FolderId, slug: string): Promise<void> {
    await this.#context.client.call({ _: 'chatlists.deleteExportedInvite', chatlist: chatlist(id), slug });
    this.#sync.request();
  }

  /** What a link leads to. */
  async check(slug: string): Promise<FolderPreview> {
    const { client, store } = this.#context;
    const answer = await client.call({ _: 'chatlists.checkChatlistInvite', slug }, { priority: 'high' });
    store.peers.apply(answer.users, answer.chats);
    if (answer._ === 'chatlists.chatlistInvite') {
      return {
        title: titleFromWire(answer.title),
        ...(answer.emoticon === undefined ? {} : { emoticon: answer.emoticon }),
        missing: this.#peers(answer.peers),
        already: [],
      };
    }
    const id = folderId(answer.filterId);
    const folder = store.folders.get(id);
    return {
      title: folder?.title ?? { text: '', entities: [] },
      ...(folder?.emoticon === undefined ? {} : { emoticon: folder.emoticon }),
      missing: this.#peers(answer.missingPeers),
      already: this.#peers(answer.alreadyPeers),
      folderId: id,
    };
  }

  /** Makes a folder of what a link leads to, joining these of its chats. */
  async join(slug: string, peerIds: readonly PeerId[]): Promise<void> {
    if (peerIds.length === 0) throw nobody('Choose at least one chat to join.');
    await this.#take(this.#context.client.call({ _: 'chatlists.joinChatlistInvite', slug, peers: this.#inputs(peerIds) }));
  }

  /** Chats that its owner has added since; empty when that was asked for a short while ago. */
  async news(id: FolderId): Promise<Peer[]> {
    const { client, clock, store, appNumber } = this.#context;
    const folder = store.folders.get(id);
    const period = appNumber('chatlist_update_period', 3600) * 1000;
    if (folder?.shared !== true || clock.now() - (this.#askedAt.get(id) ?? 0) < period) return [];
    this.#askedAt.set(id, clock.now());
    const answer = await client.call({ _: 'chatlists.getChatlistUpdates', chatlist: chatlist(id) }, { priority: 'low' });
    store.peers.apply(answer.users, answer.chats);
    return this.#peers(answer.missingPeers).filter((peer) => peer.isLeft === true || !store.dialogs.has(peer.id));
  }

  /** Joins these of the new chats; none: they are not offered again. */
  async takeNews(id: FolderId, peerIds: readonly PeerId[]): Promise<void> {
    const { client } = this.#context;
    if (peerIds.length === 0) await client.call({ _: 'chatlists.hideChatlistUpdates', chatlist: chatlist(id) });
    else await this.#take(client.call({ _: 'chatlists.joinChatlistUpdates', chatlist: chatlist(id), peers: this.#inputs(peerIds) }));
  }

  /** Which chats of a shared folder the server would leave together with it. */
  async leaveSuggestions(id: FolderId): Promise<PeerId[]> {
    return (await this.#context.client.call({ _: 'chatlists.getLeaveChatlistSuggestions', chatlist: chatlist(id) })).map(mapPeerId);
  }

  /** Deletes a shared folder and leaves these of its chats. */
  async leave(id: FolderId, peerIds: readonly PeerId[]): Promise<void> {
    const { client, store } = this.#context;
    await this.#take(client.call({ _: 'chatlists.leaveChatlist', chatlist: chatlist(id), peers: this.#inputs(peerIds) }));
    store.folders.put(id, { server: undefined, wish: undefined });
  }

  async #take(answer: Promise<tl.Updates>): Promise<void> {
    const updates = await answer;
    this.#sync.moved();
    this.#context.updates.feed(updates);
    await this.#sync.fetch().catch(() => this.#sync.request());
  }

  #inputs(peerIds: readonly PeerId[]): tl.InputPeer[] {
    return peerIds.flatMap((peerId) => this.#context.store.peers.inputPeer(peerId) ?? []);
  }

  #peers(peers: readonly tl.Peer[]): Peer[] {
    return peers.flatMap((peer) => this.#context.store.peers.get(mapPeerId(peer)) ?? []);
  }
}

function toLink({ title, url, peers }: tl.ExportedChatlistInvite): FolderLink {
  return { slug: url.split('/').at(-1) ?? '', url, title, peerIds: peers.map(mapPeerId) };
}
