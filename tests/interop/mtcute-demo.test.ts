import type { Dialog, TelegramClient } from '@mtcute/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalDc } from '../dc/index.ts';
import type { LocalDc } from '../dc/index.ts';
import type { World } from '../dc/world/index.ts';
import { mtcuteClient } from './support/mtcute.ts';

/** The demo world is read by a client that knows nothing of it: what mtcute cannot parse would be our invention. */
let dc: LocalDc<World>;
let client: TelegramClient;
const dialogs: Dialog[] = [];

beforeAll(async () => {
  dc = await startLocalDc({ seed: 'demo' });
  const phone = dc.accounts[0]?.phone ?? '';
  client = await mtcuteClient(dc, { dcId: Number(phone[6]) });
  await client.start({ phone, code: phone[6]?.repeat(5) ?? '', codeSentCallback: () => undefined });
  for await (const dialog of client.iterDialogs({ archived: 'keep' })) dialogs.push(dialog);
});

afterAll(async () => {
  await client.destroy();
  await dc.close();
});

test('the chat list has every kind of chat, pinned ones first', () => {
  const kinds = new Set(dialogs.map(({ peer }) => (peer.type === 'user' ? 'user' : peer.chatType)));
  for (const kind of ['user', 'group', 'supergroup', 'channel']) expect(kinds).toContain(kind);
  const unpinned = dialogs.findIndex(({ isPinned, isArchived }) => !isPinned && !isArchived);
  expect(dialogs.findLastIndex(({ isPinned, isArchived }) => isPinned && !isArchived)).toBeLessThan(unpinned);
});

test('every history can be read, newest first', async () => {
  for (const { peer } of dialogs) {
    const history = await client.getHistory(peer.id, { limit: 100 });
    expect(history.map(({ id }) => id)).toEqual(history.map(({ id }) => id).toSorted((a, b) => b - a));
  }
});

test('people, groups and channels have their profiles, members and searches', async () => {
  for (const kind of ['group', 'supergroup', 'channel'] as const) {
    const peer = dialogs.find((dialog) => dialog.peer.type === 'chat' && dialog.peer.chatType === kind)?.peer;
    if (peer === undefined) throw new Error(`no ${kind}`);
    expect((await client.getFullChat(peer.id)).bio).toBeTypeOf('string');
    if (kind !== 'channel') expect((await client.getChatMembers(peer.id, { limit: 20 })).length).toBeGreaterThan(1);
    expect(await client.searchMessages({ chatId: peer.id, query: 'a', limit: 5 })).toBeDefined();
  }
  const me = await client.getMe();
  const person = dialogs.find(({ peer }) => peer.type === 'user' && peer.id !== me.id)?.peer;
  if (person === undefined) throw new Error('nobody');
  expect((await client.getFullUser(person.id)).bio).toBeTypeOf('string');
  expect((await client.getContacts()).length).toBeGreaterThan(10);
  expect((await client.getFolders()).filters.length).toBeGreaterThan(1);
});

test('pictures, documents and voice messages have the sizes that they announce', async () => {
  const met = new Map<string, number>();
  for (const { peer } of dialogs) {
    for (const { media } of await client.getHistory(peer.id, { limit: 40 })) {
      if (media === null || !('fileSize' in media) || media.fileSize === undefined || media.fileSize > 500_000) continue;
      const times = met.get(media.type) ?? 0;
      if (times >= 4) continue;
      met.set(media.type, times + 1);
      expect((await client.downloadAsBuffer(media)).length, `${media.type} in ${peer.displayName}`).toBe(media.fileSize);
    }
  }
  expect(met.get('photo')).toBe(4);
});

test('the server knew every method, and neither side broke a rule', () => {
  expect(Object.fromEntries(dc.report.unimplemented)).toEqual({});
  expect(dc.report.internalErrors).toEqual([]);
  expect(dc.violations().filter(({ rule }) => rule !== 'ack-seqno')).toEqual([]);
});
