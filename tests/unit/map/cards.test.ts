import { describe, expect, test } from 'vitest';
import type { tl } from '#tl';
import { channelPeerId, userPeerId } from '#shared/model/index.ts';
import type { Media, Poll } from '#shared/model/index.ts';
import { mapMedia, mapMessage, mapPaidUpdate, mapPollUpdate, namedPeers } from '../../../src-main/store/index.ts';

const text = (value: string): tl.textWithEntities => ({ _: 'textWithEntities', text: value, entities: [] });
const A = new Uint8Array([97]);
const B = new Uint8Array([98]);
const peer = (userId: number): tl.peerUser => ({ _: 'peerUser', userId });

const poll = (fields: Partial<tl.poll> = {}): tl.poll => ({
  _: 'poll',
  id: 77n,
  question: text('Tea?'),
  answers: [{ _: 'pollAnswer', text: text('yes'), option: A }, { _: 'pollAnswer', text: text('no'), option: B, addedBy: peer(3), date: 5 }],
  hash: 9n,
  ...fields,
});
const results = (fields: Partial<tl.pollResults> = {}): tl.pollResults => ({ _: 'pollResults', ...fields });
const voters = (option: Uint8Array, count: number, fields: Partial<tl.pollAnswerVoters> = {}): tl.pollAnswerVoters => ({ _: 'pollAnswerVoters', option, voters: count, recentVoters: [], ...fields });
const mapped = (fields: Partial<tl.poll>, told: tl.pollResults): Poll => {
  const { media } = mapMedia({ _: 'messageMediaPoll', poll: poll(fields), results: told });
  if (media?.kind !== 'poll') throw new Error('no poll');
  return media.poll;
};
const counts = (one: Poll) => one.answers.map((answer) => [answer.voters, answer.chosen === true, answer.correct === true]);

describe('polls', () => {
  test('say what they are and how they stand', () => {
    const one = mapped({ publicVoters: true, multipleChoice: true, closeDate: 50, creator: true }, results({ totalVoters: 3, results: [voters(A, 2, { chosen: true, recentVoters: [peer(4)] }), voters(B, 1)] }));
    expect(one).toMatchObject({ id: '77', publicVoters: true, multiple: true, mine: true, closeDate: 50, totalVoters: 3, hash: '9' });
    expect(one.answers[1]).toMatchObject({ option: '62', addedBy: 3, date: 5 });
    expect(counts(one)).toEqual([[2, true, false], [1, false, false]]);
    expect(mapped({ quiz: true }, results()).finalVotes).toBe(true);
    expect(mapped({}, results({ totalVoters: 3 })).answers.map((answer) => answer.voters)).toEqual([undefined, undefined]);
  });

  test('keep own votes, right answers and the explanation through updates that leave them out', () => {
    const before = mapped({ quiz: true, creator: true }, results({ totalVoters: 1, results: [voters(A, 1, { chosen: true }), voters(B, 0, { correct: true })], solution: 'because', solutionEntities: [], hasUnreadVotes: true }));
    const { poll: after } = mapPollUpdate(before, { results: results({ min: true, totalVoters: 5, results: [voters(A, 3), voters(B, 2)] }) });
    expect(counts(after)).toEqual([[3, true, false], [2, false, true]]);
    expect(after).toMatchObject({ totalVoters: 5, solution: { text: 'because' }, unreadVotes: true, mine: true });
    const { poll: closed } = mapPollUpdate(after, { poll: poll({ quiz: true, closed: true }), results: results({ min: true, totalVoters: 6 }) });
    expect(closed).toMatchObject({ closed: true, totalVoters: 6, mine: true });
    expect(counts(closed)).toEqual([[3, true, false], [2, false, true]]);
  });

  test('lose the own vote when the whole results say so', () => {
    const before = mapped({}, results({ totalVoters: 1, results: [voters(A, 1, { chosen: true }), voters(B, 0)] }));
    const { poll: after } = mapPollUpdate(before, { results: results({ totalVoters: 0 }) });
    expect(counts(after)).toEqual([[undefined, false, false], [undefined, false, false]]);
    expect(after.totalVoters).toBe(0);
  });

  test('take added answers with the update that tells of them', () => {
    const before = mapped({}, results({ totalVoters: 1, results: [voters(A, 1, { chosen: true }), voters(B, 0)] }));
    const more = poll();
    more.answers.push({ _: 'pollAnswer', text: text('maybe'), option: new Uint8Array([99]) });
    const { poll: after } = mapPollUpdate(before, { poll: more, results: results({ min: true, totalVoters: 1 }) });
    expect(after.answers.map((answer) => answer.text.text)).toEqual(['yes', 'no', 'maybe']);
    expect(after.answers[0]).toMatchObject({ chosen: true, voters: 1 });
  });
});

