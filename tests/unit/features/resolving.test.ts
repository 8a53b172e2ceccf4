import { afterEach, expect, test } from 'vitest';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import { ANNA, Harness, users } from './harness.ts';

let harness: Harness;
afterEach(() => harness.remove());

test('a name that nobody has is asked for once a minute', async () => {
  harness = await new Harness().start();
  harness.server.on('contacts.resolveUsername', () => {
    throw new RpcError(400, 'USERNAME_NOT_OCCUPIED', 'contacts.resolveUsername');
  });
  const resolve = () => harness.chats.calls()['peers.resolve']({ username: 'Nobody_here' }, { connection: harness.connection, signal: new AbortController().signal });
  const refused = { code: 'NOT_FOUND', message: 'Nobody has this username.' };
  await expect(resolve()).rejects.toMatchObject(refused);
  await expect(resolve()).rejects.toMatchObject(refused);
  expect(harness.server.named('contacts.resolveUsername').length).toBe(1);
  harness.server.on('contacts.resolveUsername', () => ({ _: 'contacts.resolvedPeer', peer: { _: 'peerUser', userId: ANNA }, users: users(), chats: [] }));
  harness.clock.advance(59_000);
  await expect(resolve()).rejects.toMatchObject(refused);
  harness.clock.advance(2_000);
  expect(await resolve()).toMatchObject({ id: ANNA });
});
