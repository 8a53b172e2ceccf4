import { createEffect, createMemo, createSignal, on, onCleanup, Show, type JSX } from 'solid-js';
import type { ChatSection, KnownDays, MessageId, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Calendar, dayOf } from '../../ui/Calendar.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import s from './DateDialog.module.css';

const seconds = (day: Date): number => Math.max(0, Math.floor(day.getTime() / 1000));

/** A calendar that leads to the first message of a day; days that are known to have messages are marked. */
export function DateDialog(props: {
  peerId: PeerId;
  section?: ChatSection | undefined;
  onJump(id: MessageId): void;
  onClose(): void;
}): JSX.Element {
  const app = useApp();
  const today = dayOf(Date.now());
  const place = () => ({ peerId: props.peerId, ...(props.section === undefined ? {} : { section: props.section }) });
  const [day, setDay] = createSignal(today);
  const [busy, setBusy] = createSignal(false);
  const [known, setKnown] = createSignal<KnownDays>();
  const [marked, setMarked] = createSignal<ReadonlySet<number>>(new Set());
  let isOpen = true;
  onCleanup(() => (isOpen = false));

  const month = createMemo(() => new Date(day().getFullYear(), day().getMonth(), 1).getTime());
  createEffect(
    on(month, (firstDay) => {
      const from = new Date(firstDay);
      // The weeks at both ends show days of the months beside.
      const range = { from: seconds(moved(from, -7)), to: seconds(moved(new Date(from.getFullYear(), from.getMonth() + 1, 1), 7)) };
      app.client
        .call('search.days', { ...place(), ...range })
        .then((days) => {
          if (!isOpen || month() !== firstDay) return;
          const begin = days.first === undefined ? [] : [days.first];
          setKnown(days);
          setMarked(new Set([...begin, ...days.dates].map((date) => dayOf(date * 1000).getTime())));
          // Whoever was faster than the answer is not left before the first day.
          const begins = earliest();
          if (begins !== undefined && day() < begins) setDay(begins);
        })
        // The days can be chosen without their marks.
        .catch(() => undefined);
    }),
  );
  const earliest = () => {
    const first = known()?.first;
    return first === undefined ? undefined : dayOf(first * 1000);
  };
  const go = (chosen: Date) => {
    setBusy(true);
    app.client
      .call('search.atDate', { ...place(), date: seconds(chosen) })
      .then((found) => {
        if (found === null) app.layers.toast(t.search.calendar.empty);
        props.onClose();
        if (found !== null) props.onJump(found.id);
      })
      .catch((error: unknown) => {
        setBusy(false);
        app.layers.showError(error);
      });
  };
  return (
    <Dialog title={t.search.calendar.title} onClose={props.onClose} buttons={<Button onClick={props.onClose}>{t.app.cancel}</Button>}>
      <Calendar
        label={t.search.calendar.days}
        day={day()}
        {...(earliest() === undefined ? {} : { earliest: earliest() as Date })}
        latest={today}
        disabled={busy()}
        marked={(each) => marked().has(each.getTime())}
        markedLabel={t.search.calendar.known}
        onDay={setDay}
        onChoose={go}
      />
      <Show when={known()}>{(days) => <p class={s.note}>{days().here ? t.search.calendar.noteHere : t.search.calendar.note}</p>}</Show>
    </Dialog>
  );
}

const moved = (day: Date, by: number): Date => new Date(day.getFullYear(), day.getMonth(), day.getDate() + by);
