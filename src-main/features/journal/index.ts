/** Changes that a person made and that survive a crash until the server has heard of them. */
export { Journal } from './journal.ts';
export type { Intent, JournalContext, OpHandler } from './journal.ts';
export { backoffMs, isEnding, isTransient } from './retry.ts';
