import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { tl } from '#tl';
import { channelPeerId, groupPeerId, userPeerId } from '#shared/model/index.ts';
import { SqlDatabase } from '../../../src-main/store/database.ts';
import { MetaRepository } from '../../../src-main/store/meta.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { SearchIndex } from '../../../src-main/store/search/search-index.ts';
import { PeersRepository } from '../../../src-main/store/peers.ts';
import { KEY, mapped, ANNA, CHANNEL, channel, group, id, temporaryFolder, temporaryStore, user } from './support.ts';

const photo = (photoId: bigint) => ({ _: 'userProfilePhoto', photoId, dcId: 2 }) as const;

describe('reduced views', () => {
  test('a full user keeps name, phone, hash and status; flags and emoji status follow', () => {
    const store = temporaryStore();
    const full = user(2, { firstName: 'Anna', phone: '123456', contact: true, photo: photo(5n), status: { _: 'userStatusRecently' } });
    store.peers.apply([full], []);
    store.peers.apply(
      [user(2, { min: true, accessHash: 77n, firstName: 'Reduced', premium: true, photo: photo(9n), emojiStatus: { _: 'emojiStatus', documentId: 4n } })],
      [],
    );
    const peer = store.peers.get(ANNA);
    expect(peer).toMatchObject({ title: 'Anna', phone: '123456', isContact: true, isPremium: true, photo: { id: '5' }, status: { kind: 'recently' } });
    expect(store.peers.record(ANNA)).toMatchObject({ emojiStatus: { documentId: 4n } });
    expect(store.peers.inputPeer(ANNA)).toEqual({ _: 'inputPeerUser', userId: 2, accessHash: full.accessHash });
  });

  test('that a private chat is protected is told by the full form alone: no other view changes it', () => {
    const store = temporaryStore();
    store.peers.apply([user(2, { firstName: 'Anna' })], []);
    store.peers.setNoForwards(ANNA, true);
    expect(store.peers.get(ANNA)?.noForwards).toBe(true);
    store.peers.apply([user(2, { firstName: 'Anne' })], []);
    store.peers.apply([user(2, { min: true, premium: true })], []);
    expect(store.peers.get(ANNA)).toMatchObject({ title: 'Anne', isPremium: true, noForwards: true });
    store.peers.setNoForwards(ANNA, false);
    expect(store.peers.get(ANNA)?.noForwards).toBeUndefined();
  });

  test('the photo of a reduced view is taken only with apply_min_photo', () => {
    const store = temporaryStore();
    store.peers.apply([user(2, { applyMinPhoto: true, photo: photo(5n) })], []);
    store.peers.apply([user(2, { min: true, photo: photo(9n) })], []);
    expect(store.peers.get(ANNA)?.photo?.id).toBe('9');
  });

  test('a reduced user is named through a message that shows it; losing that falls back to another', () => {
    const store = temporaryStore();
    const hash = channel(50).accessHash;
    store.peers.apply([user(2, { min: true, accessHash: 5n })], [channel(50)]);
    expect(store.peers.inputPeer(ANNA)).toBeUndefined();
    store.messages.put(mapped(CHANNEL, 10, {}, { peerIds: [ANNA] }));
    store.messages.put(mapped(CHANNEL, 11, {}, { peerIds: [ANNA] }));
    const chat = { _: 'inputPeerChannel', channelId: 50, accessHash: hash };
    expect(store.peers.inputUser(ANNA)).toEqual({ _: 'inputUserFromMessage', peer: chat, msgId: 11, userId: 2 });
    store.messages.delete(CHANNEL, [id(11)]);
    expect(store.peers.inputPeer(ANNA)).toEqual({ _: 'inputPeerUserFromMessage', peer: chat, msgId: 10, userId: 2 });
    store.peers.dropSeen(ANNA, CHANNEL, id(10));
    expect(store.peers.inputPeer(ANNA)).toBeUndefined();
  });

  test('only the newest messages are remembered, and a reduced hash still fetches the picture', () => {
    const store = temporaryStore();
    store.peers.apply([user(2, { min: true, accessHash: 5n, photo: photo(3n) })], [channel(50)]);
    for (let n = 1; n <= 9; n += 1) store.peers.noteSeen([ANNA], CHANNEL, id(n));
    for (let n = 9; n >= 6; n -= 1) store.peers.dropSeen(ANNA, CHANNEL, id(n));
    expect(store.peers.inputPeer(ANNA)).toMatchObject({ msgId: 5 });
    store.peers.dropSeen(ANNA, CHANNEL, id(5));
    expect(store.peers.inputPeer(ANNA)).toBeUndefined();
    expect(store.peers.photoLocation(ANNA)).toEqual({
      peer: { _: 'inputPeerUser', userId: 2, accessHash: 5n },
      photoId: 3n,
      dcId: 2,
    });
  });

  test('a reduced view of self that says "deleted" is ignored; a phone that is present but empty brings a full hash', () => {
    const store = temporaryStore();
    store.peers.apply([user(1, { self: true, firstName: 'Me' })], []);
    store.peers.apply([user(1, { min: true, deleted: true })], []);
    expect(store.peers.self()?.title).toBe('Me');
    store.peers.apply([user(2, { min: true, accessHash: 8n, phone: '' })], []);
    expect(store.peers.inputPeer(ANNA)).toEqual({ _: 'inputPeerUser', userId: 2, accessHash: 8n });
    expect(store.peers.isFull(ANNA)).toBe(true);
  });

  test('a reduced channel changes title and flags, and keeps hash, membership and rights', () => {
    const store = temporaryStore();
    const full = channel(50, { creator: true, participantsCount: 12 });
    store.peers.apply([], [full]);
    const { accessHash: _hash, ...bare } = channel(50);
    store.peers.apply([], [{ ...bare, min: true, title: 'New title', left: true, verified: true }]);
    const peer = store.peers.get(CHANNEL);
    expect(peer).toMatchObject({ title: 'New title', isVerified: true, memberCount: 12, rights: { send: true, deleteOthers: true } });
    expect(peer?.isLeft).toBeUndefined();
    expect(store.peers.inputChannel(CHANNEL)).toEqual({ _: 'inputChannel', channelId: 50, accessHash: full.accessHash });
  });

  test('empty forms wipe nothing, forbidden ones mean access lost', () => {
    const store = temporaryStore();
    store.peers.apply([user(2, { firstName: 'Anna' })], [group(7, { title: 'Walkers' })]);
    store.peers.apply([{ _: 'userEmpty', id: 2 }], [{ _: 'chatForbidden', id: 7, title: 'Walkers' }]);
    expect(store.peers.get(ANNA)?.title).toBe('Anna');
    expect(store.peers.get(groupPeerId(7))).toMatchObject({ title: 'Walkers', isLeft: true, rights: { send: false } });
    expect(store.peers.isMember(groupPeerId(7))).toBe(false);
  });
});

