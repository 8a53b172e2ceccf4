import type { ChatContext } from '../context.ts';

/** How long the texts of a poll may be (UTF-16 units) and how many answers it may have. */
export const pollLimits = ({ appNumber }: Pick<ChatContext, 'appNumber'>): { question: number; answer: number; answers: number; solution: number } => ({
  question: 255,
  answer: 100,
  answers: appNumber('poll_answers_max', 12),
  solution: 200,
});

/** Line breaks that an explanation may have. */
export const SOLUTION_LINES = 2;

/** Seconds after which a poll can close at most. */
export const longestPeriod = ({ appNumber }: Pick<ChatContext, 'appNumber'>): number => appNumber('poll_close_period_max', 2_628_000);

/** Seconds in which who added an answer may take it back. */
export const removalPeriod = ({ appNumber }: Pick<ChatContext, 'appNumber'>): number => appNumber('poll_answer_delete_period', 300);
