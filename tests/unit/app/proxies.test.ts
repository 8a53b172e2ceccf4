import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallContext } from '#shared/ipc/handlers.ts';
import { AppError } from '#shared/model/index.ts';
import type { Proxy, ProxyId, ProxyOverview } from '#shared/model/index.ts';
import { Proxies } from '../../../src-main/app/proxies/index.ts';
import type { StoredProxies } from '../../../src-main/app/proxies/index.ts';
import type { ProxyChoice } from '../../../src-main/app/proxies/proxy-network.ts';
import type { SystemProxyAnswer } from '../../../src-main/app/system-proxy/index.ts';
import { SealedFile } from '../../../src-main/app/sealed-file.ts';
import type { Route } from '../../../src-main/mtproto/index.ts';
import { ProxyError } from '../../../src-main/mtproto/proxy/index.ts';
import type { ProxyErrorReason } from '../../../src-main/mtproto/proxy/index.ts';
import { FakeClock } from '../mtproto/fake-clock.ts';

const masterKey = new Uint8Array(32).fill(7);
const minute = 60_000;
const socks = (port: number): Proxy => ({ kind: 'socks5', host: 'proxy.example', port });
const mtproto: Proxy = { kind: 'mtproto', host: 'proxy.example', port: 443, secret: '00112233445566778899aabbccddeeff' };

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'petrel-proxies-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** The service over a network that a test plays. */
class Setup {
  readonly clock = new FakeClock();
  now = 1_750_000_000_000;
  writes = 0;
  readonly routes: { choice: ProxyChoice; onFailure(error: Error): void; route: Route }[] = [];
  readonly given: Route[] = [];
  readonly recovery: boolean[] = [];
  readonly checks: { proxy: Proxy; signal: AbortSignal; answer(ms: number): void; fail(error: Error): void }[] = [];
  /** What the settings of the computer answer, in order; the last one from then on. */
  readonly system: (SystemProxyAnswer | Error)[] = [{ kind: 'direct' }];
  asked = 0;
  readonly proxies: Proxies;
  readonly seen: ProxyOverview[] = [];
  readonly #context: CallContext = { signal: new AbortController().signal, connection: { id: 1 } };

  constructor(folder = dir) {
    const file = new SealedFile<StoredProxies>(join(folder, 'proxies.bin'), masterKey, 'proxies');
    const write = file.write.bind(file);
    file.write = (value) => {
      this.writes++;
      write(value);
    };
    this.proxies = new Proxies({
      file,
      network: {
        route: (choice, onFailure) => {
          const route: Route = { kind: 'direct' };
          this.routes.push({ choice, onFailure, route });
          return route;
        },
        latency: (proxy, signal) => new Promise((answer, fail) => this.checks.push({ proxy, signal, answer, fail })),
      },
      askSystem: (url) => {
        expect(url).toBe('https://192.0.2.1:443/');
        this.asked++;
        const [answer] = this.system.length > 1 ? this.system.splice(0, 1) : this.system;
        return answer instanceof Error || answer === undefined ? Promise.reject(answer ?? new Error('nothing')) : Promise.resolve(answer);
      },
      systemUrl: () => 'https://192.0.2.1:443/',
      now: () => this.now,
      clock: this.clock,
      onRoute: (route) => this.given.push(route),
      onRecovery: (on) => this.recovery.push(on),
      onWriteFailed: (error) => {
        throw error;
      },
    });
    this.proxies.topic({}, (event) => this.seen.push(event), { id: 1 });
  }

  get last(): ProxyOverview {
    const last = this.seen.at(-1);
    if (last === undefined) throw new Error('nothing was said');
    return last;
  }

  get ports(): number[] {
    return this.last.entries.map(({ proxy }) => proxy.port);
  }

  get states(): string[] {
    return this.last.entries.map(({ state }) => state.kind);
  }

