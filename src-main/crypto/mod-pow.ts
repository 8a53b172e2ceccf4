// Relies on setImmediate of node:timers.
// Pure BigInt. The native way, createDiffieHellman, tests the modulus for being a safe prime each time (0.4 s), and neither
// raw RSA nor DH key objects take these numbers in both OpenSSL and BoringSSL.
import { setImmediate } from 'node:timers/promises';
import { bigIntToBytes, bytesToBigInt } from './bytes.ts';

/** Bits of the exponent that are taken at once. */
const windowBits = 5;
/** How long other work may have to wait for an exponentiation, milliseconds. */
const slice = 4;

/**
 * `base^exponent mod modulus` with a fixed window: every window costs the same squarings and one product, whatever its bits,
 * but BigInt arithmetic itself is not constant-time.
 */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n % modulus;
  for (result of powerSteps(base, exponent, modulus));
  return result;
}

/**
 * `base^secret mod prime` as big-endian bytes of the prime's length. It takes some 20 ms for 2048 bits, in slices between which
 * the event loop goes on. What BigInt leaves behind in memory cannot be wiped.
 */
export async function secretModPow(base: Uint8Array, secret: Uint8Array, prime: Uint8Array): Promise<Uint8Array> {
  let result = 1n;
  let since = performance.now();
  for (result of powerSteps(bytesToBigInt(base), bytesToBigInt(secret), bytesToBigInt(prime))) {
    if (performance.now() - since < slice) continue;
    await setImmediate();
    since = performance.now();
  }
  return bigIntToBytes(result, prime.length);
}

/** The power after each window of the exponent; the last is the result. */
function* powerSteps(base: bigint, exponent: bigint, modulus: bigint): Generator<bigint, void> {
  const powers = [1n % modulus];
  for (let i = 1; i < 1 << windowBits; i++) powers.push(((powers[i - 1] as bigint) * base) % modulus);
  // Base 32 spells the windows out, and takes one pass where shifting the exponent would take one for each.
  let result = 1n % modulus;
  for (const digit of exponent.toString(1 << windowBits)) {
    for (let i = 0; i < windowBits; i++) result = (result * result) % modulus;
    result = (result * (powers[parseInt(digit, 1 << windowBits)] as bigint)) % modulus;
    yield result;
  }
}
