export { startDcWith } from './start.ts';
export type { LocalDc, StartOptions, WorldParts } from './start.ts';
