import { createEffect, type Accessor } from 'solid-js';
import type { ChatInfo } from '#shared/ipc/chat.ts';
import type { ThreadInfo, ThreadPlace } from '#shared/ipc/threads.ts';
import type { ChatSection, PeerId } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';
import type { Peers } from './peers.ts';
import { createTopicStore } from './topic.ts';

/**
 * What the header and the composer of an open chat need; undefined until it is known. Listening tells the engine that the chat is
 * open, until the owner is disposed.
 */
export function createChatInfo(client: IpcClient, peers: Peers, peerId: PeerId): Accessor<ChatInfo | undefined> {
  return createTopicStore(client, 'chat.info', { peerId }, (info) => peers.put([info.peer]));
}

/** What the header and the composer of an open thread need; undefined until it is known. The thread is followed until the owner is disposed. */
export function createThreadInfo(client: IpcClient, peers: Peers, place: ThreadPlace): Accessor<ThreadInfo | undefined> {
  return createTopicStore(client, 'threads.info', place, (info) => peers.put(info.peers));
}

/**
 * Tells the engine that a person reads up to `maxId`, never backwards, and only while somebody is looking. Saved Messages
 * have nothing unread.
 */
export function createReadReporter(
  client: IpcClient, { peerId, section }: { peerId: PeerId; section: ChatSection | undefined }, active: Accessor<boolean>, seen: Accessor<number>,
): void {
  if (section?.kind === 'saved') return;
  const place = { peerId, ...(section === undefined ? {} : { threadId: section.rootId }) };
  let reported = 0;
  createEffect(() => {
    const maxId = seen();
    if (!active() || maxId <= reported) return;
    reported = maxId;
    client.call('messages.read', { ...place, maxId }).catch(() => {
      // The engine journals reads; one that it refused (chat left meanwhile) is of no use again.
    });
  });
}
