import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelLink } from './model-client.ts';

/** What may happen to a session; numbers are drawn by fast-check. */
type Step =
  | { do: 'submit'; repeatable: boolean; chain: number; fails: boolean; durationMs: number; priority: 0 | 1 | 2 }
  | { do: 'cancel'; which: number }
  | { do: 'flush' | 'exchange' | 'cut' | 'cutLate' | 'restart' | 'rotateSalt' }
  | { do: 'deliver' | 'drop' | 'repeat'; wire: 'up' | 'down' }
  | { do: 'swap' }
  | { do: 'refuse'; code: number }
  | { do: 'loseAnswer' | 'ignoreAck' | 'announceAnswer' }
  | { do: 'wait'; ms: number; flowing: boolean }
  | { do: 'serverClock'; seconds: number }
  | { do: 'sleep'; ms: number };

const wire = fc.constantFrom('up' as const, 'down' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      repeatable: fc.boolean(),
      chain: fc.integer({ min: 0, max: 3 }),
      fails: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
      durationMs: fc.constantFrom(0, 0, 100, 2_000, 9_000),
      priority: fc.constantFrom(0 as const, 1 as const, 2 as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat(40) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('flush' as const, 'exchange' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('cut' as const, 'cutLate' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('restart' as const, 'rotateSalt' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('deliver' as const), wire }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('drop' as const, 'repeat' as const), wire }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('swap' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refuse' as const), code: fc.constantFrom(16, 17, 18, 19, 20, 32, 33, 34, 35, 64) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('loseAnswer' as const, 'ignoreAck' as const, 'announceAnswer' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(250, 1_000, 4_000, 12_000), flowing: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('serverClock' as const), seconds: fc.constantFrom(-3_600, -600, 600, 3_600) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sleep' as const), ms: fc.constant(3_600_000) }) },
);

function run(link: ModelLink, item: Step): void {
  const { server } = link;
  switch (item.do) {
    case 'submit':
      link.submit({ ...item, chain: item.chain === 0 ? undefined : `chain ${item.chain}` });
      return;
    case 'cancel':
      link.cancel(item.which);
      return;
    case 'flush':
      link.flush();
      return;
    case 'exchange':
      link.exchange();
      return;
    case 'cut':
      link.cut();
      return;
    case 'cutLate':
      link.cut(true);
      return;
    case 'restart':
      server.restart();
      link.cut();
      return;
    case 'rotateSalt':
      server.rotateSalt();
      return;
    case 'deliver':
      if (item.wire === 'up') link.deliverUp();
      else link.deliverDown();
      return;
    case 'drop':
      link[item.wire].shift();
      // What the server sent is lost with its connection only: the order in which it speaks holds.
      if (item.wire === 'down') link.cut();
      return;
    case 'repeat': {
      const [packet] = link[item.wire];
      if (packet !== undefined) link[item.wire].splice(1, 0, packet.slice());
      return;
    }
    case 'swap': {
      const [first, second] = link.up;
      if (first !== undefined && second !== undefined) link.up.splice(0, 2, second, first);
      return;
    }
    case 'refuse':
      server.refusals.push(item.code);
      return;
    case 'loseAnswer':
      server.lostAnswers++;
      return;
    case 'ignoreAck':
      server.ignoredAcks++;
      return;
    case 'announceAnswer':
      server.announcedAnswers++;
      return;
    case 'wait':
      link.advance(item.ms, item.flowing);
      return;
    case 'serverClock':
      server.skew += item.seconds;
      return;
    case 'sleep':
      // The monotonic clock stands still while the machine sleeps.
      link.clock.jumpWall(item.ms);
      link.session.options.serverClock.distrust();
  }
}

/** The faults are over: everything flows until every call has its outcome. Seconds that it took. */
function recover(link: ModelLink): number {
  const { server } = link;
  server.refusals = [];
  server.lostAnswers = 0;
  server.ignoredAcks = 0;
  server.announcedAnswers = 0;
  let seconds = 0;
  for (; seconds < 180 && !link.settled; seconds++) link.advance(1_000, true);
  return seconds;
}

describe('a session under any faults', () => {
  it('gives every call one outcome, executes nothing twice that must not be, and keeps chains in order', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 80 }), (steps) => {
        const link = new ModelLink();
        for (const item of steps) run(link, item);
        recover(link);
        const { executions, order } = link.server;
        expect(link.problems).toEqual([]);
        expect(link.server.complaints).toEqual([]);
        for (const call of link.calls) {
          const count = executions.get(call.name) ?? 0;
          const what = `call ${call.name}: ${call.outcomes.join(', ')}, executed ${count} times`;
          if (call.cancelled) expect(call.outcomes, what).toEqual([]);
          else expect(call.outcomes.length, what).toBe(1);
          const [outcome] = call.outcomes;
          if (!call.repeatable) expect(count, what).toBeLessThanOrEqual(1);
          if (outcome === 'answered') expect([call.fails, count > 0], what).toEqual([false, true]);
          else if (outcome === 'failed 400 MODEL_FAILS') expect([call.fails, count > 0], what).toEqual([true, true]);
          else if (outcome === 'lost') expect(call.repeatable, what).toBe(false);
          else expect(outcome ?? 'cancelled', what).toMatch(/^(cancelled|failed 500 BAD_MSG_(18|19|34|35))$/);
        }
        for (const chain of new Set(link.calls.map((call) => call.chain))) {
          if (chain === undefined) continue;
          const members = link.calls.filter((call) => call.chain === chain && call.outcomes[0] === 'answered').map((call) => call.name);
          expect(order.filter((name) => members.includes(name)), chain).toEqual(members);
        }
      }),
      { numRuns: 100 },
    );
  }, 30_000);
});
