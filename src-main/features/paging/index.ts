/** Lists that come in pages, and the hashes that spare asking for what did not change. */
export { listHash, reactionNumbers, textNumber } from './list-hash.ts';
export { historyPages, pagesByMarker } from './pager.ts';
export type { HistoryOffset, Page } from './pager.ts';
