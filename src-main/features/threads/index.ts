/** Threads of supergroups and comments to posts. */
export { Threads } from './threads.ts';
