import type { DateFormat } from '#shared/model/index.ts';
import { formatMoment, formatRelative } from '../../strings/format.ts';

/**
 * A moment as its sender wants it written, in the reader's language and time zone; as it was sent when there is no wish. `now` in
 * unix ms.
 */
export function dateText(entity: { date: number; format?: DateFormat }, text: string, now: number): string {
  const { format } = entity;
  if (format === undefined) return text;
  return format.relative ? formatRelative(entity.date, now) : formatMoment(entity.date, format);
}
