import { drop } from '#shared/assert.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import { AppError } from '#shared/model/index.ts';
import type { Proxy, ProxyId, ProxyOverview, ProxyState, SystemWay as SystemWayView } from '#shared/model/index.ts';
import { proxyProblem, tidyProxy } from '#shared/proxy/index.ts';
import type { Clock, Route } from '../../mtproto/index.ts';
import { ProxyError } from '../../mtproto/proxy/index.ts';
import { Observable } from '../observable.ts';
import type { SealedFile } from '../sealed-file.ts';
import type { AskSystemProxy } from '../system-proxy/index.ts';
import { ProxyBook } from './proxy-book.ts';
import type { StoredProxies, StoredProxy } from './proxy-book.ts';
import type { ProxyChoice, ProxyNetwork } from './proxy-network.ts';
import { Rotation } from './rotation.ts';
import { LIST_LOST, PROXY_FAILED, PROXY_PROBLEMS, PROXY_REASONS } from './proxy-text.ts';
import { SystemWay } from './system-way.ts';

const MAX_PROXIES = 500;
const CHECKS_AT_ONCE = 4;
const USED_EVERY_MS = 60_000;
const SYSTEM = 'system';

export interface ProxiesOptions {
  file: SealedFile<StoredProxies>;
  network: Pick<ProxyNetwork, 'route' | 'latency'>;
  /** What the settings of this computer say of the way to `systemUrl()`. */
  askSystem: AskSystemProxy;
  systemUrl(): string;
  /** Unix ms. */
  now(): number;
  clock: Clock;
  /** Everything goes on over this route, and over no other. */
  onRoute(route: Route): void;
  onRecovery(on: boolean): void;
  onWriteFailed(error: unknown): void;
}

/** What carries connections: a proxy of the list, or the one that the settings of this computer name. */
type Carrier = { key: ProxyId | typeof SYSTEM; proxy: Proxy };

