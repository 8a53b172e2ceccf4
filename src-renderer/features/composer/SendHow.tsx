import CalendarClock from 'lucide-solid/icons/calendar-clock';
import { createSignal, Show, type JSX } from 'solid-js';
import type { SendOptions } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckBox } from '../../ui/CheckBox.tsx';
import { ScheduleDialog } from '../scheduled/ScheduleDialog.tsx';
import s from './SendHow.module.css';

/** In a box from which something is sent: without sound, or later. */
export function SendHow(props: {
  silent: boolean;
  onSilent(silent: boolean): void;
  /** Only to oneself: it reminds of something, and has no sound for anybody else. */
  reminds: boolean;
  disabled: boolean;
  onSend(how: SendOptions): void;
}): JSX.Element {
  const [scheduling, setScheduling] = createSignal(false);
  return (
    <div class={s.line}>
      <Show when={!props.reminds} fallback={<span />}>
        <CheckBox label={t.sending.menu.silent} checked={props.silent} onChange={props.onSilent} />
      </Show>
      <Button look="quiet" disabled={props.disabled} onClick={() => setScheduling(true)}>
        <span class={s.label}>
          <CalendarClock class={s.icon} />
          {props.reminds ? t.sending.menu.remind : t.sending.menu.schedule}
        </span>
      </Button>
      <Show when={scheduling()}>
        <ScheduleDialog
          reminds={props.reminds}
          onClose={() => setScheduling(false)}
          onChoose={(scheduleDate) => {
            setScheduling(false);
            props.onSend({ scheduleDate, ...(props.silent ? { silent: true } : {}) });
          }}
        />
      </Show>
    </div>
  );
}
