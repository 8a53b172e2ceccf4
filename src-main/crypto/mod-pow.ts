// Relies on createDiffieHellman of node:crypto (OpenSSL and BoringSSL), with a BigInt fallback where it refuses.
import { createDiffieHellman } from 'node:crypto';
import { bigIntToBytes, bytesToBigInt } from './bytes.ts';

/** `base^exponent mod modulus`, by square and multiply on BigInt. Not constant-time: for public values only. */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n % modulus;
  let square = base % modulus;
  for (const bit of exponent.toString(2).split('').reverse()) {
    if (bit === '1') result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/**
 * `base^secret mod prime` as big-endian bytes of the prime's length. The native exponentiation runs in constant time and is
 * some ten times faster than BigInt.
 * @param base already validated, 1 < base < prime − 1
 */
export function secretModPow(base: Uint8Array, secret: Uint8Array, prime: Uint8Array): Uint8Array {
  let result: Uint8Array;
  try {
    const exchange = createDiffieHellman(prime);
    exchange.setPrivateKey(secret);
    result = exchange.computeSecret(base);
  } catch {
    return bigIntToBytes(modPow(bytesToBigInt(base), bytesToBigInt(secret), bytesToBigInt(prime)), prime.length);
  }
  if (result.length === prime.length) return new Uint8Array(result);
  const padded = new Uint8Array(prime.length);
  padded.set(result, prime.length - result.length);
  return padded;
}
