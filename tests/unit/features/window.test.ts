import { describe, expect, it } from 'vitest';
import { Coalescer } from '../../../src-main/features/window/coalescer.ts';
import { RowLedger } from '../../../src-main/features/window/row-ledger.ts';
import { FakeClock } from './fake-clock.ts';

interface Row {
  id: number;
  text: string;
}
const row = (id: number, text = 'x'): Row => ({ id, text });

describe('what a subscriber of a window is sent', () => {
  it('is every row at first, then only rows that differ', () => {
    const ledger = new RowLedger<number, Row>((item) => item.id);
    expect(ledger.next([row(1), row(2)])).toEqual({ order: [1, 2], upsert: [row(1), row(2)], changed: true });
    expect(ledger.next([row(1), row(2)])).toEqual({ order: [1, 2], upsert: [], changed: false });
    expect(ledger.next([row(1), row(2, 'y')])).toEqual({ order: [1, 2], upsert: [row(2, 'y')], changed: true });
  });

  it('is a new order when a row moved, without its contents', () => {
    const ledger = new RowLedger<number, Row>((item) => item.id);
    ledger.next([row(1), row(2), row(3)]);
    expect(ledger.next([row(3), row(1), row(2)])).toEqual({ order: [3, 1, 2], upsert: [], changed: true });
  });

  it('is a row again that had left the window', () => {
    const ledger = new RowLedger<number, Row>((item) => item.id);
    ledger.next([row(1), row(2)]);
    ledger.next([row(2)]);
    expect(ledger.next([row(1), row(2)]).upsert).toEqual([row(1)]);
  });

  it('says that an empty window is known to be empty', () => {
    expect(new RowLedger<number, Row>((item) => item.id).next([]).changed).toBe(true);
  });
});

describe('coalescing', () => {
  it('runs once for many requests, and not after it was disposed', () => {
    const clock = new FakeClock();
    let runs = 0;
    const coalescer = new Coalescer(clock, 10, () => (runs += 1));
    coalescer.request();
    coalescer.request();
    clock.advance(10);
    expect(runs).toBe(1);
    coalescer.request();
    coalescer.flush();
    clock.advance(100);
    expect(runs).toBe(2);
    coalescer.request();
    coalescer.dispose();
    clock.advance(100);
    expect(runs).toBe(2);
  });
});
