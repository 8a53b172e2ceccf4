import { createEffect, createMemo, createSignal, For, on, Show, type JSX } from 'solid-js';
import { WHEN_ONLINE, type Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createTopicStore } from '../../state/topic.ts';
import { formatDate } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useChat } from '../messages/chat-context.ts';
import { scheduledDays, type ScheduledItem } from './scheduled-days.ts';
import { ScheduledRow } from './ScheduledRow.tsx';
import { ScheduleDialog } from './ScheduleDialog.tsx';
import s from './Scheduled.module.css';

/** Everything that waits in the open chat, or thread, to be sent later, by date. */
export function ScheduledDialog(props: { reminds: boolean; onClose(): void }): JSX.Element {
  const app = useApp();
  const chat = useChat();
  const queue = createTopicStore(app.client, 'scheduled.queue', { peerId: chat.peerId }, (news) => app.peers.put(news.peers));
  /** In a thread only what is meant for it. */
  const isHere = (message: Message) => chat.section?.kind !== 'thread' || message.threadId === chat.section.rootId;
  const days = createMemo(() => scheduledDays((queue()?.messages ?? []).filter(isHere)));
  const [moving, setMoving] = createSignal<ScheduledItem>();
  let list: HTMLDivElement | undefined;

  // What had the focus may have left the queue: the list takes it, so that keys still lead somewhere.
  createEffect(
    on(days, () => {
      queueMicrotask(() => {
        if (document.activeElement === document.body) list?.focus();
      });
    }, { defer: true }),
  );
  const dayText = (day: number) => (day === WHEN_ONLINE ? t.sending.queue.whenOnline : formatDate(day));
  const itemsOf = (wanted: number) => days().find(({ day }) => day === wanted)?.items ?? [];
  const idsOf = (item: ScheduledItem) => item.messages.map((message) => message.id);

  return (
    <Dialog
      title={props.reminds ? t.sending.queue.titleReminders : t.sending.queue.title}
      onClose={props.onClose}
      buttons={<Button onClick={props.onClose}>{t.app.close}</Button>}
    >
      <div ref={list} class={s.list} tabindex={-1} data-testid="scheduled-list">
        <Show when={queue()?.problem}>{(problem) => <p class={s.problem} role="alert">{problem()}</p>}</Show>
        <For each={days().map(({ day }) => day)} fallback={<Show when={queue() && !queue()?.loading}><p class={s.empty}>{t.sending.queue.empty}</p></Show>}>
          {(day) => (
            <section class={s.day} aria-label={dayText(day)}>
              <h3 class={s.date}>{dayText(day)}</h3>
              <ul>
                {/* By their keys: a row stays, with what is typed in it, when others come and go. */}
                <For each={itemsOf(day).map(({ key }) => key)}>
                  {(key) => (
                    <Show when={itemsOf(day).find((item) => item.key === key)}>
                      {(item) => <ScheduledRow item={item()} onMove={() => setMoving(item())} />}
                    </Show>
                  )}
                </For>
              </ul>
            </section>
          )}
        </For>
      </div>
      <Show when={moving()}>
        {(item) => (
          <ScheduleDialog
            reminds={props.reminds}
            initial={item().messages[0]?.date ?? 0}
            onClose={() => setMoving(undefined)}
            onChoose={(date) => {
              const ids = idsOf(item());
              setMoving(undefined);
              app.client.call('scheduled.move', { peerId: chat.peerId, ids, date }).catch(app.layers.showError);
            }}
          />
        )}
      </Show>
    </Dialog>
  );
}
