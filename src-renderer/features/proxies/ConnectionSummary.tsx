import { Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { proxyAddress } from './proxy-text.ts';

/** Which way leads to Telegram, in the list of the settings. */
export function ConnectionSummary(): JSX.Element {
  const { proxies } = useApp();
  const without = () => {
    const { problem, system } = proxies.overview() ?? {};
    if (problem !== undefined) return t.proxies.shield.problem;
    return system === undefined ? t.proxies.direct : t.proxies.system;
  };
  return (
    <Show when={proxies.carrier()} fallback={without()}>
      {(active) => (
        <>
          {t.proxies.kinds[active().proxy.kind]} <bdi dir="ltr">{proxyAddress(active().proxy)}</bdi>
        </>
      )}
    </Show>
  );
}
