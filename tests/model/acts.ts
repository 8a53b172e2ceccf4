import fc from 'fast-check';
import type { FolderId, MessageId, PeerId } from '#shared/model/index.ts';
import { isChannelPeer, ownIds } from './town.ts';
import type { ModelTown } from './town.ts';
import type { Device } from './device.ts';

/* What may happen in a world, one thing after the other. */

const others = ['send', 'send', 'send', 'mention', 'react', 'react', 'edit', 'delete', 'read', 'pinMessage'] as const;
const inChats = ['send', 'send', 'edit', 'delete', 'deleteHere', 'forward', 'read', 'draft', 'react', 'react', 'pinMessage', 'unpinMessage', 'seeReactions', 'readReactions', 'readMentions'] as const;
const inList = ['pin', 'unpin', 'orderPins', 'mark', 'mute', 'unmute', 'archive', 'unarchive'] as const;
const inFolders = ['newFolder', 'renameFolder', 'fillFolder', 'pinInFolder', 'orderFolders', 'removeFolder'] as const;
const looking = ['lookEnd', 'lookBack', 'lookUnread'] as const;
const trouble = ['cut', 'mend', 'mendNew', 'kill', 'tooLong', 'channelTooLong', 'smallSlices'] as const;

function kinds<const Who extends string, const Kind extends string>(who: Who, list: readonly Kind[]) {
  return fc.record({ who: fc.constant(who), kind: fc.constantFrom(...list) });
}

const step = fc.record({
  act: fc.oneof(
    { weight: 10, arbitrary: kinds('other', others) },
    { weight: 7, arbitrary: kinds('chat', inChats) },
    { weight: 4, arbitrary: kinds('list', inList) },
    { weight: 2, arbitrary: kinds('folders', inFolders) },
    { weight: 2, arbitrary: kinds('look', looking) },
    { weight: 4, arbitrary: kinds('trouble', trouble) },
  ),
  device: fc.nat({ max: 1 }),
  chat: fc.nat({ max: 4 }),
  pick: fc.nat({ max: 1000 }),
  wait: fc.constantFrom(0, 0, 10, 60, 400, 1500),
});

export const steps = fc.array(step, { minLength: 1, maxLength: 40 });
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Kind<Who extends Step['act']['who']> = Extract<Step['act'], { who: Who }>['kind'];

const EMOJI = ['👍', '❤', '🔥'];

/** Does one thing; what a device cannot do in its present state does not happen. */
export async function take(town: ModelTown, { act, device: index, chat: chatIndex, pick }: Step): Promise<void> {
  const chat = town.chats[chatIndex]!;
  const device = town.devices[index]!;
  switch (act.who) {
    case 'other':
      return town.other(act.kind, chat, pick);
    case 'trouble':
      return makeTrouble(town, device, act.kind, chat, pick);
    default:
      break;
  }
  // Nobody opens a chat with somebody who is not known yet.
  if (device.store.peers.inputPeer(chat) === undefined) return;
  switch (act.who) {
    case 'chat':
      return actInChat(town, device, act.kind, chat, pick);
    case 'list':
      return actInList(town, device, act.kind, chat, pick);
    case 'folders':
      return actInFolders(device, act.kind, chat, pick);
    case 'look':
      return look(device, act.kind, chat, pick);
  }
}

function known(device: Device, chat: PeerId): MessageId[] {
  return device.store.messages.idsBetween(chat, 1, 2 ** 31);
}

function pickOf<T>(list: readonly T[], pick: number): T | undefined {
  return list[pick % Math.max(1, list.length)];
}

