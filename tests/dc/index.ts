export { startLocalDc } from './local.ts';
export type { LocalDcOptions } from './local.ts';
export { startDcWith } from './start.ts';
export type { LocalDc, StartOptions, WorldParts } from './start.ts';
