import ShieldAlert from 'lucide-solid/icons/shield-alert';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import ShieldEllipsis from 'lucide-solid/icons/shield-ellipsis';
import { Match, Show, Switch, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { proxyAddress, proxyStateText } from './proxy-text.ts';

const words = t.proxies.shield;

/** Beside the state of the connection, while a proxy is in use: how it does, and the way to its settings. */
export function ProxyShield(): JSX.Element {
  const { proxies, settings } = useApp();
  const unusable = () => {
    const system = proxies.overview()?.system;
    return system?.kind === 'unusable' ? system.reason : undefined;
  };
  const problem = () => (proxies.overview()?.problem === undefined ? unusable() : words.problem);
  const state = () => proxies.carrier()?.state;
  const label = () => {
    const active = proxies.carrier();
    if (!active) return problem() ?? words.problem;
    const address = proxyAddress(active.proxy);
    if (active.state.kind === 'online') return words.online(address);
    if (active.state.kind === 'connecting' && active.state.reason !== undefined) return `${words.connecting(address)}. ${active.state.reason}`;
    return active.state.kind === 'unavailable' ? `${address}: ${proxyStateText(active.state)}` : words.connecting(address);
  };
  return (
    <Show when={proxies.carrier() ?? problem()}>
      <IconButton
        label={label()}
        look={state()?.kind === 'online' ? 'accent' : 'plain'}
        data-testid="proxy-shield"
        data-state={state()?.kind ?? 'problem'}
        onClick={() => settings.open('connection')}
      >
        <Switch fallback={<ShieldEllipsis />}>
          <Match when={state()?.kind === 'online'}>
            <ShieldCheck />
          </Match>
          <Match when={problem() !== undefined || state()?.kind === 'unavailable'}>
            <ShieldAlert />
          </Match>
        </Switch>
      </IconButton>
    </Show>
  );
}
