import { describe, expect, onTestFinished, test } from 'vitest';
import type { tl } from '#tl';
import { groupPeerId, messageId, userPeerId } from '#shared/model/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import { UpdatesManager } from '../../../src-main/updates/index.ts';
import { ANNA, CHANNEL, channel, group, SELF, user } from '../store/support.ts';
import { container, dialog, difference, FakeTimers, fresh, freshPost, message, peerDialogs, settle, world } from './support.ts';

const anna = { _: 'peerUser', userId: 2 } as const;
const row = (store: Store, peerId = ANNA) => store.dialogs.get(peerId);
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const short = (update: tl.Update, date = 1_999_999): tl.Updates => ({ _: 'updateShort', update, date });

describe('unread counts', () => {
  test('incoming and service messages count, own ones and notes to self do not, fired reminders do', async () => {
    const { client, store } = await world();
    const own = { out: true, fromId: { _: 'peerUser', userId: 1 }, peerId: anna } as const;
    const toSelf = { fromId: { _: 'peerUser', userId: 1 }, peerId: { _: 'peerUser', userId: 1 } } as const;
    client.push(
      container([
        fresh(101),
        fresh(102, 102, own),
        { _: 'updateNewMessage', pts: 103, ptsCount: 1, message: { _: 'messageService', id: 103, peerId: anna, date: 5, action: { _: 'messageActionScreenshotTaken' } } },
        fresh(104, 104, toSelf),
        fresh(105, 105, { ...toSelf, fromScheduled: true }),
      ]),
    );
    expect(row(store)?.unreadCount).toBe(2);
    expect(row(store, SELF)?.unreadCount).toBe(1);
  });

  test('a message that the dialog already counted is not counted again', async () => {
    const { client, store, manager } = await world();
    await manager.applyDialogs(peerDialogs([dialog(anna, 101, { unreadCount: 1 })], [message(2, 101)]));
    client.push(container([fresh(101), fresh(102)]));
    expect(row(store)).toMatchObject({ unreadCount: 2, topMessageId: 102 });
  });

  test('a message that paging stored before its update counts once', async () => {
    const { client, store } = await world();
    const { mapMessage } = await import('../../../src-main/store/index.ts');
    const stored = mapMessage(message(2, 101), store.mapContext());
    if (stored !== undefined) store.messages.put(stored);
    client.push(container([fresh(101)]));
    expect(row(store)?.unreadCount).toBe(1);
  });

  test('a message leaves what it does not change as it was: a chat that follows the mute of its kind goes on to do so', async () => {
    const { client, store } = await world();
    store.meta.setDefaultMuteUntil('users', 5_000_000);
    client.push(container([fresh(101)]));
    store.meta.setDefaultMuteUntil('users', 0);
    expect(row(store)).toMatchObject({ unreadCount: 1, muteUntil: 0 });
  });

  test('deleting an unread message takes it off; a read one does not', async () => {
    const { client, store } = await world();
    client.push(container([fresh(101), fresh(102), fresh(103)]));
    client.push(container([{ _: 'updateReadHistoryInbox', peer: anna, maxId: 101, stillUnreadCount: 2, pts: 104, ptsCount: 1 }]));
    client.push(container([{ _: 'updateDeleteMessages', messages: [101, 103, 999], pts: 107, ptsCount: 3 }]));
    expect(row(store)).toMatchObject({ unreadCount: 1, topMessageId: 102, topDate: 1_999_102 });
  });

  test('where seen messages are not stored, the server is asked for the number of mentions', async () => {
    const { client, store, manager } = await world();
    await manager.applyDialogs(peerDialogs([dialog(anna, 100, { unreadMentionsCount: 2 })], [message(2, 100)]));
    client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(anna, 100, { unreadMentionsCount: 1 })], [message(2, 100)]));
    client.push(container([{ _: 'updateReadMessagesContents', messages: [50], pts: 101, ptsCount: 1 }]));
    await settle();
    expect(row(store)?.unreadMentions).toBe(1);
  });

  test('the same in a channel, and only where mentions are counted that are not known', async () => {
    const { client, store, manager } = await world();
    const peer = { _: 'peerChannel', channelId: 50 } as const;
    store.peers.apply([], [channel(50)]);
    await manager.applyDialogs(peerDialogs([dialog(peer, 10, { pts: 5, unreadMentionsCount: 1 })], []));
    const seen: tl.Update = { _: 'updateChannelReadMessagesContents', channelId: 50, messages: [7] };
    client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(peer, 10, { pts: 5 })], []));
    client.push(container([seen]));
    await settle();
    expect(row(store, CHANNEL)?.unreadMentions).toBe(0);
    const asked = client.calls.length;
    client.push(container([seen]));
    await settle();
    expect(client.calls.length).toBe(asked);
  });

  test('mentions count until their content was read, or they are deleted', async () => {
    const { client, store } = await world();
    client.push(container([fresh(101, 101, { mentioned: true, mediaUnread: true }), fresh(102, 102, { mentioned: true, mediaUnread: true })]));
    expect(row(store)?.unreadMentions).toBe(2);
    client.push(container([{ _: 'updateReadMessagesContents', messages: [101], pts: 103, ptsCount: 1 }]));
    expect(row(store)?.unreadMentions).toBe(1);
    client.push(container([{ _: 'updateDeleteMessages', messages: [102], pts: 104, ptsCount: 1 }]));
    expect(row(store)?.unreadMentions).toBe(0);
    client.push(container([freshPost(11, 11, { mentioned: true, mediaUnread: true })]));
    client.push(short({ _: 'updateChannelReadMessagesContents', channelId: 50, messages: [11] }));
    expect(row(store, CHANNEL)?.unreadMentions).toBe(0);
  });

  test('a mention that a row has counted and a difference brings as seen is off the number', async () => {
    const { client, store, manager } = await world();
    const mention = { mentioned: true, mediaUnread: true } as const;
    await manager.applyDialogs(peerDialogs([dialog(anna, 101, { unreadMentionsCount: 1 })], [message(2, 101, mention)]));
    client.answer('updates.getDifference', () => difference([message(2, 101, { mentioned: true })], 101));
    client.push({ _: 'updatesTooLong' });
    await settle();
    expect(row(store)).toMatchObject({ unreadMentions: 0, topMessageId: 101 });
    expect(store.messages.countUnreadMentions(ANNA)).toBe(0);
  });

  test('a mention in a channel that another device has seen before it came here is not counted', async () => {
    const { client, store } = await world();
    client.push(short({ _: 'updateChannelReadMessagesContents', channelId: 50, messages: [11] }));
    client.push(container([11, 12].map((pts) => freshPost(pts, pts, { mentioned: true, mediaUnread: true }))));
    expect(row(store, CHANNEL)).toMatchObject({ unreadMentions: 1, unreadCount: 2 });
  });

  test('an unknown message deleted above the mark of a channel: the server is asked for the row', async () => {
    const { client, store } = await world();
    store.dialogs.put(CHANNEL, { topMessageId: messageId(9), unreadCount: 5 });
    client.answer('messages.getPeerDialogs', () => peerDialogs([dialog({ _: 'peerChannel', channelId: 50 }, 9, { pts: 11, unreadCount: 4 })], []));
    client.push(container([{ _: 'updateDeleteChannelMessages', channelId: 50, messages: [8], pts: 11, ptsCount: 1 }]));
    await settle();
    expect(row(store, CHANNEL)?.unreadCount).toBe(4);
  });
});

