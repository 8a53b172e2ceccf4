import CalendarClock from 'lucide-solid/icons/calendar-clock';
import { createEffect, createSignal, on, Show, type JSX } from 'solid-js';
import type { ChatInfo } from '#shared/ipc/chat.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { ScheduledDialog } from './ScheduledDialog.tsx';
import s from './Scheduled.module.css';

/** Leads to what is scheduled in a chat, when something is; tells of what could not be. */
export function ScheduledButton(props: { class?: string | undefined; scheduled: ChatInfo['scheduled']; reminds: boolean }): JSX.Element {
  const app = useApp();
  const [open, setOpen] = createSignal(false);
  const failed = () => props.scheduled?.failed ?? 0;
  createEffect(
    on(failed, (now, before) => {
      if (before === undefined || now <= before || open()) return;
      app.layers.toast(t.sending.queue.openFailed(now), { kind: 'error', action: { label: t.sending.schedule.show, onSelect: () => setOpen(true) } });
    }),
  );
  return (
    <>
      <Show when={props.scheduled}>
        {(scheduled) => (
          <IconButton
            class={props.class}
            label={failed() > 0 ? t.sending.queue.openFailed(failed()) : t.sending.queue.open(scheduled().count)}
            aria-haspopup="dialog"
            data-testid="scheduled"
            onClick={() => setOpen(true)}
          >
            <span class={s.sign}>
              <CalendarClock />
              <span class={s.mark} classList={{ [s.markFailed ?? '']: failed() > 0 }} />
            </span>
          </IconButton>
        )}
      </Show>
      <Show when={open()}>
        <ScheduledDialog reminds={props.reminds} onClose={() => setOpen(false)} />
      </Show>
    </>
  );
}
