import { describe, expect, test } from 'vitest';
import { messageId, userPeerId, WHEN_ONLINE } from '#shared/model/index.ts';
import type { Message } from '#shared/model/index.ts';
import { scheduledDays } from '../../../src-renderer/features/scheduled/scheduled-days.ts';
import { firstOffer, momentOf, timeValue, whenText, whyNot } from '../../../src-renderer/features/scheduled/schedule-time.ts';

const at = (day: number, hours: number, minutes = 0): number => new Date(2026, 10, day, hours, minutes).getTime();
const waiting = (id: number, date: number, groupedId?: string): Message => ({
  id: messageId(id), peerId: userPeerId(7), date, out: true, text: '', entities: [], ...(groupedId === undefined ? {} : { groupedId }),
});

describe('the moment for which something is scheduled', () => {
  test('first is the next full hour that is half an hour away', () => {
    expect(firstOffer(at(5, 14, 10))).toBe(at(5, 15));
    expect(firstOffer(at(5, 14, 40))).toBe(at(5, 16));
    expect(timeValue(at(5, 9, 5))).toBe('09:05');
  });

  test('is read from a day and a local time, also where the clocks change', () => {
    expect(momentOf(new Date(2026, 10, 6), '08:30')).toBe(at(6, 8, 30) / 1000);
    expect(momentOf(new Date(2026, 10, 6), '')).toBeUndefined();
  });

  test('is refused when it has passed or is more than a year ahead', () => {
    const now = at(5, 14);
    expect(whyNot(now / 1000 + 5, now)).toMatch(/passed/);
    expect(whyNot(now / 1000 + 11, now)).toBeUndefined();
    expect(whyNot(now / 1000 + 366 * 86_400, now)).toMatch(/year/);
  });

  test('is said as a person would', () => {
    const now = at(5, 14);
    expect(whenText(at(5, 18) / 1000, now)).toMatch(/^today at /);
    expect(whenText(at(6, 1) / 1000, now)).toMatch(/^tomorrow at /);
    expect(whenText(at(9, 1) / 1000, now)).toMatch(/^on 9 November 2026 at |^on November 9, 2026 at /);
  });
});

test('a queue is shown by days, albums as one, and what waits for somebody last', () => {
  const first = at(5, 9) / 1000;
  const days = scheduledDays([waiting(1, first, 'a'), waiting(2, first, 'a'), waiting(3, first + 60), waiting(4, at(6, 9) / 1000), waiting(5, WHEN_ONLINE)]);
  expect(days.map((day) => day.items.map((item) => item.messages.map((message) => message.id)))).toEqual([[[1, 2], [3]], [[4]], [[5]]]);
  expect(days.at(-1)?.day).toBe(WHEN_ONLINE);
});
