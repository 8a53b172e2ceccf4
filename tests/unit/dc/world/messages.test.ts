import { beforeEach, describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import type { WorldUser } from '../../../dc/world/index.ts';
import { TestWorld, type TestClient } from './support.ts';

let test: TestWorld;
let ada: WorldUser;
let ben: WorldUser;
let a: TestClient;
let b: TestClient;

beforeEach(async () => {
  test = new TestWorld();
  ada = test.world.createUser({ firstName: 'Ada', phone: '9996620001', username: 'ada_petrel' });
  ben = test.world.createUser({ firstName: 'Ben', phone: '9996610002', username: 'benstorm' });
  a = await test.loggedIn('9996620001');
  b = await test.loggedIn('9996610002');
});

function history(
  client: TestClient,
  peer: tl.InputPeer,
  extra: Partial<tl.messages.getHistory> = {},
): Promise<tl.messages.Messages> {
  return client.call({
    _: 'messages.getHistory',
    peer,
    offsetId: 0,
    offsetDate: 0,
    addOffset: 0,
    limit: 100,
    maxId: 0,
    minId: 0,
    hash: 0n,
    ...extra,
  });
}

function ids(answer: tl.messages.Messages): number[] {
  if (!('messages' in answer)) throw new Error('not modified');
  return answer.messages.map((message) => message.id);
}

function dialogs(client: TestClient): Promise<tl.messages.Dialogs> {
  return client.call({
    _: 'messages.getDialogs',
    offsetDate: 0,
    offsetId: 0,
    offsetPeer: { _: 'inputPeerEmpty' },
    limit: 20,
    hash: 0n,
  });
}

describe('private chats', () => {
  it('answers a text with updateShortSentMessage and pushes it short to the other sessions and people who know the sender', async () => {
    const sibling = a.sibling();
    await b.send(b.user(ada.id), 'first');
    const sent = await a.send(a.user(ben.id), ' hello @benstorm \n');
    expect(sent).toMatchObject({
      _: 'updateShortSentMessage',
      out: true,
      ptsCount: 1,
      pts: 3,
      entities: [{ _: 'messageEntityMention', offset: 6, length: 9 }],
    });
    expect(a.pushed).toHaveLength(1);
    expect(sibling.pushed.at(-1)).toMatchObject({
      _: 'updateShortMessage',
      out: true,
      userId: ben.id,
      message: 'hello @benstorm',
      pts: 3,
    });
    expect(b.pushed.at(-1)).toMatchObject({
      _: 'updateShortMessage',
      userId: ada.id,
      message: 'hello @benstorm',
      pts: 3,
      ptsCount: 1,
    });
    expect(b.pushed.at(-1)).not.toHaveProperty('out');
  });

  it('introduces a stranger with a full update', async () => {
    await a.send(a.user(ben.id), 'hi');
    expect(b.pushed).toMatchObject([
      {
        _: 'updates',
        seq: 0,
        updates: [{ _: 'updateNewMessage', pts: 2, ptsCount: 1 }],
        users: [{ id: ada.id, firstName: 'Ada' }],
      },
    ]);
  });

  it('has ids per account', async () => {
    const carl = test.world.createUser({ firstName: 'Carl' });
    test.world.sendMessage({ from: carl.id, to: ada.id, text: 'one' });
    test.world.sendMessage({ from: carl.id, to: ada.id, text: 'two' });
    const sent = await b.send(b.user(ada.id), 'three');
    expect(sent).toMatchObject({ id: 1 });
    expect(ids(await history(a, a.user(ben.id)))).toEqual([3]);
  });

  it('sends once for one random_id, for ever', async () => {
    const query: tl.messages.sendMessage = { _: 'messages.sendMessage', peer: a.user(ben.id), message: 'once', randomId: 77n };
    const first = await a.call(query);
    expect(first).toMatchObject({ _: 'updateShortSentMessage', id: 1, pts: 2 });
    await a.send(a.user(ben.id), 'other');
    const again = await a.call({ ...query, message: 'changed' });
    expect(again).toMatchObject({
      _: 'updates',
      updates: [
        { _: 'updateMessageID', id: 1, randomId: 77n },
        { _: 'updateNewMessage', message: { id: 1, message: 'once' }, pts: 3, ptsCount: 0 },
      ],
    });
    expect(ids(await history(b, b.user(ada.id)))).toHaveLength(2);
    expect(await a.refusal({ ...query, randomId: 0n })).toBe('400 RANDOM_ID_EMPTY');
  });

  it('refuses what the server refuses', async () => {
    const send = (message: string, extra: Partial<tl.messages.sendMessage> = {}): Promise<string> =>
      a.refusal({ _: 'messages.sendMessage', peer: a.user(ben.id), message, randomId: a.randomId(), ...extra });
    expect(await send(' \n ')).toBe('400 MESSAGE_EMPTY');
    expect(await send('x'.repeat(4097))).toBe('400 MESSAGE_TOO_LONG');
    expect(await send('😀'.repeat(4096))).toBe('no refusal');
    expect(await send('abc', { entities: [{ _: 'messageEntityBold', offset: 1, length: 9 }] })).toBe('400 ENTITY_BOUNDS_INVALID');
    expect(await send('😀', { entities: [{ _: 'messageEntityBold', offset: 0, length: 1 }] })).toBe('400 ENTITY_BOUNDS_INVALID');
    expect(await send('hi', { peer: { _: 'inputPeerUser', userId: ben.id, accessHash: 1n } })).toBe('400 PEER_ID_INVALID');
    expect(await send('hi', { peer: b.user(ben.id) })).toBe('400 PEER_ID_INVALID');
    expect(await send('hi', { replyTo: { _: 'inputReplyToMessage', replyToMsgId: 99 } })).toBe('400 REPLY_MESSAGE_ID_INVALID');
    await b.call({ _: 'contacts.block', id: b.user(ada.id) });
    expect(await send('hi')).toBe('403 USER_IS_BLOCKED');
  });

  it('keeps read marks and counts on both sides', async () => {
    for (let i = 0; i < 3; i++) await a.send(a.user(ben.id), `n${i}`);
    expect(await dialogs(b)).toMatchObject({ dialogs: [{ unreadCount: 3, readInboxMaxId: 0, topMessage: 3 }] });
    const read = await b.call({ _: 'messages.readHistory', peer: b.user(ada.id), maxId: 2 });
    expect(read).toMatchObject({ _: 'messages.affectedMessages', pts: 5, ptsCount: 1 });
    expect(await dialogs(b)).toMatchObject({ dialogs: [{ unreadCount: 1, readInboxMaxId: 2 }] });
    expect(await dialogs(a)).toMatchObject({ dialogs: [{ unreadCount: 0, readOutboxMaxId: 2 }] });
    expect(a.updates.at(-1)).toMatchObject({ _: 'updateReadHistoryOutbox', maxId: 2, pts: 5, ptsCount: 1 });
    expect(await b.call({ _: 'messages.readHistory', peer: b.user(ada.id), maxId: 1 })).toMatchObject({ pts: 5, ptsCount: 0 });
    const sibling = b.sibling();
    await b.call({ _: 'messages.readHistory', peer: b.user(ada.id), maxId: 0 });
    expect(sibling.updates).toMatchObject([{ _: 'updateReadHistoryInbox', maxId: 3, stillUnreadCount: 0, pts: 6 }]);
  });

  it('edits for both, once, for two days', async () => {
    await a.send(a.user(ben.id), 'draft');
    const edited = await a.call({ _: 'messages.editMessage', peer: a.user(ben.id), id: 1, message: 'final' });
    expect(edited).toMatchObject({
      updates: [{ _: 'updateEditMessage', message: { message: 'final', editDate: test.clock.time }, pts: 3 }],
    });
    expect(b.updates.at(-1)).toMatchObject({ _: 'updateEditMessage', message: { message: 'final' } });
    expect(await a.refusal({ _: 'messages.editMessage', peer: a.user(ben.id), id: 1, message: 'final' })).toBe(
      '400 MESSAGE_NOT_MODIFIED',
    );
    expect(await b.refusal({ _: 'messages.editMessage', peer: b.user(ada.id), id: 1, message: 'no' })).toBe(
      '403 MESSAGE_AUTHOR_REQUIRED',
    );
    expect(await a.refusal({ _: 'messages.editMessage', peer: a.user(ben.id), id: 9, message: 'no' })).toBe(
      '400 MESSAGE_ID_INVALID',
    );
    test.clock.time += 172_800;
    expect(await a.refusal({ _: 'messages.editMessage', peer: a.user(ben.id), id: 1, message: 'late' })).toBe(
      '400 MESSAGE_EDIT_TIME_EXPIRED',
    );
  });

  it('deletes for one or for both, counting one pts per message', async () => {
    for (let i = 0; i < 4; i++) await a.send(a.user(ben.id), `n${i}`);
    expect(await a.call({ _: 'messages.deleteMessages', id: [1, 99] })).toMatchObject({ ptsCount: 1 });
    expect(ids(await history(b, b.user(ada.id)))).toEqual([4, 3, 2, 1]);
    expect(await a.call({ _: 'messages.deleteMessages', revoke: true, id: [2, 3] })).toMatchObject({ pts: 8, ptsCount: 2 });
    expect(b.updates.at(-1)).toMatchObject({ _: 'updateDeleteMessages', messages: [2, 3], pts: 7, ptsCount: 2 });
    expect(await dialogs(b)).toMatchObject({ dialogs: [{ unreadCount: 2 }] });
  });

  it('forwards with the origin, and by name only when privacy wants it', async () => {
    await b.send(b.user(ada.id), 'mine');
    await b.call({
      _: 'account.setPrivacy',
      key: { _: 'inputPrivacyKeyForwards' },
      rules: [{ _: 'inputPrivacyValueDisallowAll' }],
    });
    const forward = (randomId: bigint): Promise<tl.Updates> =>
      a.call({
        _: 'messages.forwardMessages',
        fromPeer: a.user(ben.id),
        id: [1],
        randomId: [randomId],
        toPeer: { _: 'inputPeerSelf' },
      });
    expect(await forward(1n)).toMatchObject({
      updates: [
        { _: 'updateMessageID', randomId: 1n },
        { message: { message: 'mine', fwdFrom: { fromName: 'Ben' } } },
      ],
    });
    await b.call({ _: 'account.setPrivacy', key: { _: 'inputPrivacyKeyForwards' }, rules: [{ _: 'inputPrivacyValueAllowAll' }] });
    expect(await forward(2n)).toMatchObject({ updates: [{}, { message: { fwdFrom: { fromId: { userId: ben.id } } } }] });
    expect(await forward(2n)).toMatchObject({ updates: [{ _: 'updateMessageID', id: 3, randomId: 2n }] });
  });

  it('shows typing and presence to the other side only', async () => {
    await a.send(a.user(ben.id), 'x');
    b.pushed = [];
    await a.call({ _: 'messages.setTyping', peer: a.user(ben.id), action: { _: 'sendMessageTypingAction' } });
    await a.call({ _: 'account.updateStatus', offline: false });
    expect(b.pushed).toMatchObject([
      { _: 'updateShort', update: { _: 'updateUserTyping', userId: ada.id } },
      {
        _: 'updateShort',
        update: { _: 'updateUserStatus', userId: ada.id, status: { _: 'userStatusOnline', expires: test.clock.time + 300 } },
      },
    ]);
  });

  it('clears the draft when asked to, and tells the other sessions', async () => {
    await a.call({ _: 'messages.saveDraft', peer: a.user(ben.id), message: 'later' });
    expect(await a.call({ _: 'messages.getAllDrafts' })).toMatchObject({ updates: [{ draft: { message: 'later' } }] });
    const sibling = a.sibling();
    await a.send(a.user(ben.id), 'now', { clearDraft: true });
    expect(sibling.updates).toContainEqual(
      expect.objectContaining({ _: 'updateDraftMessage', draft: { _: 'draftMessageEmpty', date: test.clock.time } }),
    );
    expect(await a.call({ _: 'messages.getAllDrafts' })).toMatchObject({ updates: [] });
  });
});

describe('history slices', () => {
  const from = (
    offsetId: number,
    addOffset: number,
    limit: number,
    extra: Partial<tl.messages.getHistory> = {},
  ): Promise<number[]> => history(a, a.user(ben.id), { offsetId, addOffset, limit, ...extra }).then(ids);

  beforeEach(async () => {
    for (let i = 0; i < 30; i++) {
      test.clock.time += 60;
      await a.send(a.user(ben.id), `n${i + 1}`);
    }
  });

  it('goes older, newer and around an anchor', async () => {
    expect(await from(0, 0, 3)).toEqual([30, 29, 28]);
    expect(await from(20, 0, 3)).toEqual([19, 18, 17]);
    expect(await from(20, -3, 3)).toEqual([22, 21, 20]);
    expect(await from(20, -2, 4)).toEqual([21, 20, 19, 18]);
    expect(await from(29, -5, 5)).toEqual([30, 29]);
    expect(await from(2, 0, 10)).toEqual([1]);
    expect(await from(1, 0, 10)).toEqual([]);
    expect(await from(20, 5, 3)).toEqual([14, 13, 12]);
  });

  it('cuts by max_id and min_id, both exclusive, and goes by date', async () => {
    expect(await from(20, -3, 6, { maxId: 21, minId: 18 })).toEqual([20, 19]);
    const date = test.clock.time - 10 * 60;
    expect(await from(0, 0, 2, { offsetDate: date })).toEqual([19, 18]);
    expect(await from(0, -1, 2, { offsetDate: date })).toEqual([20, 19]);
  });

  it('counts what lies above the page, and says when the list is whole', async () => {
    expect(await history(a, a.user(ben.id), { offsetId: 20, limit: 3 })).toMatchObject({
      _: 'messages.messagesSlice',
      count: 30,
      offsetIdOffset: 11,
    });
    expect(await history(a, a.user(ben.id))).toMatchObject({ _: 'messages.messages' });
    await a.call({ _: 'messages.deleteMessages', id: [19, 20, 21] });
    expect(await from(20, 0, 2)).toEqual([18, 17]);
    expect(await from(20, -2, 2)).toEqual([23, 22]);
  });
});
