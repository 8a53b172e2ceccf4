import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../src-main/mtproto/connection/connection.ts';
import { Pacer } from '../../../src-main/mtproto/dc-pool/pacer.ts';
import { poolSize } from '../../../src-main/mtproto/dc-pool/session-kinds.ts';
import { SessionPool } from '../../../src-main/mtproto/dc-pool/session-pool.ts';
import type { Query } from '../../../src-main/mtproto/session/query.ts';
import { FakeClock } from './fake-clock.ts';
import { recordedQuery } from './session-peer.ts';

/** A session that only counts what it was given. */
class CountingConnection {
  readonly queries: Query[] = [];
  closed = false;
  retired = false;

  carries(chain: string): boolean {
    return this.queries.some((query) => query.chain === chain);
  }

  start(): void {}

  retire(): void {
    this.retired = true;
  }

  get load(): number {
    return this.queries.length;
  }

  submit(query: Query): void {
    this.queries.push(query);
  }

  cancel(query: Query): void {
    const index = this.queries.indexOf(query);
    if (index >= 0) this.queries.splice(index, 1);
  }

  close(): Query[] {
    this.closed = true;
    return this.queries.splice(0);
  }
}

function pool(size: number, paced = false) {
  const clock = new FakeClock();
  const made: CountingConnection[] = [];
  const firsts: boolean[] = [];
  const sessions = new SessionPool({
    clock,
    size: () => size,
    paced,
    create: (first) => {
      firsts.push(first);
      const connection = new CountingConnection();
      made.push(connection);
      return connection as unknown as Connection;
    },
  });
  const submit = (options: Parameters<typeof recordedQuery>[0] = {}): Query => {
    const query = recordedQuery(options);
    sessions.submit(query);
    return query;
  };
  /** The oldest call of a session is answered after `ms`. */
  const answer = (index: number, ms: number): void => {
    clock.advance(ms);
    const query = made[index]?.queries.shift();
    if (query !== undefined) sessions.answered(query);
  };
  const loads = (): number[] => made.map((connection) => connection.load);
  return { clock, made, firsts, sessions, submit, answer, loads };
}

describe('the sessions of one kind', () => {
  it('stay one until an answer came fast, and become more one by one while all are busy', () => {
    const { submit, answer, loads } = pool(4);
    for (let i = 0; i < 6; i++) submit();
    expect(loads()).toEqual([6]);
    answer(0, 200);
    for (let i = 0; i < 3; i++) submit();
    expect(loads()).toEqual([5, 3]);
    answer(1, 200);
    for (let i = 0; i < 3; i++) submit();
    expect(loads()).toEqual([5, 3, 2]);
    for (let round = 0; round < 5; round++) {
      answer(0, 10);
      submit();
    }
    expect(loads().length).toBe(4);
  });

  it('do not become more while one has nothing to do', () => {
    const { submit, answer, loads } = pool(4);
    for (let i = 0; i < 5; i++) {
      submit();
      answer(0, 10);
    }
    expect(loads()).toEqual([0]);
  });

  it('become fewer when answers take more than eight seconds, and stay as they are in between', () => {
    const { submit, answer, loads } = pool(4);
    submit();
    answer(0, 10);
    submit();
    submit();
    expect(loads()).toEqual([1, 1]);
    answer(0, 3_000);
    submit();
    submit();
    expect(loads()).toEqual([2, 1]);
    answer(1, 9_000);
    submit();
    submit();
    // The second one is left to finish what it has.
    expect(loads()).toEqual([4, 0]);
  });

  it('start with one again after all were closed', () => {
    const { sessions, made, submit, answer, loads } = pool(4);
    submit();
    answer(0, 10);
    sessions.drop(made[0] as unknown as Connection);
    expect(made[0]?.closed).toBe(true);
    submit();
    submit();
    expect(loads()).toEqual([0, 2]);
  });

  it('are as many as core.telegram.org allows for the DC and the account', () => {
    const sizes = (premium: boolean, mainSessions: number): number[] =>
      ([['main', 2], ['upload', 2], ['upload', 4], ['upload', 1], ['download', 2], ['downloadSmall', 2], ['cdn', 203]] as const).map(([kind, dcId]) =>
        poolSize(kind, { dcId, premium, mainSessions }),
      );
    expect(sizes(false, 1)).toEqual([1, 4, 4, 8, 2, 2, 2]);
    expect(sizes(true, 3)).toEqual([3, 8, 8, 8, 8, 8, 8]);
  });

  it('keep the calls of a chain in one of them, and know which is the first', () => {
    const { submit, answer, loads, firsts } = pool(3);
    submit();
    answer(0, 10);
    submit({ chain: 'chat' });
    submit();
    expect(loads()).toEqual([1, 1]);
    submit({ chain: 'chat' });
    submit({ chain: 'chat' });
    expect(loads()).toEqual([3, 1]);
    expect(firsts).toEqual([true, false]);
  });

  it('are replaced by one of the same standing', () => {
    const { sessions, submit, answer, made, firsts } = pool(3);
    submit();
    answer(0, 10);
    submit();
    submit();
    const [first, second] = sessions.connections;
    if (first === undefined || second === undefined) throw new Error('There are two sessions');
    sessions.openSuccessor(first);
    expect(firsts).toEqual([true, false, true]);
    expect(sessions.stands(made[2] as unknown as Connection)).toBe(true);
    expect(sessions.connections).toEqual([made[2], second]);
    sessions.retire(second);
    expect(sessions.connections).toEqual([made[2]]);
    expect(made.map(({ retired }) => retired)).toEqual([true, true, false]);
  });

  it('space their first calls, the most urgent first, and let later ones go as they come', () => {
    const { clock, submit, loads, made } = pool(1, true);
    const first = submit();
    const low = submit({ priority: 2 });
    const high = submit({ priority: 0 });
    expect(loads()).toEqual([1]);
    clock.advance(50);
    expect(made[0]?.queries).toEqual([first, high]);
    clock.advance(39);
    expect(loads()).toEqual([2]);
    clock.advance(1);
    expect(made[0]?.queries).toEqual([first, high, low]);
    for (let i = 0; i < 30; i++) submit();
    clock.advance(200);
    expect(loads()).toEqual([33]);
    submit();
    expect(loads()).toEqual([34]);
  });

  it('give up a call that still waits for its turn, and hand back all when they close', () => {
    const { clock, sessions, submit, loads } = pool(1, true);
    const first = submit();
    const second = submit();
    const third = submit();
    sessions.cancel(second);
    expect(sessions.close()).toEqual([first, third]);
    clock.advance(1_000);
    expect(loads()).toEqual([0]);
  });
});

describe('the distance of calls', () => {
  it('is 50 ms at first, a fifth less each time, and nothing once it is below 3 ms', () => {
    const clock = new FakeClock();
    const pacer = new Pacer(clock);
    const waits: number[] = [];
    for (let i = 0; i < 16; i++) {
      waits.push(pacer.wait());
      clock.advance(pacer.wait());
      pacer.passed();
    }
    expect(waits.slice(0, 4)).toEqual([0, 50, 40, 32].map((value) => expect.closeTo(value, 5)));
    expect(waits.at(-1)).toBe(0);
    expect(waits.filter((wait) => wait > 0).every((wait) => wait >= 3)).toBe(true);
    pacer.reset();
    pacer.passed();
    expect(pacer.wait()).toBe(50);
  });
});
