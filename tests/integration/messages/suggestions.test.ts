import { afterAll, beforeAll, expect, it } from 'vitest';
import { channelPeerId, groupPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { setBotCommands } from '../../dc/world/index.ts';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let group: PeerId;
let club: PeerId;
const ids: Record<string, number> = {};

const ask = async (peerId: PeerId, query: string, known = false): Promise<string[]> => {
  const { peerIds } = await anna.engine.window.call('suggest.mentions', { peerId, query, known });
  return peerIds.map((id) => town.world.state.user(id).firstName);
};

beforeAll(async () => {
  town = await Town.found();
  const { world } = town;
  for (const name of ['Boris', 'Björn', 'Carla', 'Dana']) ids[name] = town.neighbour(name).id;
  const bot = world.createUser({
    firstName: 'Clock',
    username: 'clock_bot',
    bot: { description: '', commands: [{ command: 'start', description: 'Begin' }, { command: 'stop', description: 'End' }], infoVersion: 1 },
  });
  ids['bot'] = bot.id;
  anna = await town.move('Anna', (user) => {
    const members = [user.id, ids['Björn'] ?? 0, ids['Carla'] ?? 0, bot.id];
    group = groupPeerId(world.createGroup({ title: 'Walkers', creatorId: ids['Boris'] ?? 0, memberIds: members }).id);
    club = channelPeerId(world.createSupergroup({ title: 'Club', creatorId: ids['Boris'] ?? 0, memberIds: members }).id);
    for (const peer of [group, club]) world.sendMessage({ from: ids['Carla'] ?? 0, to: peer as never, text: 'good morning' });
    world.sendMessage({ from: bot.id, to: user.id as never, text: 'tick' });
  });
  await anna.dialogs().untilRow(club, () => true);
  await anna.history(group).until((all) => all.some(({ text }) => text === 'good morning'));
  await anna.history(club).until((all) => all.some(({ text }) => text === 'good morning'));
});
afterAll(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

it.each(['group', 'supergroup'] as const)('names the members of a %s, who wrote last first', async (kind) => {
  const peerId = kind === 'group' ? group : club;
  const all = await ask(peerId, '');
  expect(all[0]).toBe('Carla');
  expect(all.toSorted()).toEqual(['Björn', 'Boris', 'Carla', 'Clock']);
  expect((await ask(peerId, 'bo')).toSorted()).toEqual(kind === 'group' ? ['Boris'] : ['Boris', 'Clock']);
  expect(await ask(peerId, 'bjorn')).toEqual(kind === 'group' ? ['Björn'] : []);
  expect(await ask(peerId, 'clock_')).toEqual(['Clock']);
  expect(await ask(peerId, 'dana')).toEqual([]);
  expect(await ask(peerId, 'car', true)).toEqual(['Carla']);
});

it('names nobody in a private chat', async () => {
  expect(await ask(ids['bot'] as never, '')).toEqual([]);
});

it('knows the commands of a bot and of the bots of a group, and hears when they change', async () => {
  const commands = async (peerId: PeerId) => (await anna.engine.window.call('suggest.commands', { peerId })).commands;
  expect(await commands(ids['bot'] as never)).toEqual([
    { botId: ids['bot'], command: 'start', description: 'Begin' },
    { botId: ids['bot'], command: 'stop', description: 'End' },
  ]);
  for (const peerId of [group, club]) expect((await commands(peerId)).map(({ command }) => command)).toEqual(['start', 'stop']);
  expect(await commands(ids['Carla'] as never)).toEqual([]);
  setBotCommands(town.world, ids['bot'] ?? 0, [{ command: 'pause', description: 'Wait' }]);
  await expect.poll(() => commands(club), { timeout: 30_000 }).toEqual([{ botId: ids['bot'], command: 'pause', description: 'Wait' }]);
});

it('offers the hashtags that were sent or searched for, the latest first, after a restart too', async () => {
  await anna.send(group, 'about #Tea and #coffee, not C#sharp or `code`');
  await anna.send(group, '#tree house');
  await anna.engine.window.call('search.remember', { query: '#trek' });
  expect(await anna.engine.window.call('suggest.hashtags', { query: '' })).toEqual(['tree', 'coffee', 'Tea', 'trek']);
  expect(await anna.engine.window.call('suggest.hashtags', { query: 'T' })).toEqual(['tree', 'Tea', 'trek']);
  await anna.engine.window.call('emoji.used', { emoji: '👍🏽', tone: { plain: '👍', tone: 3 } });
  await anna.engine.window.call('emoji.used', { emoji: '🎉' });
  await anna.restart();
  expect(await anna.engine.window.call('suggest.hashtags', { query: 'cof' })).toEqual(['coffee']);
  expect(await anna.engine.window.call('emoji.memory', {})).toEqual({ recent: ['🎉', '👍🏽'], tones: { '👍': 3 } });
});

it('offers who is known while there is no connection', async () => {
  await anna.engine.window.call('suggest.mentions', { peerId: group, query: '' });
  await town.dc.stop();
  expect(await ask(group, 'car')).toContain('Carla');
  await town.bringBack();
});
