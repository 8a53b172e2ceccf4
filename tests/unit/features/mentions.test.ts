import { afterEach, describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import type { MessageId } from '#shared/model/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import { ANNA, Harness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.remove());

const mention = { mentioned: true, mediaUnread: true } as const;

/** A voice message, as far as anybody asks. */
const voice: tl.messageMediaDocument = {
  _: 'messageMediaDocument',
  voice: true,
  document: {
    _: 'document',
    id: 5n,
    accessHash: 6n,
    fileReference: new Uint8Array([1]),
    date: 1,
    mimeType: 'audio/ogg',
    size: 10,
    dcId: 2,
    attributes: [{ _: 'documentAttributeAudio', voice: true, duration: 3 }],
  },
};

/** A server that counts which mentions it was told of. */
function serveMentions(): Set<number> {
  const { server } = harness;
  const unread = new Set(server.history(ANNA).filter((message) => message.mentioned === true).map((message) => message.id));
  const contents = (ids: readonly number[]): { pts: number; ptsCount: number } => {
    const changed = ids.filter((id) => unread.delete(id));
    for (const message of server.messages) if (changed.includes(message.id)) delete message.mediaUnread;
    if (changed.length === 0) return { pts: server.pts, ptsCount: 0 };
    const { pts } = server.log({ _: 'updateReadMessagesContents', messages: changed, pts: 0, ptsCount: changed.length });
    return { pts, ptsCount: changed.length };
  };
  server.on('messages.readMessageContents', ({ id }) => ({ _: 'messages.affectedMessages', ...contents(id) }));
  // As for very long histories: a part at a time.
  server.on('messages.readMentions', () => {
    const affected = contents([...unread].slice(0, 100));
    return { _: 'messages.affectedHistory', ...affected, offset: unread.size };
  });
  return unread;
}

async function withMentions(count: number): Promise<Set<number>> {
  harness = await new Harness().start();
  const first = harness.server.add(ANNA, 'hello').id;
  await harness.withDialog(ANNA, { readInboxMaxId: first });
  for (let n = 0; n < count; n += 1) harness.server.receive(ANNA, `@me ${n}`, mention);
  await harness.settle();
  return serveMentions();
}

const count = (): number | undefined => harness.store.dialogs.get(ANNA)?.unreadMentions;
const contentCalls = (): number[][] => harness.server.named('messages.readMessageContents').map((call) => call.id);

describe('unread mentions', () => {
  it('are seen when the read mark passes them, and those above it stay', async () => {
    const unread = await withMentions(3);
    expect(count()).toBe(3);
    void harness.call('messages.read', { peerId: ANNA, maxId: 3 as MessageId });
    expect(count()).toBe(1);
    await harness.settle();
    expect(contentCalls()).toEqual([[2, 3]]);
    expect([...unread]).toEqual([4]);
    void harness.call('messages.read', { peerId: ANNA, maxId: 4 as MessageId });
    await harness.settle();
    expect(count()).toBe(0);
    expect(contentCalls()).toEqual([[2, 3], [4]]);
    expect(harness.store.pendingOps.list()).toEqual([]);
    expect(harness.store.meta.commonState()?.pts).toBe(harness.server.pts);
  });

  it('are told in portions of a hundred', async () => {
    const unread = await withMentions(150);
    void harness.call('messages.read', { peerId: ANNA, maxId: 151 as MessageId });
    await harness.settle();
    expect(contentCalls().map((ids) => ids.length)).toEqual([100, 50]);
    expect(unread.size).toBe(0);
    expect(count()).toBe(0);
  });

  it('in a voice message stay until it is played', async () => {
    await withMentions(1);
    harness.server.receive(ANNA, '', { ...mention, media: voice });
    const unread = serveMentions();
    void harness.call('messages.read', { peerId: ANNA, maxId: 3 as MessageId });
    await harness.settle();
    expect(contentCalls()).toEqual([[2]]);
    expect([...unread]).toEqual([3]);
    expect(count()).toBe(1);
    const unheard = (): boolean | undefined => harness.store.messages.get(ANNA, 3 as MessageId)?.unheard;
    expect(unheard()).toBe(true);
    void harness.call('messages.heard', { peerId: ANNA, id: 3 as MessageId });
    expect([unheard(), count()]).toEqual([undefined, 0]);
    await harness.settle();
    void harness.call('messages.heard', { peerId: ANNA, id: 3 as MessageId });
    await harness.settle();
    expect(contentCalls()).toEqual([[2], [3]]);
    expect([...unread]).toEqual([]);
  });

  it('that were seen without a connection are told after a restart', async () => {
    const unread = await withMentions(2);
    harness.server.online = false;
    void harness.call('messages.read', { peerId: ANNA, maxId: 3 as MessageId });
    await harness.settle();
    harness = harness.restart();
    expect(count()).toBe(0);
    harness.server.connect();
    await harness.start();
    expect(unread.size).toBe(0);
    expect(count()).toBe(0);
    expect(harness.store.pendingOps.list()).toEqual([]);
  });

  it('come back when the server refuses', async () => {
    await withMentions(2);
    harness.server.on('messages.readMessageContents', () => {
      throw new RpcError(400, 'MSG_ID_INVALID', 'messages.readMessageContents');
    });
    harness.server.on('messages.getPeerDialogs', () => ({
      _: 'messages.peerDialogs',
      dialogs: [harness.server.dialog(ANNA, { readInboxMaxId: 3, unreadMentionsCount: 2 })],
      messages: harness.server.history(ANNA).slice(0, 1),
      chats: [],
      users: [],
      state: { _: 'updates.state', pts: harness.server.pts, qts: 1, date: 1, seq: 1, unreadCount: 0 },
    }));
    void harness.call('messages.read', { peerId: ANNA, maxId: 3 as MessageId });
    await harness.settle();
    expect(count()).toBe(2);
    expect(harness.store.messages.countUnreadMentions(ANNA)).toBe(2);
  });

  it('that lie in holes are counted by the server', async () => {
    await withMentions(2);
    harness.store.dialogs.put(ANNA, { unreadMentions: 9 });
    harness.server.on('messages.getPeerDialogs', () => ({
      _: 'messages.peerDialogs',
      dialogs: [harness.server.dialog(ANNA, { readInboxMaxId: 3, unreadMentionsCount: 4 })],
      messages: harness.server.history(ANNA).slice(0, 1),
      chats: [],
      users: [],
      state: { _: 'updates.state', pts: harness.server.pts, qts: 1, date: 1, seq: 1, unreadCount: 0 },
    }));
    void harness.call('messages.read', { peerId: ANNA, maxId: 3 as MessageId });
    expect(count()).toBe(7);
    await harness.settle();
    expect(count()).toBe(4);
  });

  it('all end when the chat is marked as read, in as many rounds as the server wants', async () => {
    const unread = await withMentions(150);
    // More than is known here.
    harness.store.dialogs.put(ANNA, { unreadMentions: 170 });
    harness.server.receive(ANNA, '', { ...mention, media: voice });
    for (const each of serveMentions()) unread.add(each);
    void harness.call('dialogs.setUnread', { peerId: ANNA, unread: false });
    expect(count()).toBe(0);
    await harness.settle();
    expect(harness.server.named('messages.readMentions')).toHaveLength(2);
    expect(contentCalls()).toEqual([]);
    expect(count()).toBe(0);
    expect(harness.store.messages.countUnreadMentions(ANNA)).toBe(0);
    expect(harness.store.pendingOps.list()).toEqual([]);
  });
});
