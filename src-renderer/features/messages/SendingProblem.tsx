import { Show, type JSX } from 'solid-js';
import type { Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatDuration } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import s from './Bubble.module.css';

/** What became of a message that could not be sent, below its bubble, with the button that helps. */
export function SendingProblem(props: { message: Message; now: number }): JSX.Element {
  const app = useApp();
  const failed = () => (props.message.sending?.state === 'failed' ? props.message.sending : undefined);
  const waiting = () => (props.message.sending?.state === 'waiting' ? props.message.sending : undefined);
  return (
    <>
      <Show when={failed()}>
        {(sending) => (
          <p class={s.problem} role="alert">
            {sending().reason || t.chat.notSent}{' '}
            <Show when={sending().canRetry}>
              <button
                type="button"
                class={s.retry}
                onClick={() => {
                  app.client.call('messages.retry', { peerId: props.message.peerId, id: props.message.id }).catch(app.layers.showError);
                }}
              >
                {t.chat.retryNow}
              </button>
            </Show>
            <Show when={props.message.id > 0}>
              {' '}
              <button
                type="button"
                class={s.retry}
                onClick={() => {
                  app.client.call('messages.discardEdit', { peerId: props.message.peerId, id: props.message.id }).catch(app.layers.showError);
                }}
              >
                {t.chat.discardEdit}
              </button>
            </Show>
          </p>
        )}
      </Show>
      <Show when={waiting()}>
        {(sending) => <p class={s.waiting}>{t.chat.waitingFor(formatDuration((sending().retryAt - props.now) / 1000))}</p>}
      </Show>
    </>
  );
}
