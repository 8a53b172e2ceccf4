import Pin from 'lucide-solid/icons/pin';
import { Show, type JSX } from 'solid-js';
import type { SavedRow } from '#shared/ipc/saved.ts';
import { useApp } from '../../state/app-state.tsx';
import { directionOf } from '../../strings/direction.ts';
import { formatFull, formatRowTime } from '../../strings/format.ts';
import content from '../dialogs/RowContent.module.css';
import { LastMessage } from '../dialogs/RowContent.tsx';
import s from '../dialogs/ChatRow.module.css';
import { SourceAvatar } from './SourceAvatar.tsx';
import { sourceName, sourceTitle } from './source-words.ts';

/** One source of Saved Messages, with what was saved from it last. */
export function SourceRow(props: {
  row: SavedRow;
  tabStop: boolean;
  onOpen(): void;
  onMenu(at: { x: number; y: number } | DOMRect): void;
  onFocus(): void;
}): JSX.Element {
  const app = useApp();
  const peer = () => app.peers.get(props.row.peerId);
  const title = () => sourceTitle(props.row.peerId, peer());
  return (
    <button
      type="button"
      class={s.row}
      data-testid={`source-row:${props.row.peerId}`}
      tabindex={props.tabStop ? 0 : -1}
      data-landmark-start={props.tabStop ? '' : undefined}
      onClick={() => props.onOpen()}
      onFocus={() => props.onFocus()}
      onContextMenu={(event) => {
        event.preventDefault();
        // From the keyboard the event has no place of its own.
        const byKey = event.button !== 2 || (event.clientX === 0 && event.clientY === 0);
        props.onMenu(byKey ? event.currentTarget.getBoundingClientRect() : { x: event.clientX, y: event.clientY });
      }}
    >
      <span role="img" aria-label={sourceName(props.row, peer(), app.now())} />
      <span class={s.avatar} aria-hidden="true">
        <SourceAvatar peer={peer()} size={54} />
      </span>
      <span class={s.body} aria-hidden="true">
        <span class={s.line}>
          <span class={s.title} dir={directionOf(title())}>
            {title()}
          </span>
          <span class={s.gap} />
          <Show when={props.row.topMessage}>
            {(message) => (
              <time class={s.time} title={formatFull(message().date)}>
                {formatRowTime(message().date, app.now())}
              </time>
            )}
          </Show>
        </span>
        <span class={s.line}>
          <span class={content.content} dir={directionOf(props.row.topMessage?.text ?? '')}>
            <Show when={props.row.topMessage}>{(message) => <LastMessage message={message()} sender={undefined} />}</Show>
          </span>
          <span class={s.marks}>
            <Show when={props.row.pinned}>
              <Pin class={s.mark} />
            </Show>
          </span>
        </span>
      </span>
    </button>
  );
}
