import { describe, expect, it } from 'vitest';
import { WaitBoard } from '../../../src-main/app/waits.ts';
import type { CallWait } from '../../../src-main/mtproto/index.ts';
import { FakeClock } from '../mtproto/fake-clock.ts';

function board() {
  const clock = new FakeClock();
  const waits = new WaitBoard({
    now: () => clock.wall(),
    schedule: (ms, run) => {
      const timer = clock.after(ms, run);
      return () => timer.cancel();
    },
  });
  const events: { text: string; until: number }[][] = [];
  const subscription = waits.handler({}, (event) => events.push(event), {} as never);
  const wait = (options: Partial<CallWait>): CallWait => ({
    method: 'messages.getHistory',
    awaited: true,
    reason: 'flood',
    since: clock.wall(),
    until: clock.wall() + 10_000,
    ...options,
  });
  return { clock, waits, events, subscription, wait };
}

describe('sentences about waits', () => {
  it('say at once why something takes long when the server asks for a pause, until it is over', () => {
    const { clock, waits, events, wait } = board();
    const until = clock.wall() + 10_000;
    waits.update([wait({}), wait({ method: 'messages.getReplies', until: until - 5_000 })]);
    expect(events).toEqual([[], [{ text: 'Telegram asks Petrel to wait before it goes on loading messages.', until }]]);
    clock.advance(10_000);
    expect(events.at(-1)).toEqual([]);
  });

  it('name a server that fails only after a while, and until the call is over', () => {
    const { clock, waits, events, wait } = board();
    const since = clock.wall();
    waits.update([wait({ reason: 'server', until: since + 1_000 })]);
    expect(events.length).toBe(1);
    clock.advance(3_000);
    waits.update([wait({ reason: 'server', since, until: since + 7_000 })]);
    expect(events.at(-1)?.[0]?.text).toMatch(/servers are busy/);
    clock.advance(60_000);
    expect(events.at(-1)?.length).toBe(1);
    waits.update([]);
    expect(events.at(-1)).toEqual([]);
  });

  it('leave out what is short, what nobody waits for and what has no name', () => {
    const { clock, waits, events, wait } = board();
    waits.update([
      wait({ until: clock.wall() + 2_000 }),
      wait({ awaited: false }),
      wait({ method: 'messages.readHistory' }),
    ]);
    clock.advance(20_000);
    expect(events).toEqual([[]]);
  });

  it('are told to whoever comes later, and to nobody who went', () => {
    const { waits, events, subscription, wait } = board();
    waits.update([wait({})]);
    subscription.dispose();
    waits.update([]);
    expect(events.length).toBe(2);
    waits.update([wait({ method: 'auth.signIn' })]);
    const late: unknown[] = [];
    waits.handler({}, (event) => late.push(event), {} as never);
    expect(late).toEqual([[expect.objectContaining({ text: 'Telegram asks Petrel to wait before it goes on signing in.' })]]);
    waits.dispose();
  });
});
