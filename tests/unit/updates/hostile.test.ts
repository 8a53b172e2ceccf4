import { expect, test } from 'vitest';
import type { tl } from '#tl';
import { ValueMaker } from '../tl/random-value.ts';
import { ANNA } from '../store/support.ts';
import { container, fresh, settle, state as serverState, world } from './support.ts';

test('whatever a server sends that can be decoded is survived, and the next honest update applies', async () => {
  const it = await world();
  it.client.answer('updates.getState', () => serverState());
  const maker = new ValueMaker();
  const containers = maker.entries.filter((entry) => entry.kind === 'constructor' && entry.type === 'Updates');
  const updates = maker.entries.filter((entry) => entry.kind === 'constructor' && entry.type === 'Update');
  expect(updates.length).toBeGreaterThan(140);
  for (let seed = 0; seed < 20; seed += 1) {
    for (const entry of containers) it.client.push(maker.make(entry, seed, 'random') as unknown as tl.Updates);
  }
  for (let seed = 0; seed < 3; seed += 1) {
    for (const entry of updates) {
      const update = maker.make(entry, seed, seed === 0 ? 'none' : 'random') as unknown as tl.Update;
      it.client.push(container([update]));
      // The same at its right place in the sequence, so that it is applied and not only judged.
      const state = it.store.meta.commonState();
      if ('pts' in update && 'ptsCount' in update && state !== undefined) {
        it.client.push(container([{ ...update, pts: state.pts + 1, ptsCount: 1 } as tl.Update]));
      }
    }
  }
  await settle();
  await it.timers.pass(120_000);
  expect(it.logged.filter((line) => line === 'an update was skipped')).toEqual([]);
  const pts = it.store.meta.commonState()?.pts ?? 0;
  it.client.push(container([fresh(pts + 1, 1_000_000)]));
  await it.timers.pass(1000);
  expect(it.store.messages.has(ANNA, 1_000_000 as never)).toBe(true);
});
