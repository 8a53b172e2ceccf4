import { afterEach, beforeEach, expect, it } from 'vitest';
import type { tl } from '#tl';
import type { MtprotoClient } from '../../../src-main/mtproto/index.ts';
import type { LocalDc } from '../../dc/index.ts';
import { clientOf, startTestDc, type TestWorld } from './support.ts';

let dc: LocalDc<TestWorld>;
const clients: MtprotoClient[] = [];

beforeEach(async () => {
  dc = await startTestDc();
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await dc.close();
});

function account() {
  const made = clientOf(dc);
  clients.push(made.client);
  made.client.start();
  return made;
}

it('two accounts at the same data centers share neither keys nor sessions, and the end of one leaves the other alone', async () => {
  const two = [account(), account()] as const;
  const everywhere = [1, 2].flatMap((dcId) => two.map(({ client }) => client.call({ _: 'help.getNearestDc' }, { dcId })));
  expect(await Promise.all(everywhere)).toMatchObject([{ thisDc: 1 }, { thisDc: 1 }, { thisDc: 2 }, { thisDc: 2 }]);
  const [one, other] = two.map(({ storage }) => [...storage.keys.values()].map(({ key }) => Buffer.from(key).toString('hex'))) as [string[], string[]];
  expect([one.length, other.length]).toEqual([2, 2]);
  expect(one.filter((key) => other.includes(key))).toEqual([]);
  // Four permanent keys with a temporary one each, and a session for each of them. An exchange that took too long on a busy machine may
  // have left one more at the server, which nobody uses.
  expect(dc.server.keys.permanent().map(({ key }) => key.toString('hex'))).toEqual(expect.arrayContaining([...one, ...other]));
  const sessions = new Map(dc.world.handled.map(({ authKeyId, sessionId }) => [String(sessionId), authKeyId]));
  expect(sessions.size).toBe(4);
  expect(new Set(sessions.values()).size).toBe(4);

  // An update of one comes to that one alone.
  const heard: string[][] = [[], []];
  two.forEach(({ client }, index) => client.onUpdates(({ _ }) => heard[index]?.push(_)));
  const updates = { _: 'updatesTooLong' } as const satisfies tl.Updates;
  for (const { dcId, authKeyId } of dc.world.sessions) if (dcId === 2 && isOf(two[0], authKeyId)) dc.server.push({ dcId, authKeyId }, updates);
  await two[0].client.call({ _: 'help.getNearestDc' });
  await two[1].client.call({ _: 'help.getNearestDc' });
  expect(heard).toEqual([['updatesTooLong'], []]);

  await two[0].client.destroyKeys();
  await two[0].client.close();
  expect(await two[1].client.call({ _: 'help.getNearestDc' })).toMatchObject({ thisDc: 2 });
  expect(dc.violations()).toEqual([]);

  function isOf({ storage }: (typeof two)[number], keyId: string): boolean {
    const key = dc.server.keys.get(keyId)?.key;
    return key !== undefined && [...storage.keys.values()].some((stored) => key.equals(stored.key));
  }
});
