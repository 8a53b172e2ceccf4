import { afterEach, expect, it } from 'vitest';
import type { tl } from '#tl';
import { messageId, reactionKey } from '#shared/model/index.ts';
import type { MessageId, Reaction } from '#shared/model/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import { ANNA, Harness, SELF } from './harness.ts';

let harness: Harness;
afterEach(() => harness.remove());

const emoji = (sign: string): Reaction => ({ kind: 'emoji', emoji: sign });
const chosen = (id: MessageId): string[] =>
  (harness.store.messages.get(ANNA, id)?.reactions?.counts ?? []).filter((one) => one.chosen !== undefined).map((one) => reactionKey(one.reaction));
const key = (sign: string): string => reactionKey(emoji(sign));

/** What the server has of this account's reactions. */
let held: string[];
const reactionsUpdate = (id: number): tl.updateMessageReactions => ({
  _: 'updateMessageReactions',
  peer: { _: 'peerUser', userId: ANNA },
  msgId: id,
  reactions: {
    _: 'messageReactions',
    results: held.map((emoticon, chosenOrder) => ({ _: 'reactionCount', reaction: { _: 'reactionEmoji', emoticon }, count: 1, chosenOrder })),
    recentReactions: held.map((emoticon) => ({
      _: 'messagePeerReaction', my: true, peerId: { _: 'peerUser', userId: SELF }, date: 5, reaction: { _: 'reactionEmoji', emoticon },
    })),
  },
});

it('goes back to what the server holds when a later change is refused, though an earlier one was taken', async () => {
  harness = await new Harness().start();
  await harness.withDialog(ANNA, {});
  const id = messageId(harness.server.receive(ANNA, 'one').id);
  await harness.settle();
  held = [];
  const answers: (() => void)[] = [];
  harness.server.on('messages.sendReaction', async ({ reaction = [] }) => {
    await new Promise<void>((resolve) => answers.push(resolve));
    const wanted = reaction.flatMap((one) => (one._ === 'reactionEmoji' ? [one.emoticon] : []));
    if (wanted.length > 1) throw new RpcError(400, 'REACTIONS_TOO_MANY', 'messages.sendReaction');
    held = wanted;
    return harness.server.wrap([reactionsUpdate(id)]);
  });
  harness.server.on('messages.getMessagesReactions', () => harness.server.wrap([reactionsUpdate(id)]));
  const first = harness.call('reactions.set', { peerId: ANNA, id, reactions: [emoji('👍')] });
  await harness.settle();
  const second = harness.call('reactions.set', { peerId: ANNA, id, reactions: [emoji('👍'), emoji('❤')] });
  const refused = Promise.resolve(second).catch((error: unknown) => error);
  expect(chosen(id)).toEqual([key('👍'), key('❤')]);
  answers[0]!();
  await first;
  await harness.settle();
  answers[1]!();
  expect(await refused).toBeInstanceOf(RpcError);
  await harness.settle();
  expect(chosen(id)).toEqual([key('👍')]);
});
