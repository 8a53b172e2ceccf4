/** What is done with messages beside writing: translating, reporting, linking, counting views. */
export { MessageTools } from './message-tools.ts';
export { ViewCounts } from './view-counts.ts';
