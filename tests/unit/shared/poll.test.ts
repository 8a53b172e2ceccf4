import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactFacts, hasVoted, isPollClosed, LIVE_FOREVER, liveUntil, pollShares, shownAnswers, userPeerId, withTicks, withVote } from '#shared/model/index.ts';
import type { Checklist, Poll } from '#shared/model/index.ts';

const text = (value: string) => ({ text: value, entities: [] });
const poll = (votes: readonly number[], fields: Partial<Poll> = {}): Poll => ({
  id: '7',
  question: text('Pizza?'),
  answers: votes.map((voters, index) => ({ option: `0${index}`, text: text(`answer ${index}`), voters })),
  totalVoters: votes.reduce((sum, one) => sum + one, 0),
  recentVoters: [],
  hash: '1',
  ...fields,
});

describe('shares of a poll', () => {
  test('add up to a hundred, whatever the votes', () => {
    expect(pollShares([1, 1, 1], 3)).toEqual([34, 33, 33]);
    expect(pollShares([2, 1], 3)).toEqual([67, 33]);
    expect(pollShares([0, 5], 5)).toEqual([0, 100]);
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 2, maxLength: 12 }), (votes) => {
        const total = votes.reduce((sum, one) => sum + one, 0);
        const shares = pollShares(votes, total);
        expect(shares.reduce((sum, one) => sum + one, 0)).toBe(total === 0 ? 0 : 100);
        for (const [index, share] of shares.entries()) expect(Math.abs(share - ((votes[index] ?? 0) / Math.max(1, total)) * 100)).toBeLessThan(1);
      }),
    );
  });

  test('are of the voters when everybody may choose several answers', () => {
    expect(pollShares([3, 4, 1], 4)).toEqual([75, 100, 25]);
    expect(pollShares([0, 0], 0)).toEqual([0, 0]);
  });
});

describe('a vote', () => {
  test('counts at once, moves, and is taken back', () => {
    const first = withVote(poll([2, 1]), ['00']);
    expect(first).toMatchObject({ totalVoters: 4, answers: [{ voters: 3, chosen: true }, { voters: 1 }] });
    const moved = withVote(first, ['01']);
    expect(moved).toMatchObject({ totalVoters: 4, answers: [{ voters: 2 }, { voters: 2, chosen: true }] });
    expect(moved.answers[0]?.chosen).toBeUndefined();
    const back = withVote(moved, []);
    expect(back).toEqual(poll([2, 1]));
    expect(hasVoted(back)).toBe(false);
  });

  test('adds no numbers where the results are not known', () => {
    const hidden = poll([0, 0], { answers: [{ option: '00', text: text('a') }, { option: '01', text: text('b') }], totalVoters: 9 });
    const voted = withVote(hidden, ['01']);
    expect(voted.answers.map((answer) => answer.voters)).toEqual([undefined, undefined]);
    expect(voted.totalVoters).toBe(10);
  });

  test('is over with the poll, or with its time', () => {
    expect(isPollClosed(poll([1, 1]), 100)).toBe(false);
    expect(isPollClosed(poll([1, 1], { closeDate: 100 }), 99)).toBe(false);
    expect(isPollClosed(poll([1, 1], { closeDate: 100 }), 100)).toBe(true);
    expect(isPollClosed(poll([1, 1], { closed: true }), 0)).toBe(true);
  });
});

test('shuffled answers have one order for each person, and the author sees them as they were written', () => {
  const shuffled = poll([0, 0, 0, 0, 0, 0], { shuffled: true });
  const orderOf = (self: number, of = shuffled) => shownAnswers(of, userPeerId(self)).map((answer) => answer.option);
  expect(orderOf(5)).toEqual(orderOf(5));
  expect(orderOf(5).toSorted()).toEqual(shuffled.answers.map((answer) => answer.option));
  expect(new Set([1, 2, 3, 4, 5, 6].map((self) => orderOf(self).join())).size).toBeGreaterThan(1);
  expect(orderOf(5, { ...shuffled, mine: true })).toEqual(shuffled.answers.map((answer) => answer.option));
});

test('what a contact card says beside the name is plain text', () => {
  const vcard = [
    'BEGIN:VCARD', 'VERSION:3.0', 'FN:Anna', 'TEL;TYPE=CELL:+49 170 1', 'item1.EMAIL;type=INTERNET:anna@example.org', 'ORG:Bakery\\, Ltd;Ovens',
    'ADR;TYPE=HOME:;;Main Street 1;Berlin;;10115;Germany', 'URL:https://example.org', 'NOTE:<b>hi</b>', 'URL:<script>alert(1)</script>', 'BDAY:1990-0', ' 1-02', 'END:VCARD',
  ].join('\r\n');
  expect(contactFacts(vcard)).toEqual([
    { kind: 'phone', value: '+49 170 1' },
    { kind: 'email', value: 'anna@example.org' },
    { kind: 'organization', value: 'Bakery, Ltd, Ovens' },
    { kind: 'address', value: 'Main Street 1, Berlin, 10115, Germany' },
    { kind: 'website', value: 'https://example.org' },
    { kind: 'website', value: '<script>alert(1)</script>' },
    { kind: 'birthday', value: '1990-01-02' },
  ]);
  expect(contactFacts('TEL:1\u202e2\u0000')).toEqual([{ kind: 'phone', value: '12' }]);
  expect(contactFacts('x'.repeat(10_000))).toEqual([]);
});

test('a live location ends, or does not', () => {
  expect(liveUntil({ period: 900 }, 1000)).toBe(1900);
  expect(liveUntil({ period: LIVE_FOREVER }, 1000)).toBeUndefined();
});

test('ticks say who and when, and leave what is so already', () => {
  const list: Checklist = { title: text('List'), tasks: [{ id: 1, title: text('a') }, { id: 2, title: text('b'), doneBy: userPeerId(3), doneAt: 5 }] };
  const next = withTicks(list, [{ id: 1, done: true }, { id: 2, done: true }], userPeerId(9), 70);
  expect(next.tasks).toEqual([{ id: 1, title: text('a'), doneBy: 9, doneAt: 70 }, { id: 2, title: text('b'), doneBy: 3, doneAt: 5 }]);
  expect(withTicks(next, [{ id: 1, done: false }], userPeerId(9), 80).tasks[0]).toEqual({ id: 1, title: text('a') });
});
