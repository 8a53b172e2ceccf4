import { afterAll, beforeAll, expect, it } from 'vitest';
import { chosenOptions, groupPeerId } from '#shared/model/index.ts';
import type { Message, MessageId, PeerId, Poll } from '#shared/model/index.ts';
import type { BoxMessage } from '../../dc/world/index.ts';
import { castVote, makePoll, optionAt, tellPoll } from '../../dc/world/polls.ts';
import type { WorldPoll } from '../../dc/world/polls.ts';
import { Town } from '../support/chats.ts';
import type { FollowedHistory, Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let ben: Somebody;
let carl: number;
let group: PeerId;

beforeAll(async () => {
  town = await Town.found();
  carl = town.neighbour('Carl').id;
  [anna, ben] = [await town.move('Anna'), await town.move('Ben')];
  group = groupPeerId(town.world.createGroup({ title: 'Walkers', creatorId: anna.user.id, memberIds: [ben.user.id, carl] }).id);
  await Promise.all([anna, ben].map((one) => one.dialogs().untilRow(group, () => true)));
});
afterAll(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

const plain = (text: string) => ({ text, entities: [] });
const pollOf = (message: Message | undefined): Poll | undefined => (message?.media?.kind === 'poll' ? message.media.poll : undefined);
const asked = (question: string) => (message: Message): boolean => message.id > 0 && pollOf(message)?.question.text === question;
const option = (index: number): string => Buffer.from(optionAt(index)).toString('hex');

/** Resolves with the message of a poll as soon as it is as wanted. */
async function untilPoll(history: FollowedHistory, question: string, check: (poll: Poll) => boolean = () => true): Promise<Message & { poll: Poll }> {
  const found = (messages: readonly Message[]): Message | undefined => messages.find((message) => asked(question)(message) && check(pollOf(message) as Poll));
  const message = found(await history.until((messages) => found(messages) !== undefined)) as Message;
  return { ...message, poll: pollOf(message) as Poll };
}

/** A poll that Carl, who has no app, has sent. */
function carlAsks(question: string, parts: Partial<Parameters<typeof makePoll>[1]> = {}): { poll: WorldPoll; sent: BoxMessage } {
  const poll = makePoll(town.world.state, { by: carl, question, answers: ['yes', 'no', 'perhaps'], ...parts });
  return { poll, sent: town.world.sendMessage({ from: carl, to: group as never, media: { kind: 'poll', poll } }) };
}

/** Somebody without the app votes, or takes a vote back. */
function voteAtServer(poll: WorldPoll, userId: number, indexes: number[]): void {
  castVote(town.world.state, poll, userId, indexes.map(optionAt));
  tellPoll(town.world.state, town.world.delivery, poll, userId);
}
const vote = (who: Somebody, id: MessageId, ...indexes: number[]): Promise<void> =>
  who.engine.window.call('polls.vote', { peerId: group, id, options: indexes.map(option) });

it('sends a poll, whose author learns of votes and steps to them', async () => {
  const [here, there, rows] = [anna.history(group), ben.history(group), anna.dialogs()];
  await anna.engine.window.call('cards.send', {
    peerId: group, card: { kind: 'poll', poll: { question: plain('Where to?'), answers: [plain('hills'), plain(' '), plain('sea')], publicVoters: true } },
  });
  const mine = await untilPoll(here, 'Where to?');
  expect(mine).toMatchObject({ out: true, poll: { mine: true, publicVoters: true, answers: [{ text: plain('hills') }, { text: plain('sea') }] } });
  const seen = await untilPoll(there, 'Where to?');
  await vote(ben, seen.id, 1);
  await untilPoll(there, 'Where to?', (poll) => poll.totalVoters === 1 && poll.answers[1]?.chosen === true && poll.answers[1].voters === 1);
  await rows.untilRow(group, (row) => row.unreadPollVotes === 1);
  expect(await anna.engine.window.call('unread.next', { peerId: group, kind: 'vote', after: 0 as MessageId })).toEqual({ id: mine.id });
  await anna.engine.window.call('unread.seen', { peerId: group, ids: [mine.id] });
  await rows.untilRow(group, (row) => row.unreadPollVotes === 0);
  await expect.poll(() => town.world.account(anna.user.id).dialog(group as never).unreadPollVotes.size, { timeout: 30_000 }).toBe(0);

  await vote(anna, mine.id, 0);
  const page = await anna.engine.window.call('polls.voters', { peerId: group, id: mine.id, option: option(1) });
  expect(page).toMatchObject({ total: 1, people: [{ peerId: ben.id }] });

  await anna.engine.window.call('polls.stop', { peerId: group, id: mine.id });
  await untilPoll(there, 'Where to?', (poll) => poll.closed === true && poll.answers.map((answer) => answer.voters).join() === '1,1');
});

it('votes once, with what was chosen last, when the connection and the app were gone meanwhile', async () => {
  const { poll } = carlAsks('Tomorrow?');
  const { id } = await untilPoll(ben.history(group), 'Tomorrow?');
  await town.dc.stop();
  await vote(ben, id, 0);
  await vote(ben, id, 2);
  await ben.restart();
  const kept = await untilPoll(ben.history(group), 'Tomorrow?');
  expect(chosenOptions(kept.poll)).toEqual([option(2)]);
  await town.bringBack();
  await expect.poll(() => poll.votes.map((one) => [one.userId, one.options]), { timeout: 30_000 }).toEqual([[ben.user.id, [option(2)]]]);
  await untilPoll(ben.history(group), 'Tomorrow?', (now) => now.totalVoters === 1 && now.answers[2]?.voters === 1);
});

it('keeps the own vote when others vote, moves it and takes it back', async () => {
  const { poll } = carlAsks('Rain?');
  const history = ben.history(group);
  const { id } = await untilPoll(history, 'Rain?');
  await vote(ben, id, 0);
  await untilPoll(history, 'Rain?', (now) => now.answers[0]?.voters === 1);
  voteAtServer(poll, carl, [1]);
  const both = await untilPoll(history, 'Rain?', (now) => now.totalVoters === 2);
  expect(both.poll.answers.map((answer) => [answer.voters, answer.chosen === true])).toEqual([[1, true], [1, false], [0, false]]);
  await vote(ben, id, 2);
  await untilPoll(history, 'Rain?', (now) => now.answers[2]?.chosen === true && now.answers[0]?.voters === 0);
  await vote(ben, id);
  await untilPoll(history, 'Rain?', (now) => chosenOptions(now).length === 0 && now.totalVoters === 1 && now.answers[1]?.voters === undefined);
});

it('takes a vote back that the server refuses, and says why', async () => {
  const { poll } = carlAsks('Too late?');
  const history = ben.history(group);
  const { id } = await untilPoll(history, 'Too late?');
  poll.closed = true;
  await expect(vote(ben, id, 1)).rejects.toMatchObject({ code: 'FORBIDDEN', message: 'This poll is closed.' });
  const after = await untilPoll(history, 'Too late?', (now) => now.closed === true);
  expect(chosenOptions(after.poll)).toEqual([]);
  await expect(vote(ben, id, 1)).rejects.toMatchObject({ message: 'This poll is closed.' });
});

it('shows which answer of a quiz is right, and why, only to who has answered', async () => {
  carlAsks('2 + 2?', { quiz: true, correct: new Set([option(1)]), solution: { text: 'count', entities: [] } });
  const history = ben.history(group);
  const before = await untilPoll(history, '2 + 2?');
  expect(before.poll).not.toHaveProperty('solution');
  expect(before.poll.answers.some((answer) => answer.correct)).toBe(false);
  await vote(ben, before.id, 0);
  const after = await untilPoll(history, '2 + 2?', (poll) => poll.solution !== undefined);
  expect(after.poll.answers.map((answer) => [answer.chosen === true, answer.correct === true])).toEqual([[true, false], [false, true], [false, false]]);
  await expect(vote(ben, before.id, 1)).rejects.toMatchObject({ message: 'Votes in this poll cannot be changed.' });
});

it('adds an answer to an open poll, which who added it removes', async () => {
  carlAsks('What else?', { open: true });
  const history = ben.history(group);
  const { id } = await untilPoll(history, 'What else?');
  const place = { peerId: group, id };
  const watched = ben.engine.window.listen('polls.watch', place);
  await ben.engine.window.call('polls.addAnswer', { ...place, answer: plain('sleep') });
  const more = await untilPoll(history, 'What else?', (poll) => poll.answers.length === 4);
  const added = more.poll.answers[3];
  expect(added).toMatchObject({ text: plain('sleep'), addedBy: ben.id });
  await watched.until((state) => state.removable.join() === added?.option);
  await expect(ben.engine.window.call('polls.addAnswer', { ...place, answer: plain('sleep') })).rejects.toMatchObject({ message: 'There is this answer already.' });
  await ben.engine.window.call('polls.removeAnswer', { ...place, option: added?.option ?? '' });
  await untilPoll(history, 'What else?', (poll) => poll.answers.length === 3);
});

it('asks for the results of what is on the screen', async () => {
  const { poll } = carlAsks('Still here?');
  const history = ben.history(group);
  const { id } = await untilPoll(history, 'Still here?');
  // An update that was lost: nobody is told.
  castVote(town.world.state, poll, carl, [optionAt(0)]);
  ben.engine.window.listen('polls.watch', { peerId: group, id });
  await untilPoll(history, 'Still here?', (now) => now.totalVoters === 1);
});

it('refuses what is no poll, before and at the server', async () => {
  const send = (parts: object) => anna.engine.window.call('cards.send', { peerId: group, card: { kind: 'poll', poll: { question: plain('Q'), answers: [plain('a'), plain('b')], ...parts } } });
  await expect(send({ question: plain(' ') })).rejects.toMatchObject({ message: 'Write the question of the poll.' });
  await expect(send({ answers: [plain('a'), plain('')] })).rejects.toMatchObject({ message: 'A poll needs two answers at least.' });
  await expect(send({ answers: [plain('a'), plain('a')] })).rejects.toMatchObject({ message: 'Two answers are the same.' });
  await expect(send({ correct: [] })).rejects.toMatchObject({ message: 'Say which answer is right.' });
  await expect(send({ correct: [0], solution: plain('1\n2\n3\n4') })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
