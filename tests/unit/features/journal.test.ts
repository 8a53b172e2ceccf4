import { afterEach, describe, expect, it } from 'vitest';
import { Journal } from '../../../src-main/features/journal/index.ts';
import { CallFailure, RpcError } from '../../../src-main/mtproto/index.ts';
import { Harness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.remove());

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function journalWith(run: (params: unknown) => Promise<void>): { journal: Journal; reverted: unknown[] } {
  harness = new Harness();
  const journal = new Journal({ clock: harness.clock, log: quiet, store: harness.store });
  const reverted: unknown[] = [];
  journal.register('test', { run: (op) => run(op.params), revert: (op) => void reverted.push(op.params) });
  return { journal, reverted };
}

describe('a change that the server has to hear of', () => {
  it('is written together with its effect, or not at all', () => {
    const { journal } = journalWith(async () => undefined);
    expect(() => journal.submit('test', 'a', 1, () => {
      throw new Error('no');
    })).toThrow('no');
    expect(harness.store.pendingOps.list()).toEqual([]);
  });

  it('is told again after errors of the network, less and less often, until it is heard', async () => {
    let failures = 3;
    const told: unknown[] = [];
    const { journal } = journalWith(async (params) => {
      told.push(params);
      if (failures-- > 0) throw new CallFailure('timeout', 'x');
    });
    journal.start();
    void journal.submit('test', 'a', 1, () => undefined);
    await harness.settle();
    expect(told).toHaveLength(1);
    await harness.settle(1_000);
    expect(told).toHaveLength(2);
    await harness.settle(10_000);
    expect(told).toEqual([1, 1, 1, 1]);
    expect(harness.store.pendingOps.list()).toEqual([]);
  });

  it('gives way to a newer one of the same key, which follows the one that is under way', async () => {
    const told: unknown[] = [];
    let release: (() => void) | undefined;
    const { journal } = journalWith(async (params) => {
      told.push(params);
      if (told.length === 1) await new Promise<void>((resolve) => (release = resolve));
    });
    journal.start();
    for (const value of [1, 2, 3]) void journal.submit('test', 'a', value, () => undefined);
    await harness.settle();
    expect(told).toEqual([1]);
    release?.();
    await harness.settle();
    expect(told).toEqual([1, 3]);
    expect(harness.store.pendingOps.list()).toEqual([]);
  });

  it('is taken back when the server refuses, unless a newer one has replaced it', async () => {
    const told: unknown[] = [];
    const { journal, reverted } = journalWith(async (params) => {
      told.push(params);
      if (params === 'bad') throw new RpcError(400, 'NO_WAY', 'x');
    });
    journal.start();
    const refused = expect(journal.submit('test', 'a', 'bad', () => undefined)).rejects.toThrow('NO_WAY');
    await harness.settle();
    await refused;
    expect(reverted).toEqual(['bad']);
    const replaced = journal.submit('test', 'b', 'bad', () => undefined).catch(() => 'refused');
    void journal.submit('test', 'b', 'good', () => undefined);
    await harness.settle();
    expect(await replaced).toBe('refused');
    expect(reverted).toEqual(['bad']);
    expect(told).toEqual(['bad', 'bad', 'good']);
  });

  it('is taken back after a kill, too, or when the network is there again', async () => {
    const { journal } = journalWith(async () => {
      throw new RpcError(400, 'NO_WAY', 'x');
    });
    const begun: unknown[] = [];
    const hung = new Promise<void>(() => undefined);
    journal.register('asks', { run: () => Promise.reject(new RpcError(400, 'NO_WAY', 'x')), revert: (op) => (begun.push(op.params), hung) });
    journal.start();
    void journal.submit('asks', 'a', 'first', () => undefined);
    void journal.submit('asks', 'b', 'second', () => undefined);
    await harness.settle();
    expect(begun).toEqual(['first', 'second']);
    // The process is killed before the server has said how things stand; one of the two is decided anew before the next is ready.
    journal.dispose();
    const next = new Journal({ clock: harness.clock, log: quiet, store: harness.store });
    const reverted: unknown[] = [];
    let failures = 1;
    next.register('asks', {
      run: () => Promise.resolve(),
      revert: async (op, error) => {
        if (failures-- > 0) throw new CallFailure('timeout', 'x');
        reverted.push([op.params, (error as RpcError).type]);
      },
    });
    void next.submit('asks', 'b', 'third', () => undefined);
    next.start();
    await harness.settle();
    expect(reverted).toEqual([]);
    next.retryNow();
    await harness.settle();
    expect(reverted).toEqual([['first', 'NO_WAY']]);
    next.retryNow();
    await harness.settle();
    expect(reverted).toHaveLength(1);
    expect(harness.store.pendingOps.list()).toEqual([]);
  });

  it('keeps nobody waiting for longer than five seconds', async () => {
    const { journal } = journalWith(() => new Promise(() => undefined));
    journal.start();
    let done = false;
    void journal.submit('test', 'a', 1, () => undefined).then(() => (done = true));
    await harness.settle(4_900 / 2);
    expect(done).toBe(false);
    await harness.settle(100);
    expect(done).toBe(true);
    expect(harness.store.pendingOps.list()).toHaveLength(1);
  });
});
