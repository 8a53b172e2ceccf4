import { afterEach, beforeEach, expect, it } from 'vitest';
import { channelPeerId, groupPeerId } from '#shared/model/index.ts';
import type { DialogRow, Message, PeerId } from '#shared/model/index.ts';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let boris: number;

beforeEach(async () => {
  town = await Town.found();
  boris = town.neighbour('Boris').id;
  anna = await town.move('Anna', (user) => void town.world.state.usernames.set('annawalks', user.id));
});
afterEach(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

function mention(peerId: PeerId, text: string): void {
  town.world.sendMessage({ from: boris, to: peerId as never, text });
}

/** A chat of that kind in which Boris has mentioned Anna twice. */
function chatWithMentions(kind: 'group' | 'supergroup'): PeerId {
  const parts = { title: 'Walkers', creatorId: boris, memberIds: [anna.user.id] };
  const peerId =
    kind === 'group' ? groupPeerId(town.world.createGroup(parts).id) : channelPeerId(town.world.createSupergroup(parts).id);
  mention(peerId, '@annawalks come');
  mention(peerId, '@annawalks where are you?');
  return peerId;
}

/** Opens the chat; resolves when both mentions are shown. */
async function mentionsSeen(peerId: PeerId): Promise<[Message, Message]> {
  const isMention = (message: Message): boolean => message.mentioned === true;
  const messages = await anna.history(peerId).until((all) => all.filter(isMention).length === 2);
  const [first, second] = messages.filter(isMention);
  if (first === undefined || second === undefined) throw new Error('Two mentions were just counted');
  return [first, second];
}

const nothingUnread = (row: DialogRow): boolean => row.unreadMentions === 0 && row.unreadCount === 0;
const unreadAtServer = (peerId: PeerId): number =>
  town.world.account(anna.user.id).dialogs.get(peerId as never)?.unreadMentions.size ?? 0;

const kinds = ['group', 'supergroup'] as const;

it.each(kinds)('takes the badge of a %s off when the mentions were read, on every device', async (kind) => {
  const peerId = chatWithMentions(kind);
  const laptop = await town.device(anna);
  const [here, there] = [anna.dialogs(), laptop.dialogs()];
  await Promise.all([here, there].map((list) => list.untilRow(peerId, (row) => row.unreadMentions === 2)));
  const [first, second] = await mentionsSeen(peerId);

  await anna.engine.window.call('messages.read', { peerId, maxId: first.id });
  await Promise.all([here, there].map((list) => list.untilRow(peerId, (row) => row.unreadMentions === 1)));
  await laptop.engine.window.call('messages.read', { peerId, maxId: second.id });
  await Promise.all([here, there].map((list) => list.untilRow(peerId, nothingUnread)));
  expect(unreadAtServer(peerId)).toBe(0);
});

it.each(kinds)('takes the badge of a %s off when the chat is marked as read without being opened', async (kind) => {
  const peerId = chatWithMentions(kind);
  const laptop = await town.device(anna);
  const [here, there] = [anna.dialogs(), laptop.dialogs()];
  await Promise.all([here, there].map((list) => list.untilRow(peerId, (row) => row.unreadMentions === 2)));
  await anna.engine.window.call('dialogs.setUnread', { peerId, unread: false });
  await Promise.all([here, there].map((list) => list.untilRow(peerId, nothingUnread)));
  expect(unreadAtServer(peerId)).toBe(0);
});

it('tells the server after a restart which mentions were seen without a connection', async () => {
  const peerId = chatWithMentions('supergroup');
  await anna.dialogs().untilRow(peerId, (row) => row.unreadMentions === 2);
  const [, seen] = await mentionsSeen(peerId);
  await town.dc.stop();
  await anna.engine.window.call('messages.read', { peerId, maxId: seen.id });
  await anna.restart();
  await anna.dialogs().untilRow(peerId, (row) => row.unreadMentions === 0);
  await town.bringBack();
  const laptop = await town.device(anna);
  await laptop.dialogs().untilRow(peerId, nothingUnread);
  expect(unreadAtServer(peerId)).toBe(0);
});
