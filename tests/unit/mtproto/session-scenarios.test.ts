import { describe, expect, it } from 'vitest';
import { ModelLink } from './model-client.ts';

const send = { repeatable: true, chain: 'chat 5', fails: false, durationMs: 0, priority: 0 } as const;
const call = { repeatable: true, chain: undefined, fails: false, durationMs: 0, priority: 1 } as const;

/** Lets time pass, a second at a time, until every call has its outcome; the seconds that it took. */
function finish(link: ModelLink, limit = 120): number {
  let seconds = 0;
  for (; seconds < limit && !link.settled; seconds++) link.advance(1_000, true);
  return seconds;
}

function expectOnceEach(link: ModelLink): void {
  expect(link.calls.map(({ outcomes }) => outcomes)).toEqual(link.calls.map(() => ['answered']));
  expect([...link.server.executions.values()].every((count) => count === 1)).toBe(true);
  expect(link.server.executions.size).toBe(link.calls.length);
  expect([link.problems, link.server.complaints]).toEqual([[], []]);
}

describe('twenty messages sent without waiting', () => {
  const names = Array.from({ length: 20 }, (_, i) => i + 1);

  it('arrive in order although the first takes two seconds and the connection breaks after the fifth', () => {
    const link = new ModelLink();
    link.exchange();
    for (const name of names) {
      link.submit({ ...send, durationMs: name === 1 ? 2_000 : 0 });
      link.flush();
      if (name !== 5) continue;
      // Five have arrived, and none of the answers will.
      while (link.up.length > 0) link.deliverUp();
      link.cut();
    }
    finish(link);
    expect(link.server.order).toEqual(names);
    expectOnceEach(link);
  });

  it('arrive without the seventh when that one is refused, and no other suffers', () => {
    const link = new ModelLink();
    link.exchange();
    for (const name of names) link.submit({ ...send, fails: name === 7, durationMs: name === 1 ? 2_000 : 0 });
    finish(link);
    expect(link.calls.map(({ outcomes }) => outcomes[0])).toEqual(names.map((name) => (name === 7 ? 'failed 400 MODEL_FAILS' : 'answered')));
    expect(link.server.order).toEqual(names);
  });

  it('arrive in order although the head is taken back', () => {
    const link = new ModelLink();
    link.exchange();
    for (const name of names) link.submit({ ...send, durationMs: name === 1 ? 60_000 : 0 });
    link.exchange();
    link.cancel(0);
    expect(finish(link)).toBeLessThan(10);
    expect(link.server.order).toEqual(names);
    expect(link.calls.slice(1).every(({ outcomes }) => outcomes[0] === 'answered')).toBe(true);
  });
});

describe('under stress', () => {
  it('nothing is lost or done twice while the salt changes every second for a minute', () => {
    const link = new ModelLink();
    for (let second = 0; second < 60; second++) {
      link.server.rotateSalt();
      for (let i = 0; i < 3; i++) link.submit({ ...call, repeatable: i !== 0, chain: i === 2 ? 'chat 5' : undefined, durationMs: [0, 700, 300][i] ?? 0 });
      link.advance(1_000, true);
    }
    expect(finish(link)).toBeLessThan(5);
    expectOnceEach(link);
  });

  it.each([3_600, -3_600, 600, -600])('the clock of the server jumps by %i s under calls', (seconds) => {
    const link = new ModelLink();
    link.submit(call);
    finish(link);
    link.submit({ ...call, durationMs: 3_000 });
    link.exchange();
    link.server.skew += seconds;
    for (let i = 0; i < 5; i++) link.submit({ ...call, repeatable: i % 2 === 0 });
    expect(finish(link)).toBeLessThan(10);
    expect(link.calls.every(({ outcomes }) => outcomes[0] === 'answered')).toBe(true);
    for (const { name, repeatable } of link.calls) if (!repeatable) expect(link.server.executions.get(name)).toBe(1);
    expect(Math.abs(link.session.options.serverClock.now() - link.server.now)).toBeLessThan(2);
  });

  it('the machine sleeps for an hour, with calls under way and others made on waking', () => {
    const link = new ModelLink();
    link.submit({ ...call, repeatable: false, durationMs: 3_000 });
    link.exchange();
    link.clock.jumpWall(3_600_000);
    for (let i = 0; i < 5; i++) link.submit({ ...call, repeatable: false });
    expect(finish(link)).toBeLessThan(10);
    expectOnceEach(link);
    expect(Math.abs(link.session.options.serverClock.now() - link.server.now)).toBeLessThan(2);
  });

  it('the machine starts with a clock that is years off', () => {
    for (const years of [-20, 10]) {
      const link = new ModelLink();
      link.server.skew = years * 31_556_952;
      for (let i = 0; i < 5; i++) link.submit({ ...call, repeatable: i > 0 });
      expect(finish(link)).toBeLessThan(5);
      expect(link.calls.every(({ outcomes }) => outcomes[0] === 'answered')).toBe(true);
    }
  });

  it('an answer that was lost with its connection is there within five seconds of the break', () => {
    const link = new ModelLink();
    link.submit(call);
    finish(link);
    link.submit(send);
    link.server.lostAnswers = 1;
    link.exchange();
    expect(link.settled).toBe(false);
    link.cut();
    let waited = 0;
    for (; !link.settled && waited < 20_000; waited += 250) link.advance(250, true);
    expect(link.calls.map(({ outcomes }) => outcomes[0])).toEqual(['answered', 'answered']);
    expect(waited).toBeLessThan(5_000);
  });

  it('the server restarts again and again: what may be repeated is done, the rest is done or said to be of unknown outcome', () => {
    const link = new ModelLink();
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 6; i++) link.submit({ ...call, repeatable: i % 2 === 0, durationMs: 400 * i });
      link.advance(1_000, true);
      link.server.restart();
      link.cut();
    }
    finish(link);
    for (const { name, repeatable, outcomes } of link.calls) {
      expect(outcomes.length).toBe(1);
      if (repeatable) expect(outcomes).toEqual(['answered']);
      else expect([['answered', 1], ['lost', 1], ['lost', 0]]).toContainEqual([outcomes[0], link.server.executions.get(name) ?? 0]);
    }
    expect([link.problems, link.server.complaints]).toEqual([[], []]);
  });

  it('2500 calls are answered once each in containers that a server takes', () => {
    const link = new ModelLink();
    for (let i = 0; i < 2_500; i++) link.submit({ ...call, priority: (i % 3) as 0 | 1 | 2 });
    finish(link);
    expectOnceEach(link);
  });
});
