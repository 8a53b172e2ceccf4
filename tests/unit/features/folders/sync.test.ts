import { afterEach, expect, it } from 'vitest';
import type { tl } from '#tl';
import { Harness, users } from '../harness.ts';

let harness: Harness;
afterEach(() => harness.remove());

const DAY = 86_400_000;
const CLARA = 200;

const folder = (...ids: number[]): tl.dialogFilter => ({
  _: 'dialogFilter',
  id: 2,
  title: { _: 'textWithEntities', text: 'Friends', entities: [] },
  pinnedPeers: [],
  includePeers: ids.map((userId) => ({ _: 'inputPeerUser', userId, accessHash: 1n })),
  excludePeers: [],
});

it('leaves a folder as all of them brought it, when one that was told before comes into the store later', async () => {
  harness = new Harness();
  const { server, store } = harness;
  let filters = [folder()];
  server.on('messages.getDialogFilters', () => ({ _: 'messages.dialogFilters', filters }));
  const clara: tl.user = { _: 'user', id: CLARA, accessHash: 1n, firstName: 'Clara' };
  const waiting: ((answer: tl.User[]) => void)[] = [];
  server.on('users.getUsers', () => new Promise<tl.User[]>((resolve) => waiting.push(resolve)));
  await harness.start();

  server.push(server.wrap([{ _: 'updateDialogFilter', id: 2, filter: folder(CLARA) }]));
  await harness.settle();
  expect(waiting).toHaveLength(1);
  // Before the person in it is known, all folders are asked for, as once a day.
  filters = [folder(CLARA, 100)];
  await harness.settle(DAY);
  waiting[1]!([clara]);
  await harness.settle();
  expect(store.folders.list()[0]?.included).toEqual([CLARA, 100]);
  waiting[0]!([...users(), clara]);
  await harness.clock.settle();
  expect(store.folders.list()[0]?.included).toEqual([CLARA, 100]);
});
