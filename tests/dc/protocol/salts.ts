import { createHmac, randomBytes } from 'node:crypto';

export interface Salt {
  validSince: number;
  validUntil: number;
  salt: bigint;
}

/**
 * A salt lives one hour and its successor starts half-way
 * (core.telegram.org/mtproto/service_messages, "Request for several future salts").
 */
const PERIOD = 1800;
const LIFETIME = 3600;

/** The server salts of one key, derived from a secret so that they need no storage. */
export class SaltRing {
  #secret = randomBytes(16);
  /** The salt that the handshake agreed on, good for the first hour. */
  #first: Salt | undefined;

  constructor(first: bigint, now: number) {
    this.#first = { salt: first, validSince: Math.floor(now) - LIFETIME, validUntil: Math.floor(now) + LIFETIME };
  }

  /** Invalidates every salt at once. */
  rotate(): void {
    this.#secret = randomBytes(16);
    this.#first = undefined;
  }

  isValid(salt: bigint, now: number): boolean {
    if (this.#first !== undefined && this.#first.salt === salt && now < this.#first.validUntil) return true;
    const index = Math.floor(now / PERIOD);
    return this.#at(index).salt === salt || this.#at(index - 1).salt === salt;
  }

  current(now: number): bigint {
    if (this.#first !== undefined && now < this.#first.validUntil - PERIOD) return this.#first.salt;
    return this.#at(Math.floor(now / PERIOD)).salt;
  }

  /** The current salt and those after it, at most 64. */
  future(count: number, now: number): Salt[] {
    const index = Math.floor(now / PERIOD);
    return Array.from({ length: Math.min(Math.max(count, 1), 64) }, (_, i) => this.#at(index + i));
  }

  #at(index: number): Salt {
    const salt = createHmac('sha256', this.#secret).update(String(index)).digest().readBigInt64LE(0);
    return { validSince: index * PERIOD, validUntil: index * PERIOD + LIFETIME, salt };
  }
}