test('a non-min user replaces all fields', () => {
  const store = temporaryStore();
  store.peers.apply([user(2, { phone: '1', username: 'anna' })], []);
  store.peers.apply([user(2)], []);
  expect(store.peers.get(ANNA)?.phone).toBeUndefined();
  expect(store.peers.byUsername('anna')).toBeUndefined();
});

test('usernames are found in any case, all active ones', () => {
  const store = temporaryStore();
  store.peers.apply(
    [user(2, { usernames: [{ _: 'username', username: 'Anna_K', active: true, editable: true }, { _: 'username', username: 'annie', active: true }, { _: 'username', username: 'old' }] })],
    [],
  );
  expect(store.peers.get(ANNA)?.usernames).toEqual(['Anna_K', 'annie']);
  expect(store.peers.byUsername('ANNA_k')).toBe(ANNA);
  expect(store.peers.byUsername('annie')).toBe(ANNA);
  expect(store.peers.byUsername('old')).toBeUndefined();
});

test('the same object again changes nothing', () => {
  const store = temporaryStore();
  store.peers.apply([user(2)], [channel(50)]);
  let heard = 0;
  store.onChange(() => (heard += 1));
  store.peers.apply([user(2)], [channel(50)]);
  expect(heard).toBe(0);
});

test('access hashes keep all 64 bits', () => {
  const store = temporaryStore();
  for (const hash of [2n ** 63n - 1n, -(2n ** 63n), -1n, 9_007_199_254_740_993n]) {
    store.peers.apply([user(2, { accessHash: hash })], []);
    expect(store.peers.inputPeer(ANNA)).toEqual({ _: 'inputPeerUser', userId: 2, accessHash: hash });
  }
});

