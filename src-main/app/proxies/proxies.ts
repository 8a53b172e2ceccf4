import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import { AppError } from '#shared/model/index.ts';
import type { Proxy, ProxyId, ProxyOverview, ProxyState } from '#shared/model/index.ts';
import { proxyProblem, tidyProxy } from '#shared/proxy/index.ts';
import type { Clock, Route } from '../../mtproto/index.ts';
import { ProxyError } from '../../mtproto/proxy/index.ts';
import { Observable } from '../observable.ts';
import type { SealedFile } from '../sealed-file.ts';
import { ProxyBook } from './proxy-book.ts';
import type { StoredProxies, StoredProxy } from './proxy-book.ts';
import type { ProxyChoice, ProxyNetwork } from './proxy-network.ts';
import { Rotation } from './rotation.ts';
import { LIST_LOST, PROXY_FAILED, PROXY_PROBLEMS, PROXY_REASONS } from './proxy-text.ts';

const MAX_PROXIES = 500;
const CHECKS_AT_ONCE = 4;
const USED_EVERY_MS = 60_000;

export interface ProxiesOptions {
  file: SealedFile<StoredProxies>;
  network: Pick<ProxyNetwork, 'route' | 'latency'>;
  /** Unix ms. */
  now(): number;
  clock: Clock;
  /** Everything goes on over this route, and over no other. */
  onRoute(route: Route): void;
  onWriteFailed(error: unknown): void;
}

/** The proxies of a profile: the list, which one is in use, what is known of each. Shared by everything that connects. */
export class Proxies {
  readonly #options: ProxiesOptions;
  readonly #overview: Observable<ProxyOverview>;
  readonly #states = new Map<ProxyId, ProxyState>();
  readonly #pings = new Map<ProxyId, number>();
  readonly #checking = new Map<ProxyId, Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  readonly #closed = new AbortController();
  readonly #book: ProxyBook;
  readonly #rotation: Rotation;
  #autoSwitch: boolean;
  #running = 0;
  #lost = false;
  #route: Route;

  constructor(options: ProxiesOptions) {
    this.#options = options;
    const read = options.file.read();
    if (read.state === 'damaged') {
      options.file.setAside(`damaged-${options.now()}`);
      this.#lost = true;
    }
    this.#book = new ProxyBook(read.state === 'present' ? read.value : { entries: [] });
    // Without a readable list it stays unknown, over restarts too, whether there was a proxy in use.
    if (this.#lost) this.#write();
    else this.#lost = read.state === 'present' && read.value.lost === true;
    this.#autoSwitch = read.state === 'present' && read.value.autoSwitch === true;
    this.#rotation = new Rotation({ clock: options.clock, look: (signal) => this.#lookForAnother(signal) });
    this.#route = this.#makeRoute();
    this.#overview = new Observable(this.#view());
    this.#watch();
  }

  /** The way to Telegram at present. */
  get route(): Route {
    return this.#route;
  }

  get choice(): ProxyChoice {
    if (this.#lost) return { kind: 'unknown' };
    const { active } = this.#book;
    return active === undefined ? { kind: 'direct' } : { kind: 'proxy', proxy: active.proxy };
  }

  /** Whether the account's main connection stands; called again for every route. */
  setConnected(connected: boolean): void {
    const { active } = this.#book;
    if (active === undefined) return;
    const wasOnline = this.#states.get(active.id)?.kind === 'online';
    const pingMs = this.#pings.get(active.id);
    if (connected && !wasOnline) this.#states.set(active.id, { kind: 'online', ...(pingMs === undefined ? {} : { pingMs }) });
    if (!connected && wasOnline) this.#states.set(active.id, { kind: 'connecting' });
    if (connected === wasOnline) return;
    this.#used(active);
    this.#publish();
    this.#watch();
  }

  close(): void {
    this.#rotation.dispose();
    this.#closed.abort();
  }

  handlers(): Pick<CallHandlers, Extract<keyof CallHandlers, `proxies.${string}`>> {
    return {
      'proxies.add': ({ proxy, activate }) => ({ id: this.#add(usable(proxy), activate ?? false) }),
      'proxies.update': ({ id, proxy }) => this.#update(id, usable(proxy)),
      'proxies.remove': ({ id }) => this.#change(() => this.#book.remove(id)),
      'proxies.restore': ({ id }) =>
        this.#change(() => {
          if (!this.#book.restore(id)) throw notFound();
        }),
      'proxies.move': ({ id, toIndex }) => this.#change(() => this.#book.move(this.#entry(id).id, toIndex)),
      'proxies.use': ({ id }) => this.#use(id ?? undefined),
      'proxies.setAutoSwitch': ({ on }) =>
        this.#change(() => {
          this.#autoSwitch = on;
        }),
      'proxies.check': ({ id }, { signal }) => this.#check(id === undefined ? this.#book.entries : [this.#entry(id)], signal),
      'proxies.test': ({ proxy }, { signal }) => this.#probe(usable(proxy), signal),
    };
  }

  readonly topic: TopicHandlers['proxies'] = (_, emit) => this.#overview.follow(emit);

  /** It carried a connection just now. */
  #used({ id, lastUsedAt = 0 }: StoredProxy): void {
    const now = this.#options.now();
    if (now - lastUsedAt < USED_EVERY_MS) return;
    this.#book.used(id, now);
    this.#write();
  }

