import { describe, expect, test } from 'vitest';
import { strippedPhotoToJpg } from 'telegram/Utils.js';
import type { tl } from '#tl';
import { channelPeerId, groupPeerId, userPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { inflateStripped, mapDocument, mapDraft, mapEntities, mapMedia, mapMessage, mapPeer, mapService, mapStatus } from '../../../src-main/store/index.ts';
import type { MapContext } from '../../../src-main/store/index.ts';
import { channel, user } from '../store/support.ts';
import { ValueMaker } from '../tl/random-value.ts';

const SELF = userPeerId(1);
const names = new Map<PeerId, string>([
  [userPeerId(2), 'Anna'],
  [userPeerId(3), 'Ben'],
  [userPeerId(4), 'Carl'],
  [channelPeerId(9), 'News'],
]);
const context: MapContext = { selfId: SELF, title: (id) => names.get(id), isBroadcast: (id) => id === channelPeerId(9) };
const GROUP = groupPeerId(7);

function message(fields: Partial<tl.message> = {}): tl.message {
  return { _: 'message', id: 5, peerId: { _: 'peerUser', userId: 2 }, date: 100, message: 'hello', ...fields };
}
const map = (fields: Partial<tl.message> = {}) => {
  const mapped = mapMessage(message(fields), context);
  if (mapped === undefined) throw new Error('not mapped');
  return mapped;
};

const document = (mimeType: string, attributes: tl.DocumentAttribute[]): tl.document => ({
  _: 'document',
  id: 6n,
  accessHash: 7n,
  fileReference: new Uint8Array(),
  date: 1,
  mimeType,
  size: 5000,
  dcId: 2,
  attributes,
});

describe('messages', () => {
  test('private chats leave the sender out', () => {
    expect(map().message).toEqual({ id: 5, peerId: 2, date: 100, out: false, fromId: 2, text: 'hello', entities: [] });
    expect(map({ out: true }).message).toMatchObject({ out: true, fromId: SELF });
  });

  test('posts have no sender, anonymous admins speak as the group', () => {
    const peerId = { _: 'peerChannel', channelId: 9 } as const;
    expect(map({ peerId, post: true, views: 5, postAuthor: 'Ed', fromId: peerId }).message).toMatchObject({ isPost: true, views: 5, postAuthor: 'Ed' });
    expect(map({ peerId, post: true, fromId: peerId }).message.fromId).toBeUndefined();
    expect(map({ peerId, fromId: peerId }).message.fromId).toBe(channelPeerId(9));
  });

  test('a hidden edit is no edit to see, but makes the copy newer', () => {
    const hidden = map({ editDate: 200, editHide: true });
    expect(hidden.message.editDate).toBeUndefined();
    expect(hidden.editDate).toBe(200);
    expect(map({ editDate: 200 }).message.editDate).toBe(200);
  });

  test('replies, quotes, other chats', () => {
    const header = { _: 'messageReplyHeader', replyToMsgId: 3 } as const;
    expect(map({ replyTo: header }).message.replyTo).toEqual({ messageId: 3 });
    expect(map({ replyTo: { ...header, replyToPeerId: { _: 'peerChannel', channelId: 9 }, quote: true, quoteText: 'a bit', quoteEntities: [{ _: 'messageEntityBold', offset: 0, length: 1 }] } }).message.replyTo).toEqual({
      messageId: 3,
      peerId: channelPeerId(9),
      quote: { text: 'a bit', entities: [{ type: 'bold', offset: 0, length: 1 }] },
    });
    expect(map({ replyTo: { ...header, forumTopic: true } }).message.replyTo).toBeUndefined();
  });

  test('forwards name their origin or its name, and cannot be edited', () => {
    const forwarded = map({ out: true, fwdFrom: { _: 'messageFwdHeader', fromId: { _: 'peerChannel', channelId: 9 }, channelPost: 44, date: 90 } });
    expect(forwarded.message.forward).toEqual({ fromId: channelPeerId(9), channelPostId: 44, date: 90 });
    expect(forwarded.editable).toBe(false);
    expect(map({ fwdFrom: { _: 'messageFwdHeader', fromName: 'Hidden', date: 90 } }).message.forward).toEqual({ fromName: 'Hidden', date: 90 });
    expect(map({ out: true }).editable).toBe(true);
    expect(map().editable).toBe(false);
  });

  test('64-bit ids stay exact', () => {
    expect(map({ groupedId: 2n ** 63n - 1n }).message.groupedId).toBe('9223372036854775807');
  });

  test('all whom it shows are named, each once', () => {
    const mapped = map({
      viaBotId: 8,
      fwdFrom: { _: 'messageFwdHeader', fromId: { _: 'peerUser', userId: 3 }, date: 1 },
      entities: [{ _: 'messageEntityMentionName', offset: 0, length: 5, userId: 3 }],
    });
    expect(mapped.peerIds).toEqual([2, 8, 3]);
  });

  test('messageEmpty is no message', () => {
    expect(mapMessage({ _: 'messageEmpty', id: 5 }, context)).toBeUndefined();
  });
});

describe('entities', () => {
  test('offsets count UTF-16 units, and ranges outside the text are left out', () => {
    const text = 'Hi 👩‍👩‍👧 you';
    expect(
      mapEntities(
        [
          { _: 'messageEntityBold', offset: 0, length: 2 },
          { _: 'messageEntityTextUrl', offset: 3, length: 8, url: 'https://x.y' },
          { _: 'messageEntityItalic', offset: 10, length: 50 },
          { _: 'messageEntityUnknown', offset: 0, length: 1 },
          { _: 'messageEntityPre', offset: 0, length: 2, language: 'ts' },
        ],
        text,
      ),
    ).toEqual([
      { type: 'bold', offset: 0, length: 2 },
      { type: 'textUrl', offset: 3, length: 8, url: 'https://x.y' },
      { type: 'pre', offset: 0, length: 2, language: 'ts' },
    ]);
  });

  test('every kind of styled range has a counterpart', () => {
    const maker = new ValueMaker();
    const without = new Set(['messageEntityUnknown', 'messageEntityDiffInsert', 'messageEntityDiffReplace', 'messageEntityDiffDelete', 'inputMessageEntityMentionName']);
    for (const entry of maker.entries.filter((each) => each.type === 'MessageEntity' && !without.has(each.name))) {
      const entity = { ...maker.make(entry, 1, 'all'), offset: 1, length: 2 } as unknown as tl.MessageEntity;
      expect(mapEntities([entity], 'hello'), entry.name).toHaveLength(1);
    }
  });
});

describe('pictures', () => {
  const stripped = Uint8Array.from({ length: 60 }, (_, index) => (index === 0 ? 1 : index === 1 ? 30 : index === 2 ? 40 : (index * 37) & 255));
  const photo: tl.photo = {
    _: 'photo',
    id: 2n ** 62n,
    accessHash: -4n,
    fileReference: new Uint8Array([1, 2]),
    date: 5,
    dcId: 3,
    sizes: [
      { _: 'photoStrippedSize', type: 'i', bytes: stripped },
      { _: 'photoSizeProgressive', type: 'y', w: 1280, h: 960, sizes: [10, 500, 9000] },
      { _: 'photoSize', type: 'm', w: 320, h: 240, size: 700 },
      { _: 'photoPathSize', type: 'j', bytes: new Uint8Array([9]) },
    ],
  };

  test('a stripped thumbnail is the JPEG that another client makes of it', () => {
    const url = inflateStripped(stripped) ?? '';
    const [head, data = ''] = url.split(',');
    expect(head).toBe('data:image/jpeg;base64');
    expect(Buffer.from(data, 'base64').equals(strippedPhotoToJpg(Buffer.from(stripped)))).toBe(true);
  });

  test('what is no stripped thumbnail gives none', () => {
    expect(inflateStripped(new Uint8Array([1, 2]))).toBeUndefined();
    expect(inflateStripped(new Uint8Array([2, 30, 40, 1, 2]))).toBeUndefined();
  });

  test('photos bring their sizes, smallest first, and what a download needs', () => {
    const { media, files } = mapMedia({ _: 'messageMediaPhoto', photo, spoiler: true });
    expect(media).toMatchObject({
      kind: 'photo',
      spoiler: true,
      photo: {
        id: '4611686018427387904',
        sizes: [
          { type: 'm', width: 320, height: 240, byteSize: 700, url: 'photo/4611686018427387904/m' },
          { type: 'y', width: 1280, height: 960, byteSize: 9000 },
        ],
        stripped: expect.stringMatching(/^data:image/),
      },
    });
    expect(files).toEqual([
      { kind: 'photo', id: 2n ** 62n, accessHash: -4n, dcId: 3, reference: new Uint8Array([1, 2]), byteSize: 0, mimeType: 'image/jpeg', fileName: '', sizes: [{ type: 'm', byteSize: 700 }, { type: 'y', byteSize: 9000 }] },
    ]);
  });

  test('media that vanishes cannot be looked at, and says what it was', () => {
    expect(mapMedia({ _: 'messageMediaDocument', voice: true, ttlSeconds: 2 ** 31 - 1, document: document('audio/ogg', []) }).media).toEqual({
      kind: 'other', label: 'Self-destructing voice message',
    });
    expect(mapMedia({ _: 'messageMediaPhoto', ttlSeconds: 5 }).media).toEqual({ kind: 'other', label: 'Expired photo' });
    expect(mapMedia({ _: 'messageMediaDocument', voice: true, ttlSeconds: 5 }).media).toEqual({ kind: 'other', label: 'Expired voice message' });
  });
});

describe('documents', () => {
  const video = { _: 'documentAttributeVideo', duration: 3.5, w: 10, h: 20 } as const;
  test.each<[string, string, tl.DocumentAttribute[], object]>([
    ['file', 'application/pdf', [{ _: 'documentAttributeFilename', fileName: 'a.pdf' }], { fileName: 'a.pdf' }],
    ['video', 'video/mp4', [video], { fileName: 'video.mp4', duration: 3.5, width: 10, height: 20 }],
    ['roundVideo', 'video/mp4', [{ ...video, roundMessage: true }], {}],
    ['gif', 'video/mp4', [video, { _: 'documentAttributeAnimated' }], {}],
    ['gif', 'image/gif', [{ _: 'documentAttributeImageSize', w: 4, h: 5 }], { width: 4, height: 5, fileName: 'gif.gif' }],
    ['voice', 'audio/ogg', [{ _: 'documentAttributeAudio', voice: true, duration: 9 }], { duration: 9 }],
    ['audio', 'audio/mpeg', [{ _: 'documentAttributeAudio', duration: 9, title: 'T', performer: 'P' }], { title: 'T', performer: 'P', fileName: 'audio.mp3' }],
    ['voice', 'audio/ogg', [{ _: 'documentAttributeAudio', voice: true, duration: 1, waveform: Buffer.from('410c', 'hex') }], { waveform: [1, 2, 3] }],
    ['audio', 'audio/mpeg', [], { fileName: 'audio.mp3' }],
    ['gif', 'video/mp4', [{ _: 'documentAttributeAnimated' }, { _: 'documentAttributeAudio', duration: 9 }], {}],
    ['video', 'video/mp4', [{ ...video, nosound: true }, { _: 'documentAttributeAudio', duration: 9, title: 'T' }], { silent: true, duration: 3.5 }],
    ['roundVideo', 'video/mp4', [{ _: 'documentAttributeAnimated' }, { ...video, roundMessage: true }, { _: 'documentAttributeAudio', duration: 9 }], { duration: 3.5 }],
    ['sticker', 'video/webm', [{ _: 'documentAttributeAudio', duration: 9 }, { _: 'documentAttributeSticker', alt: 'x', stickerset: { _: 'inputStickerSetEmpty' } }], {}],
    ['file', 'application/x-msdownload', [{ _: 'documentAttributeFilename', fileName: '../evil\u202Egpj.exe' }], { fileName: '_evil_gpj.exe' }],
    ['sticker', 'video/webm', [video, { _: 'documentAttributeSticker', alt: '😀', stickerset: { _: 'inputStickerSetEmpty' } }], { emoji: '😀' }],
  ])('%s of %s', (kind, mimeType, attributes, expected) => {
    expect(mapDocument(document(mimeType, attributes))).toMatchObject({ kind, ...expected });
  });
});

test('every kind of media has a face', () => {
  const maker = new ValueMaker();
  for (const entry of maker.entries.filter((each) => each.type === 'MessageMedia' && each.name !== 'messageMediaEmpty' && each.name !== 'messageMediaWebPage')) {
    for (let seed = 0; seed < 4; seed += 1) {
      const { media } = mapMedia(maker.make(entry, seed, seed === 0 ? 'none' : 'random') as unknown as tl.MessageMedia);
      expect(media, entry.name).toBeDefined();
    }
  }
});

describe('service notes', () => {
  const note = (action: tl.MessageAction, facts: { peerId?: PeerId; actorId?: PeerId; out?: boolean } = {}) =>
    mapService({ peerId: GROUP, actorId: userPeerId(2), out: false, ...facts, action }, context);

  test.each<[tl.MessageAction, string]>([
    [{ _: 'messageActionChatCreate', title: 'Walks', users: [2] }, 'Anna created the group “Walks”'],
    [{ _: 'messageActionChatAddUser', users: [3, 4, 1] }, 'Anna added Ben, Carl and you'],
    [{ _: 'messageActionChatAddUser', users: [2] }, 'Anna joined the group'],
    [{ _: 'messageActionChatDeleteUser', userId: 3 }, 'Anna removed Ben'],
    [{ _: 'messageActionChatDeleteUser', userId: 2 }, 'Anna left the group'],
    [{ _: 'messageActionChatDeleteUser', userId: 77 }, 'Anna removed someone'],
    [{ _: 'messageActionSetMessagesTTL', period: 86_400 }, 'Anna set messages to be deleted after 1 day'],
    [{ _: 'messageActionSetMessagesTTL', period: 0 }, 'Anna turned off automatic deletion of messages'],
    [{ _: 'messageActionGroupCall', call: { _: 'inputGroupCall', id: 1n, accessHash: 1n }, duration: 187 }, 'Video chat ended after 3:07'],
  ])('%o', (action, text) => {
    expect(note(action).text).toBe(text);
  });

  test('names are marked where they stand', () => {
    const { text, mentions } = note({ _: 'messageActionChatAddUser', users: [3, 4] });
    expect(mentions.map(({ offset, length, peerId }) => [text.slice(offset, offset + length), peerId])).toEqual([['Anna', 2], ['Ben', 3], ['Carl', 4]]);
    expect(note({ _: 'messageActionPinMessage' }, { actorId: SELF }).text).toBe('You pinned a message');
  });

  test('channels speak of themselves', () => {
    expect(note({ _: 'messageActionChatEditTitle', title: 'New' }, { peerId: channelPeerId(9), actorId: channelPeerId(9) })).toEqual({
      text: 'The channel is now called “New”',
      mentions: [],
    });
  });

  test('calls are told from both ends', () => {
    const missed = { _: 'messageActionPhoneCall', callId: 1n, reason: { _: 'phoneCallDiscardReasonMissed' } } as const;
    expect(note(missed).text).toBe('Missed call');
    expect(note(missed, { out: true }).text).toBe('Cancelled call');
    expect(note({ _: 'messageActionPhoneCall', callId: 1n, video: true, duration: 61 }).text).toBe('Incoming video call, 1:01');
  });

  test('every action of the schema has a sentence of its own, with names where it marks them', () => {
    const maker = new ValueMaker();
    const actions = maker.entries.filter((each) => each.type === 'MessageAction');
    expect(actions.length).toBeGreaterThan(60);
    for (const entry of actions) {
      for (let seed = 0; seed < 4; seed += 1) {
        const action = maker.make(entry, seed, seed === 0 ? 'none' : seed === 1 ? 'all' : 'random') as unknown as tl.MessageAction;
        const { text, mentions } = note(action);
        expect(text, entry.name).not.toBe('');
        // The server writes this one itself, and here it wrote nothing.
        const isSilent = action._ === 'messageActionCustomAction' && action.message === '';
        if (!isSilent) expect(text, entry.name).not.toMatch(/cannot show|undefined|\[object/);
        for (const { offset, length } of mentions) expect(offset + length, entry.name).toBeLessThanOrEqual(text.length);
      }
    }
  });

  test('an action that is not known gets a neutral sentence', () => {
    expect(note({ _: 'messageActionOfTomorrow' } as never).text).toBe('Something happened that this version cannot show');
  });
});

describe('peers', () => {
  test('people', () => {
    expect(mapPeer(user(20, { firstName: 'Anna', lastName: 'K', username: 'anna', phone: '49', premium: true, verified: true }))).toMatchObject({
      id: 20,
      kind: 'user',
      title: 'Anna K',
      usernames: ['anna'],
      phone: '49',
      isPremium: true,
      isVerified: true,
      color: 6,
      status: { kind: 'unknown' },
    });
    expect(mapPeer(user(8, { bot: true })).status).toBeUndefined();
    expect(mapPeer(user(8, { color: { _: 'peerColor', color: 3 } })).color).toBe(3);
    expect(mapPeer({ _: 'user', id: 8 }).title).toBe('Unnamed');
  });

  test('the kinds of channels', () => {
    const { megagroup: _megagroup, ...bare } = channel(9);
    expect(mapPeer({ ...bare, broadcast: true }).kind).toBe('channel');
    expect(mapPeer(channel(9, { forum: true }))).toMatchObject({ kind: 'supergroup', isForum: true });
  });

  test('any user or chat that a server may send is mapped', () => {
    const maker = new ValueMaker();
    for (const entry of maker.entries.filter((each) => each.kind === 'constructor' && (each.type === 'User' || each.type === 'Chat') && !each.name.endsWith('Empty'))) {
      for (let seed = 0; seed < 20; seed += 1) {
        const peer = mapPeer(maker.make(entry, seed, 'random') as never);
        expect(peer.title).not.toBe('');
        if (!peer.rights.send) expect(peer.rights.sendBlockedReason).toMatch(/\.$/);
        expect(peer.color).toBeGreaterThanOrEqual(0);
      }
    }
  });

  test('when somebody was last seen', () => {
    expect(mapStatus({ _: 'userStatusOffline', wasOnline: 9 })).toEqual({ kind: 'offline', wasOnline: 9 });
    expect(mapStatus({ _: 'userStatusLastMonth' })).toEqual({ kind: 'lastMonth' });
    expect(mapStatus({ _: 'userStatusEmpty' })).toEqual({ kind: 'unknown' });
  });
});

test('drafts', () => {
  expect(mapDraft({ _: 'draftMessageEmpty' })).toBeUndefined();
  expect(mapDraft({ _: 'draftMessage', message: '', date: 5 })).toBeUndefined();
  expect(mapDraft({ _: 'draftMessage', message: '', date: 5, replyTo: { _: 'inputReplyToMessage', replyToMsgId: 8 } })).toEqual({
    text: '',
    entities: [],
    replyToId: 8,
    date: 5,
  });
});
