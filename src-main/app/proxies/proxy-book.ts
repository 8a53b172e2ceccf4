import { randomBytes } from 'node:crypto';
import { proxyId } from '#shared/model/index.ts';
import type { Proxy, ProxyId } from '#shared/model/index.ts';
import { sameProxy } from '#shared/proxy/index.ts';

/** What is kept of one proxy; JSON. */
export interface StoredProxy {
  id: ProxyId;
  proxy: Proxy;
  /** Unix ms. */
  lastUsedAt?: number;
}

/** What is kept of all of them. */
export interface StoredProxies {
  entries: StoredProxy[];
  activeId?: ProxyId;
  /** The settings of this computer say which way is used. */
  system?: boolean;
  /** Whether one that does not connect is left for another. */
  autoSwitch?: boolean;
  /** Whether other addresses of Telegram may be asked for when none answers. */
  recovery?: boolean;
  /** An earlier list could not be read, and nothing has been chosen since. */
  lost?: boolean;
}

/** The list of proxies, its order, and which one is in use. Knows nothing of connections or files. */
export class ProxyBook {
  #entries: StoredProxy[];
  #activeId: ProxyId | undefined;
  #followsSystem: boolean;
  readonly #removed = new Map<ProxyId, { entry: StoredProxy; index: number; wasActive: boolean }>();

  constructor(stored: StoredProxies) {
    this.#entries = stored.entries;
    this.#activeId = stored.activeId;
    this.#followsSystem = stored.system === true;
  }

  get entries(): readonly StoredProxy[] {
    return this.#entries;
  }

  get activeId(): ProxyId | undefined {
    return this.#activeId;
  }

  get followsSystem(): boolean {
    return this.#followsSystem;
  }

  get active(): StoredProxy | undefined {
    return this.#entries.find(({ id }) => id === this.#activeId);
  }

  snapshot(): StoredProxies {
    return {
      entries: this.#entries,
      ...(this.#activeId === undefined ? {} : { activeId: this.#activeId }),
      ...(this.#followsSystem ? { system: true } : {}),
    };
  }

  get(id: ProxyId): StoredProxy | undefined {
    return this.#entries.find((entry) => entry.id === id);
  }

  /** The entry that is this proxy already. */
  find(proxy: Proxy): StoredProxy | undefined {
    return this.#entries.find((entry) => sameProxy(entry.proxy, proxy));
  }

  add(proxy: Proxy): StoredProxy {
    const known = this.find(proxy);
    if (known !== undefined) return known;
    const entry = { id: proxyId(randomBytes(8).toString('hex')), proxy };
    this.#entries = [...this.#entries, entry];
    return entry;
  }

  update(id: ProxyId, proxy: Proxy): void {
    this.#entries = this.#entries.map((entry) => (entry.id === id ? { id, proxy } : entry));
  }

  remove(id: ProxyId): void {
    const index = this.#entries.findIndex((entry) => entry.id === id);
    const entry = this.#entries[index];
    if (entry === undefined) return;
    this.#removed.set(id, { entry, index, wasActive: this.#activeId === id });
    this.#entries = this.#entries.filter((other) => other !== entry);
    if (this.#activeId === id) this.#activeId = undefined;
  }

  /** False when nothing of that id was removed. */
  restore(id: ProxyId): boolean {
    const removed = this.#removed.get(id);
    if (removed === undefined) return false;
    this.#removed.delete(id);
    if (this.find(removed.entry.proxy) !== undefined) return true;
    this.#entries = this.#entries.toSpliced(removed.index, 0, removed.entry);
    if (removed.wasActive) this.#activeId ??= id;
    return true;
  }

  move(id: ProxyId, toIndex: number): void {
    const entry = this.get(id);
    if (entry !== undefined) this.#entries = this.#entries.filter((other) => other !== entry).toSpliced(toIndex, 0, entry);
  }

  /** What was in use before a choice is not taken up again when its removal is undone. */
  use(choice: ProxyId | 'system' | undefined): void {
    this.#followsSystem = choice === 'system';
    this.#activeId = choice === 'system' ? undefined : choice;
    for (const removed of this.#removed.values()) removed.wasActive = false;
  }

  used(id: ProxyId, at: number): void {
    this.#entries = this.#entries.map((entry) => (entry.id === id ? { ...entry, lastUsedAt: at } : entry));
  }
}
