import { afterEach, describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import type { TopicEvent } from '#shared/ipc/contract.ts';
import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import { CallFailure, RpcError } from '../../../src-main/mtproto/index.ts';
import { ANNA, BORIS, Harness } from './harness.ts';
import type { Followed } from './harness.ts';

let harness: Harness;
afterEach(() => harness.remove());

type Window = Followed<TopicEvent<'messages.window'>>;
const shown = (window: Window): number[] => window.last.order.map(Number);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

async function withHistory(count: number, patch: Parameters<Harness['withDialog']>[1] = {}): Promise<void> {
  harness = await new Harness().start();
  for (let n = 1; n <= count; n += 1) harness.server.add(ANNA, `m${n}`);
  await harness.withDialog(ANNA, patch);
}

describe('a window into a history', () => {
  it('shows what is stored at once, and is filled by the server', async () => {
    await withHistory(200);
    const window = harness.history(ANNA);
    expect(shown(window)).toEqual([200]);
    expect(window.last.loading).toBe('older');
    await harness.settle();
    expect(shown(window)).toEqual(range(171, 200));
    expect(window.last).toMatchObject({ atStart: false, atEnd: true });
    expect(window.last.loading).toBeUndefined();
  });

  it('grows by retuning, without sending rows again, up to the beginning', async () => {
    await withHistory(200);
    const window = harness.history(ANNA);
    await harness.settle();
    const before = window.events.length;
    window.subscription?.retune({ peerId: ANNA, anchor: 'end', older: 80, newer: 0 });
    await harness.settle();
    expect(shown(window)).toEqual(range(121, 200));
    const sent = window.events.slice(before).flatMap((event) => event.upsert.map((row) => Number(row.id)));
    expect(sent.sort((a, b) => a - b)).toEqual(range(121, 170));
    window.subscription?.retune({ peerId: ANNA, anchor: 'end', older: 300, newer: 0 });
    await harness.settle();
    expect(shown(window)).toEqual(range(1, 200));
    expect(window.last.atStart).toBe(true);
    const asked = harness.server.named('messages.getHistory').length;
    window.subscription?.retune({ peerId: ANNA, anchor: 'end', older: 299, newer: 0 });
    await harness.settle();
    expect(harness.server.named('messages.getHistory')).toHaveLength(asked);
  });

  it('sends only what changed when a message arrives, is edited or deleted', async () => {
    await withHistory(40);
    const window = harness.history(ANNA);
    await harness.settle();
    window.events.length = 0;
    harness.server.receive(ANNA, 'new');
    await harness.settle();
    expect(window.events.map((event) => event.upsert.map((row) => row.text))).toEqual([['new']]);
    const edited = { ...harness.server.messages[38], message: 'edited', editDate: 5 } as (typeof harness.server.messages)[0];
    harness.server.push(
      harness.server.wrap([harness.server.log({ _: 'updateEditMessage', message: edited, pts: 0, ptsCount: 1 })]),
    );
    await harness.settle();
    expect(window.last.upsert.map((row) => row.text)).toEqual(['edited']);
    harness.server.push(
      harness.server.wrap([harness.server.log({ _: 'updateDeleteMessages', messages: [39, 40], pts: 0, ptsCount: 2 })]),
    );
    await harness.settle();
    expect(shown(window).slice(-2)).toEqual([38, 41]);
    // The window reaches further back for the two that went: those rows are new to it.
    expect(window.last.upsert.every((row) => row.id < 12)).toBe(true);
  });

  it('jumps to a far message as an island, and joins it to the end by scrolling', async () => {
    await withHistory(400);
    const window = harness.history(ANNA);
    await harness.settle();
    window.subscription?.retune({ peerId: ANNA, anchor: 100 as MessageId, older: 10, newer: 10 });
    await harness.settle();
    expect(shown(window)).toEqual(range(90, 110));
    expect(window.last).toMatchObject({ anchorId: 100, atEnd: false, atStart: false });
    window.subscription?.retune({ peerId: ANNA, anchor: 100 as MessageId, older: 0, newer: 300 });
    for (let page = 0; page < 12; page += 1) await harness.settle();
    expect(shown(window)).toEqual(range(100, 400));
    expect(window.last.atEnd).toBe(true);
    expect(harness.store.ranges.list(ANNA)).toHaveLength(1);
  });

  it('stays where it is when the target of a jump was deleted, and says so', async () => {
    await withHistory(200);
    harness.server.messages.splice(49, 1);
    const window = harness.history(ANNA);
    await harness.settle();
    window.subscription?.retune({ peerId: ANNA, anchor: 50 as MessageId, older: 10, newer: 10 });
    await harness.settle();
    expect(window.last.anchorId).toBeUndefined();
    expect(window.last.problem).toBe('This message was deleted.');
    expect(shown(window).at(-1)).toBe(200);
  });

  it('opens at the first unread message, which later messages do not move', async () => {
    await withHistory(300, { unreadCount: 150, readInboxMaxId: 150 });
    const window = harness.history(ANNA, 'firstUnread', 10, 20);
    await harness.settle();
    expect(window.last.anchorId).toBe(151);
    expect(shown(window)).toEqual(range(141, 171));
    harness.server.receive(ANNA, 'later');
    await harness.settle();
    expect(window.last.anchorId).toBe(151);
  });

  it('opens at the end when nothing is unread', async () => {
    await withHistory(60);
    const window = harness.history(ANNA, 'firstUnread', 10, 20);
    await harness.settle();
    expect(window.last.anchorId).toBeUndefined();
    expect(shown(window)).toEqual(range(51, 60));
  });

  it('knows an empty chat after one look', async () => {
    harness = await new Harness().start();
    const window = harness.history(BORIS);
    await harness.settle();
    expect(window.last).toMatchObject({ order: [], atStart: true, atEnd: true });
    expect(harness.server.named('messages.getHistory')).toHaveLength(1);
  });

  it('shows what is known without a connection, and fills it when there is one again', async () => {
    await withHistory(200);
    harness.history(ANNA).subscription?.dispose();
    await harness.settle();
    harness = harness.restart();
    const getHistory = harness.server.handlers.get('messages.getHistory');
    harness.server.on('messages.getHistory', () => {
      throw new CallFailure('timeout', 'messages.getHistory');
    });
    const window = harness.history(ANNA, 'end', 100, 0);
    await harness.settle();
    const known = shown(window);
    expect(known.length).toBeGreaterThan(40);
    expect(window.last.problem).toContain('timeout');
    if (getHistory !== undefined) harness.server.handlers.set('messages.getHistory', getHistory);
    harness.chats.connected();
    await harness.settle();
    expect(window.last.problem).toBeUndefined();
    expect(shown(window)).toEqual(range(101, 200));
  });

  it('keeps rows of a chat that became private, with a sentence', async () => {
    await withHistory(10);
    harness.server.on('messages.getHistory', () => {
      throw new RpcError(400, 'CHANNEL_PRIVATE', 'messages.getHistory');
    });
    const window = harness.history(ANNA);
    await harness.settle();
    expect(shown(window)).toEqual([10]);
    expect(window.last.problem).toContain('CHANNEL_PRIVATE');
    expect(harness.server.named('messages.getHistory')).toHaveLength(1);
  });

  it('does not bring back a message that was deleted while its page was under way', async () => {
    await withHistory(60);
    const getHistory = harness.server.handlers.get('messages.getHistory');
    let release: (() => void) | undefined;
    harness.server.on('messages.getHistory', async (method) => {
      const answer = getHistory?.(method as never);
      await new Promise<void>((resolve) => (release = resolve));
      return answer;
    });
    const window = harness.history(ANNA);
    await harness.settle();
    harness.store.transaction(() => {
      harness.store.messages.put({
        message: { id: 50 as MessageId, peerId: ANNA, date: 1, out: false, text: 'm50', entities: [] },
        service: false,
        editDate: 0,
        fromScheduled: false,
        unreadMention: false,
        editable: false,
        ttlPeriod: 0,
        files: [],
        peerIds: [],
      });
    });
    harness.server.push(
      harness.server.wrap([harness.server.log({ _: 'updateDeleteMessages', messages: [50], pts: 0, ptsCount: 1 })]),
    );
    release?.();
    await harness.settle();
    release?.();
    await harness.settle();
    expect(shown(window)).not.toContain(50);
    expect(shown(window)).toContain(51);
  });

  it('does not take a page for all that lies before a newest message that the list brought while it was under way', async () => {
    await withHistory(60);
    harness.store.ranges.clear(ANNA);
    const getHistory = harness.server.handlers.get('messages.getHistory');
    let release: (() => void) | undefined;
    harness.server.on('messages.getHistory', async (method) => {
      const answer = getHistory?.(method as never);
      await new Promise<void>((resolve) => (release = resolve));
      return answer;
    });
    const window = harness.history(ANNA, 'end', 40, 0);
    await harness.settle();
    // Three messages that no update brings, of which the list shows the last one.
    for (let n = 61; n <= 63; n += 1) harness.server.add(ANNA, `m${n}`);
    await harness.withDialog(ANNA);
    for (let round = 0; round < 4; round += 1) {
      release?.();
      await harness.settle();
    }
    expect(shown(window)).toEqual(range(24, 63));
  });

  it('fills the bar of a reply from a message that was not known, and says when it is gone', async () => {
    harness = await new Harness().start();
    harness.server.add(ANNA, 'the question');
    for (let n = 2; n <= 100; n += 1) harness.server.add(ANNA, `m${n}`);
    harness.server.add(ANNA, 'the answer', { replyTo: { _: 'messageReplyHeader', replyToMsgId: 1 } });
    harness.server.add(ANNA, 'to nobody', { replyTo: { _: 'messageReplyHeader', replyToMsgId: 5_000 } });
    await harness.withDialog(ANNA);
    const window = harness.history(ANNA);
    await harness.settle();
    const row = (id: number): Message => window.rows.get(id) as Message;
    expect(row(101).replyTo?.preview).toEqual({ senderId: ANNA, senderName: 'Anna', text: 'the question' });
    expect(row(102).replyTo?.preview).toEqual({ text: '', deleted: true });
    const asked = harness.server.named('messages.getMessages').flatMap(
      (call) => call.id.map((item) => (item._ === 'inputMessageID' ? item.id : 0)),
    );
    expect(asked.sort((a, b) => a - b)).toEqual([1, 5_000]);
  });

  it('brings peers along once, and later only their changes', async () => {
    await withHistory(40);
    const changed = harness.listen('peers.changed', {});
    const window = harness.history(ANNA);
    await harness.settle();
    expect(window.events.flatMap((event) => event.peers.map((peer) => peer.id))).toEqual([ANNA]);
    harness.store.peers.apply([{ _: 'user', id: ANNA, accessHash: 100n, firstName: 'Anne' }], []);
    harness.store.peers.apply([{ _: 'user', id: BORIS, accessHash: 101n, firstName: 'Bob' }], []);
    expect(changed.events.flat().map((peer) => peer.title)).toEqual(['Anne']);
    const other = harness.listen('messages.window', { peerId: ANNA as PeerId, anchor: 'end', older: 10, newer: 0 }, { id: 2 });
    expect(other.last.peers.map((peer) => peer.title)).toEqual(['Anne']);
  });

  it('reads again what may be outdated, once, and drops what is gone', async () => {
    await withHistory(60);
    const first = harness.history(ANNA, 'end', 50, 0);
    await harness.settle();
    first.subscription?.dispose();
    harness.server.messages.splice(54, 1);
    harness.store.ranges.cut(ANNA);
    const window = harness.history(ANNA, 'end', 50, 0);
    expect(shown(window)).toContain(55);
    await harness.settle();
    await harness.settle();
    expect(shown(window)).not.toContain(55);
    const asked = harness.server.named('messages.getHistory').length;
    await harness.settle(1_000);
    expect(harness.server.named('messages.getHistory')).toHaveLength(asked);
  });

  it('fetches exactly the part that is missing after too much was missed, when somebody scrolls there', async () => {
    await withHistory(100);
    const first = harness.history(ANNA, 'end', 100, 0);
    for (let round = 0; round < 6; round += 1) await harness.settle();
    expect(shown(first)).toEqual(range(1, 100));
    first.subscription?.dispose();
    const { server } = harness;
    for (let n = 101; n <= 300; n += 1) server.add(ANNA, `m${n}`);
    server.pts += 200;
    const getDifference = server.handlers.get('updates.getDifference');
    server.on('updates.getDifference', () => {
      if (getDifference !== undefined) server.handlers.set('updates.getDifference', getDifference);
      return { _: 'updates.differenceTooLong', pts: server.pts };
    });
    const pages: number[][] = [];
    const getHistory = server.handlers.get('messages.getHistory');
    server.on('messages.getHistory', async (method) => {
      const answer = (await getHistory?.(method as never)) as tl.messages.messagesSlice;
      pages.push(answer.messages.map((message) => message.id));
      return answer;
    });
    harness.updates.requestDifference('test');
    await harness.withDialog(ANNA, {});
    expect(pages).toEqual([]);
    const window = harness.history(ANNA, 'end', 30, 0);
    for (let older = 60; older <= 180; older += 30) {
      for (let round = 0; round < 4; round += 1) await harness.settle();
      window.subscription?.retune({ peerId: ANNA, anchor: 'end', older, newer: 0 });
    }
    for (let round = 0; round < 4; round += 1) await harness.settle();
    expect(shown(window)).toEqual(range(121, 300));
    // The newest came with its row; the rest came once, down to what was known.
    expect(pages.slice(0, 4).flat()).toEqual(range(100, 299).reverse());
    // What was known follows without a hole, is read again once, and then nothing is asked for any more.
    const scroll = async (older: number): Promise<number> => {
      window.subscription?.retune({ peerId: ANNA, anchor: 'end', older, newer: 0 });
      for (let round = 0; round < 8; round += 1) await harness.settle();
      return pages.length;
    };
    const asked = await scroll(300);
    expect(shown(window)).toEqual(range(1, 300));
    expect(await scroll(299)).toBe(asked);
  });

  it('reads again only what no window has read again, and nothing twice', async () => {
    await withHistory(300);
    const first = harness.history(ANNA, 'end', 250, 0);
    for (let round = 0; round < 8; round += 1) await harness.settle();
    expect(shown(first)).toHaveLength(250);
    first.subscription?.dispose();
    harness.store.ranges.cut(ANNA);
    const pages = (): number => harness.server.named('messages.getHistory').length;
    const look = async (older: number): Promise<number> => {
      const before = pages();
      const window = harness.history(ANNA, 'end', older, 0);
      for (let round = 0; round < 8; round += 1) await harness.settle();
      window.subscription?.dispose();
      return pages() - before;
    };
    expect(await look(30)).toBeGreaterThan(0);
    expect(await look(30)).toBe(0);
    expect(await look(150)).toBeGreaterThan(0);
    expect(await look(150)).toBe(0);
    // All of it stays reachable without a connection.
    harness.server.online = false;
    const offline = harness.history(ANNA, 'end', 250, 0);
    await harness.settle();
    expect(shown(offline)).toHaveLength(250);
  });
});