describe('a pushed status', () => {
  const online = (expires: number): tl.UserStatus => ({ _: 'userStatusOnline', expires });
  const offline = (wasOnline: number): tl.UserStatus => ({ _: 'userStatusOffline', wasOnline });

  /** What is known after `pushed` came at 1000 and then, `later` ms after it, an answer with `answered`. */
  function after(pushed: tl.UserStatus, answered: tl.UserStatus | undefined, later = 100, broken = false): typeof answered {
    let now = 5_000;
    const db = new SqlDatabase({ path: join(temporaryFolder(), 'account.db'), key: KEY, keyChecked: true });
    onTestFinished(() => db.close());
    migrate(db);
    const meta = new MetaRepository(db);
    const peers = new PeersRepository(db, meta, new SearchIndex(db, meta), () => now);
    peers.apply([user(2, { status: offline(1) })], []);
    peers.pushStatus(ANNA, pushed, 1000);
    now += later;
    if (broken) peers.forgetPushes();
    peers.apply([user(2, { firstName: 'New', ...(answered === undefined ? {} : { status: answered }) })], []);
    const record = peers.record(ANNA);
    if (record?._ !== 'user') throw new Error('the user is known');
    expect(record.firstName).toBe('New');
    return record.status;
  }

  test('wins over an answer that was made before it', () => {
    expect(after(online(1300), offline(700))).toEqual(online(1300));
    expect(after(online(1300), online(1200))).toEqual(online(1300));
    expect(after(offline(1000), offline(700))).toEqual(offline(1000));
    expect(after(offline(1000), online(1200))).toEqual(offline(1000));
    expect(after(online(1300), undefined)).toEqual(online(1300));
    expect(after(offline(1000), { _: 'userStatusRecently' })).toEqual(offline(1000));
  });

  test('gives way to an answer whose times prove that it is later', () => {
    expect(after(online(1300), offline(1002))).toEqual(offline(1002));
    expect(after(online(1300), online(1400))).toEqual(online(1400));
    expect(after(offline(1000), offline(1030))).toEqual(offline(1030));
  });

  test('gives way to any answer when none can be older any more, and after a break of the connection', () => {
    expect(after(offline(1000), online(1200), 60_000)).toEqual(online(1200));
    expect(after(online(1300), offline(700), 60_000)).toEqual(offline(700));
    expect(after(offline(1000), online(1200), 100, true)).toEqual(online(1200));
  });
});

describe('rights', () => {
  const rightsOf = (fields: Parameters<typeof channel>[1]) => {
    const store = temporaryStore();
    store.peers.apply([], [channel(50, fields)]);
    return store.peers.get(channelPeerId(50))?.rights;
  };
  const banned = { _: 'chatBannedRights', sendMessages: true, untilDate: 0 } as const;

  test('members write unless they or all are restricted', () => {
    expect(rightsOf({})).toMatchObject({ send: true, sendMedia: true, deleteOthers: false });
    expect(rightsOf({ defaultBannedRights: banned })).toMatchObject({ send: false, sendBlockedReason: expect.stringMatching(/not allowed/) });
    expect(rightsOf({ bannedRights: banned })).toMatchObject({ send: false, sendBlockedReason: expect.stringMatching(/admins/) });
    expect(rightsOf({ defaultBannedRights: { _: 'chatBannedRights', sendPhotos: true, sendMedia: true, untilDate: 0 } })).toMatchObject({
      send: true,
      sendMedia: false,
    });
  });

  test('admins write where members may not', () => {
    expect(rightsOf({ defaultBannedRights: banned, adminRights: { _: 'chatAdminRights', deleteMessages: true } })).toMatchObject({
      send: true,
      deleteOthers: true,
    });
  });

  test('only admins post in channels', () => {
    const { megagroup: _megagroup, ...bare } = channel(50);
    const store = temporaryStore();
    store.peers.apply([], [{ ...bare, broadcast: true }]);
    expect(store.peers.get(CHANNEL)).toMatchObject({ kind: 'channel', rights: { send: false, sendBlockedReason: 'Only admins can post in this channel.' } });
    store.peers.apply([], [{ ...bare, broadcast: true, adminRights: { _: 'chatAdminRights', postMessages: true } }]);
    expect(store.peers.get(CHANNEL)?.rights.send).toBe(true);
  });

  test('who left has to join, and nobody writes to deleted accounts', () => {
    expect(rightsOf({ left: true })).toMatchObject({ send: false, sendBlockedReason: 'Join this group to write here.' });
    expect(rightsOf({ left: true, username: 'open' })?.send).toBe(false);
    expect(rightsOf({ left: true, username: 'open', hasLink: true })?.send).toBe(true);
    expect(rightsOf({ left: true, username: 'open', hasLink: true, joinToSend: true })?.send).toBe(false);
    const store = temporaryStore();
    store.peers.apply([user(9, { deleted: true })], []);
    expect(store.peers.get(userPeerId(9))).toMatchObject({ title: 'Deleted account', rights: { send: false } });
  });
});
