import { createSignal, type Accessor } from 'solid-js';
import { parseProxyLink, type ProxyLink } from '#shared/links/proxy-link.ts';
import type { ProxyEntry, ProxyOverview } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';
import { createTopicStore } from './topic.ts';

/** The proxies of this installation, and the link to one that waits for an answer. */
export interface Proxies {
  overview: () => ProxyOverview | undefined;
  /** The proxy in use, when there is one. */
  active: () => ProxyEntry | undefined;
  /** What a link asks for; nothing happens before the person has answered. */
  offered: Accessor<ProxyLink | undefined>;
  /** Asks about a link to a proxy. False when it is a link of another kind. */
  offer(link: string): boolean;
  answer(): void;
}

export function createProxies(client: IpcClient): Proxies {
  const overview = createTopicStore(client, 'proxies', {});
  const [offered, setOffered] = createSignal<ProxyLink>();
  return {
    overview,
    active: () => {
      const known = overview();
      return known?.entries.find((entry) => entry.id === known.activeId);
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
