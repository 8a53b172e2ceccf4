import { describe, expect, it } from 'vitest';
import { historyPages, listHash, pagesByMarker, reactionNumbers, textNumber, type HistoryOffset } from '../../../src-main/features/paging/index.ts';

describe('the hash of a list', () => {
  it.each([
    [[], 0n],
    [[1, 2, 3], 565_224_272_838_726n],
    [[5_370_870_691_140_737_817n, -1, 777_000, 9_223_372_036_854_775_807n], -5_665_704_040_951_417_772n],
    [[textNumber('👍'), 5_370_870_691_140_737_817n], 9_041_190_275_906_242_798n],
  ])('of %s is %s', (numbers, hash) => {
    expect(listHash(numbers)).toBe(hash);
  });

  it('feeds texts by their MD5', () => {
    expect(textNumber('👍')).toBe(150_215_612_170_160_887n);
  });

  it('feeds reactions as two numbers', () => {
    const emoji = '👍';
    const [zero, digest] = reactionNumbers({ _: 'reactionEmoji', emoticon: emoji });
    expect([zero, digest]).toEqual([0n, BigInt.asIntN(32, textNumber(emoji) >> 32n)]);
    expect(reactionNumbers({ _: 'reactionCustomEmoji', documentId: (7n << 32n) | 9n })).toEqual([7n, 9n]);
    expect(reactionNumbers({ _: 'reactionCustomEmoji', documentId: -1n })).toEqual([0xffff_ffffn, 0xffff_ffffn]);
    expect(reactionNumbers({ _: 'reactionEmpty' })).toEqual([]);
  });
});

describe('pages of a history', () => {
  /** A history of these ids that pages as servers do; `arrives` happens after each page. */
  function server(ids: number[], arrives: () => void = () => undefined) {
    const asked: HistoryOffset[] = [];
    const fetch = async (offset: HistoryOffset): Promise<{ id: number }[]> => {
      asked.push(offset);
      const descending = [...ids].sort((a, b) => b - a);
      const before = offset.offsetId === 0 ? 0 : descending.filter((id) => id >= offset.offsetId).length;
      const start = before + offset.addOffset;
      const page = descending.slice(Math.max(0, start), Math.max(0, start + offset.limit)).map((id) => ({ id }));
      arrives();
      return page;
    };
    return { asked, fetch };
  }

  async function collect(pages: AsyncIterable<{ id: number }[]>): Promise<number[]> {
    const all: number[] = [];
    for await (const page of pages) all.push(...page.map(({ id }) => id));
    return all;
  }

  const first = Array.from({ length: 1_001 }, (_, i) => (i + 1) * 3);

  it('bring each of 1001 messages once towards the older ones, while others arrive', async () => {
    const ids = [...first];
    const { fetch } = server(ids, () => ids.push(10_000 + ids.length));
    const all = await collect(historyPages({ fetch, direction: 'older', from: 0, limit: 100 }));
    expect(all).toEqual([...first].reverse());
  });

  it('bring each of 1001 messages once towards the newer ones, with those that arrive meanwhile', async () => {
    const ids = [...first];
    let arrivals = 5;
    const { fetch } = server(ids, () => {
      if (arrivals-- > 0) ids.push(10_000 + ids.length);
    });
    const all = await collect(historyPages({ fetch, direction: 'newer', from: 0, limit: 100 }));
    expect([...all].sort((a, b) => a - b)).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(all).size).toBe(all.length);
  });

  it('leave the message out that they start at', async () => {
    const { fetch } = server([1, 2, 3, 4, 5]);
    expect(await collect(historyPages({ fetch, direction: 'older', from: 3, limit: 2 }))).toEqual([2, 1]);
    expect(await collect(historyPages({ fetch, direction: 'newer', from: 3, limit: 2 }))).toEqual([5, 4]);
  });

  it('end when a page repeats itself', async () => {
    let asked = 0;
    const fetch = async () => {
      asked++;
      return [{ id: 9 }, { id: 8 }];
    };
    expect(await collect(historyPages({ fetch, direction: 'older', from: 0, limit: 2 }))).toEqual([9, 8]);
    expect(asked).toBe(2);
  });
});

describe('pages by the mark of the server', () => {
  const idOf = (item: string): string => item;

  it('go on while there is a mark, also after a short page, and bring each item once', async () => {
    const pages: Record<string, { items: string[]; next?: string }> = {
      '': { items: ['a', 'b'], next: '1' },
      1: { items: ['b'], next: '2' },
      2: { items: ['c', 'd'], next: '' },
    };
    const asked: (string | undefined)[] = [];
    const fetch = async (marker: string | undefined) => {
      asked.push(marker);
      return pages[marker ?? ''] ?? { items: [] };
    };
    const all: string[][] = [];
    pages[1] = { items: ['b', 'x'], next: '2' };
    for await (const page of pagesByMarker({ fetch, idOf })) all.push(page);
    expect(all).toEqual([['a', 'b'], ['x'], ['c', 'd']]);
    expect(asked).toEqual([undefined, '1', '2']);
  });

  it('end with a page that brings nothing new, whatever its mark says', async () => {
    let asked = 0;
    const fetch = async () => ({ items: ['a'], next: String(++asked) });
    const all: string[][] = [];
    for await (const page of pagesByMarker({ fetch, idOf })) all.push(page);
    expect([all, asked]).toEqual([[['a']], 2]);
  });
});
