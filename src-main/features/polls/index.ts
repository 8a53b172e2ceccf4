/** Voting, results, and everything else that is done with polls (core.telegram.org/api/poll). */
export { Polls } from './polls.ts';
export { longestPeriod, pollLimits, SOLUTION_LINES } from './limits.ts';
