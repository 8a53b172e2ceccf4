import { beforeEach, describe, expect, it } from 'vitest';
import type { WorldUser } from '../../../dc/world/index.ts';
import { TestWorld, type TestClient } from './support.ts';

let test: TestWorld;
let ada: WorldUser;
let ben: WorldUser;
let a: TestClient;
let b: TestClient;

beforeEach(async () => {
  test = new TestWorld();
  ada = test.world.createUser({ firstName: 'Ada', phone: '9996610001' });
  ben = test.world.createUser({ firstName: 'Ben', phone: '9996610002' });
  a = await test.loggedIn('9996610001');
  b = await test.loggedIn('9996610002');
});

describe('the time when a private message was read', () => {
  const ask = (msgId = 1) => ({ _: 'messages.getOutboxReadDate', peer: a.user(ben.id), msgId }) as const;

  it('is told to its author, once it was read', async () => {
    await a.send(a.user(ben.id), 'hi');
    expect(await a.refusal(ask())).toBe('400 MESSAGE_NOT_READ_YET');
    test.clock.time += 500;
    await b.call({ _: 'messages.readHistory', peer: b.user(ada.id), maxId: 0 });
    test.clock.time += 500;
    expect(await a.call(ask())).toEqual({ _: 'outboxReadDate', date: test.clock.time - 500 });
    expect(await a.refusal(ask(9))).toBe('400 MESSAGE_ID_INVALID');
    expect(await b.refusal({ ...ask(), peer: b.user(ada.id) })).toBe('400 MESSAGE_ID_INVALID');
    expect(await a.refusal({ ...ask(), peer: { _: 'inputPeerSelf' } })).toBe('400 PEER_ID_INVALID');
    test.clock.time += 604_800;
    expect(await a.refusal(ask())).toBe('400 MESSAGE_TOO_OLD');
  });

  it('is kept by who hides it, together with the time when they were online, and from who does so', async () => {
    await a.send(a.user(ben.id), 'hi');
    await b.call({ _: 'messages.readHistory', peer: b.user(ada.id), maxId: 0 });
    const hide = (client: TestClient) =>
      client.call({ _: 'account.setGlobalPrivacySettings', settings: { _: 'globalPrivacySettings', hideReadMarks: true } });
    await hide(b);
    // Whoever may see when somebody was online may see when they read.
    expect(await a.call(ask())).toMatchObject({ _: 'outboxReadDate' });
    const nobody = [{ _: 'inputPrivacyValueDisallowAll' } as const];
    await b.call({ _: 'account.setPrivacy', key: { _: 'inputPrivacyKeyStatusTimestamp' }, rules: nobody });
    expect(await a.refusal(ask())).toBe('403 USER_PRIVACY_RESTRICTED');
    const full = await a.call({ _: 'users.getFullUser', id: { ...a.user(ben.id), _: 'inputUser' } });
    expect(full.fullUser.readDatesPrivate).toBe(true);
    await hide(a);
    await a.call({ _: 'account.setPrivacy', key: { _: 'inputPrivacyKeyStatusTimestamp' }, rules: nobody });
    expect(await a.refusal(ask())).toBe('403 YOUR_PRIVACY_RESTRICTED');
    ada.premium = true;
    expect(await a.refusal(ask())).toBe('403 USER_PRIVACY_RESTRICTED');
  });
});

describe('the members who have read a message', () => {
  it('are named with the time, in small groups and for a week', async () => {
    const cleo = test.world.createUser({ firstName: 'Cleo' });
    const club = test.world.createSupergroup({ title: 'Club', creatorId: ada.id, memberIds: [ben.id, cleo.id] });
    const sent = await a.send(a.channelPeer(club.id), 'who is there?');
    const update = sent._ === 'updates' ? sent.updates.find((one) => one._ === 'updateMessageID') : undefined;
    const ask = { _: 'messages.getMessageReadParticipants', peer: a.channelPeer(club.id), msgId: update?.id ?? 0 } as const;
    expect(await a.call(ask)).toEqual([]);
    test.clock.time += 10;
    await b.call({ _: 'channels.readHistory', channel: b.channel(club.id), maxId: 0 });
    test.clock.time += 10;
    test.world.readHistory(cleo.id, -1_000_000_000_000 - club.id);
    expect(await a.call(ask)).toEqual([
      { _: 'readParticipantDate', userId: ben.id, date: test.clock.time - 10 },
      { _: 'readParticipantDate', userId: cleo.id, date: test.clock.time },
    ]);
    expect(await a.refusal({ ...ask, msgId: 99 })).toBe('400 MSG_ID_INVALID');
    expect(await a.refusal({ ...ask, peer: a.user(ben.id) })).toBe('400 PEER_ID_INVALID');
    test.world.setAppConfig({ chat_read_mark_size_threshold: 2 });
    expect(await a.refusal(ask)).toBe('400 CHAT_TOO_BIG');
    test.world.setAppConfig({ chat_read_mark_size_threshold: 100 });
    test.clock.time += 604_800;
    expect(await a.refusal(ask)).toBe('400 MSG_TOO_OLD');
  });

  it('are counted in basic groups as well', async () => {
    const group = test.world.createGroup({ title: 'Walks', creatorId: ada.id, memberIds: [ben.id] });
    await a.send({ _: 'inputPeerChat', chatId: group.id }, 'tomorrow?');
    test.clock.time += 5;
    await b.call({ _: 'messages.readHistory', peer: { _: 'inputPeerChat', chatId: group.id }, maxId: 0 });
    const msgId = test.world.account(ada.id).box.lastId;
    expect(await a.call({ _: 'messages.getMessageReadParticipants', peer: { _: 'inputPeerChat', chatId: group.id }, msgId })).toEqual([
      { _: 'readParticipantDate', userId: ben.id, date: test.clock.time },
    ]);
  });
});
