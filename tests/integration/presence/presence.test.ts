import { afterEach, beforeEach, expect, it } from 'vitest';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let boris: Somebody;

beforeEach(async () => {
  town = await Town.found();
  anna = await town.move('Anna');
  boris = await town.move(
    'Boris', (user) => void town.world.sendMessage({ from: anna.user.id, to: user.id as never, text: 'hello' }),
  );
  await Promise.all([anna.history(boris.id).untilTexts(['hello']), boris.history(anna.id).untilTexts(['hello'])]);
});
afterEach(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

it('shows who comes online and goes', async () => {
  const info = anna.engine.window.listen('chat.info', { peerId: boris.id });
  await boris.online();
  await info.until((event) => event.peer.status?.kind === 'online');
  await boris.engine.close();
  await info.until((event) => event.peer.status?.kind === 'offline');
});

it('shows who types, until their message comes', async () => {
  const actions = anna.engine.window.listen('chat.actions', {});
  await anna.online();
  const status = boris.engine.window.listen('chat.info', { peerId: anna.id });
  await status.until((event) => event.peer.status?.kind === 'online');
  await boris.engine.window.call('messages.setTyping', { peerId: anna.id, typing: true });
  const typing = await actions.until((event) => event.actions.length > 0);
  expect(typing).toEqual({ peerId: boris.id, actions: [{ userId: boris.id, userName: 'Boris', action: 'typing' }] });
  await boris.send(anna.id, 'written');
  await actions.until((event) => event.peerId === boris.id && event.actions.length === 0);
});

it('takes typing back', async () => {
  const actions = anna.engine.window.listen('chat.actions', {});
  await anna.online();
  await boris.engine.window.listen('chat.info', { peerId: anna.id }).until((event) => event.peer.status?.kind === 'online');
  await boris.engine.window.call('messages.setTyping', { peerId: anna.id, typing: true });
  await actions.until((event) => event.actions.length === 1);
  await boris.engine.window.call('messages.setTyping', { peerId: anna.id, typing: false });
  await actions.until((event) => event.actions.length === 0);
});

it('counts who is online in an open group', async () => {
  const group = town.world.createSupergroup({ title: 'Walkers', creatorId: anna.user.id, memberIds: [boris.user.id] });
  const peerId = -(1_000_000_000_000 + group.id) as never;
  await anna.dialogs().untilRow(peerId, () => true);
  const info = anna.engine.window.listen('chat.info', { peerId });
  const event = await info.until((next) => next.onlineCount !== undefined && next.peer.memberCount !== undefined);
  expect(event).toMatchObject({ peer: { title: 'Walkers', memberCount: 2 }, muted: false });
});