describe('reactions to own messages', () => {
  const reactions = (unread: boolean): tl.messageReactions => ({
    _: 'messageReactions',
    results: [{ _: 'reactionCount', reaction: { _: 'reactionEmoji', emoticon: '👍' }, count: 1 }],
    recentReactions: [{ _: 'messagePeerReaction', peerId: anna, date: 5, reaction: { _: 'reactionEmoji', emoticon: '👍' }, ...(unread ? { unread: true } : {}) }],
  });
  const reacted = (msgId: number, unread = true, peer: tl.Peer = anna): tl.Updates =>
    short({ _: 'updateMessageReactions', peer, msgId, reactions: reactions(unread) });
  const own = { out: true, fromId: { _: 'peerUser', userId: 1 } } as const;
  const unread = (store: Store): number | undefined => row(store)?.unreadReactions;

  async function twoReacted() {
    const all = await world();
    all.client.push(container([101, 102, 103].map((pts) => fresh(pts, pts, { ...own, peerId: anna }))));
    for (const id of [101, 102, 101]) all.client.push(reacted(id));
    expect(unread(all.store)).toBe(2);
    return all;
  }

  test('count messages, not reactions, until they were seen here or on another device', async () => {
    const { client, store } = await twoReacted();
    client.push(container([{ _: 'updateReadMessagesContents', messages: [101], pts: 104, ptsCount: 1 }]));
    expect(unread(store)).toBe(1);
    client.push(container([{ _: 'updateReadMessagesContents', messages: [101], pts: 105, ptsCount: 1 }]));
    expect(unread(store)).toBe(1);
    client.push(reacted(102, false));
    expect(unread(store)).toBe(0);
    expect(store.messages.get(ANNA, messageId(101))?.reactions?.recent[0]?.unread).toBeUndefined();
  });

  test('go with their message, and with an edit that tells that they were seen', async () => {
    const { client, store } = await twoReacted();
    client.push(container([{ _: 'updateEditMessage', message: message(1, 102, { ...own, peerId: anna, reactions: reactions(false) }), pts: 104, ptsCount: 1 }]));
    expect(unread(store)).toBe(1);
    client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(anna, 103, { unreadReactionsCount: 0 })], []));
    client.push(container([{ _: 'updateDeleteMessages', messages: [101], pts: 105, ptsCount: 1 }]));
    expect(unread(store)).toBe(0);
  });

  test('to messages that are not stored are counted by the server', async () => {
    const { client, store } = await twoReacted();
    const told = (count: number) => client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(anna, 103, { unreadReactionsCount: count })], []));
    told(3);
    client.push(reacted(40));
    await settle();
    expect(unread(store)).toBe(3);
    told(2);
    client.push(container([{ _: 'updateReadMessagesContents', messages: [40], pts: 104, ptsCount: 1 }]));
    await settle();
    expect(unread(store)).toBe(2);
    told(1);
    client.push(container([{ _: 'updateDeleteMessages', messages: [41], pts: 105, ptsCount: 1 }]));
    await settle();
    expect(unread(store)).toBe(1);
  });
});

