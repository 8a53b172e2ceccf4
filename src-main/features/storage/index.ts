/** What is kept on this machine: how much it is, for how long, and how it is cleared. */
export { Storage } from './storage.ts';
