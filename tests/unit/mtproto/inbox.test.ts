import { expect, test } from 'vitest';
import type { BulkCipher } from '../../../src-main/crypto/index.ts';
import type { Conversation, PacketSteps } from '../../../src-main/mtproto/connection/conversation.ts';
import { Inbox } from '../../../src-main/mtproto/connection/inbox.ts';
import type { LineEvents } from '../../../src-main/mtproto/dialing/line.ts';
import { silentLogger } from '../../../src-main/mtproto/runtime.ts';
import { FakeClock } from './fake-clock.ts';

const large = 70_000;

/** An inbox whose packets are told apart by their first byte; the large ones open when the test says so. */
function inbox(options: { cost?: number; steps?: (id: number) => number } = {}) {
  const clock = new FakeClock();
  // Work takes time without anything else being run.
  const started = clock.monotonic();
  let worked = 0;
  clock.monotonic = () => started + worked;
  const dealt: number[] = [];
  const failed: unknown[] = [];
  const full: boolean[] = [];
  const returned: number[] = [];
  let receipts = 0;
  let listener: LineEvents | undefined;
  const opening = new Map<number, PromiseWithResolvers<PacketSteps>>();
  const deal = function* (packet: Uint8Array): PacketSteps {
    const id = packet[0]!;
    for (let step = 0; step < (options.steps?.(id) ?? 1); step++) {
      if (step > 0) yield;
      dealt.push(id);
      worked += options.cost ?? 0;
    }
  };
  const conversation: Pick<Conversation, 'receive' | 'open'> = {
    receive: deal,
    open: (_, packet) => {
      const open = Promise.withResolvers<PacketSteps>();
      opening.set(packet[0]!, open);
      return open.promise;
    },
  };
  const bulk: Pick<BulkCipher, 'giveBack'> = { giveBack: (packet) => void (packet.length >= large && returned.push(packet[0]!)) };
  const subject = new Inbox({
    runtime: { clock, log: silentLogger, bulk: bulk as BulkCipher, random: () => new Uint8Array(8), connect: () => ({ write: () => undefined, destroy: () => undefined }) },
    conversation: conversation as Conversation,
    line: { listen: (events) => void (listener = events), hold: (isFull) => full.push(isFull) },
    received: () => void receipts++,
    lost: (error) => {
      failed.push(error);
      subject.close();
    },
  });
  const bring = (payload: Uint8Array): void => listener!.onFrame({ kind: 'message', payload });
  const push = (id: number, length = 64): void => bring(new Uint8Array(length).fill(id));
  const hangUp = (): void => listener!.onClose(undefined);
  const open = async (id: number): Promise<void> => {
    opening.get(id)!.resolve(deal(Uint8Array.of(id)));
    await Promise.resolve();
    await Promise.resolve();
  };
  return { subject, clock, received: () => receipts, dealt, failed, full, returned, opening, bring, hangUp, push, open };
}

test('what comes behind a large packet waits for it', async () => {
  const { push, open, dealt, returned } = inbox();
  push(1, large);
  push(2);
  push(3, large);
  push(4);
  expect(dealt).toEqual([]);
  await open(3);
  expect(dealt).toEqual([]);
  await open(1);
  expect(dealt).toEqual([1, 2, 3, 4]);
  expect(returned).toEqual([1, 3]);
});

test('what waits may be a view of something that does not last', async () => {
  const { bring, push, open, dealt } = inbox();
  push(1, large);
  const chunk = new Uint8Array(64).fill(2);
  bring(chunk);
  chunk.fill(9);
  await open(1);
  expect(dealt).toEqual([1, 2]);
});

test('a forged large packet ends the link, and nothing behind it is looked at', async () => {
  const { push, opening, dealt, failed } = inbox();
  push(1, large);
  push(2);
  opening.get(1)!.reject(new Error('forged'));
  await expect.poll(() => failed).toHaveLength(1);
  expect(dealt).toEqual([]);
});

test('after the link is given up a packet that opens is dropped, and its memory goes back', async () => {
  const { subject, push, open, dealt, returned } = inbox();
  push(1, large);
  subject.close();
  expect(returned).toEqual([]);
  await open(1);
  expect(dealt).toEqual([]);
  expect(returned).toEqual([1]);
});

test('many packets at once take several turns of the loop', () => {
  const { clock, push, dealt } = inbox({ cost: 1 });
  for (let id = 1; id <= 10; id++) push(id);
  expect(dealt).toEqual([1, 2]);
  push(11);
  expect(dealt).toEqual([1, 2]);
  clock.advance(0);
  expect(dealt).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('one packet of many messages takes several turns, and what is behind it waits', async () => {
  const { clock, push, open, dealt, returned, received } = inbox({ cost: 1, steps: (id) => (id === 4 ? 1 : 3) });
  push(1);
  push(2, large);
  push(4);
  expect([dealt, received()]).toEqual([[1, 1], 0]);
  await open(2);
  expect(dealt).toEqual([1, 1]);
  // Turn by turn: two messages of each, until all are dealt with.
  clock.advance(0);
  expect(dealt).toEqual([1, 1, 1, 2, 2, 2, 4]);
  expect([returned, received()]).toEqual([[2], 3]);
});

test('what is left of a packet when the link is given up is not taken', () => {
  const { subject, clock, push, dealt, received } = inbox({ cost: 1, steps: () => 5 });
  push(1);
  subject.close();
  clock.advance(0);
  expect([dealt, received()]).toEqual([[1, 1], 0]);
});

test('what came before the other end hung up is dealt with at once', () => {
  const { hangUp, push, dealt, failed } = inbox({ cost: 1 });
  for (let id = 1; id <= 10; id++) push(id);
  hangUp();
  expect(dealt).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(failed).toEqual([undefined]);
});

test('the link is not read while too much waits', async () => {
  const { push, open, full } = inbox();
  push(1, 40 * 1024 * 1024);
  expect(full).toEqual([true]);
  await open(1);
  expect(full).toEqual([true, false]);
});
