import { expect, it } from 'vitest';
import type { tl } from '#tl';
import { defaultLimits } from '../../../src-main/features/limits.ts';
import { ServerLimits } from '../../../src-main/features/server-limits.ts';
import { CallFailure } from '../../../src-main/mtproto/index.ts';
import { temporaryStore } from '../store/support.ts';
import { FakeClock } from './fake-clock.ts';

const config = (patch: Partial<tl.config> = {}): tl.config => ({
  _: 'config',
  date: 1000,
  expires: 4600,
  testMode: false,
  messageLengthMax: 4096,
  forwardedCountMax: 100,
  editTimeLimit: 172_800,
  revokeTimeLimit: 172_800,
  revokePmTimeLimit: 172_800,
  onlineUpdatePeriodMs: 120_000,
  offlineBlurTimeoutMs: 5_000,
  ...patch,
} as tl.config);

/** One account whose runs share a database; each question to the server is answered by `answer`. */
function account() {
  const clock = new FakeClock();
  const store = temporaryStore();
  const problems: string[] = [];
  const note = (message: string): void => void problems.push(message);
  const server = { asked: 0, answer: (): tl.config | Promise<tl.config> => config() };
  const client = {
    serverTime: () => clock.now() / 1000,
    call: async () => {
      server.asked += 1;
      return (await server.answer()) as never;
    },
  };
  const log = { debug: () => undefined, info: () => undefined, warn: note, error: note };
  const run = async (): Promise<ServerLimits> => {
    const limits = new ServerLimits({ client, store, clock, log, test: false });
    limits.start();
    await clock.settle();
    return limits;
  };
  return { clock, store, server, problems, run };
}

it('holds at the next start without a connection, and is not asked for again before it expires', async () => {
  const { clock, server, run } = account();
  server.answer = () => config({ editTimeLimit: 60, messageLengthMax: 9000 });
  const first = await run();
  expect(first.current).toMatchObject({ editTimeLimit: 60, messageLengthMax: 9000 });
  first.dispose();
  server.answer = () => new Promise(() => undefined);
  const second = await run();
  expect(second.current).toMatchObject({ editTimeLimit: 60, messageLengthMax: 9000 });
  expect(server.asked).toBe(1);
  await clock.settle(2_800_000);
  expect(server.asked).toBe(1);
  await clock.settle(900_000);
  expect(server.asked).toBe(2);
});

it('is asked for at once when the server has news, and once more when there is more news meanwhile', async () => {
  const { clock, server, run } = account();
  const limits = await run();
  let release = (): void => undefined;
  server.answer = () => new Promise((resolve) => (release = () => resolve(config({ editTimeLimit: 1 }))));
  limits.refresh();
  limits.refresh();
  await clock.settle();
  expect(server.asked).toBe(2);
  release();
  await clock.settle();
  expect(server.asked).toBe(3);
  expect(limits.current.editTimeLimit).toBe(1);
});

it('is asked for again a minute after a failure, and at most once a minute when it claims to have expired', async () => {
  const { clock, server, run } = account();
  server.answer = () => {
    throw new CallFailure('timeout', 'help.getConfig');
  };
  const limits = await run();
  expect(limits.current).toEqual(defaultLimits);
  await clock.settle(59_000);
  expect(server.asked).toBe(1);
  server.answer = () => config({ expires: 10 });
  await clock.settle(2_000);
  expect(server.asked).toBe(2);
  await clock.settle(47_000);
  expect(server.asked).toBe(2);
  await clock.settle(14_000);
  expect(server.asked).toBe(3);
});

it('ignores the configuration of another environment', async () => {
  const { server, problems, run } = account();
  server.answer = () => config({ testMode: true, editTimeLimit: 60 });
  expect((await run()).current).toEqual(defaultLimits);
  expect(problems).toHaveLength(1);
});

it('asks again for what an older version did not keep, and uses the rest until then', async () => {
  const { store, server, run } = account();
  store.meta.set('limits', { limits: { editTimeLimit: 60, messageLengthMax: 'long' }, until: 9e9 });
  server.answer = () => new Promise(() => undefined);
  expect((await run()).current).toEqual({ ...defaultLimits, editTimeLimit: 60 });
  expect(server.asked).toBe(1);
});

it('does nothing any more after its end', async () => {
  const { clock, store, server, run } = account();
  let release = (): void => undefined;
  server.answer = () => new Promise((resolve) => (release = () => resolve(config())));
  const limits = await run();
  limits.dispose();
  release();
  await clock.settle(100_000_000);
  expect(server.asked).toBe(1);
  expect(store.meta.get('limits')).toBeUndefined();
});