function actInChat(town: ModelTown, device: Device, kind: Kind<'chat'>, chat: PeerId, pick: number): void {
  const mine = ownIds(device, chat);
  const target = pickOf(known(device, chat), pick);
  const written = pickOf(mine, pick);
  const name = town.devices.indexOf(device);
  switch (kind) {
    case 'send':
      device.do('messages.send', { peerId: chat, text: `own ${pick} of ${name}`, entities: [] });
      break;
    case 'edit':
      if (written !== undefined) device.do('messages.edit', { peerId: chat, id: written, text: `changed ${pick}`, entities: [] });
      break;
    case 'delete':
      if (written !== undefined) device.do('messages.delete', { peerId: chat, ids: [written], forEveryone: true });
      break;
    case 'deleteHere':
      if (target !== undefined && !isChannelPeer(chat)) device.do('messages.delete', { peerId: chat, ids: [target], forEveryone: false });
      break;
    case 'forward':
      if (target !== undefined) device.do('messages.forward', { fromPeerId: chat, ids: [target], toPeerId: town.chats[pick % 4]! });
      break;
    case 'read':
      if (target !== undefined) device.do('messages.read', { peerId: chat, maxId: target });
      break;
    case 'draft':
      device.do('drafts.save', { peerId: chat, text: pick % 3 === 0 ? '' : `draft ${pick} of ${name}`, entities: [] });
      break;
    case 'react': {
      const emoji = EMOJI[pick % 4];
      if (target !== undefined) device.do('reactions.set', { peerId: chat, id: target, reactions: emoji === undefined ? [] : [{ kind: 'emoji', emoji }] });
      break;
    }
    case 'pinMessage':
    case 'unpinMessage':
      if (target !== undefined) device.do('pins.set', { peerId: chat, id: target, pinned: kind === 'pinMessage', notify: pick % 2 === 0, forBoth: pick % 3 > 0 });
      break;
    case 'seeReactions':
      device.do('unread.seen', { peerId: chat, ids: mine.slice(-5) });
      break;
    case 'readReactions':
    case 'readMentions':
      device.do('unread.readAll', { peerId: chat, kind: kind === 'readMentions' ? 'mention' : 'reaction' });
      break;
  }
}

function actInList(town: ModelTown, device: Device, kind: Kind<'list'>, chat: PeerId, pick: number): void {
  const { dialogs } = device.store;
  switch (kind) {
    case 'pin':
    case 'unpin':
      device.do('dialogs.setPinned', { peerId: chat, pinned: kind === 'pin' });
      break;
    case 'orderPins': {
      const folder = dialogs.get(chat)?.folder ?? 'main';
      device.do('dialogs.reorderPinned', { folder, order: dialogs.pinned(folder).toReversed() });
      break;
    }
    case 'mark':
      device.do('dialogs.setUnread', { peerId: chat, unread: pick % 2 === 0 });
      break;
    case 'mute':
      device.do('dialogs.setMuted', {
        peerId: chat, muted: true, ...(pick % 2 === 0 ? {} : { until: Math.floor(town.clock.now() / 1000) + 86_400 + pick }),
      });
      break;
    case 'unmute':
      device.do('dialogs.setMuted', { peerId: chat, muted: false });
      break;
    case 'archive':
    case 'unarchive':
      device.do('dialogs.setArchived', { peerIds: [chat], archived: kind === 'archive' });
      break;
  }
}

function actInFolders(device: Device, kind: Kind<'folders'>, chat: PeerId, pick: number): void {
  const { folders } = device.store;
  const folder = pickOf(folders.list(), pick);
  if (kind === 'newFolder') {
    device.do('folders.save', { title: `Made ${pick}`, flags: pick % 2 === 0 ? ['groups'] : [], included: [chat], excluded: [] });
    return;
  }
  if (folder === undefined) return;
  const { id } = folder;
  switch (kind) {
    case 'renameFolder':
      device.do('folders.save', {
        id, title: `Named ${pick}`, flags: folder.flags, included: [...folder.pinned, ...folder.included], excluded: folder.excluded,
      });
      break;
    case 'fillFolder':
      device.do('folders.setMember', { id, peerId: chat, member: pick % 3 > 0 });
      break;
    case 'pinInFolder':
      device.do('folders.setPinned', { id, peerId: chat, pinned: pick % 3 > 0 });
      break;
    case 'orderFolders': {
      const [first, ...rest] = folders.order();
      device.do('folders.reorder', { order: [first, ...rest.toReversed()] as FolderId[] });
      break;
    }
    case 'removeFolder':
      device.do('folders.remove', { id });
      break;
  }
}

function look(device: Device, kind: Kind<'look'>, chat: PeerId, pick: number): void {
  if (kind === 'lookEnd') device.look('first', chat, 'end', 10, 0);
  else if (kind === 'lookUnread') device.look('first', chat, 'firstUnread', 5, 10);
  else device.look('second', chat, pickOf(known(device, chat), pick) ?? (1 as MessageId), 8, 8);
}

function makeTrouble(town: ModelTown, device: Device, kind: Kind<'trouble'>, chat: PeerId, pick: number): void {
  switch (kind) {
    case 'cut':
      device.wire.cut();
      break;
    case 'mend':
    case 'mendNew':
      device.mend(kind === 'mendNew');
      break;
    case 'kill':
      device.restart();
      break;
    case 'tooLong':
      town.world.forceTooLong(1);
      break;
    case 'channelTooLong':
      if (isChannelPeer(chat)) town.world.forceTooLong(1, -(chat as number) - 1_000_000_000_000);
      break;
    case 'smallSlices':
      town.world.setSliceSize(1 + (pick % 5));
      break;
  }
}
