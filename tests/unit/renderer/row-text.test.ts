import { describe, expect, it } from 'vitest';
import { messageId, userPeerId, type DialogRow, type Peer } from '#shared/model/index.ts';
import { directionOf } from '../../../src-renderer/strings/direction.ts';
import { coverSpoilers, rowDate, rowName, shownDraft, ticksOf } from '../../../src-renderer/features/dialogs/row-text.ts';

const now = new Date(2026, 2, 12, 15, 30).getTime();
const peer: Peer = { id: userPeerId(5), kind: 'user', title: 'Anna Lindqvist', usernames: [], color: 0, rights: { send: true, sendMedia: true, pin: true, deleteOthers: false } };
const message = { id: messageId(10), peerId: peer.id, date: now / 1000 - 60, out: false, fromId: peer.id, text: 'Hello\nthere', entities: [] };
const row: DialogRow = {
  peerId: peer.id,
  peer,
  folder: 'main',
  pinned: false,
  muted: false,
  unreadCount: 0,
  unreadMark: false,
  unreadMentions: 0,
  unreadReactions: 0,
  unreadPollVotes: 0,
  readInboxMaxId: messageId(10),
  readOutboxMaxId: messageId(9),
  topMessage: message,
};

describe('the accessible name of a row', () => {
  it('says title, text and time in reading order', () => {
    expect(rowName(row, peer, [], now)).toMatch(/^Anna Lindqvist, Hello there, 0?3:29 PM$|^Anna Lindqvist, Hello there, 15:29$/);
  });

  it('says what is unread, muted and pinned before the text', () => {
    const name = rowName({ ...row, unreadCount: 3, unreadMentions: 1, muted: true, pinned: true }, peer, [], now);
    expect(name).toContain('Anna Lindqvist, 3 unread messages, 1 mention, muted, pinned, Hello there');
  });

  it('says who wrote, and what the media is', () => {
    const photo = { ...message, media: { kind: 'photo' as const, photo: { id: '1', sizes: [] } } };
    const group: Peer = { ...peer, kind: 'supergroup', title: 'Choir' };
    expect(rowName({ ...row, topMessage: photo, topSenderName: 'Ben' }, group, [], now)).toContain('Choir, group, Ben: Photo, Hello there');
  });

  it('says the draft in place of the message, and typing in place of both', () => {
    const drafted = { ...row, draft: { text: 'I would ', entities: [], date: 1 } };
    expect(rowName(drafted, peer, [], now)).toContain('Draft: I would,');
    expect(rowName(drafted, peer, [{ userId: peer.id, userName: 'Anna', action: 'typing' }], now)).toContain('Anna Lindqvist, typing,');
  });

  it('calls the own chat Saved Messages', () => {
    expect(rowName(row, { ...peer, isSelf: true }, [], now)).toMatch(/^Saved Messages, /);
  });
});

describe('ticks', () => {
  const own = (changes: object): DialogRow => ({ ...row, topMessage: { ...message, out: true, ...changes } });
  it.each([
    ['nothing for what others wrote', row, undefined],
    ['one tick for what was sent', own({}), 'sent'],
    ['two when it was read', { ...own({}), readOutboxMaxId: messageId(10) }, 'read'],
    ['a clock while it waits', own({ sending: { state: 'pending' } }), 'pending'],
    ['a sign when it failed', own({ sending: { state: 'failed', reason: '', canRetry: true } }), 'failed'],
  ] as const)('shows %s', (_, one, expected) => {
    expect(ticksOf(one, peer)).toBe(expected);
  });

  it('shows none in the own chat and in channels', () => {
    expect(ticksOf(own({}), { ...peer, isSelf: true })).toBeUndefined();
    expect(ticksOf(own({}), { ...peer, kind: 'channel' })).toBeUndefined();
  });
});

it('dates a row by the draft that it shows, when that is newer', () => {
  const at = (date: number, more: Partial<DialogRow> = {}) => rowDate({ ...row, draft: { text: 'x', entities: [], date }, ...more });
  expect(at(message.date + 30)).toBe(message.date + 30);
  expect(at(message.date - 30)).toBe(message.date);
  expect(at(message.date + 30, { unreadCount: 1 }), 'the message is shown').toBe(message.date);
  const { topMessage: _, ...empty } = row;
  expect(rowDate({ ...empty, draft: { text: 'x', entities: [], date: 7 } })).toBe(7);
  expect(rowDate(empty)).toBeUndefined();
});

it('shows no draft of blanks, and unread messages before a draft', () => {
  expect(shownDraft({ ...row, draft: { text: '  \n', entities: [], date: 1 } })).toBeUndefined();
  expect(shownDraft({ ...row, unreadCount: 1, draft: { text: 'x', entities: [], date: 1 } })).toBeUndefined();
});

it('covers spoilers', () => {
  const secret = { ...message, text: 'the 🐧 end', entities: [{ type: 'spoiler' as const, offset: 4, length: 2 }] };
  expect(coverSpoilers(secret).text).toBe('the ▒▒ end');
});

it.each([
  ['Hello', 'ltr'],
  ['مرحبا Anna', 'rtl'],
  ['12:30 – שלום', 'rtl'],
  ['🐧 …', 'ltr'],
  ['日本 مرحبا', 'ltr'],
])('finds the direction of "%s"', (text, direction) => {
  expect(directionOf(text)).toBe(direction);
});