describe('reads', () => {
  test('marks only grow, and an inbox read clears the unread mark', async () => {
    const { client, store } = await world();
    client.push(container([fresh(101), fresh(102)]));
    store.dialogs.put(ANNA, { unreadMark: true });
    client.push(container([{ _: 'updateReadHistoryInbox', peer: anna, maxId: 102, stillUnreadCount: 0, pts: 103, ptsCount: 1 }]));
    client.push(container([{ _: 'updateReadHistoryInbox', peer: anna, maxId: 101, stillUnreadCount: 9, pts: 104, ptsCount: 1 }]));
    expect(row(store)).toMatchObject({ readInboxMaxId: 102, unreadCount: 0, unreadMark: false });
    client.push(container([{ _: 'updateReadHistoryOutbox', peer: anna, maxId: 60, pts: 105, ptsCount: 1 }]));
    client.push(container([{ _: 'updateReadHistoryOutbox', peer: anna, maxId: 50, pts: 106, ptsCount: 1 }]));
    expect(row(store)?.readOutboxMaxId).toBe(60);
  });

  test('a read of a topic says nothing of the dialog', async () => {
    const { client, store } = await world();
    client.push(container([fresh(101)]));
    client.push(container([{ _: 'updateReadHistoryInbox', peer: anna, topMsgId: 5, maxId: 101, stillUnreadCount: 0, pts: 102, ptsCount: 1 }]));
    expect(row(store)).toMatchObject({ readInboxMaxId: 0, unreadCount: 1 });
  });

  test('a read in a difference does not bring its count; what is known is counted', async () => {
    const { client, store } = await world();
    client.push(container([fresh(101), fresh(102), fresh(103)]));
    client.answer('updates.getDifference', () =>
      difference([], 104, { otherUpdates: [{ _: 'updateReadHistoryInbox', peer: anna, maxId: 101, stillUnreadCount: 0, pts: 104, ptsCount: 0 }] }),
    );
    client.push({ _: 'updatesTooLong' });
    await settle();
    expect(row(store)).toMatchObject({ readInboxMaxId: 101, unreadCount: 2 });
  });

  test('where holes hide how much is unread, the server is asked', async () => {
    const { client, store } = await world();
    client.push(container([fresh(101, 110)]));
    store.ranges.cutCommon();
    store.dialogs.put(ANNA, { unreadCount: 30, topMessageId: messageId(140) });
    client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(anna, 140, { unreadCount: 12, readInboxMaxId: 120 })], [message(2, 140)]));
    client.answer('updates.getDifference', () =>
      difference([], 102, { otherUpdates: [{ _: 'updateReadHistoryInbox', peer: anna, maxId: 120, stillUnreadCount: 0, pts: 102, ptsCount: 0 }] }),
    );
    client.push({ _: 'updatesTooLong' });
    await settle();
    expect(row(store)).toMatchObject({ readInboxMaxId: 120, unreadCount: 12 });
  });

  test('who reads is online now, unless a difference tells it', async () => {
    const { client, store } = await world();
    store.peers.apply([user(2, { status: { _: 'userStatusOffline', wasOnline: 5 } })], []);
    client.push(container([{ _: 'updateReadHistoryOutbox', peer: anna, maxId: 60, pts: 101, ptsCount: 1 }]));
    expect(store.peers.get(ANNA)?.status).toEqual({ kind: 'offline', wasOnline: 2_000_000 });
  });
});

