import { randomFillSync } from 'node:crypto';

/** A source of `length` random bytes; injected so that tests are deterministic. */
export type RandomBytes = (length: number) => Uint8Array;

/** Requests up to this size are served from bytes that were drawn together: a call of the system costs microseconds. */
const smallRequest = 256;

/** The operating system's cryptographic random source. What has been handed out is erased from the supply. */
export function createSystemRandom(): RandomBytes {
  const supply = new Uint8Array(8192);
  let used = supply.length;
  return (length) => {
    if (length > smallRequest) return randomFillSync(new Uint8Array(length));
    if (used + length > supply.length) {
      randomFillSync(supply);
      used = 0;
    }
    const out = supply.slice(used, used + length);
    supply.fill(0, used, used + length);
    used += length;
    return out;
  };
}
