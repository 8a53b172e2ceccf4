import { randomFillSync } from 'node:crypto';

/** A source of `length` random bytes; injected so that tests are deterministic. */
export type RandomBytes = (length: number) => Uint8Array;

/** The operating system's cryptographic random source. */
export const systemRandom: RandomBytes = (length) => randomFillSync(new Uint8Array(length));
