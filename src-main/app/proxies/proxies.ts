import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import { AppError } from '#shared/model/index.ts';
import type { Proxy, ProxyId, ProxyOverview, ProxyState } from '#shared/model/index.ts';
import { proxyProblem, tidyProxy } from '#shared/proxy/index.ts';
import { Observable } from '../observable.ts';
import type { SealedFile } from '../sealed-file.ts';
import { ProxyBook } from './proxy-book.ts';
import type { StoredProxies, StoredProxy } from './proxy-book.ts';
import { LIST_LOST, PROXY_PROBLEMS } from './proxy-text.ts';

const MAX_PROXIES = 500;
const CHECKS_AT_ONCE = 4;
const USED_EVERY_MS = 60_000;

/** How connections are to be made. `unknown`: not at all, until the person has chosen. */
export type ProxyChoice = { kind: 'direct' } | { kind: 'unknown' } | { kind: 'proxy'; proxy: Proxy };

export interface ProxiesOptions {
  file: SealedFile<StoredProxies>;
  /** Milliseconds until Telegram answered through the proxy; rejects with the reason when it did not. */
  probe(proxy: Proxy, signal: AbortSignal): Promise<number>;
  /** A sentence about an error of a proxy. */
  explain(error: unknown): string;
  /** Unix ms. */
  now(): number;
  onChoice(choice: ProxyChoice): void;
  onWriteFailed(error: unknown): void;
}

/** The proxies of a profile: the list, which one is in use, what is known of each. Shared by everything that connects. */
export class Proxies {
  readonly #options: ProxiesOptions;
  readonly #overview: Observable<ProxyOverview>;
  readonly #states = new Map<ProxyId, ProxyState>();
  readonly #checking = new Map<ProxyId, Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  readonly #closed = new AbortController();
  readonly #book: ProxyBook;
  #running = 0;
  #lost = false;
  #connected = false;

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
    this.#overview = new Observable(this.#view());
  }

  get choice(): ProxyChoice {
    if (this.#lost) return { kind: 'unknown' };
    const { active } = this.#book;
    return active === undefined ? { kind: 'direct' } : { kind: 'proxy', proxy: active.proxy };
  }

  /** Whether the account's main connection stands. */
  setConnected(connected: boolean): void {
    if (this.#connected === connected) return;
    this.#connected = connected;
    const { active } = this.#book;
    if (active === undefined) return;
    this.#states.set(active.id, connected ? this.#online(active.id) : { kind: 'connecting' });
    if (this.#options.now() - (active.lastUsedAt ?? 0) >= USED_EVERY_MS) {
      this.#book.used(active.id, this.#options.now());
      this.#write();
    }
    this.#publish();
  }

  /** An attempt to connect through the proxy in use failed. */
  attemptFailed(error: unknown): void {
    const { active } = this.#book;
    if (active === undefined || this.#connected) return;
    this.#states.set(active.id, { kind: 'connecting', reason: this.#options.explain(error) });
    this.#publish();
  }

  close(): void {
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
      'proxies.check': ({ id }, { signal }) => this.#check(id === undefined ? this.#book.entries : [this.#entry(id)], signal),
      'proxies.test': ({ proxy }, { signal }) => this.#probe(usable(proxy), signal),
    };
  }

  readonly topic: TopicHandlers['proxies'] = (_, emit) => this.#overview.follow(emit);

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
    for (const { id, proxy } of this.#book.entries) if (known.get(id) !== proxy) this.#states.delete(id);
    const { active } = this.#book;
    const moved = before.choice.kind !== this.choice.kind || before.active?.proxy !== active?.proxy;
    if (moved) {
      this.#connected = false;
      if (before.active !== undefined) this.#states.delete(before.active.id);
      if (active !== undefined) this.#states.set(active.id, { kind: 'connecting' });
    }
    this.#write();
    this.#publish();
    if (moved) this.#options.onChoice(this.choice);
    return result;
  }

  async #check(entries: readonly StoredProxy[], signal: AbortSignal): Promise<void> {
    const { activeId } = this.#book;
    await Promise.all(entries.filter(({ id }) => id !== activeId).map((entry) => this.#checkOne(entry, signal)));
  }

  #checkOne({ id, proxy }: StoredProxy, signal: AbortSignal): Promise<void> {
    const running = this.#checking.get(id);
    if (running !== undefined) return running;
    const check = (async (): Promise<void> => {
      this.#states.set(id, { kind: 'checking' });
      this.#publish();
      const state = await this.#probe(proxy, signal);
      this.#checking.delete(id);
      // Meanwhile it may have been changed, removed or taken into use.
      if (this.#book.get(id)?.proxy !== proxy || this.#book.activeId === id) return;
      if (signal.aborted) this.#states.delete(id);
      else this.#states.set(id, state);
      this.#publish();
    })();
    this.#checking.set(id, check);
    return check;
  }

  async #probe(proxy: Proxy, signal: AbortSignal): Promise<ProxyState> {
    await this.#turn();
    try {
      return { kind: 'available', pingMs: await this.#options.probe(proxy, AbortSignal.any([signal, this.#closed.signal])) };
    } catch (error) {
      return { kind: 'unavailable', reason: this.#options.explain(error) };
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

  #online(id: ProxyId): ProxyState {
    const state = this.#states.get(id);
    return state?.kind === 'available' ? { kind: 'online', pingMs: state.pingMs } : { kind: 'online' };
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
      ...(this.#lost ? { problem: LIST_LOST } : {}),
    };
  }

  #publish(): void {
    this.#overview.set(this.#view());
  }

  #write(): void {
    try {
      this.#options.file.write({ ...this.#book.snapshot(), ...(this.#lost ? { lost: true } : {}) });
    } catch (error) {
      this.#options.onWriteFailed(error);
    }
  }
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
