import type { tl } from '#tl';
import { AppError } from '#shared/model/index.ts';
import type { ActionBar, ActionBarAct } from '#shared/ipc/chat.ts';
import type { PeerId } from '#shared/model/index.ts';
import { mapPeerId as mapped } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';

/** What a chat asks its newcomer to do (core.telegram.org/constructor/peerSettings), the first that fits. */
export function actionBarOf(settings: tl.PeerSettings, peerId: PeerId): ActionBar | undefined {
  if (settings.requestChatTitle !== undefined) {
    return { kind: 'joinRequest', title: settings.requestChatTitle, date: settings.requestChatDate ?? 0 };
  }
  const unarchive = settings.autoarchived === true ? { unarchive: true } : {};
  if (settings.shareContact === true) return { kind: 'shareContact' };
  if (settings.reportSpam === true && settings.addContact === true && settings.blockContact === true) {
    return { kind: 'stranger', ...strangerFacts(settings), ...unarchive };
  }
  if (settings.addContact === true) return { kind: 'addContact', ...unarchive };
  if (settings.reportSpam === true) return { kind: 'reportSpam', ...(peerId > 0 ? { isUser: true } : {}), ...unarchive };
  if (settings.inviteMembers === true) return { kind: 'inviteMembers' };
  return undefined;
}

function strangerFacts(settings: tl.PeerSettings): { registered?: string; country?: string; nameChanged?: number; photoChanged?: number } {
  return {
    ...(settings.registrationMonth === undefined ? {} : { registered: settings.registrationMonth }),
    ...(settings.phoneCountry === undefined ? {} : { country: settings.phoneCountry }),
    ...(settings.nameChangeDate === undefined ? {} : { nameChanged: settings.nameChangeDate }),
    ...(settings.photoChangeDate === undefined ? {} : { photoChanged: settings.photoChangeDate }),
  };
}

/** Keeps what chats ask of their newcomers, and does it. */
export class ActionBars {
  readonly #context: ChatContext;
  readonly #listeners = new Set<(peerId: PeerId) => void>();
  readonly #stop: () => void;

  constructor(context: ChatContext) {
    this.#context = context;
    this.#stop = context.updates.onEvent((event) => {
      if (event.kind === 'other' && event.update._ === 'updatePeerSettings') this.#take(mapped(event.update.peer), event.update.settings);
    });
  }

  of(peerId: PeerId): ActionBar | undefined {
    const { store } = this.#context;
    const peer = store.peers.get(peerId);
    const kept = store.meta.get(keyOf(peerId));
    if (peer === undefined || peer.isSelf === true || peer.isDeleted === true || typeof kept !== 'object' || kept === null) return undefined;
    const bar = kept as ActionBar;
    // Corrections that need no server: whoever is a contact by now needs not be added.
    if (peer.isContact === true && (bar.kind === 'stranger' || bar.kind === 'addContact')) return undefined;
    return bar;
  }

  /** Calls the listener when the bar of a chat changed, until the returned function is called. */
  onChange(listener: (peerId: PeerId) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Asks the server how things stand. */
  async fetch(peerId: PeerId): Promise<void> {
    const { store, client } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined || peer._ === 'inputPeerSelf') return;
    const answer = await client.call({ _: 'messages.getPeerSettings', peer }, { timeoutMs: 20_000, priority: 'low' });
    store.peers.apply(answer.users, answer.chats);
    this.#take(peerId, answer.settings);
  }

  /** Does what a button of the bar says. Throws the error of the call; the bar stays then. */
  async act(peerId: PeerId, act: ActionBarAct): Promise<void> {
    const { store, client, updates } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    const user = store.peers.inputUser(peerId);
    const options = { timeoutMs: 15_000, priority: 'high' } as const;
    if (peer === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This chat does not exist any more.' });
    switch (act) {
      case 'hide':
        await client.call({ _: 'messages.hidePeerSettingsBar', peer }, options);
        break;
      case 'reportSpam':
        await client.call({ _: 'messages.reportSpam', peer }, options);
        break;
      case 'block':
        await client.call({ _: 'contacts.block', id: peer }, options);
        break;
      case 'addContact': {
        const known = store.peers.get(peerId);
        if (user === undefined || known === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This person is not known here.' });
        const names = { firstName: known.firstName ?? known.title, lastName: known.lastName ?? '' };
        updates.feed(await client.call({ _: 'contacts.addContact', id: user, ...names, phone: known.phone ?? '' }, options));
        break;
      }
      case 'shareContact':
        if (user !== undefined) updates.feed(await client.call({ _: 'contacts.acceptContact', id: user }, options));
        break;
      case 'unarchive':
        updates.feed(await client.call({ _: 'folders.editPeerFolders', folderPeers: [{ _: 'inputFolderPeer', peer, folderId: 0 }] }, options));
        break;
    }
    this.#set(peerId, undefined);
  }

  dispose(): void {
    this.#stop();
    this.#listeners.clear();
  }

  #take(peerId: PeerId, settings: tl.PeerSettings): void {
    this.#set(peerId, actionBarOf(settings, peerId));
  }

  #set(peerId: PeerId, bar: ActionBar | undefined): void {
    this.#context.store.meta.set(keyOf(peerId), bar);
    for (const listener of this.#listeners) listener(peerId);
  }
}

const keyOf = (peerId: PeerId): string => `actionBar ${peerId}`;
