import type { TopicInput } from '#shared/ipc/contract.ts';
import type { HistoryWindow } from '#shared/ipc/messages.ts';
import { compareMessageIds, type MessageId, type Message, type Peer, type PeerId } from '#shared/model/index.ts';
import { unreadOf } from './dialogs.ts';
import type { World } from './world.ts';

/** Peers that a message names. */
function namedBy(message: Message): (PeerId | undefined)[] {
  return [
    message.fromId,
    message.forward?.fromId,
    message.replyTo?.preview?.senderId,
    message.viaBotId,
    ...(message.service?.mentions.map((mention) => mention.peerId) ?? []),
  ];
}

/** One subscriber's view of a history. */
export class HistoryFeed {
  private sent = new Map<number, string>();
  private sentPeers = new Map<number, string>();
  /** The last anchor that existed: what is shown while another one cannot be had. */
  private place: number | string = 'end';

  next(world: World, input: TopicInput<'messages.window'>): HistoryWindow {
    const chat = world.chats.get(input.peerId as PeerId)!;
    const all = [...chat.messages].sort((a, b) => compareMessageIds(a.id, b.id));
    const missing = typeof input.anchor === 'number' && !all.some((message) => message.id === input.anchor);
    if (!missing) this.place = input.anchor;
    const at = this.anchorIndex(all, this.place, chat.readInboxMaxId);
    const from = Math.max(0, at - input.older);
    const to = Math.min(all.length, at + 1 + input.newer);
    const slice = all.slice(from, to);
    const before = this.sent;
    this.sent = new Map(slice.map((message) => [message.id, JSON.stringify(message)]));
    const anchorId = all[Math.min(at, all.length - 1)]?.id;
    return {
      ...(input.request === undefined ? {} : { request: input.request }),
      order: slice.map((message) => message.id),
      upsert: slice.filter((message) => before.get(message.id) !== this.sent.get(message.id)),
      peers: this.newPeers(world, slice),
      ...(anchorId === undefined || input.anchor === 'end' ? {} : { anchorId }),
      ...(missing ? { problem: 'This message was deleted.' } : {}),
      atStart: from === 0,
      atEnd: to === all.length,
      unreadCount: unreadOf(chat),
      unreadMentions: chat.unreadMentions,
      unreadReactions: 0,
      unreadPollVotes: 0,
      readInboxMaxId: chat.readInboxMaxId,
      readOutboxMaxId: chat.readOutboxMaxId,
    };
  }

  private anchorIndex(all: readonly Message[], anchor: number | string, readMax: MessageId): number {
    const end = all.length - 1;
    if (anchor === 'end') return end;
    const index =
      anchor === 'firstUnread'
        ? all.findIndex((message) => !message.out && message.id > readMax)
        : all.findIndex((message) => message.id >= Number(anchor));
    return index < 0 ? end : index;
  }

  private newPeers(world: World, slice: readonly Message[]): Peer[] {
    const fresh: Peer[] = [];
    for (const id of new Set(slice.flatMap(namedBy))) {
      const peer = id === undefined ? undefined : world.peers.get(id);
      if (!peer) continue;
      const form = JSON.stringify(peer);
      if (this.sentPeers.get(peer.id) === form) continue;
      this.sentPeers.set(peer.id, form);
      fresh.push(peer);
    }
    return fresh;
  }
}
