import type { CallInput, CallName, CallOutput } from '#shared/ipc/contract.ts';
import type { ProxyEntry, ProxyId, ProxyOverview, ProxyState, SystemWay } from '#shared/model/index.ts';
import { sameProxy } from '#shared/proxy/index.ts';

type ProxyCallName = Extract<CallName, `proxies.${string}`>;

/** A list of proxies in memory. Each is available, unless its host says otherwise ("dead.example"). */
export class FakeProxies {
  entries: ProxyEntry[] = [];
  activeId: ProxyId | undefined;
  problem: string | undefined;
  autoSwitch = false;
  recovery = false;
  system: SystemWay | undefined;
  /** What the settings of the computer say. */
  systemWay: SystemWay = { kind: 'proxy', proxy: { kind: 'http', host: 'office.example', port: 3128 }, state: { kind: 'online' } };
  readonly publish: () => void;
  private readonly removed = new Map<string, { entry: ProxyEntry; index: number }>();
  private lastId = 0;

  constructor(changed: () => void, known: ProxyOverview = { entries: [] }) {
    this.publish = changed;
    this.entries = known.entries;
    this.activeId = known.activeId;
    this.problem = known.problem;
    this.system = known.system;
    this.lastId = known.entries.length;
  }

  /** Something has been found out about a proxy. */
  setState(id: string, state: ProxyState): void {
    this.change(id, (entry) => Object.assign(entry, { state }));
  }

  overview(): ProxyOverview {
    return {
      entries: this.entries.map((entry) => ({ ...entry })),
      ...(this.activeId === undefined ? {} : { activeId: this.activeId }),
      ...(this.recovery ? { recovery: true } : {}),
      ...(this.system === undefined ? {} : { system: this.system }),
      ...(this.autoSwitch ? { autoSwitch: true } : {}),
      ...(this.problem === undefined ? {} : { problem: this.problem }),
    };
  }

  readonly handlers: { [Name in ProxyCallName]: (input: CallInput<Name>) => CallOutput<Name> } = {
    'proxies.add': ({ proxy, activate }) => {
      let entry = this.entries.find((one) => sameProxy(one.proxy, proxy));
      if (!entry) {
        entry = { id: (++this.lastId).toString(16).padStart(16, '0') as ProxyId, proxy, state: { kind: 'unchecked' } };
        this.entries.push(entry);
      }
      if (activate) this.use(entry.id);
      this.publish();
      return { id: entry.id };
    },
    'proxies.update': ({ id, proxy }) => this.change(id, (entry) => Object.assign(entry, { proxy, state: { kind: 'unchecked' } })),
    'proxies.remove': ({ id }) =>
      this.change(id, (entry, index) => {
        this.removed.set(id, { entry, index });
        this.entries.splice(index, 1);
        if (this.activeId === id) this.activeId = undefined;
      }),
    'proxies.restore': ({ id }) => {
      const removed = this.removed.get(id);
      if (removed) this.entries.splice(removed.index, 0, removed.entry);
      this.removed.delete(id);
      this.publish();
    },
    'proxies.move': ({ id, toIndex }) =>
      this.change(id, (entry, index) => {
        this.entries.splice(index, 1);
        this.entries.splice(toIndex, 0, entry);
      }),
    'proxies.use': ({ id }) => {
      this.use(id as ProxyId | null);
      this.publish();
    },
    'proxies.useSystem': () => {
      this.use(null);
      this.system = this.systemWay;
      this.publish();
    },
    'proxies.setAutoSwitch': ({ on }) => {
      this.autoSwitch = on;
      this.publish();
    },
    'proxies.setRecovery': ({ on }) => {
      this.recovery = on;
      this.publish();
    },
    'proxies.check': ({ id }) => {
      for (const entry of this.entries) {
        if (id !== undefined && id !== entry.id) continue;
        if (entry.id !== this.activeId) entry.state = stateOf(entry.proxy.host);
        else if (entry.state.kind === 'online') entry.state = { kind: 'online', pingMs: 40 };
      }
      this.publish();
    },
    'proxies.test': ({ proxy }) => stateOf(proxy.host),
  };

  private use(id: ProxyId | null): void {
    this.system = undefined;
    this.activeId = id ?? undefined;
    this.problem = undefined;
    for (const entry of this.entries) {
      if (entry.id === id) entry.state = { kind: 'online', pingMs: 40 };
      else if (entry.state.kind === 'online') entry.state = { kind: 'unchecked' };
    }
  }

  private change(id: string, apply: (entry: ProxyEntry, index: number) => void): void {
    const index = this.entries.findIndex((entry) => entry.id === id);
    const entry = this.entries[index];
    if (entry) apply(entry, index);
    this.publish();
  }
}

function stateOf(host: string): ProxyState {
  return host.startsWith('dead') ? { kind: 'unavailable', reason: 'The proxy does not answer in time.' } : { kind: 'available', pingMs: 40 };
}
