import { afterAll, beforeAll, expect, it } from 'vitest';
import { groupPeerId } from '#shared/model/index.ts';
import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import type { WorldTodo } from '../../dc/world/todos.ts';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let ben: Somebody;
let group: PeerId;

beforeAll(async () => {
  town = await Town.found();
  [anna, ben] = [await town.move('Anna', (user) => void (user.premium = true)), await town.move('Ben')];
  group = groupPeerId(town.world.createGroup({ title: 'Home', creatorId: anna.user.id, memberIds: [ben.user.id] }).id);
  await Promise.all([anna, ben].map((one) => one.dialogs().untilRow(group, () => true)));
});
afterAll(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

const styled = (text: string) => ({ _: 'textWithEntities' as const, text, entities: [] });
const kindIs = (kind: string) => (messages: readonly Message[]): boolean => messages.some((message) => message.id > 0 && message.media?.kind === kind);

function listOf(parts: Partial<WorldTodo> = {}): { todo: WorldTodo; send(): void } {
  const todo: WorldTodo = {
    title: styled('Trip'), items: [{ _: 'todoItem', id: 1, title: styled('pack') }, { _: 'todoItem', id: 2, title: styled('lock') }],
    othersAppend: true, othersComplete: true, done: new Map(), ...parts,
  };
  return { todo, send: () => void town.world.sendMessage({ from: ben.user.id, to: group as never, media: { kind: 'todo', todo } }) };
}

it('sends a place and a contact, and throws a dice that stands alone', async () => {
  const history = ben.history(group);
  await anna.engine.window.call('cards.send', { peerId: group, card: { kind: 'location', latitude: 52.5, longitude: 13.25 } });
  const withPlace = await history.until(kindIs('location'));
  expect(withPlace.find((message) => message.media?.kind === 'location')?.media).toMatchObject({ point: { latitude: 52.5, longitude: 13.25, accessHash: '1' } });
  await anna.send(group, ' 🎲 ');
  const withDice = await history.until(kindIs('dice'));
  const dice = withDice.find((message) => message.media?.kind === 'dice')?.media;
  expect(dice?.kind === 'dice' && dice.dice.value >= 1 && dice.dice.value <= 6).toBe(true);
  await anna.send(group, '🎲 again');
  await history.until((messages) => messages.some((message) => message.id > 0 && message.text === '🎲 again' && message.media === undefined));
});

it('shares a contact whose number is known, and refuses one whose number is not', async () => {
  const other = town.neighbour('Dora');
  const people = anna.engine.window.listen('contacts.list', {});
  await anna.engine.window.call('contacts.addByPhone', { phone: `+${other.phone ?? ''}`, firstName: 'Dora', lastName: 'D' });
  await people.until((list) => list.peers.some((peer) => peer.id === (other.id as PeerId)));
  await anna.engine.window.call('cards.send', { peerId: group, card: { kind: 'contact', userId: other.id as PeerId } });
  const messages = await ben.history(group).until(kindIs('contact'));
  expect(messages.find((message) => message.media?.kind === 'contact')?.media).toMatchObject({ contact: { phone: other.phone, firstName: 'Dora', lastName: 'D', userId: other.id } });
  await expect(anna.engine.window.call('cards.send', { peerId: group, card: { kind: 'contact', userId: 424_242 as PeerId } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('moves a live location with its edits', async () => {
  const geo = { _: 'geoPoint' as const, long: 13, lat: 52, accessHash: 1n };
  const sent = town.world.sendMessage({ from: ben.user.id, to: group as never, media: { kind: 'plain', media: { _: 'messageMediaGeoLive', geo, period: 900 } } });
  const history = anna.history(group);
  await history.until(kindIs('liveLocation'));
  town.world.editMessage(sent, { media: { kind: 'plain', media: { _: 'messageMediaGeoLive', geo: { ...geo, lat: 53 }, period: 900 } } });
  await history.until((messages) => messages.some((message) => message.media?.kind === 'liveLocation' && message.media.live.point?.latitude === 53));
  town.world.editMessage(sent, { media: { kind: 'plain', media: { _: 'messageMediaGeoLive', geo: { _: 'geoPointEmpty' }, period: 900 } } });
  await history.until((messages) => messages.some((message) => message.media?.kind === 'liveLocation' && message.media.live.point === undefined));
});

it('ticks tasks that were ticked without a connection, once, and adds one', async () => {
  const { todo, send } = listOf();
  send();
  const before = anna.history(group);
  const messages = await before.until(kindIs('checklist'));
  const id = messages.find((message) => message.media?.kind === 'checklist')?.id as MessageId;
  const ticked = (all: readonly Message[]): string =>
    all.flatMap(({ media }) => (media?.kind === 'checklist' ? media.checklist.tasks.map((task) => (task.doneAt === undefined ? '-' : 'x')) : [])).join('');
  await town.dc.stop();
  // Without a connection nobody waits for the answers.
  const tick = (task: number, done: boolean): void => void anna.engine.window.call('cards.tick', { peerId: group, id, task, done }).catch(() => undefined);
  tick(2, true);
  tick(1, true);
  await before.until((all) => ticked(all) === 'xx');
  tick(2, false);
  await before.until((all) => ticked(all) === 'x-');
  await anna.restart();
  await town.bringBack();
  const history = anna.history(group);
  await history.until((all) => all.some((message) => message.service?.text.includes('marked 1 task as done') === true));
  expect([...todo.done].map(([task, { userId }]) => [task, userId])).toEqual([[1, anna.user.id]]);
  await anna.engine.window.call('cards.addTask', { peerId: group, id, title: { text: 'water', entities: [] } });
  await history.until((all) => all.some((message) => message.media?.kind === 'checklist' && message.media.checklist.tasks.length === 3));
  expect(todo.items[2]).toMatchObject({ id: 3, title: { text: 'water' } });
  await expect(ben.engine.window.call('cards.tick', { peerId: group, id: 1 as MessageId, task: 1, done: true })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('says that ticking needs Premium', async () => {
  listOf().send();
  const messages = await ben.history(group).until(kindIs('checklist'));
  const id = messages.findLast((message) => message.media?.kind === 'checklist')?.id as MessageId;
  await expect(ben.engine.window.call('cards.tick', { peerId: group, id, task: 1, done: true })).rejects.toMatchObject({ message: 'Ticking and adding tasks needs Telegram Premium.' });
});

it('shows paid media when it was bought on another device', async () => {
  const preview = { _: 'messageExtendedMediaPreview' as const, w: 30, h: 20 };
  const sent = town.world.sendMessage({ from: ben.user.id, to: group as never, media: { kind: 'plain', media: { _: 'messageMediaPaidMedia', starsAmount: 5n, extendedMedia: [preview] } } });
  const history = anna.history(group);
  const messages = await history.until(kindIs('paidMedia'));
  const own = messages.find((message) => message.media?.kind === 'paidMedia') as Message;
  const photo = { _: 'photo' as const, id: 5n, accessHash: 2n, fileReference: new Uint8Array(), date: 0, sizes: [], dcId: 2 };
  expect(sent.content.copies).toHaveLength(2);
  town.world.delivery.updates(town.world.account(anna.user.id), (view) => [
    { _: 'updateMessageExtendedMedia', peer: view.peer(group as never), msgId: own.id, extendedMedia: [{ _: 'messageExtendedMedia', media: { _: 'messageMediaPhoto', photo } }] },
  ]);
  await history.until((all) => all.some((message) => message.media?.kind === 'paidMedia' && message.media.paid.items[0]?.kind === 'photo'));
});
