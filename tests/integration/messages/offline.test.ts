import { afterEach, beforeEach, expect, it } from 'vitest';
import { Town } from '../support/chats.ts';
import type { FollowedHistory, Somebody } from '../support/chats.ts';

/*
 * What is done to messages without a connection: edits, deletes and forwards are seen at once and reach the server when there is one
 * again, also after a restart.
 */

/** The patience of the program, six seconds at a time, is real time here. */
const patient = { timeout: 60_000 };

let town: Town;
let anna: Somebody;
let boris: Somebody;
let annas: FollowedHistory;

beforeEach(async () => {
  town = await Town.found();
  anna = await town.move('Anna');
  boris = await town.move(
    'Boris', (user) => void town.world.sendMessage({ from: anna.user.id, to: user.id as never, text: 'hello' }),
  );
  annas = anna.history(boris.id);
  await annas.untilTexts(['hello']);
  await anna.send(boris.id, 'second');
  await annas.untilTexts(['hello', 'second']);
});
afterEach(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

const idOf = (text: string) => annas.messages.find((message) => message.text === text)?.id ?? (0 as never);
const textsAtServer = (): (string | undefined)[] =>
  town.world.account(boris.user.id).box.thread(anna.id as never).map((message) => message.content.text);

it('shows an edit at once, and makes it when there is a connection, although the program was closed meanwhile', patient, async () => {
  await town.dc.stop();
  const peerId = boris.id;
  const id = idOf('second');
  await anna.engine.window.call('messages.edit', { peerId, id, text: 'first try', entities: [] });
  await anna.engine.window.call('messages.edit', { peerId, id, text: 'changed', entities: [] });
  const [, shown] = await annas.until((messages) => messages[1]?.text === 'changed');
  expect(shown?.sending).toEqual({ state: 'pending' });
  const list = anna.dialogs();
  await list.until((rows) => rows.some((row) => row.topMessage?.text === 'changed' && row.topMessage.sending?.state === 'pending'));
  await anna.restart();
  annas = anna.history(boris.id);
  await annas.until((messages) => messages[1]?.text === 'changed' && messages[1].sending?.state === 'pending');
  const boriss = boris.history(anna.id);
  await town.bringBack();
  await annas.until((messages) => messages[1]?.editDate !== undefined && messages[1].sending === undefined);
  await boriss.untilTexts(['hello', 'changed']);
  expect(textsAtServer()).toEqual(['hello', 'changed']);
});

it('takes an edit as done although its answer was lost, and the newest of several', patient, async () => {
  const peerId = boris.id;
  const id = idOf('second');
  town.dc.faults.add({ at: 'call', do: 'lose-answer', match: { method: 'messages.editMessage' }, times: 1 });
  for (const text of ['changed', 'changed again', 'changed for good']) {
    await anna.engine.window.call('messages.edit', { peerId, id, text, entities: [] });
  }
  await annas.until((messages) => messages[1]?.text === 'changed for good' && messages[1].sending === undefined);
  await expect.poll(textsAtServer).toEqual(['hello', 'changed for good']);
});

it('keeps a refused edit with its reason until it is tried again or given up', patient, async () => {
  const peerId = boris.id;
  const id = idOf('second');
  const refuse = { at: 'call', do: 'error', code: 400, text: 'MESSAGE_EDIT_TIME_EXPIRED', match: { method: 'messages.editMessage' } } as const;
  town.dc.faults.add(refuse);
  await anna.engine.window.call('messages.edit', { peerId, id, text: 'too late', entities: [] });
  const failed = await annas.until((messages) => messages[1]?.sending?.state === 'failed');
  expect(failed[1]).toMatchObject({ text: 'too late', sending: { reason: 'This message is too old to be edited.', canRetry: true } });
  await anna.engine.window.call('messages.discardEdit', { peerId, id });
  await annas.untilTexts(['hello', 'second']);
  town.dc.faults.add(refuse);
  await anna.engine.window.call('messages.edit', { peerId, id, text: 'in time', entities: [] });
  await annas.until((messages) => messages[1]?.sending?.state === 'failed');
  await anna.engine.window.call('messages.retry', { peerId, id });
  await annas.until((messages) => messages[1]?.text === 'in time' && messages[1].sending === undefined);
  expect(textsAtServer()).toEqual(['hello', 'in time']);
});

it('gives an edit up when the message was changed elsewhere later', patient, async () => {
  const peerId = boris.id;
  const status = anna.engine.window.listen('connection.status', {});
  await town.dc.stop();
  await status.until(({ kind }) => kind !== 'ready' && kind !== 'updating');
  await anna.engine.window.call('messages.edit', { peerId, id: idOf('second'), text: 'mine', entities: [] });
  await annas.until((messages) => messages[1]?.text === 'mine');
  town.dc.clock.jump(5);
  const [, message] = town.world.account(anna.user.id).box.thread(boris.id as never);
  town.world.editMessage(message!, { text: 'from my phone' });
  await town.bringBack();
  await annas.untilTexts(['hello', 'from my phone']);
  expect(textsAtServer()).toEqual(['hello', 'from my phone']);
});

it('deletes and forwards when there is a connection again, although the program was closed meanwhile', patient, async () => {
  await town.dc.stop();
  await anna.engine.window.call('messages.forward', { fromPeerId: boris.id, ids: [idOf('hello')], toPeerId: boris.id });
  await annas.until((messages) => messages.length === 3 && messages[2]?.sending?.state === 'pending');
  await anna.engine.window.call('messages.delete', { peerId: boris.id, ids: [idOf('second')], forEveryone: true });
  expect(annas.texts).toEqual(['hello', 'hello']);
  await anna.restart();
  annas = anna.history(boris.id);
  await annas.until((messages) => messages.length === 2);
  expect(annas.texts).toEqual(['hello', 'hello']);
  const boriss = boris.history(anna.id);
  await town.bringBack();
  await Promise.all([annas.untilTexts(['hello', 'hello']), boriss.untilTexts(['hello', 'hello'])]);
  expect(textsAtServer()).toEqual(['hello', 'hello']);
});
