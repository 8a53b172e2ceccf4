import { afterEach, beforeEach, expect, it } from 'vitest';
import { groupPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { Town } from '../support/chats.ts';
import { isActive } from '../../dc/world/model.ts';
import type { Somebody } from '../support/chats.ts';

/** Clearing, deleting and leaving whole chats: at once here, at the server once, whenever it can be reached. */

let town: Town;
let anna: Somebody;
let boris: PeerId;
let clara: PeerId;
let group: PeerId;

beforeEach(async () => {
  town = await Town.found();
  boris = town.neighbour('Boris').id as PeerId;
  clara = town.neighbour('Clara').id as PeerId;
  anna = await town.move('Anna', (user) => {
    const walks = town.world.createGroup({ title: 'Walks', creatorId: boris, memberIds: [user.id, clara] });
    group = groupPeerId(walks.id);
    for (const from of [boris, clara]) for (let n = 1; n <= 3; n += 1) town.world.sendMessage({ from, to: user.id as never, text: `from ${from}: ${n}` });
    town.world.sendMessage({ from: clara, to: group as never, text: 'Who comes?' });
  });
  const list = anna.dialogs();
  await list.until((rows) => [boris, clara, group].every((id) => rows.some((row) => row.peerId === id && row.topMessage !== undefined)));
});
afterEach(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

const atServer = (peer: PeerId): string[] => town.world.account(anna.user.id).box.thread(peer as never).map(({ content }) => content.text);
const call = <M extends 'dialogs.clear' | 'dialogs.remove' | 'dialogs.block'>(...parameters: Parameters<typeof anna.engine.window.call<M>>) =>
  anna.engine.window.call(...parameters);

it('without a connection: gone at once, told once after a restart, and what was said since is not part of it', { timeout: 60_000 }, async () => {
  const history = anna.history(boris);
  await history.until((messages) => messages.length === 3);
  await town.dc.stop();
  // They would wait a while for the server's word.
  for (const asked of [
    call('dialogs.clear', { peerId: boris, forEveryone: false }),
    call('dialogs.remove', { peerId: clara, forEveryone: true, block: true }),
    call('dialogs.remove', { peerId: group, forEveryone: false }),
  ]) asked.catch(() => undefined);
  await history.until((messages) => messages.length === 0);
  await anna.dialogs().until((rows) => rows.length > 0 && !rows.some((row) => row.peerId === clara || row.peerId === group));
  town.world.sendMessage({ from: boris, to: anna.id as never, text: 'and one more thing' });
  await anna.restart();
  await anna.dialogs().until((rows) => !rows.some((row) => row.peerId === clara || row.peerId === group));
  await town.bringBack();
  const account = town.world.account(anna.user.id);
  await expect.poll(() => atServer(clara)).toEqual([]);
  await expect.poll(() => atServer(boris)).toEqual(['and one more thing']);
  await expect.poll(() => isActive(town.world.state.groups.get(-group)?.members.get(anna.user.id))).toBe(false);
  await expect.poll(() => account.blocked.has(clara)).toBe(true);
  await anna.history(boris).until((messages) => messages.length === 1 && messages[0]?.text === 'and one more thing');
  await anna.dialogs().until(
    (rows, window) => !window.loading && rows.some((row) => row.peerId === boris && row.topMessage?.text === 'and one more thing') && !rows.some((row) => row.peerId === clara || row.peerId === group),
  );
  expect(town.dc.report.calls.get('messages.deleteChatUser')).toBe(1);
  expect(town.dc.report.calls.get('contacts.block')).toBe(1);
});

it('leaving what was left already, by an attempt whose answer was lost, is leaving', async () => {
  town.dc.faults.add({ at: 'call', do: 'error', code: 400, text: 'USER_NOT_PARTICIPANT', match: { method: 'messages.deleteChatUser' }, times: 1 });
  await call('dialogs.remove', { peerId: group, forEveryone: false });
  await anna.dialogs().until((rows) => rows.some((row) => row.peerId === clara) && !rows.some((row) => row.peerId === group));
  await expect.poll(() => atServer(group)).toEqual([]);
});

it('a refusal is said, and everything is there again', async () => {
  town.dc.faults.add({ at: 'call', do: 'error', code: 400, text: 'CHAT_ADMIN_REQUIRED', match: { method: 'messages.deleteHistory' }, times: 1 });
  await expect(call('dialogs.remove', { peerId: boris, forEveryone: false })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await anna.dialogs().untilRow(boris, (row) => row.topMessage?.text === `from ${boris}: 3`);
  await anna.history(boris).until((messages) => messages.length === 3);
});
