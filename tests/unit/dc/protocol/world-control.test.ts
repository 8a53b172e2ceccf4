import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalDc } from '../../../dc/index.ts';

let dc: Awaited<ReturnType<typeof startLocalDc>>;
const ids = { ann: 0, bob: 0, group: 0 };

beforeAll(async () => {
  dc = await startLocalDc({ dcCount: 1 });
  ids.ann = dc.world.createUser({ firstName: 'Ann', phone: '9996610001' }).id;
  ids.bob = dc.world.createUser({ firstName: 'Bob', phone: '9996610002' }).id;
  ids.group = dc.world.createGroup({ title: 'Birds', creatorId: ids.ann, memberIds: [ids.bob] }).id;
});

afterAll(() => dc.close());

async function post(path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(dc.control + path, { method: 'POST', body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, unknown>;
}

test('people write, read and come online by the control channel', async () => {
  const { id } = await post('/world/message', { from: '+9996610002', peer: ids.ann, text: 'hello' });
  expect(id).toBeGreaterThan(0);
  const ann = dc.world.account(ids.ann);
  expect(ann.box.thread(ids.bob).map(({ content }) => content.text)).toEqual(['hello']);
  expect(await post('/world/read', { by: ids.ann, peer: ids.bob })).toEqual({ ok: true });
  expect(ann.dialog(ids.bob).readInboxMaxId).toBe(ann.box.thread(ids.bob).at(-1)?.id);
  expect(await post('/world/online', { by: ids.bob, online: true, seconds: 5 })).toEqual({ ok: true });
  expect(dc.world.state.user(ids.bob).presence.kind).toBe('online');
  expect(await post('/world/typing', { by: ids.bob, peer: ids.ann })).toEqual({ ok: true });
});

test('chats are listed with the keys under which they are written to', async () => {
  const chats = (await (await fetch(`${dc.control}/world/chats`)).json()) as { peer: number; title: string }[];
  expect(chats).toEqual([{ peer: -ids.group, title: 'Birds' }]);
  await post('/world/message', { from: ids.bob, peer: -ids.group, text: 'to all' });
  expect(dc.world.account(ids.ann).box.thread(-ids.group).at(-1)?.content.text).toBe('to all');
});

test('what makes no sense is refused', async () => {
  expect(await post('/world/message', { from: ids.bob, peer: ids.ann, text: '' })).toHaveProperty('error');
  expect(await post('/world/message', { from: 1, peer: ids.ann, text: 'x' })).toHaveProperty('error');
  expect(await post('/world/read', null)).toHaveProperty('error');
});
