import ChevronLeft from 'lucide-solid/icons/chevron-left';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import { For, onMount, type JSX } from 'solid-js';
import { formatDate, formatMonth, weekDays } from '../strings/format.ts';
import { t } from '../strings/index.ts';
import s from './Calendar.module.css';
import { cls } from './class.ts';
import { IconButton } from './IconButton.tsx';

const week = weekDays();

/** Local midnight of a moment (unix ms). */
export const dayOf = (ms: number): Date => new Date(new Date(ms).setHours(0, 0, 0, 0));

const moved = (day: Date, by: { days?: number; months?: number }): Date => {
  if (by.months === undefined) return new Date(day.getFullYear(), day.getMonth(), day.getDate() + (by.days ?? 0));
  // The last day of a month stays the last one where the other month is shorter.
  const last = new Date(day.getFullYear(), day.getMonth() + by.months + 1, 0).getDate();
  return new Date(day.getFullYear(), day.getMonth() + by.months, Math.min(day.getDate(), last));
};

const isSame = (a: Date, b: Date): boolean => a.getTime() === b.getTime();
const monthOf = (day: Date): number => day.getFullYear() * 12 + day.getMonth();

/** The days of a month, walked by keys and by buttons. Days are local midnights. */
export function Calendar(props: {
  /** For screen readers: what the days are for. */
  label: string;
  day: Date;
  earliest?: Date;
  latest?: Date;
  disabled?: boolean;
  /** Marked with a dot, and how their names are said. */
  marked?: (day: Date) => boolean;
  markedLabel?: (day: string) => string;
  /** The day takes the focus as soon as it is there. */
  autofocus?: boolean;
  /** Another day is looked at. */
  onDay(day: Date): void;
  /** A day is pressed. */
  onChoose(day: Date): void;
}): JSX.Element {
  const today = dayOf(Date.now());
  let grid: HTMLDivElement | undefined;

  onMount(() => {
    if (props.autofocus) queueMicrotask(() => grid?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
  });

  const weeks = () => {
    const first = new Date(props.day.getFullYear(), props.day.getMonth(), 1);
    const lead = (first.getDay() - week.first + 7) % 7;
    const count = Math.ceil((lead + moved(moved(first, { months: 1 }), { days: -1 }).getDate()) / 7);
    return Array.from({ length: count }, (_, row) => Array.from({ length: 7 }, (_each, column) => moved(first, { days: row * 7 + column - lead })));
  };
  const isOut = (day: Date) => (props.earliest !== undefined && day < props.earliest) || (props.latest !== undefined && day > props.latest);
  const nameOf = (day: Date) => {
    const name = formatDate(day.getTime());
    return props.marked?.(day) && props.markedLabel ? props.markedLabel(name) : name;
  };
  const select = (next: Date, focus = true) => {
    if (props.earliest !== undefined && next < props.earliest) props.onDay(props.earliest);
    else if (props.latest !== undefined && next > props.latest) props.onDay(props.latest);
    else props.onDay(next);
    if (focus) queueMicrotask(() => grid?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const days: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
    const months: Readonly<Record<string, number>> = { PageUp: -1, PageDown: 1 };
    const byDays = days[event.key];
    const byMonths = months[event.key];
    if (byDays === undefined && byMonths === undefined) return;
    event.preventDefault();
    if (byMonths !== undefined) return select(moved(props.day, { months: byMonths }));
    const mirrored = Math.abs(byDays ?? 0) === 1 && grid !== undefined && getComputedStyle(grid).direction === 'rtl';
    select(moved(props.day, { days: mirrored ? -(byDays ?? 0) : (byDays ?? 0) }));
  };

  return (
    <>
      <div class={s.head}>
        <IconButton
          label={t.search.calendar.previous}
          disabled={props.earliest !== undefined && monthOf(props.day) <= monthOf(props.earliest)}
          onClick={() => select(moved(props.day, { months: -1 }), false)}
        >
          <ChevronLeft />
        </IconButton>
        <span class={s.month} aria-live="polite">
          {formatMonth(props.day.getTime())}
        </span>
        <IconButton
          label={t.search.calendar.next}
          disabled={props.latest !== undefined && monthOf(props.day) >= monthOf(props.latest)}
          onClick={() => select(moved(props.day, { months: 1 }), false)}
        >
          <ChevronRight />
        </IconButton>
      </div>
      <div ref={grid} class={s.grid} role="grid" aria-label={props.label} tabindex={-1} onKeyDown={onKeyDown}>
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
                  <span role="gridcell" aria-selected={isSame(each, props.day)}>
                    <button
                      type="button"
                      class={cls(s.day, isSame(each, today) && s.today, isSame(each, props.day) && s.chosen, each.getMonth() !== props.day.getMonth() && s.beside, props.marked?.(each) && s.marked)}
                      tabindex={isSame(each, props.day) ? 0 : -1}
                      disabled={props.disabled === true || isOut(each)}
                      aria-label={nameOf(each)}
                      aria-current={isSame(each, today) ? 'date' : undefined}
                      onClick={() => props.onChoose(each)}
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
    </>
  );
}