describe('messages', () => {
  test('edits change what is known and add nothing', async () => {
    const { client, store } = await world();
    client.push(container([fresh(101)]));
    client.push(container([{ _: 'updateEditMessage', message: message(2, 101, { message: 'new text', editDate: 9 }), pts: 102, ptsCount: 1 }]));
    client.push(container([{ _: 'updateEditMessage', message: message(2, 50, { message: 'long ago', editDate: 9 }), pts: 103, ptsCount: 1 }]));
    expect(store.messages.get(ANNA, messageId(101))).toMatchObject({ text: 'new text', editDate: 9 });
    expect(store.messages.has(ANNA, messageId(50))).toBe(false);
    expect(row(store)?.unreadCount).toBe(1);
  });

  test('deletes without a chat find it', async () => {
    const { client, store } = await world();
    const inGroup = { peerId: { _: 'peerChat', chatId: 7 } } as const;
    client.push(container([fresh(101), fresh(102, 102, inGroup), freshPost(11, 101)]));
    client.push(container([{ _: 'updateDeleteMessages', messages: [101, 102], pts: 104, ptsCount: 2 }]));
    expect(store.messages.has(ANNA, messageId(101))).toBe(false);
    expect(store.messages.has(groupPeerId(7), messageId(102))).toBe(false);
    expect(store.messages.has(CHANNEL, messageId(101))).toBe(true);
  });

  test('when the newest is gone and what was before it is unknown, the server is asked', async () => {
    const { client, store } = await world();
    client.push(container([fresh(101)]));
    client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(anna, 90)], [message(2, 90)]));
    client.push(container([{ _: 'updateDeleteMessages', messages: [101], pts: 102, ptsCount: 1 }]));
    await settle();
    expect(row(store)).toMatchObject({ topMessageId: 90, topDate: 1_999_090 });
  });

  test('a chat whose last message is deleted leaves the list', async () => {
    const { client, store } = await world();
    client.push(container([fresh(101)]));
    client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(anna, 0)], []));
    client.push(container([{ _: 'updateDeleteMessages', messages: [101], pts: 102, ptsCount: 1 }]));
    await settle();
    expect(row(store)).toBeUndefined();
  });

  test('a row that was to be asked for when the engine was killed is asked for at the next start', async () => {
    const { client, store, manager } = await world();
    client.push(container([fresh(101)]));
    client.answer('messages.getPeerDialogs', () => new Promise(() => undefined));
    client.push(container([{ _: 'updateDeleteMessages', messages: [101], pts: 102, ptsCount: 1 }]));
    await settle();
    expect(client.count('messages.getPeerDialogs')).toBe(1);
    expect(row(store)?.topMessageId).toBe(0);
    manager.dispose();
    const asked: unknown[] = [];
    const next = new UpdatesManager({ client, store, log: quiet, timers: new FakeTimers() });
    onTestFinished(() => next.dispose());
    client.answer('messages.getPeerDialogs', ({ peers }) => {
      asked.push(...peers);
      return peerDialogs([dialog(anna, 0)], []);
    });
    next.start();
    await settle();
    expect(asked).toMatchObject([{ peer: { userId: 2 } }]);
    expect(row(store)).toBeUndefined();
    expect(store.meta.get('rowsToRepair')).toBeUndefined();
  });

  test('a row that the server refuses to tell of stands in the way of no other, now and at the next start', async () => {
    const { client, store } = await world();
    const ben = { _: 'peerUser', userId: 3 } as const;
    client.push(container([fresh(101), fresh(102, 102, { peerId: ben, fromId: ben })]));
    client.answer('messages.getPeerDialogs', ({ peers }) => {
      if (JSON.stringify(peers, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)).includes('"userId":2')) {
        throw new RpcError(400, 'PEER_ID_INVALID', 'messages.getPeerDialogs');
      }
      return peerDialogs([dialog(ben, 0)], []);
    });
    client.push(container([{ _: 'updateDeleteMessages', messages: [101, 102], pts: 104, ptsCount: 2 }]));
    await settle();
    expect(row(store, userPeerId(3))).toBeUndefined();
    expect(row(store)).toBeDefined();
    expect(client.count('messages.getPeerDialogs')).toBe(3);
    expect(store.meta.get('rowsToRepair')).toBeUndefined();
  });

  test('pins, views and the range that a channel hides', async () => {
    const { client, store } = await world();
    client.push(container([fresh(101), freshPost(11), freshPost(12)]));
    client.push(container([{ _: 'updatePinnedMessages', pinned: true, peer: anna, messages: [101], pts: 102, ptsCount: 1 }]));
    client.push(container([{ _: 'updatePinnedChannelMessages', pinned: true, channelId: 50, messages: [11], pts: 13, ptsCount: 1 }]));
    client.push(short({ _: 'updateChannelMessageViews', channelId: 50, id: 11, views: 70 }));
    client.push(short({ _: 'updateChannelMessageViews', channelId: 50, id: 11, views: 60 }));
    expect(store.messages.get(ANNA, messageId(101))?.pinned).toBe(true);
    expect(store.messages.get(CHANNEL, messageId(11))).toMatchObject({ pinned: true, views: 70 });
    client.push(container([{ _: 'updatePinnedMessages', peer: anna, messages: [101], pts: 103, ptsCount: 1 }]));
    expect(store.messages.get(ANNA, messageId(101))?.pinned).toBeUndefined();
    client.push(short({ _: 'updateChannelAvailableMessages', channelId: 50, availableMinId: 11 }));
    expect(store.messages.idsBetween(CHANNEL, 1, 99)).toEqual([12]);
  });

  test('the preview of a link comes later', async () => {
    const { client, store } = await world();
    client.push(container([fresh(101, 101, { media: { _: 'messageMediaWebPage', webpage: { _: 'webPagePending', id: 2n ** 62n, date: 5 } } })]));
    expect(store.messages.get(ANNA, messageId(101))?.media).toBeUndefined();
    client.push(container([{ _: 'updateWebPage', webpage: { _: 'webPage', id: 2n ** 62n, url: 'https://a.b', displayUrl: 'a.b', hash: 1, title: 'T' }, pts: 102, ptsCount: 1 }]));
    expect(store.messages.get(ANNA, messageId(101))?.media).toEqual({ kind: 'webPage', page: { url: 'https://a.b', displayUrl: 'a.b', title: 'T', size: 'small' } });
  });

  test('a group that became a supergroup leaves the list', async () => {
    const { client, store } = await world();
    const moved = { _: 'updateNewMessage', pts: 101, ptsCount: 1, message: { _: 'messageService', id: 101, fromId: anna, peerId: { _: 'peerChat', chatId: 7 }, date: 5, action: { _: 'messageActionChatMigrateTo', channelId: 51 } } } as const;
    client.push(container([moved], { chats: [group(7, { deactivated: true, migratedTo: { _: 'inputChannel', channelId: 51, accessHash: 1n } }), channel(51)] }));
    expect(store.dialogs.has(groupPeerId(7))).toBe(false);
  });
});