describe('other cards', () => {
  const media = (one: tl.MessageMedia): Media | undefined => mapMedia(one).media;
  const geo: tl.geoPoint = { _: 'geoPoint', long: 13.4, lat: 52.5, accessHash: 6n };

  test('places have latitude and longitude where they belong', () => {
    expect(media({ _: 'messageMediaGeo', geo })).toEqual({ kind: 'location', point: { latitude: 52.5, longitude: 13.4, accessHash: '6' } });
    expect(media({ _: 'messageMediaGeo', geo: { _: 'geoPointEmpty' } })).toEqual({ kind: 'other', label: 'Location' });
    expect(media({ _: 'messageMediaGeo', geo: { ...geo, lat: 91 } })).toEqual({ kind: 'other', label: 'Location' });
    expect(media({ _: 'messageMediaGeoLive', geo: { _: 'geoPointEmpty' }, period: 60 })).toEqual({ kind: 'liveLocation', live: { point: undefined, period: 60 } });
    expect(media({ _: 'messageMediaVenue', geo, title: 'Café', address: 'Street 1', provider: '', venueId: '', venueType: '' })).toMatchObject({ kind: 'venue', venue: { title: 'Café', address: 'Street 1' } });
  });

  test('a shared contact without an account names nobody', () => {
    const contact: tl.messageMediaContact = { _: 'messageMediaContact', phoneNumber: '+49 (170) 1', firstName: 'Anna', lastName: '', vcard: '', userId: 0 };
    expect(media(contact)).toEqual({ kind: 'contact', contact: { phone: '+491701', firstName: 'Anna', lastName: '', vcard: '' } });
    expect(media({ ...contact, userId: 5 })).toMatchObject({ contact: { userId: userPeerId(5) } });
  });

  test('a dice shows what the server rolled', () => {
    expect(media({ _: 'messageMediaDice', emoticon: '🎲', value: 4 })).toEqual({ kind: 'dice', dice: { emoji: '🎲', value: 4 } });
  });

  test('an invoice keeps its picture for the server to fetch, and none that the seller would have to be asked for', () => {
    const invoice: tl.messageMediaInvoice = { _: 'messageMediaInvoice', title: 'Tea', description: 'Green', currency: 'EUR', totalAmount: 250n, startParam: '' };
    const photo: tl.webDocument = { _: 'webDocument', url: 'https://shop.example/tea.jpg', accessHash: 8n, size: 10, mimeType: 'image/jpeg', attributes: [] };
    const one = mapMedia({ ...invoice, photo });
    expect(one.media).toMatchObject({ kind: 'invoice', invoice: { amount: '250', currency: 'EUR' } });
    expect(one.webFiles).toEqual([{ url: photo.url, accessHash: 8n, byteSize: 10, mimeType: 'image/jpeg' }]);
    expect(one.media?.kind === 'invoice' ? one.media.invoice.picture : '').toMatch(/^web\/[0-9a-f]{32}$/);
    expect(mapMedia({ ...invoice, photo: { _: 'webDocumentNoProxy', url: photo.url, size: 10, mimeType: 'image/jpeg', attributes: [] } })).toEqual({
      media: { kind: 'invoice', invoice: { title: 'Tea', description: 'Green', amount: '250', currency: 'EUR' } }, files: [],
    });
  });

  test('giveaways, stories, checklists and paid media say what they are', () => {
    expect(media({ _: 'messageMediaGiveaway', channels: [9], quantity: 3, stars: 500n, untilDate: 70 })).toEqual({
      kind: 'giveaway', giveaway: { channelIds: [channelPeerId(9)], countries: [], quantity: 3, stars: '500', until: 70 },
    });
    expect(media({ _: 'messageMediaStory', peer: peer(4), id: 2, viaMention: true, story: { _: 'storyItemDeleted', id: 2 } })).toEqual({
      kind: 'story', story: { peerId: 4, id: 2, mentionsMe: true, expired: true },
    });
    const todo: tl.todoList = { _: 'todoList', title: text('Trip'), list: [{ _: 'todoItem', id: 1, title: text('pack') }], othersCanComplete: true };
    expect(media({ _: 'messageMediaToDo', todo, completions: [{ _: 'todoCompletion', id: 1, completedBy: peer(4), date: 8 }] })).toMatchObject({
      kind: 'checklist', checklist: { othersMayTick: true, tasks: [{ id: 1, doneBy: 4, doneAt: 8 }] },
    });
    const locked: tl.MessageExtendedMedia = { _: 'messageExtendedMediaPreview', w: 40, h: 30, videoDuration: 7 };
    expect(media({ _: 'messageMediaPaidMedia', starsAmount: 50n, extendedMedia: [locked] })).toEqual({
      kind: 'paidMedia', paid: { stars: '50', items: [{ kind: 'locked', width: 40, height: 30, duration: 7 }] },
    });
    const photo: tl.photo = { _: 'photo', id: 1n, accessHash: 2n, fileReference: new Uint8Array(), date: 0, sizes: [], dcId: 2 };
    const bought = mapPaidUpdate('50', [{ _: 'messageExtendedMedia', media: { _: 'messageMediaPhoto', photo } }]);
    expect(bought.media).toMatchObject({ kind: 'paidMedia', paid: { stars: '50', items: [{ kind: 'photo' }] } });
    expect(bought.files).toHaveLength(1);
  });

  test('voters and winners who are not known do not hold a message back; a sender does', () => {
    const message: tl.message = {
      _: 'message', id: 1, date: 1, message: '', peerId: { _: 'peerChannel', channelId: 9 }, fromId: peer(2),
      media: { _: 'messageMediaPoll', poll: poll(), results: results({ recentVoters: [peer(55)] }) },
    };
    expect(namedPeers(message)).toEqual([channelPeerId(9), 2]);
    expect(mapMessage(message, { selfId: userPeerId(1), title: () => undefined, isBroadcast: () => false })?.peerIds).toContain(55);
  });
});
