/** Update handling: order, gaps and differences of all sequences, and what updates do to the store. */
export { UpdatesManager } from './manager.ts';
export type { BoxName } from './manager.ts';
export { readThread } from './appliers/threads.ts';
export type { AppliedDialogs, DialogsAnswer } from './appliers/dialogs.ts';
export { realTimers } from './timers.ts';
export type { Timers, UpdatesContext, UpdatesEvent, UpdatesStatus } from './types.ts';
