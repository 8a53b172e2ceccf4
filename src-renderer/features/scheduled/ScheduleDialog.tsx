import { createSignal, type JSX } from 'solid-js';
import { WHEN_ONLINE } from '#shared/model/index.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Calendar, dayOf } from '../../ui/Calendar.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { firstOffer, momentOf, MOST_DAYS, timeValue, whenText, whyNot } from './schedule-time.ts';
import s from './ScheduleDialog.module.css';

/** Asks for a day and a time. `initial` and what is chosen are unix seconds. */
export function ScheduleDialog(props: {
  /** In the chat with oneself: it reminds of something. */
  reminds: boolean;
  initial?: number;
  onChoose(date: number): void;
  onClose(): void;
}): JSX.Element {
  const isMove = props.initial !== undefined;
  const first = props.initial === undefined || props.initial === WHEN_ONLINE ? firstOffer(Date.now()) : props.initial * 1000;
  const today = dayOf(Date.now());
  const [day, setDay] = createSignal(dayOf(first));
  const [time, setTime] = createSignal(timeValue(first));
  const moment = () => momentOf(day(), time());
  const problem = () => {
    const chosen = moment();
    return chosen === undefined ? undefined : whyNot(chosen, Date.now());
  };
  const label = () => {
    const chosen = moment();
    if (chosen === undefined || problem() !== undefined) return props.reminds ? t.sending.menu.remind : t.sending.menu.schedule;
    return (props.reminds ? t.sending.schedule.remind : t.sending.schedule.send)(whenText(chosen, Date.now()));
  };
  const submit = () => {
    const chosen = moment();
    if (chosen !== undefined && problem() === undefined) props.onChoose(chosen);
  };
  const title = () => (isMove ? t.sending.schedule.titleMove : props.reminds ? t.sending.schedule.titleReminder : t.sending.schedule.title);
  return (
    <Dialog
      title={title()}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button look="primary" data-testid="schedule" disabled={moment() === undefined || problem() !== undefined} onClick={submit}>
            {label()}
          </Button>
        </>
      }
    >
      <Calendar
        label={t.sending.schedule.calendar}
        day={day()}
        autofocus
        earliest={today}
        latest={new Date(today.getFullYear(), today.getMonth(), today.getDate() + MOST_DAYS)}
        onDay={setDay}
        onChoose={setDay}
      />
      <TextField
        class={s.time}
        type="time"
        label={t.sending.schedule.time}
        value={time()}
        error={problem()}
        onInput={(event) => setTime(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          submit();
        }}
      />
    </Dialog>
  );
}
