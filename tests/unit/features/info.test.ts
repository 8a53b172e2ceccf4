import { expect, test } from 'vitest';
import type { tl } from '#tl';
import type { ChatMember, PeerId } from '#shared/model/index.ts';
import { membersOf, powersOf } from '../../../src-main/features/info/index.ts';
import { isNamed, seenAt } from '../../../src-main/features/info/member-order.ts';
import { memberRow } from '../../../src-main/features/info/member-powers.ts';
import { applyParticipants } from '../../../src-main/features/info/participants.ts';
import { inputBans, mapBans, mapChannelParticipant, mapChatInfo, mapUserInfo } from '../../../src-main/store/index.ts';
import { channel, group } from '../store/support.ts';

const id = (n: number): PeerId => n as PeerId;
const member = (n: number, fields: Partial<ChatMember> = {}): ChatMember => ({ peerId: id(n), role: 'member', ...fields });
const known = { list: [member(1, { role: 'owner' }), member(2)], version: 5, total: 2 };
const rights = (fields: Partial<tl.chatAdminRights>): tl.chatAdminRights => ({ _: 'chatAdminRights', ...fields });
const bans = (fields: Partial<tl.chatBannedRights>): tl.chatBannedRights => ({ _: 'chatBannedRights', untilDate: 0, ...fields });

test('changes of a group count only on top of the version before them', () => {
  const add = (version: number): tl.updateChatParticipantAdd => ({ _: 'updateChatParticipantAdd', chatId: 9, userId: 3, inviterId: 1, date: 1, version });
  expect(applyParticipants(known, add(6))).toEqual({ list: [...known.list, member(3, { inviterId: id(1) })], version: 6, total: 3 });
  for (const version of [4, 5]) expect(applyParticipants(known, add(version))).toBe('nothing');
  expect(applyParticipants(known, add(7))).toBe('refetch');
  expect(applyParticipants(undefined, add(7))).toBe('nothing');
  expect(applyParticipants(known, { _: 'updateChatParticipantDelete', chatId: 9, userId: 2, version: 6 })).toMatchObject({ list: [{ peerId: 1 }], total: 1 });
  expect(applyParticipants(known, { _: 'updateChatParticipantDelete', chatId: 9, userId: 2, version: 3 })).toBe('nothing');
  expect(applyParticipants(known, { _: 'updateChatParticipantDelete', chatId: 9, userId: 7, version: 6 })).toBe('refetch');
  expect(applyParticipants(known, { _: 'updateChatParticipantAdmin', chatId: 9, userId: 2, isAdmin: true, version: 6 })).toMatchObject({
    list: [{ role: 'owner' }, { peerId: 2, role: 'admin' }],
  });
  expect(applyParticipants(known, { _: 'updateChatParticipantRank', chatId: 9, userId: 2, rank: 'cook', version: 6 })).toMatchObject({ list: [{}, { rank: 'cook' }] });
});

test('a whole list is taken unless it is older', () => {
  const list = (version: number): tl.updateChatParticipants => ({
    _: 'updateChatParticipants',
    participants: { _: 'chatParticipants', chatId: 9, participants: [{ _: 'chatParticipantCreator', userId: 4, rank: '' }], version },
  });
  expect(applyParticipants(known, list(4))).toBe('nothing');
  expect(applyParticipants(known, list(9))).toEqual({ list: [member(4, { role: 'owner' })], version: 9, total: 1 });
  expect(applyParticipants(undefined, list(1))).toMatchObject({ version: 1 });
});

test.each<[string, Parameters<typeof powersOf>[0], string[]]>([
  ['the owner of a group', group(1, { creator: true }), ['editInfo', 'addMembers', 'banMembers', 'addAdmins', 'inviteLink']],
  ['a member where all may', group(1, { defaultBannedRights: bans({}) }), ['editInfo', 'addMembers']],
  ['a member where none may', group(1, { defaultBannedRights: bans({ changeInfo: true, inviteUsers: true }) }), []],
  ['somebody who left', group(1, { creator: true, left: true }), []],
  ['a restricted member', channel(1, { defaultBannedRights: bans({ changeInfo: true }), bannedRights: bans({ inviteUsers: true }) }), []],
  [
    'an administrator, by the defaults too',
    channel(1, { adminRights: rights({ banUsers: true }), defaultBannedRights: bans({ changeInfo: true }) }),
    ['addMembers', 'banMembers'],
  ],
  ['an administrator of a channel', channel(1, { megagroup: false, broadcast: true, adminRights: rights({ changeInfo: true }) } as Partial<tl.channel>), ['editInfo']],
  ['a subscriber', channel(1, { megagroup: false, broadcast: true, defaultBannedRights: bans({}) } as Partial<tl.channel>), []],
])('what %s may do', (_name, record, expected) => {
  const powers = powersOf(record, undefined);
  expect(Object.entries(powers).filter(([, may]) => may).map(([name]) => name)).toEqual(expected);
});

test('a public name takes the word of the server', () => {
  expect(powersOf(channel(1, { creator: true }), { canSetUsername: true }).setUsername).toBe(true);
  expect(powersOf(group(1, { creator: true }), { canSetUsername: true }).setUsername).toBe(false);
});

test('who is told of the members', () => {
  const broadcast = { megagroup: false, broadcast: true } as Partial<tl.channel>;
  expect(membersOf(group(1), undefined)).toBe('shown');
  expect(membersOf(group(1, { left: true }), undefined)).toBe('none');
  expect(membersOf(channel(1), undefined)).toBe('shown');
  expect(membersOf(channel(1), { membersHidden: true, canViewMembers: true })).toBe('hidden');
  expect(membersOf(channel(1), {})).toBe('hidden');
  expect(membersOf(channel(1, { adminRights: rights({}) }), { membersHidden: true })).toBe('shown');
  expect(membersOf(channel(1, broadcast), { canViewMembers: true })).toBe('none');
  expect(membersOf(channel(1, { ...broadcast, creator: true }), {})).toBe('shown');
});

