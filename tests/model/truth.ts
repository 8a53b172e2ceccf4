import type { PeerId } from '#shared/model/index.ts';
import type { BoxMessage } from '../dc/world/model.ts';
import type { Device } from './device.ts';
import type { ModelTown } from './town.ts';

/*
 * What must hold once nothing moves any more: each device has of each chat what the server has of it, as far as the device says that
 * it knows it.
 */

interface ChatState {
  top: number;
  readInbox: number;
  unread: number;
  mentions: number;
  reactions: number;
  readOutbox: number;
  mark: boolean;
  folder: 'main' | 'archive';
  pinned: number | undefined;
  mute: number;
  draft: string;
}

const textOf = (message: BoxMessage): string => (message.content.action === undefined ? message.content.text : '');

function atServer(town: ModelTown, chat: PeerId): ChatState | undefined {
  const account = town.world.account(town.anna);
  const dialog = account.dialogs.get(chat as never);
  if (dialog === undefined) return undefined;
  const pinned = account.pinned[dialog.folderId].indexOf(chat as never);
  const top = town.thread(chat).at(-1)?.id ?? 0;
  return {
    top,
    readInbox: Math.min(dialog.readInboxMaxId, top),
    unread: town.world.state.unreadCount(account, chat as never),
    mentions: dialog.unreadMentions.size,
    reactions: dialog.unreadReactions.size,
    readOutbox: lastOwnUpTo(town, chat, town.world.state.readOutboxMaxId(account, chat as never)),
    mark: dialog.unreadMark,
    folder: dialog.folderId === 1 ? 'archive' : 'main',
    pinned: pinned < 0 ? undefined : pinned,
    mute: dialog.notify.muteUntil ?? 0,
    draft: dialog.draft?.message ?? '',
  };
}

/** A channel tells a writer when one of their messages was read: where the mark stands between others' messages, it does not. */
function lastOwnUpTo(town: ModelTown, chat: PeerId, mark: number): number {
  const account = town.world.account(town.anna);
  return town.thread(chat).findLast((message) => message.id <= mark && town.world.state.isOut(account, message))?.id ?? 0;
}

function atDevice(town: ModelTown, device: Device, chat: PeerId): ChatState | undefined {
  const row = device.store.dialogs.get(chat);
  if (row === undefined) return undefined;
  return {
    top: row.topMessageId,
    // A mark may stand where a message was read that is deleted now.
    readInbox: Math.min(row.readInboxMaxId, row.topMessageId),
    unread: row.unreadCount,
    mentions: row.unreadMentions,
    reactions: row.unreadReactions,
    readOutbox: lastOwnUpTo(town, chat, row.readOutboxMaxId),
    mark: row.unreadMark,
    folder: row.folder,
    pinned: row.pinned,
    mute: row.muteUntil,
    draft: device.store.drafts.get(chat)?.text ?? '',
  };
}

/** Differences between what a device knows and what the server has, as sentences; empty when they agree. */
export function disagreements(town: ModelTown, device: Device): string[] {
  const found: string[] = [];
  const { store } = device;
  if (device.defects > 0) found.push(`${device.defects} updates were skipped because of a defect`);
  for (const line of device.logged) found.push(`logged: ${line}`);
  // What the server refused stays with its reason: a forward of what was deleted meanwhile, for example.
  const waiting = store.outbox.all().filter(({ state }) => state !== 'failed');
  for (const row of waiting) found.push(`outbox: ${row.state} ${row.message.text} in ${row.peerId}`);
  for (const op of store.pendingOps.list()) found.push(`pending: ${op.kind} ${op.key}`);
  for (const draft of store.drafts.unsynced()) found.push(`draft: not told in ${draft.peerId}`);
  for (const chat of town.chats) {
    const server = atServer(town, chat);
    const here = atDevice(town, device, chat);
    // A chat without any message may be listed or not.
    if ((server?.top ?? 0) === 0 && (here === undefined || here.top === 0)) continue;
    for (const key of Object.keys(server ?? {}) as (keyof ChatState)[]) {
      if (server?.[key] !== here?.[key]) found.push(`chat ${chat}: ${key} is ${String(here?.[key])}, on the server ${String(server?.[key])}`);
    }
    found.push(...rangeDisagreements(town, device, chat), ...reactionDisagreements(town, device, chat));
  }
  found.push(...folderDisagreements(town, device));
  return found;
}