describe('dialogs', () => {
  test('pins and their order', async () => {
    const { client, store, events } = await world();
    const other = userPeerId(3);
    const pin = (peer: tl.Peer, pinned: boolean): tl.Update => ({ _: 'updateDialogPinned', peer: { _: 'dialogPeer', peer }, ...(pinned ? { pinned } : {}) });
    client.push(short(pin(anna, true)));
    client.push(short(pin({ _: 'peerUser', userId: 3 }, true)));
    expect(store.dialogs.pinned('main')).toEqual([other, ANNA]);
    client.push(short({ _: 'updatePinnedDialogs', order: [{ _: 'dialogPeer', peer: anna }] }));
    expect(store.dialogs.pinned('main')).toEqual([ANNA]);
    client.push(short(pin(anna, false)));
    expect(store.dialogs.pinned('main')).toEqual([]);
    client.push(short({ _: 'updatePinnedDialogs', folderId: 1 }));
    client.push(short(pin({ _: 'peerUser', userId: 88 }, true)));
    expect(events).toEqual([
      { kind: 'pinnedOutdated', folder: 'archive' },
      { kind: 'pinnedOutdated', folder: 'main' },
    ]);
  });

  test('what may be older than an answer with rows is asked for again', async () => {
    const { client, events, manager } = await world();
    const muted = { _: 'peerNotifySettings', muteUntil: 5 } as const;
    const late: tl.Update[] = [
      { _: 'updateDialogPinned', peer: { _: 'dialogPeer', peer: anna } },
      { _: 'updatePinnedDialogs', order: [] },
    ];
    const rows: tl.Update[] = [
      { _: 'updateDialogUnreadMark', peer: { _: 'dialogPeer', peer: anna } },
      { _: 'updateNotifySettings', peer: { _: 'notifyPeer', peer: anna }, notifySettings: muted },
      { _: 'updatePeerHistoryTTL', peer: anna },
    ];
    client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(anna, 101)], [message(2, 101)]));
    client.time = 2_000_000.5;
    await manager.applyDialogs(peerDialogs([dialog(anna, 101)], [message(2, 101)]));
    client.calls.length = 0;
    for (const update of [...late, ...rows]) client.push(short(update, 2_000_002));
    await settle();
    expect([events, client.calls]).toEqual([[], []]);
    for (const update of late) client.push(short(update, 2_000_000));
    expect(events).toEqual(late.map(() => ({ kind: 'pinnedOutdated', folder: 'main' })));
    for (const [index, update] of rows.entries()) {
      client.push(short(update, 2_000_000));
      await settle();
      expect(client.count('messages.getPeerDialogs')).toBe(index + 1);
    }
  });

  test('a deleted message that was never stored is off the number of unread ones', async () => {
    const { client, store, manager } = await world();
    const rows = (unreadCount: number) => peerDialogs([dialog(anna, 103, { unreadCount, readInboxMaxId: 100 })], [message(2, 103)]);
    client.answer('messages.getPeerDialogs', () => rows(1));
    const deletes = async (id: number, pts: number): Promise<void> => {
      client.push(container([{ _: 'updateDeleteMessages', messages: [id], pts, ptsCount: 1 }]));
      await settle();
    };
    await manager.applyDialogs(rows(3));
    client.calls.length = 0;
    for (const [index, id] of [50, 104].entries()) await deletes(id, 101 + index);
    expect(client.calls).toEqual([]);
    await deletes(102, 103);
    expect([client.count('messages.getPeerDialogs'), row(store)?.unreadCount]).toEqual([1, 1]);
    // A row that was written before the delete still counts it.
    const asked = manager.dialogsMoment();
    await deletes(101, 104);
    await manager.applyDialogs(rows(2), asked);
    await settle();
    expect([client.count('messages.getPeerDialogs'), row(store)?.unreadCount]).toEqual([2, 1]);
  });

  test('a deleted mention that the row did not count any more is not taken off again', async () => {
    const { client, store, manager } = await world();
    const rows = () => peerDialogs([dialog(anna, 102, { unreadMentionsCount: 1, readInboxMaxId: 102 })], [message(2, 102, { mentioned: true, mediaUnread: true })]);
    client.answer('messages.getPeerDialogs', rows);
    await manager.applyDialogs(rows());
    for (const id of [101, 102]) client.push(container([fresh(id, id, { mentioned: true, mediaUnread: true })]));
    expect(row(store)?.unreadMentions).toBe(1);
    client.push(container([{ _: 'updateDeleteMessages', messages: [101], pts: 103, ptsCount: 1 }]));
    await settle();
    expect(row(store)?.unreadMentions).toBe(1);
  });

  test('archive, unread mark, mute, timer, draft', async () => {
    const { client, store } = await world();
    store.dialogs.put(ANNA, { pinned: 0 });
    client.push(container([{ _: 'updateFolderPeers', folderPeers: [{ _: 'folderPeer', peer: anna, folderId: 1 }], pts: 101, ptsCount: 1 }]));
    client.push(short({ _: 'updateDialogUnreadMark', peer: { _: 'dialogPeer', peer: anna }, unread: true }));
    client.push(short({ _: 'updateNotifySettings', peer: { _: 'notifyPeer', peer: anna }, notifySettings: { _: 'peerNotifySettings', muteUntil: 2_147_483_647 } }));
    client.push(short({ _: 'updatePeerHistoryTTL', peer: anna, ttlPeriod: 86_400 }));
    client.push(short({ _: 'updateDraftMessage', peer: anna, draft: { _: 'draftMessage', message: 'half a thought', date: 50, replyTo: { _: 'inputReplyToMessage', replyToMsgId: 4 } } }));
    expect(row(store)).toMatchObject({ folder: 'archive', unreadMark: true, muteUntil: 2_147_483_647, ttlPeriod: 86_400 });
    expect(row(store)?.pinned).toBeUndefined();
    expect(store.drafts.get(ANNA)).toEqual({ text: 'half a thought', entities: [], replyToId: 4, date: 50 });
    client.push(short({ _: 'updateDraftMessage', peer: anna, draft: { _: 'draftMessageEmpty', date: 60 } }));
    expect(store.drafts.get(ANNA)).toBeUndefined();
    client.push(short({ _: 'updateNotifySettings', peer: { _: 'notifyUsers' }, notifySettings: { _: 'peerNotifySettings', muteUntil: 99 } }));
    expect(row(store, userPeerId(3))?.muteUntil).toBe(99);
  });

  test('a late row changes neither marks nor counts nor the newest message', async () => {
    const { client, store, manager } = await world();
    client.push(container([fresh(101), fresh(102), fresh(103)]));
    client.push(container([{ _: 'updateReadHistoryInbox', peer: anna, maxId: 102, stillUnreadCount: 1, pts: 104, ptsCount: 1 }]));
    await manager.applyDialogs(peerDialogs([dialog(anna, 101, { unreadCount: 7, readInboxMaxId: 90, readOutboxMaxId: 3 })], [message(2, 101)]));
    expect(row(store)).toMatchObject({ readInboxMaxId: 102, unreadCount: 1, topMessageId: 103, readOutboxMaxId: 3 });
  });

  test('after a cut the row tells the newest message, although a later one is stored: it may be gone', async () => {
    const { client, store, manager } = await world();
    client.push(container([fresh(101), fresh(102)]));
    store.ranges.cut(ANNA);
    await manager.applyDialogs(peerDialogs([dialog(anna, 101, { unreadCount: 1 })], [message(2, 101)]));
    expect(row(store)).toMatchObject({ topMessageId: 101, unreadCount: 1 });
    client.push(container([fresh(103)]));
    await manager.applyDialogs(peerDialogs([dialog(anna, 101, { unreadCount: 1 })], [message(2, 101)]));
    expect(row(store)).toMatchObject({ topMessageId: 103, unreadCount: 2 });
    expect(store.ranges.unverifiedOf(ANNA, [101, 102, 103])).toEqual([102]);
  });

  test('a channel row from before the base of its box is not listed, but asked for again', async () => {
    const { client, store, manager } = await world();
    store.dialogs.delete(CHANNEL);
    client.calls.length = 0;
    const peer = { _: 'peerChannel', channelId: 50 } as const;
    const top = (id: number) => message(2, id, { peerId: peer });
    client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(peer, 7, { pts: 10, unreadCount: 1 })], [top(7)]));
    // Its newest message was deleted before the box began.
    await manager.applyDialogs(peerDialogs([dialog(peer, 8, { pts: 9, unreadCount: 2 })], [top(8)]));
    expect(row(store, CHANNEL)).toBeUndefined();
    await settle();
    expect(row(store, CHANNEL)).toMatchObject({ topMessageId: 7, unreadCount: 1 });
    expect(store.messages.has(CHANNEL, messageId(8))).toBe(false);
  });

  test('what was told of a chat before its row came is not undone by that row: it is asked for again', async () => {
    const { client, store, manager } = await world();
    store.dialogs.delete(ANNA);
    const asked = manager.dialogsMoment();
    client.push(container([{ _: 'updateReadHistoryInbox', peer: anna, maxId: 7, stillUnreadCount: 0, pts: 101, ptsCount: 1 }]));
    client.answer('messages.getPeerDialogs', () => peerDialogs([dialog(anna, 7, { readInboxMaxId: 7 })], [message(2, 7)]));
    await manager.applyDialogs(peerDialogs([dialog(anna, 7, { unreadCount: 7 })], [message(2, 7)]), asked);
    await settle();
    expect(row(store)).toMatchObject({ readInboxMaxId: 7, unreadCount: 0 });
  });

  test('a newest message that no update has brought begins a new stretch: what was known may be outdated', async () => {
    const { client, store, manager } = await world();
    await manager.applyDialogs(peerDialogs([dialog(anna, 50)], [message(2, 50)]));
    await manager.applyDialogs(peerDialogs([dialog(anna, 90)], [message(2, 90)]));
    const stretch = { live: true, unverified: false };
    expect(store.ranges.list(ANNA)).toEqual([{ lo: 50, hi: 50, live: false, unverified: true }, { lo: 90, hi: 90, ...stretch }]);
    client.push(container([fresh(101)]));
    await manager.applyDialogs(peerDialogs([dialog(anna, 101)], [message(2, 101)]));
    expect(store.ranges.live(ANNA)).toEqual({ lo: 90, hi: 101, ...stretch });
  });

  test('rows wait for the end of a difference', async () => {
    const { client, store, manager } = await world();
    let finish: (value: ReturnType<typeof difference>) => void = () => undefined;
    client.answer('updates.getDifference', () => new Promise((resolve) => (finish = resolve)));
    client.push({ _: 'updatesTooLong' });
    await settle();
    const applied = manager.applyDialogs(peerDialogs([dialog(anna, 101, { unreadCount: 1 })], [message(2, 101)]));
    await settle();
    expect(row(store)?.topMessageId).toBe(0);
    finish(difference([message(2, 101)], 101));
    expect(await applied).toEqual({ peerIds: [ANNA], behind: [], overtaken: [], held: [] });
    expect(row(store)).toMatchObject({ topMessageId: 101, unreadCount: 1 });
  });

  test('a channel row ahead of its box makes the box catch up; one behind it brings no counters', async () => {
    const { client, store, manager } = await world();
    const peer = { _: 'peerChannel', channelId: 50 } as const;
    client.answer('updates.getChannelDifference', () => ({ _: 'updates.channelDifference' as const, final: true, pts: 12, newMessages: [11, 12].map((id) => message(2, id, { peerId: peer })), otherUpdates: [], chats: [], users: [] }));
    await manager.applyDialogs(peerDialogs([dialog(peer, 12, { pts: 12, unreadCount: 2 })], [message(2, 12, { peerId: peer })]));
    await settle();
    expect(store.channels.pts(CHANNEL)).toBe(12);
    expect(row(store, CHANNEL)).toMatchObject({ unreadCount: 2, topMessageId: 12 });
    await manager.applyDialogs(peerDialogs([dialog(peer, 11, { pts: 11, unreadCount: 9 })], [message(2, 11, { peerId: peer })]));
    expect(row(store, CHANNEL)).toMatchObject({ unreadCount: 2, topMessageId: 12 });
  });
});

