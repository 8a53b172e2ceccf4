import { For, Show, type JSX } from 'solid-js';
import type { MessageId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatRowTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';
import { Button } from '../../ui/Button.tsx';
import { coverSpoilers } from '../dialogs/row-text.ts';
import type { SearchStore } from '../search/search-state.ts';
import s from './TagBar.module.css';

const LONGEST = 200;

/** What carries all of the tags that are pressed, the newest first; each leads to its place. */
export function TaggedList(props: { search: SearchStore; onChoose(id: MessageId): void }): JSX.Element {
  const app = useApp();
  const found = () => props.search.found();
  const messages = () => found()?.messages ?? [];
  const note = () => {
    const now = found();
    if (now === undefined || now.state === 'searching') return messages().length === 0 ? t.saved.searching : undefined;
    if (now.state === 'offline') return t.saved.offline;
    return now.problem ?? (messages().length === 0 ? t.saved.none : undefined);
  };
  return (
    <div class={s.found} data-testid="tagged">
      <ul class={s.list} aria-label={t.saved.results}>
        <For each={messages()}>
          {(message) => (
            <li>
              <button type="button" class={s.row} onClick={() => props.onChoose(message.id)}>
                <span class={s.text} dir="auto">
                  {[mediaLabel(message.media), coverSpoilers(message).text.slice(0, LONGEST)].filter(Boolean).join(', ')}
                </span>
                <time class={s.time}>{formatRowTime(message.date, app.now())}</time>
              </button>
            </li>
          )}
        </For>
      </ul>
      <p class={s.note} role="status">
        {note()}
      </p>
      <Show when={found()?.problem !== undefined}>
        <Button look="quiet" onClick={props.search.again}>
          {t.chat.loadFailed}
        </Button>
      </Show>
      <Show when={found()?.hasMore}>
        <Button look="quiet" onClick={props.search.more}>
          {t.view.reactions.loadMore}
        </Button>
      </Show>
    </div>
  );
}
