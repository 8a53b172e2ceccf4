/** Histories and messages. */
export { Messages } from './messages.ts';
export type { MessagesParts } from './messages.ts';
export type { Reads } from './reads.ts';
