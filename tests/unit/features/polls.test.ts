import { afterEach, expect, it } from 'vitest';
import type { tl } from '#tl';
import { messageId } from '#shared/model/index.ts';
import { ANNA, Harness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.remove());

const option = (index: number): Uint8Array => new Uint8Array([97 + index]);
const text = (value: string): tl.textWithEntities => ({ _: 'textWithEntities', text: value, entities: [] });
const poll = (fields: Partial<tl.poll> = {}): tl.poll => ({
  _: 'poll', id: 5n, question: text('Tea?'), answers: [0, 1].map((index) => ({ _: 'pollAnswer', text: text(`answer ${index}`), option: option(index) })), hash: 3n, ...fields,
});
const counts = (votes: readonly number[], chosen?: number): tl.PollAnswerVoters[] =>
  votes.map((voters, index) => ({ _: 'pollAnswerVoters', option: option(index), voters, recentVoters: [], ...(chosen === index ? { chosen: true } : {}) }));
const results = (votes: readonly number[], fields: Partial<tl.pollResults> = {}, chosen?: number): tl.pollResults => ({
  _: 'pollResults', totalVoters: votes.reduce((sum, one) => sum + one, 0), results: counts(votes, chosen), ...fields,
});
const update = (told: tl.pollResults, of?: tl.poll): tl.updateMessagePoll => ({ _: 'updateMessagePoll', pollId: 5n, ...(of === undefined ? {} : { poll: of }), results: told });

/** A poll in a chat, open for so many seconds, and a copy of it that was forwarded to the same one. */
async function withPoll(lifetime?: number): Promise<number[]> {
  harness = await new Harness().start();
  await harness.withDialog(ANNA, {});
  const end = lifetime === undefined ? {} : { closeDate: Math.floor(harness.clock.now() / 1000) + lifetime };
  const media: tl.messageMediaPoll = { _: 'messageMediaPoll', poll: poll(end), results: { _: 'pollResults', totalVoters: 0 } };
  const ids = [1, 2].map(() => harness.server.receive(ANNA, '', { media }).id);
  await harness.settle();
  return ids;
}
const shown = (id: number) => {
  const media = harness.store.messages.get(ANNA, messageId(id))?.media;
  if (media?.kind !== 'poll') throw new Error('no poll');
  return media.poll;
};
const votesOf = (id: number) => shown(id).answers.map((answer) => `${answer.voters ?? '?'}${answer.chosen === true ? '*' : ''}`).join(' ');
/** Moves time by so many milliseconds; the harness moves it twice. */
const pass = (ms: number): Promise<void> => harness.settle(ms / 2);
const vote = (id: number, ...options: number[]) =>
  harness.call('polls.vote', { peerId: ANNA, id: messageId(id), options: options.map((one) => Buffer.from(option(one)).toString('hex')) });

it('shows a vote at once in every message with the poll, and listens to nobody who does not know of it', async () => {
  const [first = 0, second = 0] = await withPoll();
  const { promise, resolve } = Promise.withResolvers<void>();
  harness.server.on('messages.sendVote', async () => {
    await promise;
    return harness.server.wrap([update(results([1, 4], {}, 0))]);
  });
  harness.server.push(harness.server.wrap([update(results([0, 4], { min: true }))]));
  await harness.settle();
  void vote(first, 0);
  await harness.settle();
  expect([votesOf(first), votesOf(second)]).toEqual(['1* 4', '1* 4']);
  harness.server.push(harness.server.wrap([update(results([0, 5], { min: true }))]));
  await harness.settle();
  expect(votesOf(first)).toBe('1* 4');
  resolve();
  await harness.settle();
  expect([votesOf(first), votesOf(second)]).toEqual(['1* 4', '1* 4']);
  harness.server.push(harness.server.wrap([update(results([1, 6], { min: true }))]));
  await harness.settle();
  expect([votesOf(first), votesOf(second)]).toEqual(['1* 6', '1* 6']);
});

it('asks for the results of a poll on the screen every 45 seconds, and once after its end', async () => {
  const [first = 0] = await withPoll(100);
  harness.server.on('messages.getPollResults', () => harness.server.wrap([update(results([0, 1], { min: true }))]));
  const asked = () => harness.server.named('messages.getPollResults').length;
  const place = { peerId: ANNA, id: messageId(first) };
  const watching = harness.listen('polls.watch', place);
  await pass(1_000);
  expect(asked()).toBe(1);
  await pass(30_000);
  expect(asked()).toBe(1);
  await pass(20_000);
  expect(asked()).toBe(2);
  // It comes back to the screen: what was asked for just now is fresh.
  watching.subscription?.dispose();
  const again = harness.listen('polls.watch', place);
  await pass(1_000);
  expect(asked()).toBe(2);
  await pass(45_000);
  expect(asked()).toBe(3);
  await pass(10_000);
  const atEnd = asked();
  expect(atEnd).toBe(4);
  await pass(300_000);
  expect(asked()).toBe(atEnd);
  again.subscription?.dispose();
});