test('what may be done about a member', () => {
  const self = id(1);
  const owned = group(1, { creator: true });
  const row = (one: ChatMember, record = owned as Parameters<typeof memberRow>[1]) => memberRow(one, record, powersOf(record, undefined), self);
  expect(row(member(2))).toMatchObject({ mayRemove: true, mayPromote: true });
  expect(row(member(2)).mayRestrict).toBeUndefined();
  expect(row(member(1, { role: 'owner' })).mayRemove).toBeUndefined();
  const plain = group(1);
  expect(row(member(2), plain).mayRemove).toBeUndefined();
  expect(row(member(2, { inviterId: self }), plain).mayRemove).toBe(true);
  const admin = channel(1, { adminRights: rights({ banUsers: true, addAdmins: true }) });
  expect(row(member(2), admin)).toMatchObject({ mayRemove: true, mayRestrict: true, mayPromote: true });
  expect(row(member(2, { role: 'admin' }), admin)).toEqual(member(2, { role: 'admin' }));
  expect(row(member(2, { role: 'admin', canEdit: true }), admin)).toMatchObject({ mayRemove: true, mayPromote: true });
});

test('bans go to the server and come back as they were, and umbrellas count for what they cover', () => {
  expect(mapBans(inputBans(['sendMedia', 'inviteUsers'], 7))).toEqual(['sendMedia', 'inviteUsers']);
  expect(inputBans(['sendStickers'], 0)).toEqual(bans({ sendStickers: true, sendGifs: true, sendGames: true, sendInline: true }));
  expect(mapBans(bans({ sendMessages: true }))).toEqual(['sendPlain', 'sendMedia', 'sendStickers', 'sendPolls', 'embedLinks']);
  expect(mapBans(bans({ sendMedia: true }))).toEqual(['sendMedia', 'sendStickers', 'sendPolls', 'embedLinks']);
  expect(mapBans(bans({ sendPhotos: true }))).toEqual([]);
});

test('a member of a supergroup: roles, titles, and those who are none', () => {
  expect(mapChannelParticipant({ _: 'channelParticipantAdmin', userId: 3, promotedBy: 1, date: 1, adminRights: rights({ banUsers: true }), rank: 'cook', canEdit: true }))
    .toEqual({ peerId: 3, role: 'admin', rank: 'cook', inviterId: 1, rights: ['banUsers'], canEdit: true });
  const banned = { _: 'channelParticipantBanned', peer: { _: 'peerUser', userId: 4 }, kickedBy: 1, date: 1 } as const;
  expect(mapChannelParticipant({ ...banned, bannedRights: bans({ sendPlain: true, untilDate: 99 }) })).toEqual({
    peerId: 4, role: 'restricted', bans: ['sendPlain'], bannedUntil: 99,
  });
  expect(mapChannelParticipant({ ...banned, left: true, bannedRights: bans({ viewMessages: true }) })).toBeUndefined();
  expect(mapChannelParticipant({ _: 'channelParticipantLeft', peer: { _: 'peerUser', userId: 4 } })).toBeUndefined();
});

test('full forms hold what is shown and nothing else', () => {
  const settings = { settings: { _: 'peerSettings' }, notifySettings: { _: 'peerNotifySettings' } } as const;
  expect(mapUserInfo({ _: 'userFull', id: 3, ...settings, commonChatsCount: 0, birthday: { _: 'birthday', day: 1, month: 2 } })).toEqual({ birthday: { day: 1, month: 2 } });
  const invite = { _: 'chatInviteExported', link: 'https://t.me/+x', adminId: 1, date: 1 } as const;
  const full: tl.chatFull = {
    _: 'chatFull', id: 9, about: '', participants: { _: 'chatParticipantsForbidden', chatId: 9 }, notifySettings: settings.notifySettings, exportedInvite: { ...invite, revoked: true },
  };
  expect(mapChatInfo(full)).toEqual({ canViewMembers: false });
  expect(mapChatInfo({ ...full, about: 'us', exportedInvite: invite })).toEqual({ about: 'us', inviteLink: 'https://t.me/+x', canViewMembers: false });
});

test('members who are online come first, then those who were seen last; bots and deleted accounts come last', () => {
  const now = 1_000_000;
  const peer = (status: object | undefined, fields: object = {}) => ({ status, ...fields }) as Parameters<typeof seenAt>[0];
  const order = [
    peer({ kind: 'online', expires: now + 1 }),
    peer({ kind: 'online', expires: now - 1 }),
    peer({ kind: 'offline', wasOnline: now - 100 }),
    peer({ kind: 'recently' }),
    peer({ kind: 'lastWeek' }),
    peer({ kind: 'unknown' }),
    peer(undefined),
  ].map((one) => seenAt(one, now));
  expect([...order].sort((a, b) => b - a)).toEqual(order);
  expect(seenAt(peer({ kind: 'online', expires: now + 1 }, { isDeleted: true }), now)).toBe(-1);
});

test('a query fits the beginnings of words and usernames', () => {
  expect(isNamed('anna de vries anna_dv', ['vr'])).toBe(true);
  expect(isNamed('anna de vries anna_dv', ['an', 'de'])).toBe(true);
  expect(isNamed('anna de vries', ['nna'])).toBe(false);
  expect(isNamed('anna', [])).toBe(true);
});
