import { describe, expect, test } from 'vitest';
import type { tl } from '#tl';
import type { WritingBar } from '#shared/ipc/chat.ts';
import { writingBar } from '../../../src-main/features/chat/writing.ts';
import { fittingOptions } from '../../../src-main/features/messages/send-options.ts';
import { mapPeer } from '../../../src-main/store/map/index.ts';
import type { PeerRecord } from '../../../src-main/store/map/index.ts';
import { WHEN_ONLINE } from '#shared/model/index.ts';

const none: tl.chatBannedRights = { _: 'chatBannedRights', untilDate: 0 };
const user = (more: Partial<tl.user> = {}): tl.user => ({ _: 'user', id: 7, firstName: 'Anna', ...more });
const channel = (more: Partial<tl.channel> = {}): tl.channel => ({
  _: 'channel', id: 9, title: 'Walkers', photo: { _: 'chatPhotoEmpty' }, date: 1, megagroup: true, defaultBannedRights: none, ...more,
});
const bar = (record: PeerRecord, more: { isBlocked?: boolean; isRequested?: boolean; isEmpty?: boolean } = {}): WritingBar | undefined =>
  writingBar({ peer: mapPeer(record), record, isBlocked: false, isRequested: false, isEmpty: false, ...more });

describe('what stands in place of the field', () => {
  test('of a person, a bot, Telegram itself', () => {
    expect(bar(user())).toBeUndefined();
    expect(bar(user(), { isBlocked: true })).toEqual({ kind: 'unblock' });
    expect(bar(user({ deleted: true }))).toEqual({ kind: 'closed', reason: 'This account was deleted.' });
    expect(bar(user({ bot: true }), { isEmpty: true })).toEqual({ kind: 'start' });
    expect(bar(user({ bot: true }))).toBeUndefined();
    expect(bar(user({ id: 777_000 }))).toEqual({ kind: 'mute' });
    expect(bar(user({ self: true }), { isEmpty: true })).toBeUndefined();
  });

  test('of a group that one is not in', () => {
    expect(bar(channel({ left: true }))).toEqual({ kind: 'join' });
    expect(bar(channel({ left: true, joinRequest: true }))).toEqual({ kind: 'join', asks: true });
    expect(bar(channel({ left: true, joinRequest: true }), { isRequested: true })).toEqual({ kind: 'requested' });
    expect(bar(channel({ left: true, hasLink: true }))).toBeUndefined();
    expect(bar(channel({ left: true, bannedRights: { ...none, viewMessages: true } }))).toMatchObject({ kind: 'closed' });
    expect(bar({ _: 'channelForbidden', id: 9, accessHash: 1n, title: 'Walkers', megagroup: true })).toMatchObject({ kind: 'closed' });
    expect(bar({ _: 'chatForbidden', id: 4, title: 'Old group' })).toMatchObject({ kind: 'closed' });
  });

  test('of a channel', () => {
    const news = channel({ megagroup: false, broadcast: true } as Partial<tl.channel>);
    expect(bar(news)).toEqual({ kind: 'mute' });
    expect(bar({ ...news, left: true })).toEqual({ kind: 'join' });
    expect(bar({ ...news, creator: true })).toBeUndefined();
  });

  test('of a restricted member: until when, and whether files can be sent', () => {
    expect(bar(channel({ bannedRights: { ...none, sendMessages: true, untilDate: 5_000 } }))).toMatchObject({ kind: 'closed', until: 5_000 });
    const plain = bar(channel({ bannedRights: { ...none, sendPlain: true, untilDate: 2 ** 31 - 1 } }));
    expect(plain).toMatchObject({ kind: 'closed', files: true });
    expect(plain).not.toHaveProperty('until');
    expect(mapPeer(channel({ defaultBannedRights: { ...none, sendPhotos: true } })).rights).toMatchObject({ send: true, sendMedia: true, noKinds: ['photo'] });
    expect(mapPeer(channel({ defaultBannedRights: { ...none, sendPhotos: true }, adminRights: { _: 'chatAdminRights' } })).rights).not.toHaveProperty('noKinds');
  });
});

describe('options of a send', () => {
  const shown = mapPeer(user({ status: { _: 'userStatusOffline', wasOnline: 5 } }));
  test('lose what does not fit: a date that is almost now, an effect in a group', () => {
    expect(fittingOptions({ scheduleDate: 105, silent: true }, shown, 100)).toEqual({ silent: true });
    expect(fittingOptions({ scheduleDate: 110 }, shown, 100)).toEqual({ scheduleDate: 110 });
    expect(fittingOptions({ effect: '5' }, mapPeer(channel()), 100)).toEqual({});
  });
  test('wait for somebody only where one can see when they are online', () => {
    expect(fittingOptions({ scheduleDate: WHEN_ONLINE }, shown, 100)).toEqual({ scheduleDate: WHEN_ONLINE });
    expect(() => fittingOptions({ scheduleDate: WHEN_ONLINE }, mapPeer(user({ status: { _: 'userStatusRecently' } })), 100)).toThrow(/does not show/);
    expect(() => fittingOptions({ scheduleDate: 100 + 366 * 86_400 }, shown, 100)).toThrow(/a year ahead/);
  });
});
