import { Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { proxyAddress } from './proxy-text.ts';

/** Which way leads to Telegram, in the list of the settings. */
export function ConnectionSummary(): JSX.Element {
  const { proxies } = useApp();
  return (
    <Show when={proxies.active()} fallback={proxies.overview()?.problem === undefined ? t.proxies.direct : t.proxies.shield.problem}>
      {(active) => (
        <>
          {t.proxies.kinds[active().proxy.kind]} <bdi dir="ltr">{proxyAddress(active().proxy)}</bdi>
        </>
      )}
    </Show>
  );
}
