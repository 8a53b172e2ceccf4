import { expect, it } from 'vitest';
import { startDcWith } from '../../dc/index.ts';
import { World } from '../../dc/world/index.ts';
import { TestEngine, temporaryProfile } from '../support/engine.ts';

it('signs in', async () => {
  const dc = await startDcWith({ world: (parts) => new World(parts) });
  const anna = dc.world.createUser({ firstName: 'Anna', lastName: 'B', phone: '9996621234' });
  const bob = dc.world.createUser({ firstName: 'Bob', lastName: 'C', phone: '9996621235' });
  dc.world.sendMessage({ from: bob.id, to: anna.id as never, text: 'Hallo' });
  const { dir, remove } = temporaryProfile();
  const engine = TestEngine.open(dir, dc, {logLevel: 'info'});
  await engine.signIn('9996621234');
  const dialogs = engine.window.listen('dialogs.window', { folder: 'main', start: 0, count: 20 });
  await dialogs.until((w) => !w.loading);
  console.log(JSON.stringify(dialogs.events, null, 1));
  const hist = engine.window.listen('messages.window', { peerId: bob.id, anchor: 'end', older: 20, newer: 0 });
  await hist.until((w) => w.order.length > 0 && !w.loading);
  await engine.window.call('messages.send', { peerId: bob.id, text: 'Hi', entities: [] });
  await hist.until((w) => w.order.length === 2 && w.order.every((id) => id > 0));
  dc.world.sendMessage({ from: bob.id, to: anna.id as never, text: 'Wie gehts' });
  await hist.until((w) => w.order.length === 3);
  console.log(JSON.stringify(hist.last, null, 1));
  console.log(dc.violations());
  await engine.close();
  await dc.close();
  remove();
  expect(1).toBe(1);
});
