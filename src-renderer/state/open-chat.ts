import { createEffect, type Accessor } from 'solid-js';
import type { ChatInfo } from '#shared/ipc/contract.ts';
import type { PeerId } from '#shared/model/index.ts';
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

/** Tells the engine that a person reads up to `maxId`, never backwards, and only while somebody is looking. */
export function createReadReporter(client: IpcClient, peerId: PeerId, active: Accessor<boolean>, seen: Accessor<number>): void {
  let reported = 0;
  createEffect(() => {
    const maxId = seen();
    if (!active() || maxId <= reported) return;
    reported = maxId;
    client.call('messages.read', { peerId, maxId }).catch(() => {
      // The engine journals reads; one that it refused (chat left meanwhile) is of no use again.
    });
  });
}
