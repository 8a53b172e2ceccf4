import BellOff from 'lucide-solid/icons/bell-off';
import CalendarClock from 'lucide-solid/icons/calendar-clock';
import Pencil from 'lucide-solid/icons/pencil';
import SendHorizontal from 'lucide-solid/icons/send-horizontal';
import Trash from 'lucide-solid/icons/trash';
import { createSignal, Show, type JSX } from 'solid-js';
import { WHEN_ONLINE } from '#shared/model/index.ts';
import type { FormattedText, Message } from '#shared/model/index.ts';
import { parseMarkdown } from '#shared/text/markdown.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { RichField } from '../composer/RichField.tsx';
import { useChat } from '../messages/chat-context.ts';
import { FormattedTextView } from '../messages/FormattedTextView.tsx';
import type { ScheduledItem } from './scheduled-days.ts';
import s from './Scheduled.module.css';

const nothing: FormattedText = { text: '', entities: [] };

/** A scheduled message, or an album, with what can be done with it. */
export function ScheduledRow(props: { item: ScheduledItem; onMove(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const [edited, setEdited] = createSignal<FormattedText>();
  const [busy, setBusy] = createSignal(false);
  const first = (): Message | undefined => props.item.messages[0];
  /** The one that carries the text. */
  const worded = () => props.item.messages.find((message) => message.text !== '') ?? first();
  const ids = () => props.item.messages.map((message) => message.id);
  const media = () => {
    const { messages } = props.item;
    return messages.length > 1 ? t.sending.queue.files(messages.length) : mediaLabel(first()?.media);
  };
  const spoken = () => [media(), worded()?.text].filter(Boolean).join(', ').slice(0, 120);
  const sending = () => props.item.messages.find((message) => message.sending)?.sending;
  const failure = () => {
    const state = sending();
    return state?.state === 'failed' ? state.reason : undefined;
  };
  const call = (name: 'scheduled.send' | 'scheduled.delete') =>
    void app.client.call(name, { peerId: chat.peerId, ids: ids() }).catch(app.layers.showError);
  /** A change of one that is in the queue, which the server has refused. */
  const refused = () => props.item.messages.find((message) => message.id > 0 && message.sending?.state === 'failed');
  const onRefused = (name: 'scheduled.retry' | 'scheduled.discard') => {
    const id = refused()?.id;
    if (id !== undefined) app.client.call(name, { peerId: chat.peerId, id }).catch(app.layers.showError);
  };
  const save = () => {
    const text = edited();
    const id = worded()?.id;
    if (text === undefined || id === undefined || busy()) return;
    setBusy(true);
    app.client
      .call('scheduled.edit', { peerId: chat.peerId, id, ...parseMarkdown(text) })
      .then(() => setEdited(undefined))
      .catch(app.layers.showError)
      .finally(() => setBusy(false));
  };
  const action = (label: string) => t.sending.queue.actions(label, spoken());

  return (
    <li class={s.item} data-testid="scheduled-message">
      <div class={s.words}>
        <Show
          when={edited()}
          fallback={
            <>
              <Show when={media()}>{(label) => <span class={s.media}>{label()}</span>}</Show>
              <Show when={worded()?.text}>
                <div class={s.text} dir="auto">
                  <FormattedTextView text={worded()?.text ?? ''} entities={worded()?.entities ?? []} />
                </div>
              </Show>
              <p class={s.facts}>
                <Show when={first()?.date !== WHEN_ONLINE}>
                  <time>{formatTime(first()?.date ?? 0)}</time>
                </Show>
                <Show when={first()?.silent}>
                  <span class={s.fact}>
                    <BellOff class={s.factIcon} />
                    {t.sending.queue.silent}
                  </span>
                </Show>
                <Show when={first()?.editDate}>
                  <span>{t.sending.queue.edited}</span>
                </Show>
                <Show when={sending() && failure() === undefined}>
                  <span>{t.sending.queue.pending}</span>
                </Show>
              </p>
              <Show when={failure()}>
                {(reason) => <p class={s.problem}>{refused() ? t.sending.queue.notChanged(reason()) : t.sending.queue.failed(reason())}</p>}
              </Show>
              <Show when={refused()}>
                <div class={s.fieldButtons}>
                  <Button onClick={() => onRefused('scheduled.discard')}>{t.sending.queue.discard}</Button>
                  <Button onClick={() => onRefused('scheduled.retry')}>{t.sending.queue.retry}</Button>
                </div>
              </Show>
            </>
          }
        >
          <div class={s.field}>
            <RichField
              value={edited() ?? nothing}
              onChange={setEdited}
              label={t.sending.queue.text}
              placeholder={t.chat.composer.placeholder}
              onKeyDown={(event) => {
                if (event.isComposing) return;
                if (event.key === 'Enter' && !event.shiftKey) {
                  event.preventDefault();
                  save();
                } else if (event.key === 'Escape') {
                  event.preventDefault();
                  event.stopPropagation();
                  setEdited(undefined);
                }
              }}
              control={(made) => queueMicrotask(() => made.focus())}
            />
            <div class={s.fieldButtons}>
              <Button onClick={() => setEdited(undefined)}>{t.app.cancel}</Button>
              <Button look="primary" busy={busy()} onClick={save}>
                {t.sending.queue.save}
              </Button>
            </div>
          </div>
        </Show>
      </div>
      <Show when={edited() === undefined}>
        <div class={s.actions}>
          <IconButton label={action(t.sending.queue.sendNow)} onClick={() => call('scheduled.send')}>
            <SendHorizontal />
          </IconButton>
          <Show when={(worded()?.id ?? 0) > 0}>
            <IconButton
              label={action(t.sending.queue.edit)}
              onClick={() => {
                const message = worded();
                // A copy: what is typed does not belong to the queue.
                if (message) setEdited({ text: message.text, entities: message.entities.map((entity) => ({ ...entity })) });
              }}
            >
              <Pencil />
            </IconButton>
          </Show>
          <IconButton label={action(t.sending.queue.move)} onClick={() => props.onMove()}>
            <CalendarClock />
          </IconButton>
          <IconButton label={action(t.sending.queue.delete)} onClick={() => call('scheduled.delete')}>
            <Trash />
          </IconButton>
        </div>
      </Show>
    </li>
  );
}
