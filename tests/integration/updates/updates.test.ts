import { describe, expect, test } from 'vitest';
import { channelPeerId, userPeerId } from '#shared/model/index.ts';
import { scene } from './support.ts';

const numbered = (prefix: string, from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `${prefix} ${from + index}`);

describe('live', () => {
  test('messages, edits, deletes, reads and typing arrive without any further call', async () => {
    const { dc, me, self, anna, annaWrites } = await scene();
    const chat = userPeerId(anna.id);
    expect(me.store.dialogs.get(chat)).toMatchObject({ unreadCount: 1 });
    annaWrites('second');
    await me.untilTexts(chat, ['first', 'second']);
    expect(me.store.dialogs.get(chat)).toMatchObject({ unreadCount: 2 });
    const copy = dc.world.account(self.id).box.thread(anna.id as never).at(-1);
    if (copy === undefined) throw new Error('no message');
    dc.world.editMessage(copy, { text: 'second, mended' });
    await me.untilTexts(chat, ['first', 'second, mended']);
    dc.world.deleteMessages([copy]);
    await me.untilTexts(chat, ['first']);
    expect(me.store.dialogs.get(chat)).toMatchObject({ unreadCount: 1 });
    dc.world.readHistory(self.id, anna.id as never);
    await me.until((store) => store.dialogs.get(chat)?.unreadCount === 0);
    dc.world.startTyping(anna.id, self.id as never);
    dc.world.setOnline(anna.id, true);
    await me.until((store) => store.peers.get(chat)?.status?.kind === 'online');
    expect(me.events).toContainEqual({ kind: 'typing', peerId: chat, userId: chat, action: { _: 'sendMessageTypingAction' } });
    expect(me.count('updates.getDifference')).toBe(0);
  });

  test('a send is confirmed once, by its answer', async () => {
    const { me, anna, annaWrites } = await scene();
    const chat = userPeerId(anna.id);
    const row = me.store.outbox.add({
      randomId: 77n,
      peerId: chat,
      kind: 'text',
      params: {},
      createdAt: 1,
      message: { peerId: chat, date: 1, out: true, text: 'hello', entities: [], sending: { state: 'pending' } },
    });
    const peer = me.store.peers.inputPeer(chat);
    if (peer === undefined) throw new Error('Anna has no address');
    const answer = await me.client.call({ _: 'messages.sendMessage', peer, message: 'hello', randomId: 77n });
    if (answer._ === 'updateShortSentMessage') me.manager.feedSent(77n, answer);
    else me.manager.feed(answer);
    expect(me.texts(chat)).toEqual(['first', 'hello']);
    expect(me.store.outbox.get(row.localId)).toBeUndefined();
    annaWrites('and you');
    await me.untilTexts(chat, ['first', 'hello', 'and you']);
    expect(me.count('updates.getDifference')).toBe(0);
  });
});

