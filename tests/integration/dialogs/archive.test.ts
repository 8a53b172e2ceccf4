import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PeerId } from '#shared/model/index.ts';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let boris: PeerId;
let clara: PeerId;
let unknown: PeerId;

beforeAll(async () => {
  town = await Town.found();
  [boris, clara, unknown] = ['Boris', 'Clara', 'Unknown'].map((name) => town.neighbour(name).id as PeerId) as [PeerId, PeerId, PeerId];
  anna = await town.move('Anna', (user) => {
    for (const from of [boris, clara]) town.world.sendMessage({ from, to: user.id as never, text: 'Hello' });
  });
});
afterAll(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

const write = (from: PeerId, text: string) => town.world.sendMessage({ from, to: anna.user.id as never, text });
const archive = () => anna.engine.window.listen('dialogs.window', { folder: 'archive', start: 0, count: 50 });
const set = (change: object) => anna.engine.window.call('archive.set', change);

it('keeps in the archive what the person wants kept there, and archives strangers', async () => {
  const state = anna.engine.window.listen('archive.settings', {});
  await state.until(({ settings, canArchiveStrangers }) => settings !== undefined && canArchiveStrangers);
  const main = anna.dialogs();
  await main.until((rows) => rows.length >= 2);
  await anna.engine.window.call('dialogs.setArchived', { peerIds: [boris], archived: true });
  await archive().until(({ order }) => order.includes(boris));

  await set({ keepUnmuted: true });
  expect(town.world.account(anna.user.id).globalPrivacy).toMatchObject({ keepArchivedUnmuted: true });
  write(boris, 'Are you there?');
  await anna.history(boris).until((all) => all.some(({ text }) => text === 'Are you there?'));
  await archive().until(({ order, upsert }) => order.includes(boris) && upsert.some((row) => row.topMessage?.text === 'Are you there?'));
  expect(main.rows.some((row) => row.peerId === boris)).toBe(false);

  await set({ keepUnmuted: false, archiveStrangers: true });
  write(boris, 'Hello?');
  await main.untilRow(boris, (row) => row.folder === 'main');
  write(unknown, 'Buy now');
  await archive().until(({ order, upsert }) => order.includes(unknown) && upsert.some((row) => row.peerId === unknown && row.muted));
  expect(main.rows.some((row) => row.peerId === unknown)).toBe(false);
});

it('takes a change back that the server refuses', async () => {
  town.dc.faults.add({ at: 'call', do: 'error', code: 400, text: 'AUTOARCHIVE_NOT_AVAILABLE', match: { method: 'account.setGlobalPrivacySettings' }, times: 1 });
  const state = anna.engine.window.listen('archive.settings', {});
  await state.until(({ settings }) => settings?.archiveStrangers === true);
  await expect(set({ archiveStrangers: false })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await state.until(({ settings }) => settings?.archiveStrangers === true);
});
