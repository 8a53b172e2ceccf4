import Hourglass from 'lucide-solid/icons/hourglass';
import { createEffect, createMemo, createSignal, For, onCleanup, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { createTopicStore } from '../../state/topic.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import s from './WaitLine.module.css';

/** A countdown below this is over before it has been read. */
const COUNTDOWN_FROM_MS = 1_000;

/**
 * Why something that the person waits for takes long, and when it goes on. Where the line itself is out of sight (`unseen`), each
 * reason passes by as a toast.
 */
export function WaitLine(props: { narrow?: boolean; unseen?: boolean; plain?: boolean }): JSX.Element {
  const { client, layers } = useApp();
  const waits = createTopicStore(client, 'waits', {});
  const texts = createMemo(() => (waits() ?? []).map((wait) => wait.text), [], { equals: (a, b) => a.join('\n') === b.join('\n') });
  const [now, setNow] = createSignal(Date.now());
  const until = (text: string) => waits()?.find((wait) => wait.text === text)?.until ?? 0;
  createEffect(() => {
    if (texts().length === 0) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    onCleanup(() => clearInterval(timer));
  });
  createEffect<readonly string[]>((known) => {
    if (props.unseen) for (const text of texts()) if (!known.includes(text)) layers.toast(text);
    return texts();
  }, []);
  const countdown = (text: string) => {
    const left = until(text) - now();
    return left >= COUNTDOWN_FROM_MS ? t.connection.goesOnIn(left / 1000) : undefined;
  };
  return (
    <div class={s.place} role="status">
      <For each={texts()}>
        {(text) => (
          <div class={cls(s.wait, props.plain && s.plain)} data-testid="wait-line" data-tooltip={props.narrow ? text : undefined}>
            <Hourglass class={s.sign} />
            <Show when={!props.narrow}>
              <p class={s.text}>
                {text}{' '}
                <Show when={countdown(text)}>
                  {/* Said once with the sentence would be enough; every second is too much. */}
                  <span class={s.left} aria-hidden="true">
                    {countdown(text)}
                  </span>
                </Show>
              </p>
            </Show>
          </div>
        )}
      </For>
    </div>
  );
}