describe('gaps of the account', () => {
  test('a push that is lost is fetched by one difference', async () => {
    const { dc, me, anna, annaWrites } = await scene();
    const chat = userPeerId(anna.id);
    // Delivered messages are not sent again as long as the connection stands.
    const lost = dc.faults.add({ at: 'outgoing', match: { type: 'updateShortMessage' }, do: 'drop' });
    annaWrites('lost');
    await lost.hit();
    annaWrites('seen');
    await me.untilTexts(chat, ['first', 'lost', 'seen']);
    expect(me.store.dialogs.get(chat)).toMatchObject({ unreadCount: 3 });
    expect(me.count('updates.getDifference')).toBe(1);
  });

  test('pushes that come out of order need no call, those that come twice change nothing', async () => {
    const { dc, me, anna, annaWrites } = await scene();
    const chat = userPeerId(anna.id);
    dc.faults.add({ at: 'outgoing', match: { type: 'updateShortMessage' }, do: 'hold', after: 2 });
    dc.faults.add({ at: 'outgoing', match: { type: 'updateShortMessage' }, do: 'duplicate', skip: 3 });
    annaWrites(...numbered('m', 1, 6));
    await me.untilTexts(chat, ['first', ...numbered('m', 1, 6)]);
    expect(me.store.dialogs.get(chat)).toMatchObject({ unreadCount: 7 });
    expect(me.count('updates.getDifference')).toBe(0);
  });

  test('what happened behind a lost connection arrives in order, page by page', async () => {
    const { dc, me, anna, annaWrites } = await scene();
    const chat = userPeerId(anna.id);
    dc.world.setSliceSize(5);
    await dc.stop();
    annaWrites(...numbered('away', 1, 23));
    await dc.start();
    await me.untilTexts(chat, numbered('away', 1, 23));
    await me.manager.ready();
    expect(me.texts(chat)).toHaveLength(24);
    expect(me.store.dialogs.get(chat)).toMatchObject({ unreadCount: 24 });
    annaWrites('back');
    await me.untilTexts(chat, ['away 23', 'back']);
  });

  test('a crash in the middle of the pages resumes where the last one ended', async () => {
    const { dc, me, anna, annaWrites } = await scene();
    const chat = userPeerId(anna.id);
    await me.goAway();
    dc.world.setSliceSize(5);
    annaWrites(...numbered('away', 1, 23));
    const returning = me.comeBack();
    const third = dc.faults.add({ at: 'call', match: { method: 'updates.getDifference' }, skip: 2, do: 'delay', ms: 60_000 });
    await third.hit();
    await me.goAway();
    await returning;
    expect(me.texts(chat)).toEqual(['first', ...numbered('away', 1, 10)]);
    dc.faults.clear();
    me.calls.length = 0;
    await me.comeBack();
    expect(me.texts(chat)).toEqual(['first', ...numbered('away', 1, 23)]);
    expect(me.store.dialogs.get(chat)).toMatchObject({ unreadCount: 24 });
    expect(me.count('updates.getDifference')).toBe(3);
  });

  test('too long: what was missed is a hole, the new end is live, the lists are asked for again', async () => {
    const { dc, me, anna, annaWrites } = await scene();
    const chat = userPeerId(anna.id);
    await me.goAway();
    annaWrites(...numbered('missed', 1, 8));
    dc.world.forceTooLong();
    await me.comeBack();
    expect(me.events.map((event) => event.kind)).toContain('dialogsOutdated');
    await me.loadDialogs();
    expect(me.store.dialogs.get(chat)).toMatchObject({ unreadCount: 9 });
    expect(me.store.messages.around(chat, 'end', 50, 0)).toMatchObject({ messages: [{ text: 'missed 8' }], older: 'hole', newer: 'end' });
    annaWrites('after');
    await me.untilTexts(chat, ['missed 8', 'after']);
    expect(me.store.dialogs.get(chat)).toMatchObject({ unreadCount: 10 });
  });

  test('a restart of the server loses nothing', async () => {
    const { dc, me, anna, annaWrites } = await scene();
    const chat = userPeerId(anna.id);
    await dc.restart();
    annaWrites('after the restart');
    await me.untilTexts(chat, ['first', 'after the restart']);
    expect(me.store.dialogs.get(chat)).toMatchObject({ unreadCount: 2 });
  });
});

