import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Message, PeerId } from '#shared/model/index.ts';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let peerId: PeerId;
let channelId: number;

const COUNT = 400;

beforeEach(async () => {
  town = await Town.found();
  const boris = town.neighbour('Boris');
  anna = await town.move('Anna', (user) => {
    const group = town.world.createSupergroup({ title: 'Archive', creatorId: boris.id, memberIds: [user.id] });
    channelId = group.id;
    peerId = -(1_000_000_000_000 + group.id) as PeerId;
    for (let n = 1; n <= COUNT; n += 1) town.world.sendMessage(
      { from: boris.id, to: peerId as never, text: `m${n}`, date: 1_700_000_000 + n },
    );
  });
  await anna.dialogs().untilRow(peerId, () => true);
});
afterEach(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

const ordinary = (messages: readonly Message[]): string[] => messages.filter((message) => message.service === undefined).map(
  (message) => message.text,
);
const named = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `m${from + index}`);

it('is read to its beginning without gap or repeat', async () => {
  const window = anna.history(peerId, 'end', 300, 0);
  await window.until((messages, event) => messages.length === 300 && event.loading === undefined);
  expect(ordinary(window.messages)).toEqual(named(COUNT - 299, COUNT));
  const oldest = window.messages[0]?.id;
  const before = anna.history(peerId, oldest ?? 'end', 300, 0);
  await before.until((_messages, event) => event.atStart && event.loading === undefined);
  expect(ordinary(before.messages)).toEqual(named(1, COUNT - 299));
});

it('is entered at the first unread message', async () => {
  const window = anna.history(peerId, 'firstUnread', 10, 20);
  await window.until((messages, event) => event.anchorId !== undefined && messages.length >= 20 && event.loading === undefined);
  const anchor = window.messages.find((message) => message.id === window.window.anchorId);
  // Everything is unread: the notes about the group come before the first text.
  expect(anchor?.id).toBe(Math.min(...window.messages.filter((message) => !message.out).map((message) => message.id)));
});

it('joins an island to the end, message by message the server\'s', async () => {
  const end = anna.history(peerId, 'end', 40, 0);
  await end.until((messages, event) => messages.length === 40 && event.loading === undefined);
  const target = (end.messages[0]?.id ?? 0) - 250;
  const island = anna.history(peerId, target as never, 10, 290);
  await island.until((_messages, event) => event.atEnd && event.loading === undefined);
  const first = Number(ordinary(island.messages)[0]?.slice(1));
  expect(ordinary(island.messages)).toEqual(named(first, COUNT));
});

it('has no silent hole after updates were lost for good', async () => {
  const before = anna.history(peerId, 'end', 40, 0);
  await before.until((messages, event) => messages.length === 40 && event.loading === undefined);
  await anna.engine.close();
  const boris = town.world.createUser({ firstName: 'Carl' });
  const admin = [...(town.world.state.channels.get(channelId)?.members.keys() ?? [])].find(
    (id) => id !== anna.user.id,
  ) ?? boris.id;
  for (let n = COUNT + 1; n <= COUNT + 200; n += 1) town.world.sendMessage(
    { from: admin, to: peerId as never, text: `m${n}`, date: 1_700_000_000 + n },
  );
  town.world.state.settings.forceChannelTooLong.set(channelId, 1);
  await anna.restart();
  const after = anna.history(peerId, 'end', 280, 0);
  const newest = `m${COUNT + 200}`;
  await after.until(
    (messages, event) => messages.length === 280 && event.loading === undefined && event.atEnd && messages.at(-1)?.text === newest,
  );
  expect(ordinary(after.messages)).toEqual(named(COUNT + 200 - 279, COUNT + 200));
});

it('does not show what was deleted, and says so when somebody wants to go there', async () => {
  const window = anna.history(peerId, 'end', 40, 0);
  await window.until((messages, event) => messages.length === 40 && event.loading === undefined);
  const box = town.world.state.channelBoxes.get(channelId);
  const gone = [...(box?.byId.values() ?? [])].find((message) => message.content.text === 'm100');
  if (gone === undefined) throw new Error('the message is there');
  town.world.deleteMessages([gone]);
  const jump = anna.history(peerId, gone.id as never, 10, 10);
  await jump.until((_messages, event) => event.loading === undefined && event.problem !== undefined);
  expect(jump.window.problem).toBe('This message was deleted.');
  expect(jump.window.anchorId).toBeUndefined();
});
