import ChevronLeft from 'lucide-solid/icons/chevron-left';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import { createSignal, For, type JSX } from 'solid-js';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatDate, formatMonth, weekDays } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { cls } from '../../ui/class.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import s from './DateDialog.module.css';

const week = weekDays();
const dayOf = (ms: number): Date => new Date(new Date(ms).setHours(0, 0, 0, 0));
const moved = (day: Date, by: { days?: number; months?: number }): Date => {
  if (by.months === undefined) return new Date(day.getFullYear(), day.getMonth(), day.getDate() + (by.days ?? 0));
  // The last day of a month stays the last one where the other month is shorter.
  const last = new Date(day.getFullYear(), day.getMonth() + by.months + 1, 0).getDate();
  return new Date(day.getFullYear(), day.getMonth() + by.months, Math.min(day.getDate(), last));
};

/** A calendar that leads to the first message of a day. */
export function DateDialog(props: { peerId: PeerId; onJump(id: MessageId): void; onClose(): void }): JSX.Element {
  const app = useApp();
  const today = dayOf(Date.now());
  const [day, setDay] = createSignal(today);
  const [busy, setBusy] = createSignal(false);
  let grid: HTMLDivElement | undefined;

  const weeks = () => {
    const first = new Date(day().getFullYear(), day().getMonth(), 1);
    const lead = (first.getDay() - week.first + 7) % 7;
    const count = Math.ceil((lead + moved(moved(first, { months: 1 }), { days: -1 }).getDate()) / 7);
    return Array.from({ length: count }, (_, row) => Array.from({ length: 7 }, (_each, column) => moved(first, { days: row * 7 + column - lead })));
  };
  const select = (next: Date, focus = true) => {
    setDay(next.getTime() > today.getTime() ? today : next);
    if (focus) queueMicrotask(() => grid?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const days: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
    const months: Readonly<Record<string, number>> = { PageUp: -1, PageDown: 1 };
    const byDays = days[event.key];
    const byMonths = months[event.key];
    if (byDays === undefined && byMonths === undefined) return;
    event.preventDefault();
    if (byMonths !== undefined) return select(moved(day(), { months: byMonths }));
    const mirrored = Math.abs(byDays ?? 0) === 1 && grid !== undefined && getComputedStyle(grid).direction === 'rtl';
    select(moved(day(), { days: mirrored ? -(byDays ?? 0) : (byDays ?? 0) }));
  };
  const go = (chosen: Date) => {
    setBusy(true);
    app.client
      .call('search.atDate', { peerId: props.peerId, date: Math.max(0, Math.floor(chosen.getTime() / 1000)) })
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
  const isSame = (a: Date, b: Date) => a.getTime() === b.getTime();

  return (
    <Dialog title={t.search.calendar.title} onClose={props.onClose} buttons={<Button onClick={props.onClose}>{t.app.cancel}</Button>}>
      <div class={s.head}>
        <IconButton label={t.search.calendar.previous} onClick={() => select(moved(day(), { months: -1 }), false)}>
          <ChevronLeft class={s.arrow} />
        </IconButton>
        <span class={s.month} aria-live="polite">
          {formatMonth(day().getTime())}
        </span>
        <IconButton
          label={t.search.calendar.next}
          disabled={day().getFullYear() === today.getFullYear() && day().getMonth() === today.getMonth()}
          onClick={() => select(moved(day(), { months: 1 }), false)}
        >
          <ChevronRight class={s.arrow} />
        </IconButton>
      </div>
      <div ref={grid} class={s.grid} role="grid" aria-label={t.search.calendar.days} tabindex={-1} onKeyDown={onKeyDown}>
        <div class={s.row} role="row">
          <For each={week.names}>
            {(name) => (
              <span class={s.name} role="columnheader" aria-label={name.full}>
                {name.short}
              </span>
            )}
          </For>
        </div>
        <For each={weeks()}>
          {(days) => (
            <div class={s.row} role="row">
              <For each={days}>
                {(each) => (
                  <span role="gridcell" aria-selected={isSame(each, day())}>
                    <button
                      type="button"
                      class={cls(s.day, isSame(each, today) && s.today, isSame(each, day()) && s.chosen, each.getMonth() !== day().getMonth() && s.beside)}
                      tabindex={isSame(each, day()) ? 0 : -1}
                      disabled={busy() || each.getTime() > today.getTime()}
                      aria-label={formatDate(each.getTime())}
                      aria-current={isSame(each, today) ? 'date' : undefined}
                      onClick={() => go(each)}
                    >
                      {each.getDate()}
                    </button>
                  </span>
                )}
              </For>
            </div>
          )}
        </For>
      </div>
    </Dialog>
  );
}
