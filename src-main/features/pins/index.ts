/** Pinned messages. */
export { Pins } from './pins.ts';
