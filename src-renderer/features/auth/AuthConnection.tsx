import Shield from 'lucide-solid/icons/shield';
import { createEffect, createMemo, createSignal, on, onCleanup, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { proxyAddress } from '../proxies/proxy-text.ts';
import { WaitLine } from '../shell/WaitLine.tsx';
import s from './AuthConnection.module.css';

const PATIENCE_MS = 1_500;

/**
 * At the foot of the sign-in pages: that Telegram cannot be reached and the way to try again, and the settings of the connection,
 * because a proxy may be needed to sign in at all.
 */
export function AuthConnection(): JSX.Element {
  const { auth, client, connection, proxies, settings } = useApp();
  const [late, setLate] = createSignal(false);
  const trouble = () => {
    const kind = connection()?.kind;
    return kind === 'connecting' || kind === 'connectingToProxy' || kind === 'waitingForNetwork' ? kind : undefined;
  };
  // A change from one trouble to the next, or the time of the next attempt, is no news: what is shown stays.
  const troubled = createMemo(() => trouble() !== undefined);
  const matters = () => auth()?.step !== 'credentials';
  createEffect(
    on(troubled, (yes) => {
      setLate(false);
      if (!yes) return;
      const timer = setTimeout(() => setLate(true), PATIENCE_MS);
      onCleanup(() => clearTimeout(timer));
    }),
  );
  return (
    <div class={s.place}>
      <WaitLine plain />
      <div role="status">
        <Show when={late() && matters()}>
          <div class={s.bar} data-testid="connection-bar">
            <Spinner size={16} />
            <span>{t.connection[trouble() ?? 'connecting']}</span>
            <button type="button" class={s.retry} onClick={() => drop(client.call('connection.retry', {}).catch(() => undefined))}>
              {t.connection.tryNow}
            </button>
          </div>
        </Show>
      </div>
      <Button look="quiet" class={s.settings} onClick={() => settings.open('connection')}>
        <Shield />
        <Show when={proxies.carrier()} fallback={t.proxies.settings}>
          {(active) => <bdi dir="ltr">{proxyAddress(active().proxy)}</bdi>}
        </Show>
      </Button>
    </div>
  );
}
