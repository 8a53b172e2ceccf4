import { onCleanup } from 'solid-js';
import type { IpcClient } from '../ipc/client.ts';
import { t } from '../strings/index.ts';
import type { Layers } from './layers.ts';
import type { Proxies } from './proxies.ts';

/** Follows the links that were opened outside the app, like those in messages; `takers` are asked in turn. */
export function followOutsideLinks(client: IpcClient, takers: readonly Pick<Proxies, 'offer'>[], layers: Pick<Layers, 'toast'>): void {
  const subscription = client.listen('app.links', {}, (link) => {
    if (!takers.some((taker) => taker.offer(link))) layers.toast(t.link.unknown, { kind: 'error' });
  });
  onCleanup(() => subscription.dispose());
}