  /** A route of its own for each choice: what streams of an earlier one still say is not about this one. */
  #makeRoute(): Route {
    const { active } = this.#book;
    const route: Route = this.#options.network.route(this.choice, (error) => {
      // While it is online only one of its connections failed.
      if (active === undefined || this.#route !== route || this.#states.get(active.id)?.kind === 'online') return;
      this.#states.set(active.id, { kind: 'connecting', reason: explain(error) });
      this.#publish();
    });
    return route;
  }

  #add(proxy: Proxy, activate: boolean): ProxyId {
    if (this.#book.entries.length >= MAX_PROXIES && this.#book.find(proxy) === undefined) {
      throw new AppError({ code: 'INVALID_INPUT', message: 'There are too many proxies in the list. Remove some first.' });
    }
    return this.#change(() => {
      const { id } = this.#book.add(proxy);
      if (activate) this.#choose(id);
      return id;
    });
  }

  #update(id: ProxyId, proxy: Proxy): void {
    this.#entry(id);
    const same = this.#book.find(proxy);
    if (same !== undefined && same.id !== id) {
      throw new AppError({ code: 'INVALID_INPUT', message: 'This proxy is in the list already.' });
    }
    this.#change(() => this.#book.update(id, proxy));
  }

  #use(id: ProxyId | undefined): void {
    if (id !== undefined) this.#entry(id);
    this.#change(() => this.#choose(id));
  }

  #choose(id: ProxyId | undefined): void {
    this.#lost = false;
    this.#book.use(id);
  }

  #entry(id: ProxyId): StoredProxy {
    const entry = this.#book.get(id);
    if (entry === undefined) throw notFound();
    return entry;
  }

  /** Carries out a change of the list: what is known of changed proxies is forgotten, and connections follow the choice. */
  #change<T>(apply: () => T): T {
    const before = { choice: this.choice, active: this.#book.active };
    const known = new Map(this.#book.entries.map((entry) => [entry.id, entry.proxy]));
    const result = apply();
    for (const { id, proxy } of this.#book.entries) {
      if (known.get(id) === proxy) continue;
      this.#states.delete(id);
      this.#pings.delete(id);
    }
    const { active } = this.#book;
    const moved = before.choice.kind !== this.choice.kind || before.active?.proxy !== active?.proxy;
    if (moved) {
      if (before.active !== undefined) this.#states.delete(before.active.id);
      if (active !== undefined) this.#states.set(active.id, { kind: 'connecting' });
      this.#route = this.#makeRoute();
    }
    this.#write();
    this.#publish();
    this.#watch();
    if (moved) {
      this.#rotation.restart();
      this.#options.onRoute(this.#route);
    }
    return result;
  }

  /** Looks for another proxy as long as the one in use is to be left. */
  #watch(): void {
    const { active, entries } = this.#book;
    this.#rotation.want(this.#autoSwitch && entries.length > 1 && active !== undefined && this.#states.get(active.id)?.kind !== 'online');
  }

  /** Takes the quickest of the others into use, if any works. */
  async #lookForAnother(signal: AbortSignal): Promise<void> {
    const { activeId } = this.#book;
    const others = this.#book.entries.filter(({ id }) => id !== activeId);
    await Promise.all(others.map((entry) => this.#checkOne(entry, signal)));
    if (signal.aborted || this.#book.activeId !== activeId) return;
    const [best] = this.#book.entries
      .flatMap(({ id }) => {
        const state = this.#states.get(id);
        return id !== activeId && state?.kind === 'available' ? [{ id, pingMs: state.pingMs }] : [];
      })
      .sort((a, b) => a.pingMs - b.pingMs);
    if (best !== undefined) this.#use(best.id);
  }

  async #check(entries: readonly StoredProxy[], signal: AbortSignal): Promise<void> {
    const { activeId } = this.#book;
    // The one in use is asked only how quick it is: its connection says itself whether it works.
    const worth = ({ id }: StoredProxy): boolean => id !== activeId || this.#states.get(id)?.kind === 'online';
    await Promise.all(entries.filter(worth).map((entry) => this.#checkOne(entry, signal)));
  }

  #checkOne({ id, proxy }: StoredProxy, signal: AbortSignal): Promise<void> {
    const running = this.#checking.get(id);
    if (running !== undefined) return running;
    const check = (async (): Promise<void> => {
      if (this.#book.activeId !== id) this.#states.set(id, { kind: 'checking' });
      this.#publish();
      const state = await this.#probe(proxy, signal);
      this.#checking.delete(id);
      // Meanwhile it may have been changed, removed or taken into use.
      if (this.#book.get(id)?.proxy !== proxy) return;
      if (state.kind === 'available') this.#pings.set(id, state.pingMs);
      if (this.#book.activeId === id) {
        if (state.kind !== 'available' || this.#states.get(id)?.kind !== 'online') return;
        this.#states.set(id, { kind: 'online', pingMs: state.pingMs });
      } else if (signal.aborted) this.#states.delete(id);
      else this.#states.set(id, state);
      this.#publish();
    })();
    this.#checking.set(id, check);
    return check;
  }

  async #probe(proxy: Proxy, signal: AbortSignal): Promise<ProxyState> {
    await this.#turn();
    try {
      return { kind: 'available', pingMs: await this.#options.network.latency(proxy, AbortSignal.any([signal, this.#closed.signal])) };
    } catch (error) {
      return { kind: 'unavailable', reason: explain(error) };
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  /** Waits until fewer checks run than may at once. */
  async #turn(): Promise<void> {
    while (this.#running >= CHECKS_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
  }

  #view(): ProxyOverview {
    const { activeId, entries } = this.#book;
    return {
      entries: entries.map(({ id, proxy, lastUsedAt }) => ({
        id,
        proxy,
        state: this.#states.get(id) ?? (id === activeId ? { kind: 'connecting' } : { kind: 'unchecked' }),
        ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
      })),
      ...(activeId === undefined ? {} : { activeId }),
      ...(this.#autoSwitch ? { autoSwitch: true } : {}),
      ...(this.#lost ? { problem: LIST_LOST } : {}),
    };
  }

  #publish(): void {
    this.#overview.set(this.#view());
  }

  #write(): void {
    try {
      this.#options.file.write({ ...this.#book.snapshot(), ...(this.#autoSwitch ? { autoSwitch: true } : {}), ...(this.#lost ? { lost: true } : {}) });
    } catch (error) {
      this.#options.onWriteFailed(error);
    }
  }
}

/** A sentence about an error of a proxy, or of a connection through one. */
function explain(error: unknown): string {
  return error instanceof ProxyError ? PROXY_REASONS[error.reason] : PROXY_FAILED;
}

/** The proxy in its tidy form. @throws AppError that says what is wrong with it */
function usable(given: Proxy): Proxy {
  const proxy = tidyProxy(given);
  const problem = proxyProblem(proxy);
  if (problem !== undefined) throw new AppError({ code: 'INVALID_INPUT', message: PROXY_PROBLEMS[problem] });
  return proxy;
}

function notFound(): AppError {
  return new AppError({ code: 'NOT_FOUND', message: 'This proxy is not in the list any more.' });
}