  add(proxy: Proxy, activate = false): ProxyId {
    return (this.proxies.handlers()['proxies.add']({ proxy, activate }, this.#context) as { id: ProxyId }).id;
  }

  call<Name extends keyof ReturnType<Proxies['handlers']>>(name: Name, input: object, signal?: AbortSignal): unknown {
    const handler = this.proxies.handlers()[name] as unknown as (input: object, context: CallContext) => unknown;
    return handler(input, signal === undefined ? this.#context : { ...this.#context, signal });
  }

  /** A stream over the present route fails. */
  fail(reason: ProxyErrorReason): void {
    this.routes.at(-1)?.onFailure(new ProxyError(reason));
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the list', () => {
  it('starts empty and direct', () => {
    const { proxies, last } = new Setup();
    expect(last).toEqual({ entries: [] });
    expect(proxies.choice).toEqual({ kind: 'direct' });
  });

  it('keeps order, and a proxy only once', () => {
    const setup = new Setup();
    const [a, b, c] = [setup.add(socks(1)), setup.add(socks(2)), setup.add(mtproto)];
    expect(setup.ports).toEqual([1, 2, 443]);
    expect(setup.add({ ...mtproto, secret: 'ABEiM0RVZneImaq7zN3u/w' } as Proxy)).toBe(c);
    expect(setup.ports).toEqual([1, 2, 443]);
    setup.call('proxies.move', { id: c, toIndex: 0 });
    expect(setup.ports).toEqual([443, 1, 2]);
    setup.call('proxies.move', { id: c, toIndex: 99 });
    expect(setup.ports).toEqual([1, 2, 443]);
    setup.call('proxies.update', { id: b, proxy: { kind: 'http', host: ' [2001:db8::1] ', port: 80, username: '' } });
    expect(setup.last.entries[1]).toMatchObject({ id: b, proxy: { kind: 'http', host: '2001:db8::1', port: 80 } });
    expect(() => setup.call('proxies.update', { id: a, proxy: mtproto })).toThrow('already');
  });

  it('gives back what was removed, in its place and in use again', () => {
    const setup = new Setup();
    const [a, b] = [setup.add(socks(1)), setup.add(socks(2), true), setup.add(socks(3))];
    setup.call('proxies.remove', { id: b });
    expect(setup.last.activeId).toBeUndefined();
    expect(setup.proxies.choice.kind).toBe('direct');
    setup.call('proxies.restore', { id: b });
    expect(setup.ports).toEqual([1, 2, 3]);
    expect(setup.last.activeId).toBe(b);
    setup.call('proxies.remove', { id: b });
    setup.call('proxies.use', { id: a });
    setup.call('proxies.restore', { id: b });
    expect(setup.last.activeId).toBe(a);
    expect(() => setup.call('proxies.restore', { id: 'ffffffffffffffff' })).toThrow(AppError);
  });

  it('stays what it was when the person turned proxies off before undoing', () => {
    const setup = new Setup();
    const id = setup.add(socks(1), true);
    setup.call('proxies.remove', { id });
    setup.call('proxies.use', { id: null });
    setup.call('proxies.restore', { id });
    expect(setup.last.activeId).toBeUndefined();
  });

  it('refuses what cannot be a proxy, with a sentence for each reason', () => {
    const setup = new Setup();
    const refusal = (proxy: Proxy): string => {
      try {
        setup.add(proxy);
      } catch (error) {
        if (error instanceof AppError && error.code === 'INVALID_INPUT') return error.message;
      }
      return 'accepted';
    };
    expect(refusal({ ...mtproto, secret: 'abc' } as Proxy)).toContain('invalid');
    expect(refusal({ ...mtproto, secret: `ab${'00'.repeat(16)}` } as Proxy)).toContain('not support');
    expect(refusal({ ...socks(1), host: '' })).toContain('host');
    expect(refusal(socks(65_536))).toContain('port');
    expect(() => setup.call('proxies.use', { id: 'ffffffffffffffff' })).toThrow('any more');
  });
});

describe('what is kept', () => {
  it('survives a restart, in order and in use, and cannot be read from the file', () => {
    const before = new Setup();
    before.add(mtproto);
    const id = before.add({ kind: 'socks5', host: 'proxy.example', port: 9, username: 'someone', password: 'hidden' }, true);
    const after = new Setup();
    expect(after.last.entries).toMatchObject(before.last.entries.map(({ id: same, proxy }) => ({ id: same, proxy })));
    expect(after.last.activeId).toBe(id);
    expect(after.routes).toHaveLength(1);
    expect(after.routes[0]?.choice).toMatchObject({ kind: 'proxy', proxy: { port: 9 } });
    const file = readFileSync(join(dir, 'proxies.bin')).toString('latin1');
    for (const secret of ['hidden', 'someone', 'proxy.example', mtproto.kind === 'mtproto' ? mtproto.secret : '']) expect(file).not.toContain(secret);
  });

  it('when it cannot be read opens no way at all, until the person has chosen, over restarts too', () => {
    new Setup().add(socks(1), true);
    writeFileSync(join(dir, 'proxies.bin'), 'damaged');
    const broken = new Setup();
    expect(broken.proxies.choice).toEqual({ kind: 'closed', reason: 'unknownChoice' });
    expect(broken.last).toMatchObject({ entries: [], problem: expect.stringContaining('damaged') as string });
    expect(readdirSync(dir).some((name) => name.startsWith('proxies.bin.damaged-'))).toBe(true);
    const again = new Setup();
    expect(again.proxies.choice).toEqual({ kind: 'closed', reason: 'unknownChoice' });
    again.add(socks(2));
    expect(again.proxies.choice).toEqual({ kind: 'closed', reason: 'unknownChoice' });
    again.call('proxies.use', { id: null });
    expect(again.last.problem).toBeUndefined();
    expect(again.given).toHaveLength(1);
    expect(new Setup().proxies.choice).toEqual({ kind: 'direct' });
  });

  it('notes the use at most once a minute', () => {
    const setup = new Setup();
    setup.add(socks(1), true);
    const { writes } = setup;
    for (let count = 0; count < 50; count++) {
      setup.proxies.setConnected(count % 2 === 0);
      setup.now += 1_000;
    }
    expect(setup.writes).toBe(writes + 1);
    expect(setup.last.entries[0]?.lastUsedAt).toBe(1_750_000_000_000);
    setup.now += minute;
    setup.proxies.setConnected(true);
    expect(setup.writes).toBe(writes + 2);
    expect(setup.last.entries[0]?.lastUsedAt).toBe(setup.now);
  });
});

describe('the proxy in use', () => {
  it('is given to whatever connects, once for each choice', () => {
    const setup = new Setup();
    const [a, b] = [setup.add(socks(1)), setup.add(socks(2))];
    expect(setup.given).toHaveLength(0);
    setup.call('proxies.use', { id: a });
    setup.call('proxies.use', { id: a });
    setup.call('proxies.move', { id: a, toIndex: 1 });
    setup.call('proxies.remove', { id: b });
    expect(setup.given).toHaveLength(1);
    setup.call('proxies.update', { id: a, proxy: socks(3) });
    expect(setup.given).toHaveLength(2);
    setup.call('proxies.use', { id: null });
    expect(setup.given).toHaveLength(3);
    expect(setup.routes.map(({ choice }) => (choice.kind === 'proxy' ? choice.proxy.port : choice.kind))).toEqual(['direct', 1, 3, 'direct']);
    expect(setup.proxies.route).toBe(setup.given[2]);
  });

  it('says why it does not connect, and that it does', () => {
    const setup = new Setup();
    setup.add(socks(1), true);
    expect(setup.states).toEqual(['connecting']);
    setup.fail('wrongLogin');
    expect(setup.last.entries[0]?.state).toEqual({ kind: 'connecting', reason: 'The proxy does not accept this user name and password.' });
    setup.proxies.setConnected(false);
    expect(setup.last.entries[0]?.state).toMatchObject({ reason: expect.any(String) as string });
    setup.proxies.setConnected(true);
    expect(setup.last.entries[0]?.state).toEqual({ kind: 'online' });
    setup.fail('timeout');
    expect(setup.states).toEqual(['online']);
    setup.proxies.setConnected(false);
    expect(setup.last.entries[0]?.state).toEqual({ kind: 'connecting' });
    setup.proxies.setConnected(true);
    expect(setup.states).toEqual(['online']);
  });

  it('is not judged by streams of the one before', () => {
    const setup = new Setup();
    setup.add(socks(1), true);
    const old = setup.routes.at(-1);
    setup.add(socks(2), true);
    old?.onFailure(new ProxyError('timeout'));
    expect(setup.last.entries.map(({ state }) => state)).toEqual([{ kind: 'unchecked' }, { kind: 'connecting' }]);
  });
});

describe('looking for other addresses', () => {
  it('is off until the person turns it on, and stays as it was left', () => {
    const setup = new Setup();
    expect([setup.proxies.recovery, setup.last.recovery]).toEqual([false, undefined]);
    setup.call('proxies.setRecovery', { on: true });
    expect(setup.recovery).toEqual([true]);
    expect(setup.last.recovery).toBe(true);
    expect(setup.given).toEqual([]);
    const again = new Setup();
    expect(again.proxies.recovery).toBe(true);
    again.call('proxies.setRecovery', { on: false });
    expect(new Setup().proxies.recovery).toBe(false);
  });
});

describe('the settings of this computer', () => {
  const office: SystemProxyAnswer = { kind: 'proxy', proxy: { kind: 'http', host: 'office.example', port: 3128, username: 'nora', password: 'winter' } };
  const choices = (setup: Setup) => setup.routes.map(({ choice }) => (choice.kind === 'proxy' ? choice.proxy.host : choice.kind));

  it('are asked before they count, and never while they do not', async () => {
    const setup = new Setup();
    setup.system.splice(0, 1, office);
    setup.proxies.networkChanged();
    expect(setup.asked).toBe(0);
    await setup.call('proxies.useSystem', {});
    // From the direct way to theirs, without a moment of none.
    expect(choices(setup)).toEqual(['direct', 'office.example']);
    expect(setup.last.system).toEqual({ kind: 'proxy', proxy: { kind: 'http', host: 'office.example', port: 3128 }, state: { kind: 'connecting' } });
    expect(JSON.stringify(setup.last)).not.toContain('winter');
    setup.fail('timeout');
    expect(setup.last.system).toMatchObject({ state: { kind: 'connecting', reason: 'The proxy does not answer in time.' } });
    setup.proxies.setConnected(true);
    expect(setup.last.system).toMatchObject({ state: { kind: 'online' } });
  });

  it('are asked again when the network changes, and connections stay unless the answer is another', async () => {
    const setup = new Setup();
    await setup.call('proxies.useSystem', {});
    expect(choices(setup)).toEqual(['direct']);
    setup.system.splice(0, 1, structuredClone(office));
    setup.proxies.networkChanged();
    await settle();
    setup.system.splice(0, 1, structuredClone(office));
    setup.proxies.networkChanged();
    await settle();
    expect(setup.asked).toBe(3);
    expect(choices(setup)).toEqual(['direct', 'office.example']);
    // So does a connection that breaks, once.
    setup.system.splice(0, 1, { kind: 'direct' });
    setup.proxies.setConnected(true);
    setup.proxies.setConnected(false);
    setup.proxies.setConnected(false);
    await settle();
    expect(setup.asked).toBe(4);
    expect(choices(setup)).toEqual(['direct', 'office.example', 'direct']);
    expect(setup.last.system).toEqual({ kind: 'direct' });
  });

  it('count as they were at the last change, when they change while they are asked', async () => {
    const setup = new Setup();
    await setup.call('proxies.useSystem', {});
    setup.system.splice(0, 1, office, { kind: 'unusable' });
    setup.proxies.networkChanged();
    setup.proxies.networkChanged();
    await settle();
    expect(choices(setup)).toEqual(['direct', 'closed']);
    expect(setup.last.system).toMatchObject({ kind: 'unusable', reason: expect.stringContaining('another way') as string });
  });

  it('are followed over a start, with nothing opened before they are known', async () => {
    const setup = new Setup();
    await setup.call('proxies.useSystem', {});
    const again = new Setup();
    expect(again.last.system).toEqual({ kind: 'asking' });
    expect(choices(again)).toEqual(['closed']);
    await settle();
    expect(choices(again)).toEqual(['closed', 'direct']);
    expect(again.last.system).toEqual({ kind: 'direct' });
  });

  it('close every way when they cannot be read, until another is chosen', async () => {
    const setup = new Setup();
    setup.system.splice(0, 1, new Error('no settings'));
    await setup.call('proxies.useSystem', {});
    expect(setup.proxies.choice).toEqual({ kind: 'closed', reason: 'systemUnusable' });
    const id = setup.add(socks(1), true);
    expect(setup.last.system).toBeUndefined();
    expect(setup.last.activeId).toBe(id);
    setup.proxies.networkChanged();
    expect(setup.asked).toBe(1);
    await setup.call('proxies.useSystem', {});
    setup.call('proxies.use', { id: null });
    expect(setup.proxies.choice).toEqual({ kind: 'direct' });
  });

  it('are not left for a proxy of the list', async () => {
    const setup = new Setup();
    setup.add(socks(1));
    setup.add(socks(2));
    setup.call('proxies.setAutoSwitch', { on: true });
    setup.system.splice(0, 1, office);
    await setup.call('proxies.useSystem', {});
    setup.clock.advance(10 * minute);
    expect(setup.checks).toEqual([]);
  });
});

describe('a check', () => {
  it('tells of each proxy whether Telegram answers, and how soon; one that is being connected is left alone', async () => {
    const setup = new Setup();
    setup.add(socks(1), true);
    const id = setup.add(socks(2));
    setup.add(socks(3));
    const done = setup.call('proxies.check', {}) as Promise<void>;
    await settle();
    expect(setup.states).toEqual(['connecting', 'checking', 'checking']);
    expect(setup.checks.map(({ proxy }) => proxy.port)).toEqual([2, 3]);
    setup.checks[0]?.answer(42);
    setup.checks[1]?.fail(new ProxyError('refused'));
    await done;
    expect(setup.last.entries.slice(1).map(({ state }) => state)).toEqual([
      { kind: 'available', pingMs: 42 },
      { kind: 'unavailable', reason: 'Nothing answers at the address of the proxy. Check host and port, and your network.' },
    ]);
    setup.call('proxies.use', { id });
    setup.proxies.setConnected(true);
    expect(setup.last.entries[1]?.state).toEqual({ kind: 'online', pingMs: 42 });
  });

  it('of the one in use says how quick it is, once it is connected, and nothing else', async () => {
    const setup = new Setup();
    const id = setup.add(socks(1), true);
    setup.proxies.setConnected(true);
    const ask = async (answer: (check: (typeof setup.checks)[number] | undefined) => void): Promise<void> => {
      const done = setup.call('proxies.check', { id }) as Promise<void>;
      await settle();
      expect(setup.states).toEqual(['online']);
      answer(setup.checks.at(-1));
      await done;
    };
    await ask((check) => check?.answer(42));
    expect(setup.last.entries[0]?.state).toEqual({ kind: 'online', pingMs: 42 });
    await ask((check) => check?.fail(new ProxyError('refused')));
    expect(setup.last.entries[0]?.state).toEqual({ kind: 'online', pingMs: 42 });
  });

  it('runs with at most three others, and not twice for one', async () => {
    const setup = new Setup();
    for (let port = 1; port <= 10; port++) setup.add(socks(port));
    const done = Promise.all([setup.call('proxies.check', {}), setup.call('proxies.check', {})]);
    for (let count = 1; count <= 10; count++) {
      await settle();
      expect(setup.checks.length - (count - 1)).toBe(Math.min(4, 11 - count));
      setup.checks[count - 1]?.answer(count);
    }
    await done;
    expect(setup.states).toEqual(Array(10).fill('available'));
  });

  it('of a proxy that was changed meanwhile says nothing', async () => {
    const setup = new Setup();
    const [a, b, c] = [setup.add(socks(1)), setup.add(socks(2)), setup.add(socks(3))];
    const done = setup.call('proxies.check', {}) as Promise<void>;
    await settle();
    setup.call('proxies.update', { id: a, proxy: socks(4) });
    setup.call('proxies.remove', { id: b });
    setup.call('proxies.use', { id: c });
    for (const check of setup.checks) check.answer(5);
    await done;
    expect(setup.states).toEqual(['unchecked', 'connecting']);
  });

  it('ends with the window that asked, and with the app', async () => {
    const setup = new Setup();
    setup.add(socks(1));
    const window = new AbortController();
    const done = setup.call('proxies.check', {}, window.signal) as Promise<void>;
    await settle();
    window.abort();
    expect(setup.checks[0]?.signal.aborted).toBe(true);
    setup.checks[0]?.fail(new Error('aborted'));
    await done;
    expect(setup.states).toEqual(['unchecked']);
    const other = setup.call('proxies.test', { proxy: mtproto }) as Promise<unknown>;
    await settle();
    setup.proxies.close();
    expect(setup.checks[1]?.signal.aborted).toBe(true);
    setup.checks[1]?.fail(new Error('aborted'));
    await other;
  });

  it('is possible for a proxy that is not in the list', async () => {
    const setup = new Setup();
    const result = setup.call('proxies.test', { proxy: mtproto }) as Promise<unknown>;
    await settle();
    setup.checks[0]?.fail(new ProxyError('wrongSecret'));
    expect(await result).toEqual({ kind: 'unavailable', reason: 'The proxy does not know this secret. Check it, and the clock of this computer.' });
    expect(setup.last.entries).toEqual([]);
    await expect(Promise.resolve().then(() => setup.call('proxies.test', { proxy: { ...mtproto, secret: '' } }))).rejects.toThrow('secret');
  });
});

describe('leaving a proxy that does not connect', () => {
  /** Three proxies, of which the first is in use. */
  async function three(): Promise<{ setup: Setup; ids: ProxyId[]; wait: (seconds: number) => Promise<void> }> {
    const setup = new Setup();
    const ids = [setup.add(socks(1), true), setup.add(socks(2)), setup.add(socks(3))];
    const wait = async (seconds: number): Promise<void> => {
      setup.clock.advance(seconds * 1_000);
      await settle();
    };
    return { setup, ids, wait };
  }

  it('happens only when the person wants it', async () => {
    const { setup, ids, wait } = await three();
    await wait(600);
    expect(setup.checks).toEqual([]);
    expect(setup.last.activeId).toBe(ids[0]);
  });

  it('takes the quickest of the others after fifteen seconds, which then has its own time', async () => {
    const { setup, ids, wait } = await three();
    setup.call('proxies.setAutoSwitch', { on: true });
    expect(setup.last.autoSwitch).toBe(true);
    await wait(14);
    expect(setup.checks).toEqual([]);
    await wait(1);
    expect(setup.checks.map(({ proxy }) => proxy.port)).toEqual([2, 3]);
    setup.checks[0]?.answer(90);
    setup.checks[1]?.answer(20);
    await settle();
    expect(setup.last.activeId).toBe(ids[2]);
    setup.proxies.setConnected(true);
    await wait(600);
    expect(setup.checks.length).toBe(2);
    setup.proxies.setConnected(false);
    await wait(15);
    expect(setup.checks.slice(2).map(({ proxy }) => proxy.port)).toEqual([1, 2]);
  });

  it('never means a direct connection: without another that works, the search goes on', async () => {
    const { setup, ids, wait } = await three();
    setup.call('proxies.setAutoSwitch', { on: true });
    await wait(15);
    for (const check of setup.checks) check.fail(new ProxyError('refused'));
    await settle();
    expect(setup.last.activeId).toBe(ids[0]);
    await wait(15);
    expect(setup.checks.length).toBe(4);
    setup.checks[2]?.answer(50);
    setup.checks[3]?.fail(new ProxyError('refused'));
    await settle();
    expect(setup.last.activeId).toBe(ids[1]);
    expect(setup.routes.every(({ choice }, index) => index === 0 || choice.kind === 'proxy')).toBe(true);
  });

  it('is given up when it connects after all, or the person chooses', async () => {
    const { setup, ids, wait } = await three();
    setup.call('proxies.setAutoSwitch', { on: true });
    await wait(15);
    setup.proxies.setConnected(true);
    setup.checks[0]?.answer(5);
    setup.checks[1]?.answer(5);
    await settle();
    expect(setup.last.activeId).toBe(ids[0]);
    setup.proxies.setConnected(false);
    await wait(15);
    setup.call('proxies.use', { id: null });
    for (const check of setup.checks.slice(2)) check.answer(5);
    await settle();
    expect(setup.last.activeId).toBeUndefined();
    await wait(600);
    expect(setup.last.activeId).toBeUndefined();
  });

  it('is remembered', async () => {
    const { setup } = await three();
    setup.call('proxies.setAutoSwitch', { on: true });
    expect(new Setup().last.autoSwitch).toBe(true);
    setup.call('proxies.setAutoSwitch', { on: false });
    expect(new Setup().last.autoSwitch).toBeUndefined();
  });
});
