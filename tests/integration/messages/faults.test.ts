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
});
afterEach(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `message ${index + 1}`);

it('loses and doubles nothing when the connection is cut in the middle of sends', async () => {
  const annas = anna.history(boris.id);
  const boriss = boris.history(anna.id);
  await Promise.all([annas.untilTexts(['hello']), boriss.untilTexts(['hello'])]);
  town.dc.faults.add({ at: 'call', do: 'lose-answer-and-cut', match: { method: 'messages.sendMessage' }, skip: 3, times: 1 });
  town.dc.faults.add({ at: 'call', do: 'lose-answer', match: { method: 'messages.sendMessage' }, skip: 9, times: 1 });
  const texts = numbers(20);
  for (const text of texts) await anna.send(boris.id, text);
  await Promise.all([annas.untilTexts(['hello', ...texts]), boriss.untilTexts(['hello', ...texts])]);
  expect(
    town.world.account(boris.user.id).box.thread(anna.id as never).map((message) => message.content.text),
  ).toEqual(['hello', ...texts]);
});

it('sends after a restart what was written without a connection, in order and once', async () => {
  const annas = anna.history(boris.id);
  const boriss = boris.history(anna.id);
  await Promise.all([annas.untilTexts(['hello']), boriss.untilTexts(['hello'])]);
  await town.dc.stop();
  const texts = numbers(5);
  for (const text of texts) await anna.send(boris.id, text);
  await annas.until((messages) => messages.length === 6);
  expect(annas.messages.slice(1).map((message) => message.sending?.state)).toEqual(texts.map(() => 'pending'));
  await anna.restart();
  const again = anna.history(boris.id);
  await again.until((messages) => messages.length === 6);
  expect(again.texts).toEqual(['hello', ...texts]);
  await town.bringBack();
  await Promise.all([again.untilTexts(['hello', ...texts]), boriss.untilTexts(['hello', ...texts])]);
});

it('shows everything that was seen before, at once, with no server at all', async () => {
  for (let n = 0; n < 60; n += 1) town.world.sendMessage({ from: boris.user.id, to: anna.id as never, text: `note ${n}` });
  const before = anna.history(boris.id, 'end', 40, 0);
  await before.until((messages, window) => messages.length === 40 && window.loading === undefined);
  const rows = (await anna.dialogs().untilRow(boris.id, (row) => row.unreadCount === 60)).topMessage?.text;
  await town.dc.stop();
  await anna.restart();
  await anna.engine.step('ready');
  const list = anna.dialogs();
  const row = await list.untilRow(boris.id, () => true);
  expect(row).toMatchObject({ unreadCount: 60, topMessage: { text: rows }, peer: { title: 'Boris' } });
  const again = anna.history(boris.id, 'end', 40, 0);
  await again.until((messages) => messages.length === 40);
  expect(again.texts).toEqual(before.texts);
  await town.bringBack();
});

it('waits as the server asks, and sends by itself then', async () => {
  const annas = anna.history(boris.id);
  await annas.untilTexts(['hello']);
  town.dc.faults.add(
    { at: 'call', do: 'error', code: 420, text: 'FLOOD_WAIT_1', match: { method: 'messages.sendMessage' }, times: 1 },
  );
  const seen: (string | undefined)[] = [];
  await anna.send(boris.id, 'patience');
  await annas.until((messages) => {
    seen.push(messages.at(-1)?.sending?.state);
    return messages.length === 2 && messages.every((message) => message.id > 0);
  });
  expect(seen).toContain('waiting');
  expect(annas.texts).toEqual(['hello', 'patience']);
});

it('keeps a refused message with the reason, and sends it when asked again', async () => {
  const annas = anna.history(boris.id);
  await annas.untilTexts(['hello']);
  town.dc.faults.add(
    { at: 'call', do: 'error', code: 403, text: 'USER_IS_BLOCKED', match: { method: 'messages.sendMessage' }, times: 1 },
  );
  const id = await anna.send(boris.id, 'let me in');
  const failed = (await annas.until((messages) => messages.at(-1)?.sending?.state === 'failed')).at(-1);
  expect(failed?.sending).toEqual({ state: 'failed', reason: 'You cannot write to this person.', canRetry: true });
  await anna.engine.window.call('messages.retry', { peerId: boris.id, id });
  await annas.untilTexts(['hello', 'let me in']);
});
