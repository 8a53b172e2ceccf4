import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelPeerId, messageId } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { ThreadPlace } from '#shared/ipc/threads.ts';
import type { BoxMessage, WorldChannel } from '../../dc/world/model.ts';
import { FollowedHistory, Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let boris: Somebody;
let news: WorldChannel;
let talk: WorldChannel;
let newsId: PeerId;
let talkId: PeerId;

beforeAll(async () => {
  town = await Town.found();
  boris = await town.move('Boris');
  anna = await town.move('Anna');
  // Anna reads the channel and is not in its group.
  news = town.world.createChannel({ title: 'News', creatorId: boris.user.id, memberIds: [anna.user.id] });
  talk = town.world.createSupergroup({ title: 'News talk', creatorId: boris.user.id });
  newsId = channelPeerId(news.id);
  talkId = channelPeerId(talk.id);
  town.world.linkDiscussion(news, talk);
});
afterAll(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

const publish = (text: string): BoxMessage => town.world.sendMessage({ from: boris.user.id, to: newsId as never, text });
const copyOf = (post: BoxMessage): BoxMessage =>
  town.world.state.channelBox(talk.id).thread(talkId as never).find((one) => one.content.forward?.savedFromMsgId === post.id)!;
const comment = (post: BoxMessage, text: string, from = boris.user.id): BoxMessage =>
  town.world.sendMessage({ from, to: talkId as never, text, replyTo: copyOf(post) });

function threadOf(somebody: Somebody, place: ThreadPlace, anchor: 'end' | 'firstUnread' | MessageId = 'end'): FollowedHistory {
  const section = { kind: 'thread', rootId: place.rootId } as const;
  return new FollowedHistory(
    somebody.engine.window.listen('messages.window', { peerId: place.peerId, section, anchor, older: 20, newer: 20 }),
  );
}
const postSeen = (somebody: Somebody, id: number, check: (replies: { count: number; readMaxId?: number; maxId?: number }) => boolean) =>
  somebody.history(newsId).until((all) => all.some((one) => one.id === id && one.replies !== undefined && check(one.replies)));

describe('comments to a post', () => {
  it('are read and written by somebody who is not in the group, and counted at the post', async () => {
    const post = publish('The bridge is open');
    comment(post, 'At last');
    const [seen] = (await postSeen(anna, post.id, ({ count }) => count === 0 || count === 1)).slice(-1);
    expect(seen?.replies?.discussionId).toBe(talkId);
    const place = await anna.engine.window.call('threads.open', { peerId: newsId, id: messageId(post.id) });
    expect(place).toEqual({ peerId: talkId, rootId: copyOf(post).id });
    const info = anna.engine.window.listen('threads.info', place);
    const thread = threadOf(anna, place);
    await thread.until((all, window) => window.atStart && all.map((one) => one.text).join() === 'The bridge is open,At last');
    await anna.engine.window.call('messages.send', { peerId: talkId, threadId: place.rootId, text: 'Hooray', entities: [] });
    await thread.untilTexts(['The bridge is open', 'At last', 'Hooray']);
    const there = town.world.state.channelBox(talk.id).thread(talkId as never).at(-1)!;
    expect([there.content.text, there.replyToId, there.topId]).toEqual(['Hooray', place.rootId, place.rootId]);
    await info.until((event) => event.count === 2 && event.post?.id === post.id);
    await postSeen(anna, post.id, ({ count }) => count === 2);
    // Somebody answers while it is open: a guest hears of it, too.
    comment(post, 'So say we all');
    await thread.untilTexts(['The bridge is open', 'At last', 'Hooray', 'So say we all']);
    await postSeen(anna, post.id, ({ count }) => count === 3);
  });

  it('answer each other within the thread, whose top goes along', async () => {
    const post = publish('Rain tomorrow');
    const first = comment(post, 'How much');
    const place = await anna.engine.window.call('threads.open', { peerId: newsId, id: messageId(post.id) });
    anna.engine.window.listen('threads.info', place);
    const thread = threadOf(anna, place);
    await thread.untilTexts(['Rain tomorrow', 'How much']);
    await anna.engine.window.call('messages.send', {
      peerId: talkId, threadId: place.rootId, replyToId: messageId(first.id), text: 'Buckets', entities: [],
    });
    await thread.untilTexts(['Rain tomorrow', 'How much', 'Buckets']);
    const there = town.world.state.channelBox(talk.id).thread(talkId as never).at(-1)!;
    expect([there.replyToId, there.topId]).toEqual([first.id, place.rootId]);
  });

  it('are read on one device and lose their badge on the other', async () => {
    const post = publish('Elections');
    const last = [1, 2, 3].map((n) => comment(post, `Opinion ${n}`)).at(-1)!;
    const place = await anna.engine.window.call('threads.open', { peerId: newsId, id: messageId(post.id) });
    anna.engine.window.listen('threads.info', place);
    const thread = threadOf(anna, place);
    await thread.until((_all, window) => window.unreadCount === 3);
    // The other device.
    town.world.readThread(town.world.account(anna.user.id), copyOf(post), last.id);
    await thread.until((_all, window) => window.unreadCount === 0 && window.readInboxMaxId === last.id);
    await postSeen(anna, post.id, ({ readMaxId }) => readMaxId === last.id);
    // And this one.
    const newer = comment(post, 'Opinion 4');
    await thread.until((_all, window) => window.unreadCount === 1);
    await anna.engine.window.call('messages.read', { peerId: talkId, threadId: place.rootId, maxId: messageId(newer.id) });
    await thread.until((_all, window) => window.unreadCount === 0);
    await expect.poll(() => town.world.account(anna.user.id).threadReads.get(`${talk.id}/${place.rootId}`)).toBe(newer.id);
  });

  it('page in both directions without the rest of the group between them', async () => {
    const post = publish('A long story');
    for (let n = 0; n < 130; n += 1) {
      comment(post, `Part ${n}`);
      if (n % 10 === 0) town.world.sendMessage({ from: boris.user.id, to: talkId as never, text: 'Aside' });
    }
    const place = await anna.engine.window.call('threads.open', { peerId: newsId, id: messageId(post.id) });
    const ids = town.world.state.channelBox(talk.id).answers(place.rootId).map((one) => messageId(one.id));
    const middle = threadOf(anna, place, ids[60]!);
    await middle.until((all) => all.length === 41 && all[20]?.text === 'Part 60' && all[0]?.text === 'Part 40' && all[40]?.text === 'Part 80');
    const start = threadOf(anna, place, messageId(place.rootId));
    await start.until((all, window) => window.atStart && all[0]?.text === 'A long story' && all[1]?.text === 'Part 0');
    const end = threadOf(anna, place);
    await end.until((all, window) => window.atEnd && all.at(-1)?.text === 'Part 129' && all.length === 20);
  });

  it('have a draft of their own, which other devices get', async () => {
    const post = publish('Recipes');
    const place = await anna.engine.window.call('threads.open', { peerId: newsId, id: messageId(post.id) });
    const info = anna.engine.window.listen('threads.info', place);
    await anna.engine.window.call('drafts.save', { peerId: talkId, threadId: place.rootId, text: 'More salt', entities: [] });
    await info.until((event) => event.draft?.text === 'More salt');
    await anna.engine.window.call('app.setActive', { active: false });
    const drafts = town.world.account(anna.user.id).threadDrafts;
    await expect.poll(() => drafts.get(`${talkId}/${place.rootId}`)?.draft.message).toBe('More salt');
    const chat = anna.engine.window.listen('chat.info', { peerId: talkId });
    await chat.until((event) => event.draft === undefined);
    await anna.engine.window.call('app.setActive', { active: true });
    await anna.engine.window.call('messages.send', { peerId: talkId, threadId: place.rootId, text: 'More salt', entities: [] });
    await info.until((event) => event.draft === undefined);
    await expect.poll(() => drafts.get(`${talkId}/${place.rootId}`)?.draft.empty).toBe(true);
  });

  it('are closed when the copy of the post is deleted: the button goes, and an open view says so', async () => {
    const post = publish('Rumour');
    comment(post, 'Really');
    await postSeen(anna, post.id, () => true);
    const place = await anna.engine.window.call('threads.open', { peerId: newsId, id: messageId(post.id) });
    const info = anna.engine.window.listen('threads.info', place);
    await info.until((event) => event.roots.length === 1);
    town.world.deleteMessages([copyOf(post)]);
    await info.until((event) => event.closed === true);
    await anna.history(newsId).until((all) => all.some((one) => one.id === post.id && one.replies === undefined));
    const refusal = await anna.engine.window.refusal('threads.open', { peerId: newsId, id: messageId(post.id) });
    expect(refusal).toMatchObject({ code: 'NOT_FOUND', message: 'Comments to this post are closed.' });
  });

  it('ask to join first where the group wants that', async () => {
    const post = publish('Members only');
    talk.joinToSend = true;
    town.world.chats.announceAll(talk, { userId: 0 });
    const place = await anna.engine.window.call('threads.open', { peerId: newsId, id: messageId(post.id) });
    const refusal = await anna.engine.window.refusal('messages.send', { peerId: talkId, threadId: place.rootId, text: 'Hello', entities: [] });
    expect(refusal).toMatchObject({ code: 'FORBIDDEN', message: 'Join this group to write here.' });
    delete talk.joinToSend;
    town.world.chats.announceAll(talk, { userId: 0 });
  });
});

describe('the thread below a message of a group', () => {
  it('is opened from its top and from any answer, and counts live', async () => {
    const club = town.world.createSupergroup({ title: 'Club', creatorId: anna.user.id, memberIds: [boris.user.id] });
    const clubId = channelPeerId(club.id);
    const top = town.world.sendMessage({ from: anna.user.id, to: clubId as never, text: 'Where do we meet' });
    const one = town.world.sendMessage({ from: boris.user.id, to: clubId as never, text: 'At noon', replyTo: top });
    town.world.sendMessage({ from: boris.user.id, to: clubId as never, text: 'By the way' });
    const two = town.world.sendMessage({ from: anna.user.id, to: clubId as never, text: 'And where', replyTo: one });
    await boris.history(clubId).until((all) => all.some((each) => each.id === top.id && each.replies?.count === 2));
    const place = { peerId: clubId, rootId: messageId(top.id) };
    await expect(boris.engine.window.call('threads.open', { peerId: clubId, id: messageId(top.id) })).resolves.toEqual(place);
    await expect(boris.engine.window.call('threads.open', { peerId: clubId, id: messageId(two.id) })).resolves.toEqual(place);
    const thread = threadOf(boris, place);
    await thread.untilTexts(['Where do we meet', 'At noon', 'And where']);
    await boris.engine.window.call('messages.delete', { peerId: clubId, ids: [messageId(one.id)], forEveryone: true });
    await thread.untilTexts(['Where do we meet', 'And where']);
    await boris.history(clubId).until((all) => all.some((each) => each.id === top.id && each.replies?.count === 1));
  });

  it('has its own typing and its own queue of what is sent later', async () => {
    const club = town.world.createSupergroup({ title: 'Evening club', creatorId: anna.user.id, memberIds: [boris.user.id] });
    const clubId = channelPeerId(club.id);
    const top = town.world.sendMessage({ from: anna.user.id, to: clubId as never, text: 'Who sings' });
    town.world.sendMessage({ from: boris.user.id, to: clubId as never, text: 'I do', replyTo: top });
    const rootId = messageId(top.id);
    await boris.history(clubId).until((all) => all.some((each) => each.text === 'I do'));
    await anna.history(clubId).until((all) => all.some((each) => each.text === 'I do'));
    const actions = anna.engine.window.listen('chat.actions', {});
    await boris.engine.window.call('messages.setTyping', { peerId: clubId, threadId: rootId, typing: true });
    await actions.until((event) => event.peerId === clubId && event.actions[0]?.threadId === rootId && event.actions.length === 1);
    await boris.engine.window.call('messages.setTyping', { peerId: clubId, typing: true });
    await actions.until((event) => event.peerId === clubId && event.actions.some((one) => one.threadId === undefined) && event.actions.length === 2);

    const info = boris.engine.window.listen('threads.info', { peerId: clubId, rootId });
    const how = { scheduleDate: town.world.state.now() + 3600 };
    await boris.engine.window.call('messages.send', { peerId: clubId, threadId: rootId, text: 'And tomorrow', entities: [], how });
    await boris.engine.window.call('messages.send', { peerId: clubId, text: 'Good night', entities: [], how });
    const queue = () => town.world.scheduled.of(town.world.account(boris.user.id), clubId as never).map(({ message }) => message);
    await expect.poll(() => queue().map((one) => one.content.text).sort()).toEqual(['And tomorrow', 'Good night']);
    const chat = boris.engine.window.listen('chat.info', { peerId: clubId });
    await chat.until((event) => event.scheduled?.count === 2);
    await info.until((event) => event.scheduled?.count === 1 && event.scheduled.failed === 0);
    const waiting = boris.engine.window.listen('scheduled.queue', { peerId: clubId });
    const { messages } = await waiting.until((event) => event.messages.length === 2 && event.messages.every((one) => one.id > 0));
    const here = messages.filter((one) => one.threadId === rootId);
    expect(here.map((one) => one.text)).toEqual(['And tomorrow']);
    await boris.engine.window.call('scheduled.send', { peerId: clubId, ids: here.map((one) => one.id) });
    await threadOf(boris, { peerId: clubId, rootId }).untilTexts(['Who sings', 'I do', 'And tomorrow']);
    await info.until((event) => event.scheduled === undefined && event.count === 2);
  });
});
