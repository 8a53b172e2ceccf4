/**
 * Small deterministic generators: the same seed gives the same world on every machine.
 * Nothing here is cryptographic.
 */

/** 32-bit avalanche of one number (murmur3 finaliser). */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A well-mixed signed 64-bit number out of a salt, a kind and an id that fits 53 bits. Never 0. */
export function mix64(salt: number, kind: number, id: number): bigint {
  const low = id % 0x1_0000_0000;
  const high = Math.floor(id / 0x1_0000_0000);
  const a = mix32(low ^ mix32(high ^ mix32(salt ^ Math.imul(kind, 0x9e3779b1))));
  const b = mix32(a ^ mix32(salt + 0x7f4a7c15) ^ Math.imul(low, 0xc2b2ae3d));
  const value = BigInt.asIntN(64, (BigInt(a) << 32n) | BigInt(b));
  return value === 0n ? 1n : value;
}

export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix32(h);
}

/** A stream of pseudo-random numbers (splitmix-like over 32 bits). */
export class Random {
  #state: number;

  constructor(seed: number | string) {
    this.#state = typeof seed === 'number' ? mix32(seed) : hashText(seed);
  }

  /** 0 ≤ x < 2^32. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return mix32(this.#state);
  }

  /** 0 ≤ x < 1. */
  float(): number {
    return this.next() / 0x1_0000_0000;
  }

  /** An integer with `min` ≤ x ≤ `max`. */
  int(min: number, max: number): number {
    return min + Math.floor(this.float() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.int(0, list.length - 1)];
    if (item === undefined) throw new RangeError('pick from an empty list');
    return item;
  }

  /** A new array with the same items in another order. */
  shuffle<T>(list: readonly T[]): T[] {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      const a = copy[i] as T;
      copy[i] = copy[j] as T;
      copy[j] = a;
    }
    return copy;
  }

  bytes(length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i++) out[i] = this.next() & 255;
    return out;
  }
}
