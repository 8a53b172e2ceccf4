import { createEffect, createSignal, onCleanup, Show, type JSX } from 'solid-js';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import s from './SubmitButton.module.css';
import type { Attempt } from './attempt.ts';

const PATIENCE_MS = 4_000;

/** The button that goes on, its error above it, and, when an answer takes long, the way out. */
export function SubmitButton(props: { attempt: Attempt; label: string; error?: string | undefined; disabled?: boolean }): JSX.Element {
  const [long, setLong] = createSignal(false);
  createEffect(() => {
    setLong(false);
    if (!props.attempt.busy()) return;
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    onCleanup(() => clearTimeout(timer));
  });
  return (
    <div class={s.submit}>
      <Show when={props.error}>
        {(sentence) => (
          <p class={s.error} role="alert">
            {sentence()}
          </p>
        )}
      </Show>
      <Button type="submit" look="primary" wide busy={props.attempt.busy()} disabled={props.disabled}>
        {props.label}
      </Button>
      <Show when={long()}>
        <div class={s.waiting}>
          <p>{t.auth.offline}</p>
          <Button look="quiet" onClick={() => props.attempt.cancel()}>
            {t.app.cancel}
          </Button>
        </div>
      </Show>
    </div>
  );
}
