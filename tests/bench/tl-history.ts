import type { tl } from '#tl';

/** A small deterministic generator, so that each run measures the same bytes. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x100000000) * below);
  };
}

const phrase = 'the a meeting tomorrow photos from last weekend great thanks will look into it see you привет как дела 🎉 новости';
const words = phrase.split(' ');
const group: tl.peerChannel = { _: 'peerChannel', channelId: 1234567890 };

/** What a busy supergroup answers to messages.getHistory: messages of the usual kinds, their authors, the group. */
export function channelHistory(count = 100, authors = 30): tl.messages.channelMessages {
  const next = sequence(7);
  const messages = Array.from({ length: count }, (_, index) => message(next, 90_000 - index));
  const users = Array.from({ length: authors }, (_, index) => user(next, index));
  return { _: 'messages.channelMessages', pts: 412_345, count: 48_211, messages, topics: [], chats: [channel()], users };
}

function bytes(next: (below: number) => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => next(256));
}

function long(next: (below: number) => number): bigint {
  return (BigInt(next(0x7fffffff)) << 32n) | BigInt(next(0x7fffffff));
}

function text(next: (below: number) => number): string {
  return Array.from({ length: 3 + next(25) }, () => words[next(words.length)] ?? '').join(' ');
}

function message(next: (below: number) => number, id: number): tl.Message {
  const fromId: tl.Peer = { _: 'peerUser', userId: 5_000_000_000 + next(30) };
  const head = { id, fromId, peerId: group, date: 1_760_000_000 + id };
  if (next(20) === 0) {
    const replyTo: tl.MessageReplyHeader = { _: 'messageReplyHeader', replyToMsgId: id - 5 };
    return { _: 'messageService', ...head, replyTo, action: { _: 'messageActionPinMessage' } };
  }
  const out: tl.message = { _: 'message', ...head, message: text(next) };
  if (next(3) === 0) out.replyTo = { _: 'messageReplyHeader', replyToMsgId: id - 1 - next(50) };
  if (next(4) === 0) {
    out.entities = [
      { _: 'messageEntityBold', offset: 0, length: 4 },
      { _: 'messageEntityTextUrl', offset: 5, length: 3, url: 'https://example.org/some/page' },
    ];
  }
  const kind = next(10);
  if (kind < 2) out.media = { _: 'messageMediaPhoto', photo: photo(next) };
  else if (kind === 2) out.media = { _: 'messageMediaDocument', document: video(next), video: true };
  else if (kind === 3) out.media = { _: 'messageMediaDocument', document: sticker(next) };
  else if (kind === 4) out.media = { _: 'messageMediaWebPage', webpage: webPage(next) };
  if (next(4) === 0) out.reactions = reactions(next);
  if (next(10) === 0) out.editDate = out.date + 60;
  if (next(12) === 0) {
    out.fwdFrom = { _: 'messageFwdHeader', date: out.date - 1000, fromId: { _: 'peerChannel', channelId: 77 }, channelPost: 12 };
  }
  if (next(6) === 0) {
    out.views = next(5000);
    out.forwards = next(50);
  }
  return out;
}

function photo(next: (below: number) => number): tl.photo {
  return {
    _: 'photo',
    id: long(next),
    accessHash: long(next),
    fileReference: bytes(next, 29),
    date: 1_760_000_000,
    sizes: [
      { _: 'photoStrippedSize', type: 'i', bytes: bytes(next, 180) },
      { _: 'photoSize', type: 'm', w: 320, h: 240, size: 20_311 },
      { _: 'photoSize', type: 'x', w: 800, h: 600, size: 90_311 },
      { _: 'photoSizeProgressive', type: 'y', w: 1280, h: 960, sizes: [12_000, 40_000, 70_000, 110_000, 200_311] },
    ],
    dcId: 2,
  };
}

function video(next: (below: number) => number): tl.document {
  return {
    _: 'document',
    id: long(next),
    accessHash: long(next),
    fileReference: bytes(next, 29),
    date: 1_760_000_000,
    mimeType: 'video/mp4',
    size: 5_000_000 + next(10_000_000),
    thumbs: [
      { _: 'photoStrippedSize', type: 'i', bytes: bytes(next, 160) },
      { _: 'photoSize', type: 'm', w: 320, h: 180, size: 12_345 },
    ],
    dcId: 4,
    attributes: [
      { _: 'documentAttributeVideo', duration: 12.5, w: 1280, h: 720, supportsStreaming: true },
      { _: 'documentAttributeFilename', fileName: 'holiday.mp4' },
    ],
  };
}

function sticker(next: (below: number) => number): tl.document {
  return {
    _: 'document',
    id: long(next),
    accessHash: long(next),
    fileReference: bytes(next, 25),
    date: 1_760_000_000,
    mimeType: 'image/webp',
    size: 30_000,
    thumbs: [{ _: 'photoSize', type: 'm', w: 128, h: 128, size: 4_000 }],
    dcId: 2,
    attributes: [
      { _: 'documentAttributeImageSize', w: 512, h: 512 },
      { _: 'documentAttributeSticker', alt: '😀', stickerset: { _: 'inputStickerSetID', id: long(next), accessHash: long(next) } },
      { _: 'documentAttributeFilename', fileName: 'sticker.webp' },
    ],
  };
}

function webPage(next: (below: number) => number): tl.webPage {
  return {
    _: 'webPage',
    id: long(next),
    url: 'https://example.org/articles/2025/11/some-long-title',
    displayUrl: 'example.org/articles/2025/11/some-long-title',
    hash: 0,
    type: 'article',
    siteName: 'Example',
    title: 'Some long title of an article',
    description: text(next),
    photo: photo(next),
  };
}

function reactions(next: (below: number) => number): tl.messageReactions {
  return {
    _: 'messageReactions',
    canSeeList: true,
    results: [
      { _: 'reactionCount', reaction: { _: 'reactionEmoji', emoticon: '👍' }, count: 1 + next(20) },
      { _: 'reactionCount', reaction: { _: 'reactionEmoji', emoticon: '❤' }, count: 1 + next(5) },
    ],
    recentReactions: [
      {
        _: 'messagePeerReaction',
        peerId: { _: 'peerUser', userId: 5_000_000_000 + next(30) },
        date: 1_760_000_100,
        reaction: { _: 'reactionEmoji', emoticon: '👍' },
      },
    ],
  };
}

function user(next: (below: number) => number, index: number): tl.user {
  const out: tl.user = {
    _: 'user',
    id: 5_000_000_000 + index,
    accessHash: long(next),
    firstName: words[next(words.length)] ?? 'Ann',
    username: `user_number_${index}`,
    photo: { _: 'userProfilePhoto', photoId: long(next), strippedThumb: bytes(next, 120), dcId: 2 },
    status: { _: 'userStatusRecently' },
  };
  if (index % 3 === 0) out.lastName = 'Smith';
  if (index % 4 === 0) out.premium = true;
  return out;
}

function channel(): tl.channel {
  return {
    _: 'channel',
    megagroup: true,
    hasLink: true,
    id: group.channelId,
    accessHash: -8_123_456_789_012_345_678n,
    title: 'A busy group',
    username: 'busygroup',
    photo: { _: 'chatPhotoEmpty' },
    date: 1_600_000_000,
    defaultBannedRights: { _: 'chatBannedRights', changeInfo: true, pinMessages: true, untilDate: 0x7fffffff },
    participantsCount: 1530,
  };
}
