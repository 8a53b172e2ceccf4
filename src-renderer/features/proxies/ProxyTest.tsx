import { createSignal, onCleanup, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import { AppError, type Proxy, type ProxyState } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import { proxyStateText } from './proxy-text.ts';
import s from './ProxyTest.module.css';

export interface ProxyTest {
  state: () => ProxyState | undefined;
  /** Tries whether Telegram can be reached through a proxy that is not in the list. A later try replaces an earlier one. */
  run(proxy: Proxy): void;
  /** Forgets the result: the proxy has been changed. */
  reset(): void;
}

export function createProxyTest(): ProxyTest {
  const { client } = useApp();
  const [state, setState] = createSignal<ProxyState>();
  let controller: AbortController | undefined;
  const reset = () => {
    controller?.abort();
    controller = undefined;
    setState(undefined);
  };
  onCleanup(reset);
  return {
    state,
    reset,
    run(proxy) {
      reset();
      const own = new AbortController();
      controller = own;
      setState({ kind: 'checking' });
      const settle = (result: ProxyState) => {
        if (controller === own) setState(result);
      };
      drop(
        client
          .call('proxies.test', { proxy }, { signal: own.signal })
          .then(settle, (error: unknown) => settle({ kind: 'unavailable', reason: error instanceof AppError ? error.message : t.app.somethingWrong })),
      );
    },
  };
}

/** What a test has found so far. */
export function ProxyTestResult(props: { test: ProxyTest }): JSX.Element {
  return (
    <span class={s.result} role="status" data-testid="proxy-test">
      <Show when={props.test.state()}>
        {(state) => (
          <>
            <Show when={state().kind === 'checking'}>
              <Spinner size={14} />
            </Show>
            <span class={state().kind === 'available' ? s.good : undefined}>{proxyStateText(state())}</span>
          </>
        )}
      </Show>
    </span>
  );
}