describe('people', () => {
  test('a status that was pushed is not replaced by an answer that was under way', async () => {
    const { client, store, manager } = await world();
    client.push(short({ _: 'updateUserStatus', userId: 2, status: { _: 'userStatusOffline', wasOnline: 1_999_990 } }));
    const late = user(2, { firstName: 'Anne', status: { _: 'userStatusOnline', expires: 2_000_200 } });
    await manager.applyDialogs({ ...peerDialogs([], []), users: [late] });
    expect(store.peers.get(ANNA)).toMatchObject({ firstName: 'Anne', status: { kind: 'offline', wasOnline: 1_999_990 } });
  });

  test('status, name, phone and rights', async () => {
    const { client, store } = await world();
    client.push(short({ _: 'updateUserStatus', userId: 2, status: { _: 'userStatusOnline', expires: 9 } }));
    client.push(short({ _: 'updateUserName', userId: 2, firstName: 'Anna', lastName: 'K', usernames: [{ _: 'username', username: 'anna', active: true, editable: true }] }));
    client.push(short({ _: 'updateUserPhone', userId: 2, phone: '4912' }));
    client.push(short({ _: 'updateUserStatus', userId: 12345, status: { _: 'userStatusOnline', expires: 9 } }));
    expect(store.peers.get(ANNA)).toMatchObject({ title: 'Anna K', usernames: ['anna'], phone: '4912', status: { kind: 'online', expires: 9 } });
    expect(store.peers.byUsername('anna')).toBe(ANNA);
    client.push(short({ _: 'updateChatDefaultBannedRights', peer: { _: 'peerChannel', channelId: 50 }, defaultBannedRights: { _: 'chatBannedRights', sendMessages: true, untilDate: 0 }, version: 2 }));
    expect(store.peers.get(CHANNEL)?.rights.send).toBe(false);
  });
});

