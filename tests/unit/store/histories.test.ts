import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src-main/store/index.ts';
import { ANNA, id, mapped, SELF, temporaryStore, user } from './support.ts';

function fill(store: Store, from: number, to: number): void {
  for (let n = from; n <= to; n += 1) store.messages.put(mapped(ANNA, n));
}
const range = (lo: number, hi: number, live = false, unverified = false) => ({ lo, hi, live, unverified });

describe('ranges', () => {
  test('stretches that share an id become one, others stay apart', () => {
    const store = temporaryStore();
    store.ranges.add(ANNA, range(90, 100, true));
    store.ranges.add(ANNA, range(10, 20));
    store.ranges.add(ANNA, range(21, 30));
    expect(store.ranges.list(ANNA).map(({ lo, hi }) => [lo, hi])).toEqual([[10, 20], [21, 30], [90, 100]]);
    store.ranges.add(ANNA, range(20, 21));
    store.ranges.add(ANNA, range(30, 90));
    expect(store.ranges.list(ANNA)).toEqual([range(10, 100, true)]);
  });

  test('only one range is live', () => {
    const store = temporaryStore();
    store.ranges.add(ANNA, range(1, 5, true));
    store.ranges.add(ANNA, range(50, 50, true));
    expect(store.ranges.list(ANNA).map((each) => each.live)).toEqual([false, true]);
  });

  test('new messages continue the live range; after a cut they open one of their own', () => {
    const store = temporaryStore();
    store.ranges.extendLive(ANNA, 5);
    store.ranges.extendLive(ANNA, 9);
    expect(store.ranges.list(ANNA)).toEqual([range(5, 9, true)]);
    store.ranges.cutCommon();
    store.ranges.extendLive(ANNA, 40);
    expect(store.ranges.list(ANNA)).toEqual([range(5, 9, false, true), range(40, 40, true)]);
  });

  test('reading a stretch again verifies it', () => {
    const store = temporaryStore();
    store.ranges.add(ANNA, range(5, 9, true));
    store.ranges.cut(ANNA);
    store.ranges.add(ANNA, range(4, 20, true));
    expect(store.ranges.list(ANNA)).toEqual([range(4, 20, true)]);
  });

  test('a range stays in one piece while parts of it are verified, and is verified when all of it was read again', () => {
    const store = temporaryStore();
    const all = Array.from({ length: 40 }, (_, index) => id(index + 1));
    const open = () => store.ranges.unverifiedOf(ANNA, all).map(Number);
    store.ranges.add(ANNA, range(0, 40, true));
    expect(open()).toEqual([]);
    store.ranges.cut(ANNA);
    expect(open()).toHaveLength(40);
    store.ranges.add(ANNA, range(30, 40, true));
    store.ranges.add(ANNA, range(10, 20));
    expect(store.ranges.list(ANNA)).toEqual([range(0, 40, true, true)]);
    expect(open()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
    store.ranges.add(ANNA, range(21, 29));
    expect(open()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    store.ranges.cut(ANNA);
    expect(open()).toHaveLength(40);
    store.ranges.add(ANNA, range(12, 40));
    store.ranges.add(ANNA, range(0, 12));
    expect(store.ranges.list(ANNA)).toEqual([range(0, 40, false, false)]);
  });

  test('ranges that are neighbours are verified each by themselves', () => {
    const store = temporaryStore();
    store.ranges.add(ANNA, range(1, 10));
    store.ranges.add(ANNA, range(11, 30));
    store.ranges.cut(ANNA);
    store.ranges.add(ANNA, range(11, 20));
    store.ranges.add(ANNA, range(1, 10));
    expect(store.ranges.list(ANNA)).toEqual([range(1, 10), range(11, 30, false, true)]);
    expect(store.ranges.unverifiedOf(ANNA, [1, 10, 11, 20, 21, 30])).toEqual([21, 30]);
  });

  test('what updates add to an unverified range is verified, and so is a range that a page joins to it', () => {
    const store = temporaryStore();
    store.ranges.add(ANNA, range(1, 10, true));
    store.ranges.cutCommon();
    store.ranges.add(ANNA, range(20, 30, true));
    store.ranges.add(ANNA, range(10, 20));
    store.ranges.extendLive(ANNA, 35);
    expect(store.ranges.list(ANNA)).toEqual([range(1, 35, true, true)]);
    expect(store.ranges.unverifiedOf(ANNA, [5, 10, 15, 20, 25, 30, 35])).toEqual([5]);
    // Nothing of it was read again: only what comes is known to be right.
    store.ranges.add(ANNA, range(35, 36, true, true));
    store.ranges.cut(ANNA);
    store.ranges.add(ANNA, range(36, 36, true, true));
    store.ranges.extendLive(ANNA, 40);
    expect(store.ranges.list(ANNA)).toEqual([range(1, 40, true, true)]);
    expect(store.ranges.unverifiedOf(ANNA, [35, 36, 37, 40])).toEqual([35, 36]);
  });

  test('an island from before a cut that the live end passes stays to be read again', () => {
    const store = temporaryStore();
    store.ranges.add(ANNA, range(10, 20, true));
    store.ranges.cut(ANNA);
    store.ranges.add(ANNA, range(5, 8, true));
    store.ranges.extendLive(ANNA, 25);
    expect(store.ranges.list(ANNA)).toEqual([range(5, 25, true, true)]);
    expect(store.ranges.unverifiedOf(ANNA, [5, 8, 9, 10, 15, 20, 21, 25])).toEqual([10, 15, 20]);
    store.ranges.add(ANNA, range(9, 22));
    expect(store.ranges.list(ANNA)).toEqual([range(5, 25, true)]);
  });

  test('unverified is exactly what was not read again since the last cut, in any order', () => {
    const store = temporaryStore();
    const stretch = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 20 }));
    const all = Array.from({ length: 40 }, (_, index) => index + 1);
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), (stretches) => {
        store.ranges.clear(ANNA);
        store.ranges.add(ANNA, range(0, 40, true));
        store.ranges.cut(ANNA);
        const read = stretches.map(([lo, length]) => [lo, Math.min(40, lo + length)] as const);
        for (const [lo, hi] of read) store.ranges.add(ANNA, range(lo, hi));
        const expected = all.filter((each) => !read.some(([lo, hi]) => lo <= each && each <= hi));
        expect(store.ranges.unverifiedOf(ANNA, all)).toEqual(expected);
        expect(store.ranges.list(ANNA)).toEqual([range(0, 40, false, expected.length > 0)]);
      }),
      { numRuns: 60 },
    );
  });

  test('any order of adding the same stretches gives the same ranges, and they never overlap', () => {
    const store = temporaryStore();
    const stretch = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 8 }));
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 12 }), fc.infiniteStream(fc.nat()), (stretches, random) => {
        const shuffled = stretches
          .map((value) => ({ value, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map((each) => each.value);
        const outcome = [stretches, shuffled].map((list) => {
          store.ranges.clear(ANNA);
          for (const [lo, length] of list) store.ranges.add(ANNA, range(lo, lo + length));
          return store.ranges.list(ANNA);
        });
        expect(outcome[0]).toEqual(outcome[1]);
        const known = new Set(stretches.flatMap(([lo, length]) => Array.from({ length: length + 1 }, (_, index) => lo + index)));
        const covered = outcome[0]?.flatMap(({ lo, hi }) => Array.from({ length: hi - lo + 1 }, (_, index) => lo + index)) ?? [];
        expect(covered).toEqual([...known].sort((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });
});

describe('windows', () => {
  test('shows only what is known without holes, and says what lies beyond', () => {
    const store = temporaryStore();
    fill(store, 1, 5);
    fill(store, 50, 60);
    store.ranges.add(ANNA, range(0, 5));
    store.ranges.add(ANNA, range(50, 60, true));
    const end = store.messages.around(ANNA, 'end', 100, 0);
    expect(end.messages.map((message) => message.id)).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60]);
    expect([end.older, end.newer]).toEqual(['hole', 'end']);
    const middle = store.messages.around(ANNA, id(55), 2, 3);
    expect(middle.messages.map((message) => message.id)).toEqual([53, 54, 55, 56, 57]);
    expect([middle.older, middle.newer]).toEqual(['stored', 'stored']);
    const beginning = store.messages.around(ANNA, id(3), 10, 10);
    expect(beginning.messages.map((message) => message.id)).toEqual([1, 2, 3, 4, 5]);
    expect([beginning.older, beginning.newer]).toEqual(['start', 'hole']);
    expect(store.messages.around(ANNA, id(30), 5, 5)).toMatchObject({ messages: [], older: 'hole', newer: 'hole' });
  });

  test('messages on their way out follow the end, in the order in which they were written', () => {
    const store = temporaryStore();
    fill(store, 1, 2);
    store.ranges.add(ANNA, range(0, 2, true));
    const send = (text: string, randomId: bigint) =>
      store.outbox.add({ randomId, peerId: ANNA, kind: 'text', params: {}, createdAt: 5000, message: { peerId: ANNA, date: 5, out: true, text, entities: [] } });
    const first = send('one', 1n);
    const second = send('two', 2n ** 63n - 1n);
    expect(store.messages.around(ANNA, 'end', 10, 0).messages.map((message) => message.text)).toEqual(['message 1', 'message 2', 'one', 'two']);
    expect(store.messages.get(ANNA, second.localId)?.text).toBe('two');

    store.outbox.assignServerId(1n, id(3), () => false);
    expect(store.outbox.get(first.localId)).toMatchObject({ state: 'sent', serverId: 3 });
    const sent: unknown[] = [];
    store.onChange((changes) => sent.push(...changes.sent));
    store.messages.put(mapped(ANNA, 3, { out: true, text: 'one' }));
    store.ranges.extendLive(ANNA, 3);
    expect(sent).toEqual([{ peerId: ANNA, localId: first.localId, id: 3 }]);
    expect(store.messages.around(ANNA, 'end', 10, 0).messages.map((message) => message.id)).toEqual([1, 2, 3, second.localId]);
  });

  test('a mapping that comes after its message ends the outbox row at once', () => {
    const store = temporaryStore();
    const row = store.outbox.add({ randomId: 5n, peerId: ANNA, kind: 'text', params: {}, createdAt: 1, message: { peerId: ANNA, date: 1, out: true, text: 'x', entities: [] } });
    store.messages.put(mapped(ANNA, 8, { out: true }));
    store.outbox.assignServerId(5n, id(8), ({ peerId }) => store.messages.has(peerId, id(8)));
    expect(store.outbox.get(row.localId)).toBeUndefined();
    expect(store.outbox.assignServerId(5n, id(8), () => true)).toBeUndefined();
  });
});

describe('messages', () => {
  test('an older copy does not replace a newer edit', () => {
    const store = temporaryStore();
    store.messages.put(mapped(ANNA, 1, { text: 'edited', editDate: 50 }));
    expect(store.messages.put(mapped(ANNA, 1, { text: 'original' }))).toBe('unchanged');
    expect(store.messages.get(ANNA, id(1))?.text).toBe('edited');
    expect(store.messages.put(mapped(ANNA, 1, { text: 'again', editDate: 60 }))).toBe('updated');
  });

  test('a hidden edit also counts as newer', () => {
    const store = temporaryStore();
    store.messages.put(mapped(ANNA, 1, { text: 'shown', editDate: 50 }));
    store.messages.put(mapped(ANNA, 1, { text: 'hidden' }, { editDate: 60 }));
    expect(store.messages.get(ANNA, id(1))?.text).toBe('hidden');
  });

  test('messages that answer a changed one are told with it', () => {
    const store = temporaryStore();
    fill(store, 1, 1);
    store.messages.put(mapped(ANNA, 2, { replyTo: { messageId: id(1) } }));
    const heard: unknown[] = [];
    store.onChange((changes) => heard.push(changes.messages.get(ANNA)));
    store.messages.delete(ANNA, [id(1)]);
    expect(heard).toEqual([new Set([1, 2])]);
  });

  test('the last editable message of our own is found within its age', () => {
    const store = temporaryStore();
    store.messages.put(mapped(ANNA, 1, { out: true }));
    store.messages.put(mapped(ANNA, 2, { out: true }));
    store.messages.put(mapped(ANNA, 3));
    expect(store.messages.lastEditable(ANNA, 0)).toBe(2);
    expect(store.messages.lastEditable(ANNA, 1003)).toBeUndefined();
  });

  test('files keep the newest reference, and origins go with their messages', () => {
    const store = temporaryStore();
    const file = { kind: 'photo', id: 2n ** 62n, accessHash: -5n, dcId: 4, reference: new Uint8Array([1]), byteSize: 0, mimeType: 'image/jpeg', fileName: '', sizes: [{ type: 'm', byteSize: 9 }] } as const;
    store.messages.put(mapped(ANNA, 1, {}, { files: [{ ...file, sizes: [...file.sizes] }] }));
    store.messages.put(mapped(ANNA, 2, {}, { files: [{ ...file, sizes: [...file.sizes], reference: new Uint8Array([2]) }] }));
    expect(store.files.get('photo', 2n ** 62n)).toEqual({ ...file, reference: new Uint8Array([2]) });
    expect(store.files.origins('photo', 2n ** 62n).map((origin) => origin.messageId)).toEqual([2, 1]);
    store.messages.delete(ANNA, [id(2)]);
    expect(store.files.origins('photo', 2n ** 62n).map((origin) => origin.messageId)).toEqual([1]);
  });

  test('unread is counted only where no hole can hide something', () => {
    const store = temporaryStore();
    store.peers.apply([user(1, { self: true })], []);
    fill(store, 10, 15);
    store.messages.put(mapped(ANNA, 16, { out: true }));
    store.ranges.add(ANNA, range(10, 16, true));
    expect(store.messages.countUnread(ANNA, id(12))).toBe(3);
    expect(store.messages.countUnread(ANNA, id(9))).toBe(6);
    expect(store.messages.countUnread(ANNA, id(5))).toBeUndefined();
    store.messages.put(mapped(SELF, 30, { peerId: SELF }));
    store.ranges.add(SELF, range(0, 30, true));
    expect(store.messages.countUnread(SELF, id(0))).toBe(0);
  });
});