describe('channels', () => {
  async function withGroup() {
    const all = await scene();
    const { dc, me, self, anna } = all;
    const group = dc.world.createSupergroup({ title: 'Walks', creatorId: anna.id, memberIds: [self.id] });
    const chat = channelPeerId(group.id);
    const writes = (...texts: string[]) => {
      for (const text of texts) dc.world.sendMessage({ from: anna.id, to: chat as never, text });
    };
    await me.until((store) => store.dialogs.has(chat) && store.channels.pts(chat) !== undefined);
    writes('hello all');
    await me.untilTexts(chat, ['hello all']);
    await me.manager.ready();
    me.calls.length = 0;
    return { ...all, chat, group, writes };
  }

  test('a lost push is fetched by the difference of that channel alone', async () => {
    const { dc, me, chat, writes } = await withGroup();
    const lost = dc.faults.add({ at: 'outgoing', match: { type: 'updates' }, do: 'drop' });
    writes('lost');
    await lost.hit();
    writes('seen');
    await me.untilTexts(chat, ['hello all', 'lost', 'seen']);
    expect(me.count('updates.getChannelDifference')).toBe(1);
    expect(me.count('updates.getDifference')).toBe(0);
    expect(me.store.channels.get(chat)).toMatchObject({ catchUp: false });
  });

  test('what moved while we were away is named by the common difference', async () => {
    const { me, chat, writes, annaWrites, anna } = await withGroup();
    const before = me.store.dialogs.get(chat)?.unreadCount ?? 0;
    await me.goAway();
    writes(...numbered('away', 1, 130));
    annaWrites('private');
    await me.comeBack();
    await me.untilTexts(chat, numbered('away', 1, 130));
    expect(me.count('updates.getChannelDifference')).toBe(2);
    expect(me.store.dialogs.get(chat)).toMatchObject({ unreadCount: before + 130 });
    expect(me.texts(userPeerId(anna.id)).at(-1)).toBe('private');
  });

  test('a crash between the pages is taken up again for that channel', async () => {
    const { dc, me, chat, writes } = await withGroup();
    await me.goAway();
    writes(...numbered('away', 1, 130));
    const returning = me.comeBack();
    const second = dc.faults.add({ at: 'call', match: { method: 'updates.getChannelDifference' }, skip: 1, do: 'delay', ms: 60_000 });
    await second.hit();
    await returning;
    await me.goAway();
    expect(me.store.channels.get(chat)).toMatchObject({ catchUp: true });
    dc.faults.clear();
    me.calls.length = 0;
    await me.comeBack();
    await me.untilTexts(chat, numbered('away', 1, 130));
    await me.until((store) => store.channels.get(chat)?.catchUp === false);
    expect(me.count('updates.getChannelDifference')).toBe(1);
  });

  test('too long: the dialog is the new base, with a hole before it', async () => {
    const { dc, me, chat, group, writes } = await withGroup();
    await me.goAway();
    writes(...numbered('missed', 1, 9));
    dc.world.forceTooLong(1, group.id);
    await me.comeBack();
    // Its row may bring the message before the channel says that it is too long.
    await me.until((store) => {
      const { messages, older, newer } = store.messages.around(chat, 'end', 50, 0);
      return JSON.stringify([messages.map(({ text }) => text), older, newer]) === JSON.stringify([['missed 9'], 'hole', 'end']);
    });
    writes('after');
    await me.untilTexts(chat, ['missed 9', 'after']);
    const unread = dc.world.state.unreadCount(dc.world.account(me.store.meta.selfId() ?? 0), chat as never);
    expect(me.store.dialogs.get(chat)?.unreadCount).toBe(unread);
  });

  test('who is put out of a group loses the row and keeps the history', async () => {
    const { dc, me, self, chat, group } = await withGroup();
    dc.world.chats.leave(group, self.id, 'banned');
    dc.world.chats.announce(group, dc.world.account(self.id));
    await me.until((store) => !store.dialogs.has(chat));
    expect(me.store.peers.get(chat)).toMatchObject({ isLeft: true, rights: { send: false } });
    expect(me.texts(chat)).toContain('hello all');
  });

  test('a public channel is followed while it is looked at, without joining', async () => {
    const { dc, me, anna } = await scene();
    const news = dc.world.createChannel({ title: 'News', creatorId: anna.id, username: 'petrel_news' });
    const chat = channelPeerId(news.id);
    const resolved = await me.client.call({ _: 'contacts.resolveUsername', username: 'petrel_news' });
    me.store.peers.apply(resolved.users, resolved.chats);
    const firstPoll = me.nextCall('updates.getChannelDifference');
    const close = me.manager.openChannel(chat);
    await firstPoll;
    expect(me.store.channels.pts(chat)).toBeDefined();
    dc.world.state.settings.channelTimeout = 1;
    const post = (text: string) => dc.world.sendMessage({ from: anna.id, to: chat as never, text });
    post('extra');
    await me.untilTexts(chat, ['extra']);
    expect(me.store.dialogs.has(chat)).toBe(false);
    close();
  });
});
