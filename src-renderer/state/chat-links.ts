import { batch } from 'solid-js';
import { parseChatLink, type ChatLink } from '#shared/links/chat-link.ts';
import type { ThreadPlace } from '#shared/ipc/threads.ts';
import { AppError, sectionKey, type ChatSection, type MessageId, type Peer, type PeerId } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';
import { t } from '../strings/index.ts';
import type { Layers } from './layers.ts';
import type { Navigation } from './navigation.ts';
import type { Peers } from './peers.ts';

/** The open chat that a link stands in: what lies in it, too, is jumped to, with a way back. */
export interface LinkOrigin {
  peerId: PeerId;
  section: ChatSection | undefined;
  /** The message with the link. */
  message: MessageId | undefined;
  jumpTo(id: MessageId, from?: MessageId): void;
}

export interface ChatLinks {
  /** Follows a link to a chat or a message. False when it is a link of another kind. */
  offer(link: string, from?: LinkOrigin): boolean;
}

/** Opens what links to chats and messages lead to, in this window. */
export function createChatLinks(
  client: Pick<IpcClient, 'call'>, peers: Pick<Peers, 'put'>, navigation: Navigation, layers: Pick<Layers, 'toast' | 'showError'>,
): ChatLinks {
  const find = async (chat: ChatLink['chat']): Promise<Peer | undefined> => {
    if ('username' in chat) return client.call('peers.resolve', chat);
    try {
      return await client.call('peers.get', chat);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
      layers.toast(t.link.privateChat, { kind: 'error' });
      return undefined;
    }
  };

  /** The thread that a link means. When it cannot be had, the message is shown where it stands. */
  const threadOf = async (link: ChatLink, { id: peerId, kind, isForum }: Peer): Promise<ThreadPlace | undefined> => {
    const { message, threadId, comment } = link;
    const isComment = kind === 'channel' && comment !== undefined;
    const top = isComment ? message : kind === 'supergroup' && isForum !== true ? threadId : undefined;
    if (top === undefined) return undefined;
    try {
      return await client.call('threads.open', { peerId, id: top });
    } catch (error) {
      if (isComment) layers.showError(error);
      return undefined;
    }
  };

  const openThread = ({ peerId, rootId }: ThreadPlace, { message, comment }: ChatLink, post: PeerId, from?: LinkOrigin) => {
    const section: ChatSection = { kind: 'thread', rootId };
    const wanted = comment ?? message;
    const at = wanted === rootId ? undefined : wanted;
    const isHere = from?.peerId === peerId && sectionKey(from.section) === sectionKey(section);
    if (at !== undefined && isHere) return from.jumpTo(at, from.message);
    batch(() => {
      const isAlone = navigation.target() === undefined;
      // There is always something to come back to.
      if (isAlone) navigation.open(post, message);
      navigation.openSection(peerId, section, { at, from: isAlone ? message : from?.message });
    });
  };

  const follow = async (link: ChatLink, from?: LinkOrigin): Promise<void> => {
    const before = navigation.target();
    const peer = await find(link.chat);
    if (peer === undefined) return;
    peers.put([peer]);
    const thread = await threadOf(link, peer);
    // The person may have gone on meanwhile.
    if (navigation.target() !== before) return;
    if (thread !== undefined) return openThread(thread, link, peer.id, from);
    // Numbers of messages are the same for everybody only in channels and supergroups.
    const message = peer.kind === 'channel' || peer.kind === 'supergroup' ? link.message : undefined;
    if (message !== undefined && from?.peerId === peer.id && from.section === undefined) from.jumpTo(message, from.message);
    else navigation.open(peer.id, message);
  };

  return {
    offer(text, from) {
      const link = parseChatLink(text);
      if (link === undefined) return false;
      follow(link, from).catch(layers.showError);
      return true;
    },
  };
}
