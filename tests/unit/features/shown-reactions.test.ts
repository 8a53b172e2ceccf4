import { afterEach, expect, it } from 'vitest';
import type { tl } from '#tl';
import { messageId } from '#shared/model/index.ts';
import { ANNA, Harness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.remove());

const given = (count: number, min = false): tl.messageReactions => ({
  _: 'messageReactions', ...(min ? { min: true } : {}), results: [{ _: 'reactionCount', reaction: { _: 'reactionEmoji', emoticon: '👍' }, count }],
});
const update = (id: number, reactions: tl.messageReactions): tl.updateMessageReactions => ({
  _: 'updateMessageReactions', peer: { _: 'peerUser', userId: ANNA }, msgId: id, reactions,
});
const countOf = (id: number): number => harness.store.messages.get(ANNA, messageId(id))?.reactions?.counts[0]?.count ?? 0;
const asked = (): number[][] => harness.server.named('messages.getMessagesReactions').map((call) => call.id);

async function withMessages(): Promise<number[]> {
  harness = await new Harness().start();
  await harness.withDialog(ANNA, {});
  const ids = ['one', 'two'].map((text) => harness.server.receive(ANNA, text).id);
  await harness.settle();
  return ids;
}

it('asks once for the reactions of what is on the screen, and again when a reaction does not say whose it is', async () => {
  const ids = await withMessages();
  const [first = 0] = ids;
  harness.server.on('messages.getMessagesReactions', () => harness.server.wrap([update(first, given(2))]));
  await harness.call('tools.onScreen', { peerId: ANNA, ids: ids.map(messageId) });
  await harness.settle(2_000);
  await harness.call('tools.onScreen', { peerId: ANNA, ids: ids.map(messageId) });
  await harness.settle(2_000);
  expect(asked()).toEqual([ids]);
  expect(countOf(first)).toBe(2);
  harness.server.push(harness.server.wrap([update(first, given(3, true))]));
  await harness.settle(12_000);
  expect(asked()).toEqual([ids, [first]]);
});

it('does not let an answer undo a reaction that came after it was asked for', async () => {
  const [first = 0] = await withMessages();
  const { promise, resolve } = Promise.withResolvers<void>();
  harness.server.on('messages.getMessagesReactions', async () => {
    const answer = harness.server.wrap([update(first, given(1))]);
    await promise;
    return answer;
  });
  await harness.call('tools.onScreen', { peerId: ANNA, ids: [messageId(first)] });
  await harness.settle(2_000);
  harness.server.push(harness.server.wrap([update(first, given(5))]));
  harness.server.on('messages.getMessagesReactions', () => harness.server.wrap([update(first, given(5))]));
  resolve();
  await harness.settle();
  expect(countOf(first)).toBe(5);
  await harness.settle(12_000);
  expect(asked()).toEqual([[first], [first]]);
});
