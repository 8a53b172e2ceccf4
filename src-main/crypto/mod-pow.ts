// Pure BigInt. The native way, createDiffieHellman, tests the modulus for being a safe prime each time (0.4 s), and neither
// raw RSA nor DH key objects take these numbers in both OpenSSL and BoringSSL.
import { bigIntToBytes, bytesToBigInt } from './bytes.ts';

/** Bits of the exponent that are taken at once. */
const windowBits = 5;

/**
 * `base^exponent mod modulus` with a fixed window: every window costs the same squarings and one product, whatever its bits,
 * but BigInt arithmetic itself is not constant-time.
 */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const powers = [1n % modulus];
  for (let i = 1; i < 1 << windowBits; i++) powers.push(((powers[i - 1] as bigint) * base) % modulus);
  // Base 32 spells the windows out, and takes one pass where shifting the exponent would take one for each.
  let result = 1n % modulus;
  for (const digit of exponent.toString(1 << windowBits)) {
    for (let i = 0; i < windowBits; i++) result = (result * result) % modulus;
    result = (result * (powers[parseInt(digit, 1 << windowBits)] as bigint)) % modulus;
  }
  return result;
}

/** `base^secret mod prime` as big-endian bytes of the prime's length. */
export function secretModPow(base: Uint8Array, secret: Uint8Array, prime: Uint8Array): Uint8Array {
  return bigIntToBytes(modPow(bytesToBigInt(base), bytesToBigInt(secret), bytesToBigInt(prime)), prime.length);
}
