import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { tl } from '#tl';
import { seedDemo } from '../../../dc/seed/index.ts';
import { TestWorld, type TestClient } from './support.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let test: TestWorld;
let me: TestClient;

// One world for all: it takes most of a second to make, and what is done in it disturbs none of the others.
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  test = new TestWorld();
  seedDemo(test.world);
  me = await test.loggedIn('9996610001');
});

afterAll(() => {
  test.world.close();
  vi.useRealTimers();
});

/** The whole list as a client loads it: pinned ones apart, then pages below the last row. */
async function loadAll(folderId: number): Promise<{ dialogs: tl.dialog[]; pages: number }> {
  const pinned = await me.call({ _: 'messages.getPinnedDialogs', folderId });
  const dialogs = pinned.dialogs.filter((one) => one._ === 'dialog');
  let offset = { offsetDate: 0, offsetId: 0, offsetPeer: { _: 'inputPeerEmpty' } as tl.InputPeer };
  for (let pages = 1; ; pages++) {
    const page = await me.call({ _: 'messages.getDialogs', excludePinned: true, folderId, ...offset, limit: 20, hash: 0n });
    if (page._ === 'messages.dialogsNotModified') throw new Error(page._);
    const rows = page.dialogs.filter((one) => one._ === 'dialog');
    dialogs.push(...rows);
    const last = rows.at(-1);
    if (page._ === 'messages.dialogs' || !last) return { dialogs, pages };
    const top = page.messages.find(
      (message) =>
        message._ !== 'messageEmpty' &&
        message.id === last.topMessage &&
        JSON.stringify(message.peerId) === JSON.stringify(last.peer),
    );
    if (!top || top._ === 'messageEmpty') throw new Error('no top message');
    offset = { offsetDate: top.date, offsetId: top.id, offsetPeer: inputPeer(last.peer) };
  }
}

function inputPeer(peer: tl.Peer): tl.InputPeer {
  if (peer._ === 'peerUser') return me.user(peer.userId);
  return peer._ === 'peerChat' ? { _: 'inputPeerChat', chatId: peer.chatId } : me.channelPeer(peer.channelId);
}

describe('the demo world', () => {
  it('is large, of every kind, and loads in pages without gap or repeat', async () => {
    const { dialogs, pages } = await loadAll(0);
    const archived = await loadAll(1);
    const keys = [...dialogs, ...archived.dialogs].map((one) => JSON.stringify(one.peer));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(60);
    expect(pages).toBe(5);
    for (const kind of ['peerUser', 'peerChat', 'peerChannel']) expect(dialogs.some((one) => one.peer._ === kind)).toBe(true);
    expect(dialogs.some((one) => one.unreadCount > 0 && one.notifySettings.muteUntil !== undefined)).toBe(true);
    expect(dialogs.some((one) => one.draft)).toBe(true);
    let messages = me.owner.world.accountByPhone('9996610001').box.byId.size;
    for (const box of test.world.state.channelBoxes.values()) messages += box.byId.size;
    expect(messages).toBeGreaterThan(10_000);
  });

  it('is the same every time', () => {
    const other = new TestWorld();
    seedDemo(other.world);
    const texts = (world: TestWorld): string[] =>
      [...world.world.accountByPhone('9996610001').box.byId.values()].map((one) => `${one.content.date} ${one.content.text}`);
    expect(texts(other)).toEqual(texts(test));
    other.world.close();
  });

  it('promises picture sizes and keeps them', async () => {
    const found = await me.call({
      _: 'messages.searchGlobal',
      q: '',
      filter: { _: 'inputMessagesFilterPhotos' },
      minDate: 0,
      maxDate: 0,
      offsetRate: 0,
      offsetPeer: { _: 'inputPeerEmpty' },
      offsetId: 0,
      limit: 3,
    });
    if (!('messages' in found)) throw new Error(found._);
    for (const message of found.messages) {
      const photo = ((message as tl.message).media as tl.messageMediaPhoto).photo as tl.photo;
      const stored = test.world.state.files.photos.get(photo.id);
      for (const size of photo.sizes) {
        if (size._ !== 'photoSize' || size.type === 'y') continue;
        const bytes = stored?.renditions.find((one) => one.type === size.type)?.bytes();
        expect(bytes).toHaveLength(size.size);
        expect([bytes?.[0], bytes?.[1], bytes?.at(-2), bytes?.at(-1)]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
      }
    }
  });

  it('is quiet unless it is asked to live, and stops when it is closed', async () => {
    vi.advanceTimersByTime(600_000);
    expect(me.pushed).toEqual([]);
    const lively = new TestWorld();
    seedDemo(lively.world, { ambient: true });
    const watcher = await lively.loggedIn('9996610001');
    vi.advanceTimersByTime(120_000);
    expect(watcher.updates.map((update) => update._)).toEqual(expect.arrayContaining(['updateUserStatus']));
    lively.world.close();
    watcher.pushed = [];
    vi.advanceTimersByTime(600_000);
    expect(watcher.pushed).toEqual([]);
  });

  it('has a partner who reads, types and answers', async () => {
    const found = await me.call({ _: 'contacts.resolveUsername', username: 'robinfalk' });
    const robin = (found.users[0] as tl.user).id;
    await me.send(me.user(robin), 'Hi Robin');
    vi.advanceTimersByTime(1_000);
    expect(me.updates.map((update) => update._)).toEqual(expect.arrayContaining(['updateReadHistoryOutbox']));
    vi.advanceTimersByTime(1_000);
    expect(me.updates).toContainEqual(expect.objectContaining({ _: 'updateUserTyping', userId: robin }));
    vi.advanceTimersByTime(3_000);
    expect(me.pushed.at(-1)).toMatchObject({ _: 'updateShortMessage', userId: robin, message: expect.stringContaining('Hey!') });
  });
});
