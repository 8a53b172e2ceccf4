import { createEffect, createSignal, on, onCleanup, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { AuthState } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatDuration } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { createAttempt } from './attempt.ts';
import s from './Resend.module.css';

const words = t.auth.code;

/** The other way to get the code: a countdown, then a button; or that there is none. */
export function Resend(props: { state: Extract<AuthState, { step: 'code' }> }): JSX.Element {
  const { client, layers } = useApp();
  const attempt = createAttempt();
  const [left, setLeft] = createSignal(0);
  createEffect(
    on(
      () => props.state.resendAt,
      (resendAt) => {
        // The wait is measured on a clock that nobody sets.
        const end = performance.now() + Math.max(0, (resendAt ?? 0) - Date.now());
        const tick = () => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000)));
        tick();
        const timer = setInterval(tick, 250);
        onCleanup(() => clearInterval(timer));
      },
    ),
  );
  const resend = () =>
    drop(
      attempt
        .run((signal) => client.call('auth.resendCode', {}, { signal }))
        .then((sent) => {
          if (sent) layers.toast(words.resent);
        }),
    );
  return (
    <div class={s.resend}>
      <Show when={props.state.nextDelivery} fallback={<p>{words.noOtherWay}</p>}>
        {(way) => (
          <Show when={left() === 0} fallback={<p role="timer">{words.resendIn[way()](formatDuration(left()))}</p>}>
            <Button look="quiet" busy={attempt.busy()} onClick={resend}>
              {words.resend[way()]}
            </Button>
          </Show>
        )}
      </Show>
      <Show when={attempt.error()}>
        <p class={s.error} role="alert">
          {attempt.error()}
        </p>
      </Show>
    </div>
  );
}
