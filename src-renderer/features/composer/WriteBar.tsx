import { createSignal, Match, Switch, type JSX } from 'solid-js';
import { assertNever } from '#shared/assert.ts';
import type { WritingBar } from '#shared/ipc/chat.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatFull } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { useChat } from '../messages/chat-context.ts';
import s from './WriteBar.module.css';

type ActingBar = Exclude<WritingBar, { kind: 'closed' | 'requested' }>;

/** What a bot is told first, in every language. */
const START = '/start';

/** Why one cannot write, with the day on which that ends. */
export const closedText = (bar: WritingBar & { kind: 'closed' }): string =>
  bar.until === undefined ? bar.reason : `${bar.reason.replace(/\.$/, '')} ${t.sending.bar.until(formatFull(bar.until))}.`;

/** In place of the field where one cannot write: why, or what one does there first. */
export function WriteBar(props: { bar: WritingBar; muted: boolean }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const [busy, setBusy] = createSignal(false);
  const acting = () => (props.bar.kind === 'closed' || props.bar.kind === 'requested' ? undefined : props.bar);

  const label = (bar: ActingBar): string => {
    switch (bar.kind) {
      case 'join':
        return bar.asks ? t.sending.bar.ask : t.sending.bar.join;
      case 'mute':
        return props.muted ? t.sending.bar.unmute : t.sending.bar.mute;
      case 'unblock':
      case 'start':
        return t.sending.bar[bar.kind];
      default:
        return assertNever(bar, 'bar');
    }
  };
  const act = ({ kind }: ActingBar): Promise<unknown> => {
    const { peerId } = chat;
    switch (kind) {
      case 'join':
        return app.client.call('chat.join', { peerId });
      case 'mute':
        return app.client.call('dialogs.setMuted', { peerId, muted: !props.muted });
      case 'unblock':
        return app.client.call('dialogs.block', { peerId, blocked: false });
      case 'start':
        return app.client.call('messages.send', { peerId, text: START, entities: [] });
      default:
        return assertNever(kind, 'bar');
    }
  };
  const press = (bar: ActingBar) => {
    setBusy(true);
    act(bar)
      .catch(app.layers.showError)
      .finally(() => setBusy(false));
  };

  return (
    <div class={s.bar} data-testid="write-bar">
      <Switch>
        <Match when={props.bar.kind === 'closed' && props.bar}>{(bar) => <p class={s.text} role="status">{closedText(bar())}</p>}</Match>
        <Match when={props.bar.kind === 'requested'}>
          <p class={s.text} role="status">{t.sending.bar.requested}</p>
        </Match>
        <Match when={acting()}>
          {(bar) => (
            <Button look="quiet" busy={busy()} onClick={() => press(bar())}>
              {label(bar())}
            </Button>
          )}
        </Match>
      </Switch>
    </div>
  );
}