describe('events', () => {
  test('typing is told while it is fresh', async () => {
    const { client, events } = await world();
    const typing = { _: 'updateChannelUserTyping', channelId: 50, fromId: anna, action: { _: 'sendMessageTypingAction' } } as const;
    client.push(short(typing));
    client.push(short(typing, 1_999_000));
    client.push(short({ _: 'updateUserTyping', userId: 2, action: { _: 'sendMessageCancelAction' } }));
    expect(events).toEqual([
      { kind: 'typing', peerId: CHANNEL, userId: ANNA, action: { _: 'sendMessageTypingAction' } },
      { kind: 'typing', peerId: ANNA, userId: ANNA, action: { _: 'sendMessageCancelAction' } },
    ]);
  });

  test('notices, config and everything else', async () => {
    const { client, events } = await world();
    client.push(short({ _: 'updateServiceNotification', popup: true, type: 'X', message: 'Look', media: { _: 'messageMediaEmpty' }, entities: [{ _: 'messageEntityBold', offset: 0, length: 4 }] }));
    client.push(short({ _: 'updateDcOptions', dcOptions: [] }));
    client.push(short({ _: 'updateSavedGifs' }));
    expect(events).toEqual([
      { kind: 'notice', text: { text: 'Look', entities: [{ type: 'bold', offset: 0, length: 4 }] }, popup: true, type: 'X' },
      { kind: 'configChanged', dcOptions: [] },
      { kind: 'other', update: { _: 'updateSavedGifs' } },
    ]);
  });

  test('an event is told after the transaction of which it is part', async () => {
    const { client, store, manager } = await world();
    const seen: (string | undefined)[] = [];
    manager.onEvent((event) => {
      if (event.kind === 'message') seen.push(store.messages.get(event.peerId, event.id)?.text);
    });
    client.push(container([fresh(101), fresh(102)]));
    expect(seen).toEqual(['text 101', 'text 102']);
  });
});