/** Reactions have no place in the sequence of updates: they are promised to be true where they are looked at. */
function reactionDisagreements(town: ModelTown, device: Device, chat: PeerId): string[] {
  const thread = new Map<number, BoxMessage>(town.thread(chat).map((message) => [message.id, message]));
  return device.store.messages.getMany(chat, device.onScreen(chat)).flatMap((message) => {
    const counts = message.reactions?.counts.filter(({ count }) => count > 0) ?? [];
    const here = counts.map(({ reaction, count, chosen }) => `${reaction.kind === 'emoji' ? reaction.emoji : '?'}${count}${chosen === undefined ? '' : ' own'}`);
    const given = thread.get(message.id)?.content.reactions ?? [];
    const names = new Set(given.map(({ reaction }) => (reaction._ === 'reactionEmoji' ? reaction.emoticon : '?')));
    const there = [...names].map((name) => {
      const those = given.filter(({ reaction }) => (reaction._ === 'reactionEmoji' ? reaction.emoticon : '?') === name);
      return `${name}${those.length}${those.some(({ userId }) => userId === town.anna) ? ' own' : ''}`;
    });
    const [ours, theirs] = [here, there].map((list) => list.toSorted().join(', '));
    return ours === theirs ? [] : [`chat ${chat}: reactions of ${message.id} are “${ours}”, on the server “${theirs}”`];
  });
}

function folderDisagreements(town: ModelTown, device: Device): string[] {
  const describe = (id: number, title: string, lists: (readonly number[])[]): string =>
    `${id} ${title}: ${lists.map((list) => list.join(' ')).join(' | ')}`;
  const server = town.world.account(town.anna).filters.map((one) =>
    one === undefined ? '0' : describe(one.filter.id, one.filter.title.text, [one.pinned, one.include.toSorted(), one.filter._ === 'dialogFilter' ? one.exclude.toSorted() : []]),
  );
  const { folders } = device.store;
  const here = folders.order().map((id) => {
    const folder = folders.get(id);
    return folder === undefined ? String(id) : describe(id, folder.title.text, [folder.pinned, folder.included.toSorted(), folder.excluded.toSorted()]);
  });
  return here.join('; ') === server.join('; ') ? [] : [`folders are “${here.join('; ')}”, on the server “${server.join('; ')}”`];
}

function rangeDisagreements(town: ModelTown, device: Device, chat: PeerId): string[] {
  const found: string[] = [];
  const { messages, ranges } = device.store;
  const thread = town.thread(chat);
  for (const range of ranges.list(chat)) {
    if (range.unverified) continue;
    const hi = range.live ? Infinity : range.hi;
    const server = thread.filter((message) => message.id >= range.lo && message.id <= hi);
    const here = messages.getMany(chat, messages.idsBetween(chat, Math.max(1, range.lo), range.hi));
    const name = `chat ${chat}, ${range.lo}–${range.live ? 'end' : range.hi}`;
    const [theirs, ours] = [server, here].map((list) => list.map(({ id }) => id).join(' '));
    if (theirs !== ours) found.push(`${name}: has ${ours}, on the server ${theirs}`);
    for (const message of server) {
      const own = here.find(({ id }) => id === message.id);
      if (own !== undefined && own.service === undefined && own.text !== textOf(message)) {
        found.push(`${name}: message ${message.id} is “${own.text}”, on the server “${textOf(message)}”`);
      }
      if (own !== undefined && (own.pinned ?? false) !== (message.pinned ?? false)) {
        found.push(`${name}: message ${message.id} is ${own.pinned === true ? '' : 'not '}pinned, other than on the server`);
      }
    }
  }
  return found;
}
