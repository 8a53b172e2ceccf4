import { createSignal, type Accessor } from 'solid-js';
import { parseProxyLink, type ProxyLink } from '#shared/links/proxy-link.ts';
import type { ProxyAddress, ProxyEntry, ProxyOverview, ProxyState } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';
import { createTopicStore } from './topic.ts';

/** The proxies of this installation, and the link to one that waits for an answer. */
export interface Proxies {
  overview: () => ProxyOverview | undefined;
  /** The proxy of the list that is in use, when there is one. */
  active: () => ProxyEntry | undefined;
  /** What everything goes through: a proxy of the list, or the one that the settings of this computer name. */
  carrier: () => { proxy: ProxyAddress; state: ProxyState } | undefined;
  /** What a link asks for; nothing happens before the person has answered. */
  offered: Accessor<ProxyLink | undefined>;
  /** Asks about a link to a proxy. False when it is a link of another kind. */
  offer(link: string): boolean;
  answer(): void;
}

export function createProxies(client: IpcClient): Proxies {
  const overview = createTopicStore(client, 'proxies', {});
  const [offered, setOffered] = createSignal<ProxyLink>();
  const active = () => {
    const known = overview();
    return known?.entries.find((entry) => entry.id === known.activeId);
  };
  return {
    overview,
    active,
    carrier: () => {
      const system = overview()?.system;
      return system?.kind === 'proxy' ? system : active();
    },
    offered,
    offer(link) {
      const found = parseProxyLink(link);
      if (found === undefined) return false;
      setOffered(found);
      return true;
    },
    answer: () => setOffered(undefined),
  };
}
