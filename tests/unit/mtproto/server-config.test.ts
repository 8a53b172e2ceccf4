import { expect, it } from 'vitest';
import { encode, type tl } from '#tl';
import { ServerConfig } from '../../../src-main/mtproto/configuration/server-config.ts';
import { CallFailure } from '../../../src-main/mtproto/index.ts';
import type { StoredConfig } from '../../../src-main/mtproto/types.ts';
import { configOf } from '../configuration/sample.ts';
import { FakeClock } from './fake-clock.ts';

/** One client whose runs share what is kept; each question is answered by `server.answer`. */
function client(options: { test?: boolean } = {}) {
  const clock = new FakeClock();
  const storage: { kept: StoredConfig | undefined } = { kept: undefined };
  const server = { asked: 0, answer: (): tl.config | Promise<tl.config> => configOf() };
  const problems: string[] = [];
  const taken: tl.config[] = [];
  const note = (message: string): void => void problems.push(message);
  const state = { mainDcId: 2, jitter: 0 };
  const settle = async (ms = 0): Promise<void> => {
    for (let round = 0; round < 8; round++) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(ms);
    for (let round = 0; round < 8; round++) await new Promise((resolve) => setImmediate(resolve));
  };
  const run = async (prepare: (config: ServerConfig) => void = () => undefined): Promise<ServerConfig> => {
    const config = new ServerConfig({
      storage: { loadConfig: () => storage.kept, saveConfig: (value) => void (storage.kept = value) },
      clock,
      random: (length) => new Uint8Array(length).fill(state.jitter),
      log: { debug: () => undefined, info: () => undefined, warn: note, error: note },
      test: options.test ?? false,
      serverTime: () => clock.wall() / 1000,
      mainDcId: () => state.mainDcId,
      ask: async () => {
        server.asked++;
        return server.answer();
      },
      taken: (value) => taken.push(value),
    });
    prepare(config);
    config.start();
    await settle();
    return config;
  };
  return { server, storage, problems, taken, state, settle, run };
}

it('is kept, holds at the next start without an answer, and is not asked for again before it expires', async () => {
  const { server, settle, run } = client();
  server.answer = () => configOf({ date: 1_000, expires: 4_600, editTimeLimit: 60 });
  const first = await run();
  expect(first.current?.editTimeLimit).toBe(60);
  first.dispose();
  server.answer = () => new Promise(() => undefined);
  const second = await run();
  expect(second.current?.editTimeLimit).toBe(60);
  await settle(3_599_000);
  expect(server.asked).toBe(1);
  await settle(1_000);
  expect(server.asked).toBe(2);
});

it('is asked for up to a fifth earlier, so that not all clients ask at once', async () => {
  const { server, state, settle, run } = client();
  state.jitter = 255;
  server.answer = () => configOf({ date: 1_000, expires: 4_600 });
  await run();
  await settle(2_879_000);
  expect(server.asked).toBe(1);
  await settle(1_000);
  expect(server.asked).toBe(2);
});

it('is asked for at most once a minute when it claims to have expired, a minute after a failure, and once a day at least', async () => {
  const { server, state, settle, run } = client();
  state.jitter = 255;
  server.answer = () => configOf({ date: 1_000, expires: 10 });
  await run();
  await settle(59_000);
  expect(server.asked).toBe(1);
  server.answer = () => {
    throw new Error('no answer');
  };
  await settle(1_000);
  expect(server.asked).toBe(2);
  await settle(59_000);
  expect(server.asked).toBe(2);
  state.jitter = 0;
  server.answer = () => configOf({ date: 1_000, expires: 2_000_000_000 });
  await settle(1_000);
  expect(server.asked).toBe(3);
  await settle(86_399_000);
  expect(server.asked).toBe(3);
  await settle(1_000);
  expect(server.asked).toBe(4);
});

it('is asked for at once when something changed, and once more when more changed meanwhile', async () => {
  const { server, taken, settle, run } = client();
  const config = await run();
  let release = (): void => undefined;
  server.answer = () => new Promise((resolve) => (release = () => resolve(configOf())));
  for (let i = 0; i < 3; i++) config.refresh();
  await settle();
  expect(server.asked).toBe(2);
  release();
  await settle();
  expect(server.asked).toBe(3);
  release();
  await settle(59_000);
  expect([server.asked, taken.length]).toEqual([3, 3]);
});

it('is asked for as soon as there is a connection when something changed before', async () => {
  const { server, run } = client();
  (await run()).dispose();
  (await run()).dispose();
  expect(server.asked).toBe(1);
  await run((config) => config.refresh());
  expect(server.asked).toBe(2);
});

it('of another DC than the main one is used, and the main DC is asked at once, but not for ever', async () => {
  const { server, taken, run, settle } = client();
  server.answer = () => configOf({ thisDc: 4 });
  await run();
  await settle();
  expect(taken.length).toBe(2);
  await settle(59_000);
  expect(server.asked).toBe(2);
});

it('of another environment is ignored', async () => {
  const { server, storage, problems, taken, run } = client();
  server.answer = () => configOf({ testMode: true });
  expect((await run()).current).toBeUndefined();
  expect([problems.length, taken.length, storage.kept]).toEqual([1, 0, undefined]);
  const other = client({ test: true });
  other.storage.kept = { config: encode(configOf()), until: 9e9 };
  other.server.answer = () => new Promise(() => undefined);
  expect((await other.run()).current).toBeUndefined();
  expect(other.server.asked).toBe(1);
});

it('that another layer has kept is asked for again', async () => {
  const { server, storage, run } = client();
  storage.kept = { config: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]), until: 9e9 };
  server.answer = () => new Promise(() => undefined);
  expect((await run()).current).toBeUndefined();
  expect(server.asked).toBe(1);
});

it('is not asked for any more after the end', async () => {
  const { server, storage, run, settle } = client();
  let release = (): void => undefined;
  server.answer = () => new Promise((resolve) => (release = () => resolve(configOf())));
  const config = await run();
  config.dispose();
  release();
  await settle(100_000_000);
  expect([server.asked, storage.kept]).toEqual([1, undefined]);
  server.answer = () => {
    throw new CallFailure('closed', 'help.getConfig');
  };
  const { server: closing, run: runClosing, settle: wait } = client();
  closing.answer = server.answer;
  await runClosing();
  await wait(100_000_000);
  expect(closing.asked).toBe(1);
});
