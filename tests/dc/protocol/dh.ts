/** Diffie-Hellman numbers of the handshake, with BigInt (about 20 ms for a 2048-bit power). */

/** The safe prime that Telegram's servers use; 3, 4 and 7 are legal generators for it, 2, 5 and 6 are not. */
export const DH_PRIME_HEX =
  'c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4db' +
  'fa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64' +
  '2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b41' +
  '0dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4' +
  'e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf' +
  '6f4fadf034b10403119cd8e3b92fcc5b';

export const DH_PRIME = BigInt(`0x${DH_PRIME_HEX}`);

/** Public values must lie in [2^1984, p - 2^1984] (core.telegram.org/mtproto/security_guidelines). */
const SAFE_MARGIN = 1n << 1984n;

export function fromBytes(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}

/** Big-endian, left-padded with zeros to `length` bytes. */
export function toBytes(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');
}

/** Big-endian without leading zeros. */
export function toMinimalBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  // A window of four bits: fewer multiplications than bit by bit, and BigInt spends all its time in them.
  const table: bigint[] = [1n];
  for (let i = 1; i < 16; i++) table.push(((table[i - 1] ?? 1n) * base) % modulus);
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    result = (result * result) % modulus;
    result = (result * result) % modulus;
    result = (result * result) % modulus;
    result = (result * result) % modulus;
    const value = parseInt(digit, 16);
    if (value !== 0) result = (result * (table[value] ?? 1n)) % modulus;
  }
  return result;
}

export function isSafePublicValue(value: bigint, prime: bigint): boolean {
  return value >= SAFE_MARGIN && value <= prime - SAFE_MARGIN;
}
