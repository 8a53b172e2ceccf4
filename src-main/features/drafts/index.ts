/** What stands unsent in the composers of this account. */
export { Drafts } from './drafts.ts';
export type { DraftPlace } from './drafts.ts';
