import { beforeEach, describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import type { WorldChannel, WorldUser } from '../../../dc/world/index.ts';
import { channelKey, groupKey } from '../../../dc/world/index.ts';
import { TestWorld, type TestClient } from './support.ts';

let test: TestWorld;
let ada: WorldUser;
let ben: WorldUser;
let a: TestClient;
let b: TestClient;

beforeEach(async () => {
  test = new TestWorld();
  ada = test.world.createUser({ firstName: 'Ada', phone: '9996620001' });
  ben = test.world.createUser({ firstName: 'Ben', phone: '9996610002' });
  a = await test.loggedIn('9996620001');
  b = await test.loggedIn('9996610002');
});

function difference(
  client: TestClient,
  state: Pick<tl.updates.state, 'pts' | 'date' | 'qts'>,
  extra: Partial<tl.updates.getDifference> = {},
): Promise<tl.updates.Difference> {
  return client.call({ _: 'updates.getDifference', pts: state.pts, date: state.date, qts: state.qts, ...extra });
}

function channelDifference(
  client: TestClient,
  channel: WorldChannel,
  pts: number,
  limit = 100,
): Promise<tl.updates.ChannelDifference> {
  return client.call({
    _: 'updates.getChannelDifference',
    channel: client.channel(channel.id),
    filter: { _: 'channelMessagesFilterEmpty' },
    pts,
    limit,
  });
}

describe('the common box', () => {
  it('starts at 1 and takes one pts per change', async () => {
    expect(await b.call({ _: 'updates.getState' })).toMatchObject({ pts: 1, qts: 1, seq: 1, unreadCount: 0 });
    await a.send(a.user(ben.id), 'x');
    await b.call({ _: 'messages.readHistory', peer: b.user(ada.id), maxId: 0 });
    expect(await b.call({ _: 'updates.getState' })).toMatchObject({ pts: 3 });
  });

  it('tells a difference in slices and each event once', async () => {
    const start = await b.call({ _: 'updates.getState' });
    for (let i = 0; i < 23; i++) await a.send(a.user(ben.id), `n${i}`);
    await a.call({ _: 'messages.deleteMessages', revoke: true, id: [1, 2] });
    test.world.setSliceSize(5);
    const texts: string[] = [];
    const deleted: number[] = [];
    let state: Pick<tl.updates.state, 'pts' | 'date' | 'qts'> = start;
    let rounds = 0;
    for (;;) {
      const page = await difference(b, state);
      rounds++;
      if (page._ !== 'updates.difference' && page._ !== 'updates.differenceSlice') throw new Error(page._);
      for (const message of page.newMessages) if (message._ === 'message') texts.push(message.message);
      for (const update of page.otherUpdates) {
        if (update._ !== 'updateDeleteMessages') throw new Error(update._);
        expect(update).toMatchObject({ ptsCount: 0 });
        deleted.push(...update.messages);
      }
      state = page._ === 'updates.difference' ? page.state : page.intermediateState;
      if (page._ === 'updates.difference') break;
    }
    expect(rounds).toBe(5);
    expect(texts).toEqual(Array.from({ length: 21 }, (_, i) => `n${i + 2}`));
    expect(deleted).toEqual([1, 2]);
    expect(state.pts).toBe(26);
    expect(await difference(b, state)).toMatchObject({ _: 'updates.differenceEmpty' });
  });

  it('repairs a gap of one event by limits alone', async () => {
    for (let i = 0; i < 3; i++) await a.send(a.user(ben.id), `n${i}`);
    const page = await difference(b, { pts: 2, date: 2_147_483_647, qts: 0 }, { ptsLimit: 1 });
    expect(page).toMatchObject({ _: 'updates.differenceSlice', newMessages: [{ message: 'n1' }], intermediateState: { pts: 3 } });
  });

  it('gives the sender the mapping again', async () => {
    const before = await a.call({ _: 'updates.getState' });
    await a.call({ _: 'messages.sendMessage', peer: a.user(ben.id), message: 'lost answer', randomId: 5n });
    expect(await difference(a, before)).toMatchObject({
      otherUpdates: [{ _: 'updateMessageID', id: 1, randomId: 5n }],
      newMessages: [{ id: 1 }],
    });
    expect(await difference(b, { pts: 1, date: 1, qts: 1 })).toMatchObject({ otherUpdates: [] });
  });

  it('says TooLong when asked to, when the limit is small, and when the log is gone', async () => {
    for (let i = 0; i < 3; i++) await a.send(a.user(ben.id), `n${i}`);
    const old = { pts: 1, date: test.clock.time, qts: 1 };
    expect(await difference(b, old, { ptsTotalLimit: 2 })).toMatchObject({ _: 'updates.differenceTooLong', pts: 4 });
    test.world.forceTooLong();
    expect(await difference(b, old)).toMatchObject({ _: 'updates.differenceTooLong', pts: 4 });
    expect(await difference(b, old)).toMatchObject({ _: 'updates.difference' });
    test.world.account(ben.id).box.forgetEvents();
    expect(await difference(b, old)).toMatchObject({ _: 'updates.differenceTooLong', pts: 4 });
    expect(await b.refusal({ _: 'updates.getDifference', pts: 0, date: 1, qts: 1 })).toBe('400 PERSISTENT_TIMESTAMP_EMPTY');
    expect(await b.refusal({ _: 'updates.getDifference', pts: 50, date: 1, qts: 1 })).toBe('400 PERSISTENT_TIMESTAMP_INVALID');
  });

  it('counts seq per login and only for containers that the login gets', async () => {
    const sibling = a.sibling();
    await a.call({ _: 'messages.saveDraft', peer: a.user(ben.id), message: 'one' });
    expect(sibling.pushed).toMatchObject([{ _: 'updates', seq: 0 }]);
    const second = await test.loggedIn('9996620001');
    await a.call({ _: 'messages.saveDraft', peer: a.user(ben.id), message: 'two' });
    await a.call({ _: 'messages.saveDraft', peer: a.user(ben.id), message: 'three' });
    const numbers = second.pushed.flatMap((one) => (one._ === 'updates' ? [one.seq] : []));
    expect(numbers).toEqual([2, 3]);
    expect(await second.call({ _: 'updates.getState' })).toMatchObject({ seq: 3 });
  });
});

describe('basic groups', () => {
  it('keep one copy per member, with min strangers in pushes and full ones in differences', async () => {
    const group = test.world.createGroup({ title: 'Crew', creatorId: ada.id, memberIds: [ben.id] });
    b.pushed = [];
    await a.send({ _: 'inputPeerChat', chatId: group.id }, 'hello @crew');
    expect(b.pushed).toMatchObject([
      {
        _: 'updates',
        updates: [{ _: 'updateNewMessage', message: { peerId: { chatId: group.id } } }],
        users: [{ id: ada.id, min: true }],
      },
    ]);
    const told = await difference(b, { pts: 1, date: 1, qts: 1 });
    if (told._ !== 'updates.difference') throw new Error(told._);
    expect(told.users.find((user) => user.id === ada.id)).not.toHaveProperty('min');
    expect(await test.client(1).refusal({ _: 'messages.getFullChat', chatId: group.id })).toBe('401 AUTH_KEY_UNREGISTERED');
  });

  it('refuse outsiders and those who left', async () => {
    const group = test.world.createGroup({ title: 'Crew', creatorId: ada.id });
    const send = (): Promise<string> =>
      b.refusal({
        _: 'messages.sendMessage',
        peer: { _: 'inputPeerChat', chatId: group.id },
        message: 'hi',
        randomId: b.randomId(),
      });
    expect(await send()).toBe('400 CHAT_ID_INVALID');
    await a.call({
      _: 'messages.addChatUser',
      chatId: group.id,
      userId: { _: 'inputUser', userId: ben.id, accessHash: a.auth.accessHash(ben.id) },
      fwdLimit: 0,
    });
    expect(await send()).toBe('no refusal');
    await b.call({ _: 'messages.deleteChatUser', chatId: group.id, userId: { _: 'inputUserSelf' } });
    expect(await send()).toBe('403 CHAT_WRITE_FORBIDDEN');
    expect(test.world.state.thread(test.world.account(ada.id), groupKey(group.id))).toHaveLength(4);
  });
});

describe('channel boxes', () => {
  let channel: WorldChannel;

  beforeEach(() => {
    channel = test.world.createSupergroup({ title: 'Harbour', creatorId: ada.id, memberIds: [ben.id], username: 'harbour_talk' });
    a.pushed = [];
    b.pushed = [];
  });

  it('share ids and pts between members', async () => {
    const sent = await a.send(a.channelPeer(channel.id), 'ahoy');
    expect(sent).toMatchObject({
      _: 'updates',
      updates: [
        { _: 'updateMessageID', id: 2 },
        { _: 'updateReadChannelInbox', maxId: 2 },
        { _: 'updateNewChannelMessage', message: { id: 2, out: true }, pts: 3, ptsCount: 1 },
      ],
    });
    expect(b.updates).toMatchObject([{ _: 'updateNewChannelMessage', message: { id: 2, message: 'ahoy' }, pts: 3, ptsCount: 1 }]);
    expect(await b.call({ _: 'updates.getState' })).toMatchObject({ pts: 1 });
  });

  it('tell differences by limit, with final and timeout at the end', async () => {
    for (let i = 0; i < 4; i++) await a.send(a.channelPeer(channel.id), `n${i}`);
    await a.call({ _: 'channels.deleteMessages', channel: a.channel(channel.id), id: [3, 4] });
    const page = await channelDifference(b, channel, 2, 4);
    expect(page).toMatchObject({ _: 'updates.channelDifference', pts: 6, newMessages: [{ id: 2 }, { id: 5 }] });
    expect(page).not.toHaveProperty('final');
    const rest = await channelDifference(b, channel, 6, 4);
    const deleted = [3, 4].map((id, at) => ({ _: 'updateDeleteChannelMessages', messages: [id], pts: 7 + at, ptsCount: 1 }));
    expect(rest).toMatchObject({ final: true, timeout: 30, pts: 8, otherUpdates: deleted });
    expect(await channelDifference(b, channel, 8)).toMatchObject({
      _: 'updates.channelDifferenceEmpty',
      final: true,
      pts: 8,
      timeout: 30,
    });
  });

  it('name moved channels in the common difference', async () => {
    const state = await b.call({ _: 'updates.getState' });
    test.clock.time += 10;
    expect(await difference(b, { ...state, date: test.clock.time })).toMatchObject({ _: 'updates.differenceEmpty' });
    await a.send(a.channelPeer(channel.id), 'ahoy');
    expect(await difference(b, state)).toMatchObject({
      otherUpdates: [{ _: 'updateChannelTooLong', channelId: channel.id, pts: 3 }],
      chats: [{ id: channel.id }],
    });
  });

  it('say TooLong with the dialog and the top message', async () => {
    for (let i = 0; i < 3; i++) await a.send(a.channelPeer(channel.id), `n${i}`);
    test.world.forceTooLong(1, channel.id);
    const answer = await channelDifference(b, channel, 2);
    expect(answer).toMatchObject({
      _: 'updates.channelDifferenceTooLong',
      final: true,
      dialog: { pts: 5, topMessage: 4, unreadCount: 4 },
      messages: [{ id: 4 }],
    });
    expect(await channelDifference(b, channel, 1, 1)).toMatchObject({ _: 'updates.channelDifferenceTooLong' });
    expect(await channelDifference(b, channel, 2)).toMatchObject({ _: 'updates.channelDifference', pts: 5 });
  });

  it('keep read marks of members apart and tell writers', async () => {
    await a.send(a.channelPeer(channel.id), 'one');
    await a.send(a.channelPeer(channel.id), 'two');
    for (let i = 0; i < 2; i++)
      expect(await b.call({ _: 'channels.readHistory', channel: b.channel(channel.id), maxId: 2 })).toBe(true);
    expect(a.updates).toMatchObject([{ _: 'updateReadChannelOutbox', maxId: 2 }]);
    const dialog = await b.call({
      _: 'messages.getPeerDialogs',
      peers: [{ _: 'inputDialogPeer', peer: b.channelPeer(channel.id) }],
    });
    expect(dialog).toMatchObject({ dialogs: [{ unreadCount: 1, readInboxMaxId: 2, pts: 4 }] });
  });

  it('let outsiders look at public ones, push to them while they do, and keep private ones shut', async () => {
    const carl = test.world.createUser({ firstName: 'Carl', phone: '9996630003' });
    const c = await test.loggedIn('9996630003');
    await channelDifference(c, channel, 2);
    await a.send(a.channelPeer(channel.id), 'public word');
    expect(c.updates).toMatchObject([{ _: 'updateNewChannelMessage' }]);
    test.clock.time += 61;
    await a.send(a.channelPeer(channel.id), 'unseen');
    expect(c.updates).toHaveLength(1);
    expect(await c.refusal({ _: 'messages.sendMessage', peer: c.channelPeer(channel.id), message: 'x', randomId: 3n })).toBe(
      '403 CHAT_GUEST_SEND_FORBIDDEN',
    );
    const secret = test.world.createSupergroup({ title: 'Secret', creatorId: ada.id });
    expect(await c.refusal({ _: 'messages.sendMessage', peer: c.channelPeer(secret.id), message: 'x', randomId: 4n })).toBe(
      '400 CHANNEL_PRIVATE',
    );
    expect(
      await c.refusal({ _: 'channels.getFullChannel', channel: { _: 'inputChannel', channelId: channel.id, accessHash: 3n } }),
    ).toBe('400 CHANNEL_INVALID');
    expect(test.world.state.isMember(carl.id, channelKey(channel.id))).toBe(false);
  });

  it('let only admins post to a broadcast channel', async () => {
    const news = test.world.createChannel({ title: 'News', creatorId: ada.id, memberIds: [ben.id] });
    expect(await b.refusal({ _: 'messages.sendMessage', peer: b.channelPeer(news.id), message: 'x', randomId: 1n })).toBe(
      '403 CHAT_WRITE_FORBIDDEN',
    );
    b.pushed = [];
    await a.send(a.channelPeer(news.id), 'post');
    expect(b.updates).toMatchObject([{ message: { post: true, views: 1 } }]);
    expect((b.updates[0] as tl.updateNewChannelMessage).message).not.toHaveProperty('fromId');
    const seen = await b.call({ _: 'messages.getMessagesViews', peer: b.channelPeer(news.id), id: [2], increment: true });
    expect(seen).toMatchObject({ views: [{ views: 2 }] });
    expect(
      await b.call({ _: 'messages.getMessagesViews', peer: b.channelPeer(news.id), id: [2], increment: true }),
    ).toMatchObject({ views: [{ views: 2 }] });
  });
});
