import { createEffect, createMemo, createSignal, on, onCleanup, Show, type JSX } from 'solid-js';
import { assertNever, drop } from '#shared/assert.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import s from './ConnectionLine.module.css';

const CALM_MS = 300;
/** A wait shorter than this is over before it has been read. */
const COUNTDOWN_FROM_MS = 2_000;

/** The list's title; in its place the state of the connection, once that has lasted for 300 ms. */
export function ConnectionLine(props: { title: string; narrow: boolean }): JSX.Element {
  const { client, connection } = useApp();
  const [calm, setCalm] = createSignal(true);
  const [now, setNow] = createSignal(Date.now());
  const troubled = createMemo(() => connection() !== undefined && connection()?.kind !== 'ready');
  const retryAt = createMemo(() => {
    const status = connection();
    return status?.kind === 'connecting' || status?.kind === 'connectingToProxy' ? status.retryAt : undefined;
  });
  createEffect(
    on(troubled, (trouble) => {
      if (!trouble) return setCalm(true);
      const timer = setTimeout(() => setCalm(false), CALM_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  createEffect(
    on(retryAt, (at) => {
      if (at === undefined) return;
      setNow(Date.now());
      const timer = setInterval(() => setNow(Date.now()), 500);
      onCleanup(() => clearInterval(timer));
    }),
  );
  const waits = () => (retryAt() ?? 0) - now() > COUNTDOWN_FROM_MS;
  const text = () => {
    const status = connection();
    if (!status || status.kind === 'ready') return '';
    const wait = () => t.connection.retryIn(((retryAt() ?? 0) - now()) / 1000);
    if (status.kind === 'connecting') return waits() ? wait() : t.connection.connecting;
    if (status.kind === 'connectingToProxy') return waits() ? wait() : t.connection.connectingToProxy;
    if (status.kind === 'waitingForNetwork') return t.connection.waitingForNetwork;
    if (status.kind === 'updating') return t.connection.updating;
    return assertNever(status, 'connection status');
  };
  const canRetry = () => waits() || connection()?.kind === 'waitingForNetwork';
  return (
    <div class={s.line} role="status">
      <Show when={!calm()} fallback={<Show when={!props.narrow}><h2 class={s.title}>{props.title}</h2></Show>}>
        <div class={s.bar} data-testid="connection-bar" data-tooltip={props.narrow ? text() : undefined}>
          {/* While the next attempt is waited for, nothing is under way. */}
          <Show when={props.narrow || !waits()}>
            <span class={s.spinner}>
              <Spinner size={16} />
            </span>
          </Show>
          <Show when={!props.narrow}>
            <span class={s.text}>{text()}</span>
            <Show when={canRetry()}>
              <button type="button" class={s.retry} onClick={() => drop(client.call('connection.retry', {}).catch(() => undefined))}>
                {t.connection.tryNow}
              </button>
            </Show>
          </Show>
        </div>
      </Show>
    </div>
  );
}
