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

it('are on every device of the account, and gone everywhere once sent', async () => {
  const [hello] = await anna.history(boris.id).untilTexts(['hello']);
  const laptop = await town.device(anna);
  const there = laptop.dialogs();
  await there.untilRow(boris.id, () => true);
  await anna.engine.window.call('drafts.save', {
    peerId: boris.id,
    text: 'half a thought',
    entities: [{ type: 'bold', offset: 0, length: 4 }],
    replyToId: hello?.id ?? (0 as never),
    quote: { text: 'ell', entities: [], offset: 1 },
  });
  await anna.engine.window.call('app.setActive', { active: true });
  await anna.engine.window.call('app.setActive', { active: false });
  const row = await there.untilRow(boris.id, (next) => next.draft !== undefined);
  expect(row.draft).toMatchObject(
    { text: 'half a thought', entities: [{ type: 'bold', offset: 0, length: 4 }], replyToId: hello?.id, reply: { quote: { text: 'ell', offset: 1 } } },
  );
  await anna.send(boris.id, 'half a thought');
  await there.untilRow(boris.id, (next) => next.draft === undefined && next.topMessage?.text === 'half a thought');
});

it('survive a restart and an account without a connection', async () => {
  await anna.history(boris.id).untilTexts(['hello']);
  await town.dc.stop();
  await anna.engine.window.call('drafts.save', { peerId: boris.id, text: 'not lost', entities: [] });
  await anna.restart();
  const row = await anna.dialogs().untilRow(boris.id, () => true);
  expect(row.draft?.text).toBe('not lost');
  await town.bringBack();
  const laptop = await town.device(anna);
  await laptop.dialogs().untilRow(boris.id, (next) => next.draft?.text === 'not lost');
});
