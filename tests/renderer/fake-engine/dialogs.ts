import type { DialogWindow } from '#shared/ipc/dialogs.ts';
import { compareMessageIds, type ArchiveSummary, type DialogFolder, type DialogRow, type Message } from '#shared/model/index.ts';
import type { Chat, World } from './world.ts';

export const unreadOf = (chat: Chat): number =>
  chat.messages.filter((message) => !message.out && message.id > chat.readInboxMaxId).length;

export function topOf(chat: Chat): Message | undefined {
  return chat.messages.reduce<Message | undefined>((top, message) => (!top || compareMessageIds(message.id, top.id) > 0 ? message : top), undefined);
}

export function rowOf(world: World, chat: Chat): DialogRow {
  const peer = world.peers.get(chat.peerId)!;
  const top = topOf(chat);
  const row: DialogRow = {
    peerId: chat.peerId,
    peer,
    folder: chat.folder,
    pinned: chat.pinned !== undefined,
    muted: chat.muted,
    unreadCount: unreadOf(chat),
    unreadMark: chat.unreadMark,
    unreadMentions: chat.unreadMentions,
    unreadReactions: chat.unreadReactions,
    unreadPollVotes: 0,
    readInboxMaxId: chat.readInboxMaxId,
    readOutboxMaxId: chat.readOutboxMaxId,
  };
  if (top) row.topMessage = top;
  if (top && !top.service && !peer.isSelf) {
    if (top.out) row.topSenderName = 'You';
    else if (peer.kind === 'group' || peer.kind === 'supergroup') row.topSenderName = world.peers.get(top.fromId!)?.firstName ?? '';
  }
  if (chat.draft) row.draft = chat.draft;
  return row;
}

/** The chats of a folder in the order of the list. */
export function ordered(world: World, folder: DialogFolder): Chat[] {
  const key = (chat: Chat) => Math.max(topOf(chat)?.date ?? 0, chat.draft?.date ?? 0);
  return [...world.chats.values()]
    .filter((chat) => chat.folder === folder)
    .sort((a, b) => (a.pinned ?? 99) - (b.pinned ?? 99) || key(b) - key(a));
}

function archiveOf(world: World): ArchiveSummary | undefined {
  const chats = ordered(world, 'archive');
  if (chats.length === 0) return undefined;
  const unreadFirst = [...chats].sort((a, b) => Number(unreadOf(b) > 0) - Number(unreadOf(a) > 0));
  return {
    chatCount: chats.length,
    unreadCount: chats.reduce((sum, chat) => sum + unreadOf(chat), 0),
    titles: unreadFirst.slice(0, 8).map((chat) => world.peers.get(chat.peerId)!.title),
  };
}

/** One subscriber's view of a list: remembers what it has sent of the present window, and nothing else. */
export class DialogFeed {
  private sent = new Map<number, string>();

  next(world: World, input: { folder: DialogFolder; start: number; count: number }, loading: boolean): DialogWindow {
    const all = loading ? [] : ordered(world, input.folder);
    const start = Math.min(input.start, Math.max(0, all.length - 1));
    const rows = all.slice(start, start + input.count).map((chat) => rowOf(world, chat));
    const before = this.sent;
    this.sent = new Map(rows.map((row) => [row.peerId, JSON.stringify(row)]));
    const archive = input.folder === 'main' && !loading ? archiveOf(world) : undefined;
    return {
      order: rows.map((row) => row.peerId),
      upsert: rows.filter((row) => before.get(row.peerId) !== this.sent.get(row.peerId)),
      start,
      total: all.length,
      loading,
      ...(archive ? { archive } : {}),
    };
  }
}
