import { createEffect, createRoot } from 'solid-js';
import { describe, expect, it } from 'vitest';
import { createWindowStore } from '../../../src-renderer/state/window-store.ts';

interface Row {
  key: number;
  name: string;
  detail: { count: number };
}
const row = (key: number, name = `row ${key}`, count = 0): Row => ({ key, name, detail: { count } });

describe('a window of rows', () => {
  it('follows order and rows', () => {
    const store = createWindowStore<number, Row>((one) => one.key);
    expect(store.apply({ order: [1, 2], upsert: [row(1), row(2)] })).toBe(true);
    expect(store.apply({ order: [2, 3], upsert: [row(3)] })).toBe(true);
    expect(store.order()).toEqual([2, 3]);
    expect(store.row(2)?.name).toBe('row 2');
    expect(store.row(3)?.name).toBe('row 3');
  });

  it('keeps a row readable until the diff after the one that it left with', () => {
    const store = createWindowStore<number, Row>((one) => one.key);
    store.apply({ order: [1, 2], upsert: [row(1), row(2)] });
    store.apply({ order: [2], upsert: [] });
    expect(store.row(1)?.name).toBe('row 1');
    store.apply({ order: [2], upsert: [row(2, 'changed')] });
    expect(store.row(1)).toBeUndefined();
  });

  it('refuses a diff that counts on rows that it does not have, and stays as it was', () => {
    const store = createWindowStore<number, Row>((one) => one.key);
    store.apply({ order: [1], upsert: [row(1)] });
    expect(store.apply({ order: [1, 9], upsert: [row(1, 'changed')] })).toBe(false);
    expect(store.order()).toEqual([1]);
    expect(store.row(1)?.name).toBe('row 1');
  });

  it('tells only those who read what changed', () => {
    createRoot((dispose) => {
      const store = createWindowStore<number, Row>((one) => one.key);
      store.apply({ order: [1, 2], upsert: [row(1), row(2)] });
      const runs = { order: 0, name1: 0, count1: 0, name2: 0 };
      createEffect(() => (store.order(), runs.order++));
      createEffect(() => (store.row(1)?.name, runs.name1++));
      createEffect(() => (store.row(1)?.detail.count, runs.count1++));
      createEffect(() => (store.row(2)?.name, runs.name2++));
      queueMicrotask(() => undefined);
      store.apply({ order: [1, 2], upsert: [row(1, 'row 1', 5)] });
      expect(store.row(1)?.detail.count).toBe(5);
      dispose();
      expect(runs).toEqual({ order: 0, name1: 0, count1: 0, name2: 0 });
    });
  });
});
