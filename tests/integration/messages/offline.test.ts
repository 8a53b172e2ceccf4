import { afterEach, beforeEach, expect, it } from 'vitest';
import { Town } from '../support/chats.ts';
import type { FollowedHistory, Somebody } from '../support/chats.ts';

/*
 * What is done to messages without a connection: an edit is refused soon, with the text still in the composer; deletes and
 * forwards are seen at once and reach the server when there is one again, also after a restart.
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

it('refuses an edit within seconds, does not do it later, and takes it when it is tried again', patient, async () => {
  const edit = { peerId: boris.id, id: idOf('second'), text: 'changed', entities: [] };
  await town.dc.stop();
  const refusal = await anna.engine.window.refusal('messages.edit', edit);
  expect(refusal).toMatchObject({
    code: 'TIMEOUT',
    message: 'Telegram did not answer, so your change may not be saved. Try again when you are connected.',
  });
  expect(annas.texts).toEqual(['hello', 'second']);
  await town.bringBack();
  await anna.send(boris.id, 'third');
  await annas.untilTexts(['hello', 'second', 'third']);
  expect(textsAtServer()).toEqual(['hello', 'second', 'third']);
  await anna.engine.window.call('messages.edit', edit);
  await annas.untilTexts(['hello', 'changed', 'third']);
});

it('calls an edit done that was done although its answer was lost', patient, async () => {
  const edit = { peerId: boris.id, id: idOf('second'), text: 'changed', entities: [] };
  town.dc.faults.add({ at: 'call', do: 'lose-answer', match: { method: 'messages.editMessage' }, times: 1 });
  await anna.engine.window.call('messages.edit', edit).catch(() => anna.engine.window.call('messages.edit', edit));
  await annas.untilTexts(['hello', 'changed']);
  expect(textsAtServer()).toEqual(['hello', 'changed']);
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
