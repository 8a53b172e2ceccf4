import type { TelegramClient } from '@mtcute/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Town } from '../integration/support/chats.ts';
import type { Somebody } from '../integration/support/chats.ts';
import { mtcuteClient } from './support/mtcute.ts';

/** Another client of the same account edits folders while Petrel shows them. */
let town: Town;
let anna: Somebody;
let client: TelegramClient;

beforeAll(async () => {
  town = await Town.found();
  anna = await town.move('Anna');
  client = await mtcuteClient(town.dc, { dcId: Number(anna.phone[5]) });
  await client.start({ phone: anna.phone, code: (anna.phone[5] ?? '').repeat(5), codeSentCallback: () => undefined });
});

afterAll(async () => {
  await client.destroy();
  await town.close();
});

test('folders made, renamed and deleted elsewhere appear here, and ours appear there', async () => {
  const overview = anna.engine.window.listen('folders.overview', {});
  const titles = () => overview.last?.folders.map((folder) => folder.title.text);
  const made = await client.createFolder({ title: { _: 'textWithEntities', text: 'Theirs', entities: [] }, groups: true });
  await overview.until(() => titles()?.join() === 'Theirs');
  await client.editFolder({ folder: made.id, modification: { title: { _: 'textWithEntities', text: 'Renamed', entities: [] } } });
  await overview.until(() => titles()?.join() === 'Renamed');
  await anna.engine.window.call('folders.save', { title: 'Ours', flags: ['channels', 'excludeRead'], included: [], excluded: [] });
  const { filters } = await client.getFolders();
  expect(filters.map((filter) => (filter._ === 'dialogFilterDefault' ? 'All chats' : filter.title.text))).toEqual(['All chats', 'Renamed', 'Ours']);
  await client.deleteFolder(made.id);
  await overview.until(() => titles()?.join() === 'Ours');
});
