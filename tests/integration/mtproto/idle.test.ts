import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Timer } from '../../../src-main/mtproto/clock.ts';
import { connectTcp, type Connect } from '../../../src-main/mtproto/transport/socket.ts';
import type { LocalDc } from '../../dc/index.ts';
import { FakeClock } from '../../unit/mtproto/fake-clock.ts';
import { clientOf, startTestDc, type TestWorld } from './support.ts';

const nearest = { _: 'help.getNearestDc' } as const;
const minutes = 20;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that counts how often it has to wake somebody. */
class CountingClock extends FakeClock {
  wakeups = 0;

  override after(ms: number, action: () => void): Timer {
    return super.after(ms, () => {
      this.wakeups++;
      action();
    });
  }
}

let dc: LocalDc<TestWorld>;

beforeEach(async () => {
  dc = await startTestDc();
});

afterEach(() => dc.close());

it.each([
  // What is to be noticed within seconds has to be asked every few seconds.
  ['somebody looks', true, minutes * 60],
  ['nobody looks', false, minutes * 4],
])('an engine with nothing to do hardly wakes up while %s, and says nothing but its pings', async (_, active, most) => {
  const clock = new CountingClock(Date.now());
  const chunks = { written: 0, received: 0 };
  const connect: Connect = (target, events) => {
    const socket = connectTcp(target, {
      ...events,
      onData: (bytes) => {
        chunks.received++;
        events.onData(bytes);
      },
    });
    return { ...socket, write: (bytes, done) => {
      chunks.written++;
      socket.write(bytes, done);
    } };
  };
  const { client } = clientOf(dc, { clock, connect });
  client.setActive(active);
  client.start();
  const call = client.call(nearest).then(() => 'answered');
  while ((await Promise.race([call, turn().then(() => 'open')])) === 'open') clock.advance(1);
  // Acknowledgements of what came before.
  for (let second = 0; second < 30; second++) {
    clock.advance(1_000);
    dc.clock.jump(1);
    await turn();
  }
  const sessions = dc.world.sessions.length;
  const connections = dc.report.accepted.length;
  const before = { wakeups: clock.wakeups, messages: dc.report.transcript(({ direction }) => direction === 'in').length };
  for (let second = 0; second < minutes * 60; second++) {
    const { written, received } = chunks;
    clock.advance(1_000);
    dc.clock.jump(1);
    // An answer on its way takes no time.
    if (chunks.written > written) while (chunks.received === received) await turn();
    await turn();
  }
  const said = dc.report.transcript(({ direction }) => direction === 'in').slice(before.messages);
  // Salts run out in time.
  expect(said.map(({ type }) => type).filter((type) => type !== 'ping_delay_disconnect' && type !== 'get_future_salts')).toEqual([]);
  expect(clock.wakeups - before.wakeups).toBeLessThanOrEqual(most);
  if (!active) expect(said.length).toBeLessThanOrEqual(minutes);
  expect([dc.world.sessions.length, dc.report.accepted.length]).toEqual([sessions, connections]);
  await client.close();
  expect(clock.pending).toBe(0);
  expect(dc.violations()).toEqual([]);
});
