// Uses checkPrime of node:crypto where the crypto library offers it, and Miller–Rabin on BigInt elsewhere.
import * as nodeCrypto from 'node:crypto';
import { bigIntToBytes, bytesToBigInt } from './bytes.ts';
import { modPow } from './mod-pow.ts';
import { createSystemRandom, type RandomBytes } from './random.ts';

/** Miller–Rabin rounds, each with a random base: a composite passes with a probability below 4^−64. */
export const primalityRounds = 64;

const smallPrimes = [3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n, 67n, 71n, 73n];

/** Whether an odd or even number ≥ 0 is prime, with the certainty of 64 Miller–Rabin rounds. */
export async function isPrime(value: bigint): Promise<boolean> {
  if (typeof nodeCrypto.checkPrime !== 'function') return millerRabin(value);
  const candidate = bigIntToBytes(value);
  return new Promise((resolve, reject) => {
    nodeCrypto.checkPrime(candidate, { checks: primalityRounds }, (error, verdict) => {
      if (error === null || error === undefined) resolve(verdict);
      else reject(error);
    });
  });
}

/** Miller–Rabin test in plain BigInt. */
export function millerRabin(value: bigint, rounds = primalityRounds, random: RandomBytes = createSystemRandom()): boolean {
  if (value < 2n) return false;
  if (value === 2n) return true;
  if (value % 2n === 0n) return false;
  for (const prime of smallPrimes) {
    if (value === prime) return true;
    if (value % prime === 0n) return false;
  }
  const last = value - 1n;
  let odd = last;
  let twos = 0;
  while (odd % 2n === 0n) {
    odd /= 2n;
    twos++;
  }
  const size = bigIntToBytes(value).length;
  for (let round = 0; round < rounds; round++) {
    const base = 2n + (bytesToBigInt(random(size + 8)) % (value - 3n));
    if (!passesRound(modPow(base, odd, value), twos, last, value)) return false;
  }
  return true;
}

function passesRound(start: bigint, twos: number, last: bigint, value: bigint): boolean {
  let x = start;
  if (x === 1n || x === last) return true;
  for (let i = 1; i < twos; i++) {
    x = (x * x) % value;
    if (x === last) return true;
  }
  return false;
}