/** The proxies of a profile: the list, which one is in use, what is known of each. Shared by everything that connects. */
export class Proxies {
  readonly #options: ProxiesOptions;
  readonly #overview: Observable<ProxyOverview>;
  readonly #states = new Map<ProxyId | typeof SYSTEM, ProxyState>();
  readonly #pings = new Map<ProxyId, number>();
  readonly #checking = new Map<ProxyId, Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  readonly #closed = new AbortController();
  readonly #book: ProxyBook;
  readonly #rotation: Rotation;
  readonly #system: SystemWay;
  #autoSwitch: boolean;
  #recovery: boolean;
  #running = 0;
  #connected = false;
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
    this.#system = new SystemWay({
      ask: options.askSystem,
      url: () => options.systemUrl(),
      onChange: (take) => {
        if (!this.#closed.signal.aborted) this.#change(take);
      },
    });
    this.#recovery = read.state === 'present' && read.value.recovery === true;
    this.#rotation = new Rotation({ clock: options.clock, look: (signal) => this.#lookForAnother(signal) });
    this.#route = this.#makeRoute();
    this.#overview = new Observable(this.#view());
    this.#watch();
    this.networkChanged();
  }

  /** The way to Telegram at present. */
  get route(): Route {
    return this.#route;
  }

  /** Whether other addresses of Telegram may be asked for when none answers. */
  get recovery(): boolean {
    return this.#recovery;
  }

  get choice(): ProxyChoice {
    if (this.#lost) return { kind: 'closed', reason: 'unknownChoice' };
    if (this.#book.followsSystem) return this.#system.choice;
    const { active } = this.#book;
    return active === undefined ? { kind: 'direct' } : { kind: 'proxy', proxy: active.proxy };
  }

  /** Whether the account's main connection stands; called again for every route. */
  setConnected(connected: boolean): void {
    // What carried it may be gone because another network has other settings.
    if (this.#connected && !connected) this.networkChanged();
    this.#connected = connected;
    const carrier = this.#carrier;
    if (carrier === undefined) return;
    const { key } = carrier;
    const wasOnline = this.#states.get(key)?.kind === 'online';
    const pingMs = key === SYSTEM ? undefined : this.#pings.get(key);
    if (connected && !wasOnline) this.#states.set(key, { kind: 'online', ...(pingMs === undefined ? {} : { pingMs }) });
    if (!connected && wasOnline) this.#states.set(key, { kind: 'connecting' });
    if (connected === wasOnline) return;
    const { active } = this.#book;
    if (active !== undefined) this.#used(active);
    this.#publish();
    this.#watch();
  }

  /** The settings of this computer may have changed: they are asked again, if they are followed. */
  networkChanged(): void {
    if (this.#book.followsSystem) drop(this.#system.look());
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
      'proxies.useSystem': async () => {
        // What is known is used meanwhile; nothing is closed only to be opened again.
        await this.#system.look();
        if (!this.#closed.signal.aborted) this.#change(() => this.#choose(SYSTEM));
      },
      'proxies.setAutoSwitch': ({ on }) =>
        this.#change(() => {
          this.#autoSwitch = on;
        }),
      'proxies.setRecovery': ({ on }) => {
        this.#change(() => {
          this.#recovery = on;
        });
        this.#options.onRecovery(on);
      },
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
    const carrier = this.#carrier;
    const route: Route = this.#options.network.route(this.choice, (error) => {
      // While it is online only one of its connections failed.
      if (carrier === undefined || this.#route !== route || this.#states.get(carrier.key)?.kind === 'online') return;
      this.#states.set(carrier.key, { kind: 'connecting', reason: explain(error) });
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

  #choose(choice: ProxyId | typeof SYSTEM | undefined): void {
    this.#lost = false;
    this.#book.use(choice);
  }

  get #carrier(): Carrier | undefined {
    const { choice } = this;
    if (choice.kind !== 'proxy') return undefined;
    return { key: this.#book.activeId ?? SYSTEM, proxy: choice.proxy };
  }

  #entry(id: ProxyId): StoredProxy {
    const entry = this.#book.get(id);
    if (entry === undefined) throw notFound();
    return entry;
  }

  /** Carries out a change of the list: what is known of changed proxies is forgotten, and connections follow the choice. */
  #change<T>(apply: () => T): T {
    const before = { choice: this.choice, carrier: this.#carrier };
    const known = new Map(this.#book.entries.map((entry) => [entry.id, entry.proxy]));
    const result = apply();
    for (const { id, proxy } of this.#book.entries) {
      if (known.get(id) === proxy) continue;
      this.#states.delete(id);
      this.#pings.delete(id);
    }
    const carrier = this.#carrier;
    const moved = before.choice.kind !== this.choice.kind || before.carrier?.proxy !== carrier?.proxy;
    if (moved) {
      if (before.carrier !== undefined) this.#states.delete(before.carrier.key);
      if (carrier !== undefined) this.#states.set(carrier.key, { kind: 'connecting' });
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
      ...(this.#book.followsSystem ? { system: this.#systemView() } : {}),
      ...(this.#autoSwitch ? { autoSwitch: true } : {}),
      ...(this.#recovery ? { recovery: true } : {}),
      ...(this.#lost ? { problem: LIST_LOST } : {}),
    };
  }

  #systemView(): SystemWayView {
    const { answer } = this.#system;
    if (answer === undefined) return { kind: 'asking' };
    if (answer.kind === 'direct') return answer;
    if (answer.kind === 'unusable') return { kind: 'unusable', reason: PROXY_REASONS.systemUnusable };
    const { kind, host, port } = answer.proxy;
    return { kind: 'proxy', proxy: { kind, host, port }, state: this.#states.get(SYSTEM) ?? { kind: 'connecting' } };
  }

  #publish(): void {
    this.#overview.set(this.#view());
  }

  #write(): void {
    try {
      this.#options.file.write({
        ...this.#book.snapshot(),
        ...(this.#autoSwitch ? { autoSwitch: true } : {}),
        ...(this.#recovery ? { recovery: true } : {}),
        ...(this.#lost ? { lost: true } : {}),
      });
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
