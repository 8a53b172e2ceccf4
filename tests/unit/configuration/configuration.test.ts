import { describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import type { SendLimits } from '#shared/ipc/messages.ts';
import { userPeerId } from '#shared/model/index.ts';
import { Configuration, defaultLimits } from '../../../src-main/features/configuration/index.ts';
import { limitsFromConfig } from '../../../src-main/features/configuration/limits.ts';
import { CallFailure } from '../../../src-main/mtproto/index.ts';
import { FakeClock } from '../features/fake-clock.ts';
import { temporaryStore } from '../store/support.ts';
import { configOf } from './sample.ts';

type Values = Record<string, tl.JSONValue>;

const number = (value: number): tl.JSONValue => ({ _: 'jsonNumber', value });
const text = (value: string): tl.JSONValue => ({ _: 'jsonString', value });
const object = (values: Values): tl.jsonObject => ({
  _: 'jsonObject',
  value: Object.entries(values).map(([key, value]) => ({ _: 'jsonObjectValue', key, value })),
});

/** One account whose runs share a database. */
function account() {
  const clock = new FakeClock();
  const store = temporaryStore();
  const server = { asked: [] as number[], values: {} as Values, hash: 7, problem: undefined as Error | undefined, whole: undefined as tl.JSONValue | undefined };
  const engine = { config: undefined as tl.config | undefined, premium: false, announced: [] as unknown[], tell: (_config: tl.config): void => undefined };
  const client = {
    get config() {
      return engine.config;
    },
    onConfig: (listener: (config: tl.config) => void) => {
      engine.tell = (config) => {
        engine.config = config;
        listener(config);
      };
      return () => void (engine.tell = () => undefined);
    },
    configChanged: (options: unknown) => void engine.announced.push(options),
    setPremium: (premium: boolean) => void (engine.premium = premium),
    call: async (method: tl.TlMethod) => {
      if (method._ !== 'help.getAppConfig') throw new Error(`Unexpected ${method._}`);
      server.asked.push(method.hash);
      if (server.problem !== undefined) throw server.problem;
      return (method.hash === server.hash ? { _: 'help.appConfigNotModified' } : { _: 'help.appConfig', hash: server.hash, config: server.whole ?? object(server.values) }) as never;
    },
  };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const run = async (): Promise<Configuration> => {
    const configuration = new Configuration({ client, store, clock, log, test: false });
    configuration.start();
    await clock.settle();
    return configuration;
  };
  const setSelf = (premium: boolean): void => {
    store.transaction(() => {
      store.peers.apply([{ _: 'user', id: 5, self: true, firstName: 'Anna', accessHash: 1n, ...(premium ? { premium } : {}) }], []);
      store.meta.setSelfId(userPeerId(5));
    });
  };
  return { clock, store, server, engine, run, setSelf };
}

describe('the limits', () => {
  it('are the usual ones until the server has been heard, and then its own', async () => {
    const { engine, run } = account();
    const configuration = await run();
    expect(configuration.limits).toEqual(defaultLimits);
    engine.tell(configOf({ captionLengthMax: 2_048, meUrlPrefix: 'https://example.org/' }));
    expect(configuration.limits).toMatchObject({ captionLengthMax: 2_048, meUrlPrefix: 'https://example.org/' });
  });

  it('fall back one by one where a value makes no sense', () => {
    const limits = limitsFromConfig(configOf({ messageLengthMax: 3, forwardedCountMax: 5_000, editTimeLimit: -1, meUrlPrefix: '', revokePmInbox: true, chatSizeMax: 0 }));
    expect(limits).toMatchObject({ messageLengthMax: 4_096, forwardedCountMax: 100, editTimeLimit: 172_800, meUrlPrefix: 'https://t.me/', revokePmInbox: true, chatSizeMax: 200 });
  });

  it('reach the windows as they change, and only then', async () => {
    const { engine, run, setSelf, server, clock } = account();
    server.values = { caption_length_limit_premium: number(4_000) };
    const configuration = await run();
    const seen: SendLimits[] = [];
    const subscription = configuration.topics()['config.limits']({}, (limits) => seen.push(limits), { id: 1 });
    engine.tell(configOf());
    engine.tell(configOf({ captionLengthMax: 3_000 }));
    setSelf(true);
    configuration.selfChanged();
    configuration.selfChanged();
    await clock.settle();
    subscription.dispose();
    engine.tell(configOf({ captionLengthMax: 5 }));
    expect(seen.map((limits) => limits.captionLength)).toEqual([1_024, 3_000, 4_000]);
    expect(engine.premium).toBe(true);
  });

  it('of transfers depend on whether the account pays', async () => {
    const { run, setSelf, server } = account();
    server.values = { upload_max_fileparts_default: number(4_100), upload_premium_speedup_notify_period: number(30) };
    const configuration = await run();
    expect(configuration.transferLimits).toEqual({
      maxUploadParts: 4_100,
      premium: false,
      premiumSpeedup: { download: 10, upload: 10 },
      webFileDcId: 4,
      speedNoticePeriodMs: 30_000,
    });
    setSelf(true);
    configuration.selfChanged();
    expect(configuration.transferLimits).toMatchObject({ maxUploadParts: 8_000, premium: true });
  });
});

describe('the client configuration', () => {
  it('is kept with its hash, which the next start sends', async () => {
    const { server, run } = account();
    server.values = { test: number(3) };
    const first = await run();
    expect(first.app.number('test', 0)).toBe(3);
    first.dispose();
    server.values = {};
    const second = await run();
    expect(second.app.number('test', 0)).toBe(3);
    expect(server.asked).toEqual([0, 7]);
  });

  it('is asked for from the start when an older version kept it in another form', async () => {
    const { server, store, run } = account();
    store.meta.set('appConfig', { form: 0, hash: 7, values: { test: 3 } });
    server.hash = 7;
    server.values = { test: number(4) };
    expect((await run()).app.number('test', 0)).toBe(4);
    expect(server.asked).toEqual([0]);
  });

  it('is asked for every hour, a minute after a failure, after each configuration, and when the account begins to pay', async () => {
    const { server, engine, clock, run, setSelf } = account();
    server.problem = new Error('no answer');
    const configuration = await run();
    server.problem = undefined;
    await clock.settle(60_000);
    expect(server.asked.length).toBe(2);
    await clock.settle(3_599_000);
    expect(server.asked.length).toBe(2);
    await clock.settle(1_000);
    expect(server.asked.length).toBe(3);
    engine.tell(configOf());
    await clock.settle();
    expect(server.asked.length).toBe(4);
    setSelf(true);
    configuration.selfChanged();
    await clock.settle();
    expect(server.asked.length).toBe(5);
  });

  it('falls back where a value is missing or of another kind, and takes no negative number', async () => {
    const { server, run } = account();
    server.values = {
      a_text: text('12'),
      a_number: number(-3),
      a_list: { _: 'jsonArray', value: [text('x'), number(1), { _: 'jsonNull' }] },
      a_flag: { _: 'jsonBool', value: true },
      constructor: object({}),
    };
    const { app } = await run();
    expect([app.number('a_text', 5), app.number('a_number', 5), app.number('absent', 5), app.number('toString', 5)]).toEqual([5, 0, 5, 5]);
    expect([app.flag('a_flag', false), app.flag('a_text', false), app.text('a_text', ''), app.text('a_number', 'x')]).toEqual([true, false, '12', 'x']);
    expect([app.texts('a_list', []), app.texts('a_text', ['y'])]).toEqual([['x'], ['y']]);
  });

  it('that is no object is not taken', async () => {
    const { server, run, clock, store } = account();
    const configuration = await run();
    expect(store.meta.get('appConfig')).toMatchObject({ hash: 7 });
    server.hash = 8;
    server.whole = text('nonsense');
    configuration.app.refresh();
    await clock.settle();
    expect(store.meta.get('appConfig')).toMatchObject({ hash: 7 });
  });

  it('is not asked for after the end', async () => {
    const { server, engine, clock, run } = account();
    const configuration = await run();
    configuration.dispose();
    engine.tell(configOf());
    configuration.app.refresh();
    await clock.settle(100_000_000);
    expect(server.asked.length).toBe(1);
    server.problem = new CallFailure('closed', 'help.getAppConfig');
    await run();
    await clock.settle(100_000_000);
    expect(server.asked.length).toBe(2);
  });

  it('hands endpoints that come with an update to the engine', async () => {
    const { engine, run } = account();
    const configuration = await run();
    configuration.announced([]);
    configuration.announced();
    expect(engine.announced).toEqual([[], undefined]);
  });
});
