/** Diffie-Hellman numbers of the handshake. */
import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';

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

/** The power with BigInt, for any numbers (about 20 ms for 2048 bits). */
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

/** Missing among the types of Node. */
const generatePair = generateKeyPairSync as unknown as (type: 'dh', options: { prime: Buffer; generator: number }) => KeyPairKeyObjectResult;

/** The server's half of an exchange over the prime: a secret `a` of its own, with `g^a`. */
export class DhSecret {
  /** g^a mod p. */
  readonly public: bigint;
  readonly #key: KeyObject;
  /** What of a key in DER says the prime and the generator. */
  readonly #algorithm: Buffer;

  constructor(generator: number) {
    const { privateKey, publicKey } = generatePair('dh', { prime: toBytes(DH_PRIME, 256), generator });
    const [algorithm, bits] = derParts(derParts(publicKey.export({ type: 'spki', format: 'der' }))[0]?.content);
    if (algorithm === undefined || bits === undefined) throw new Error('This is not a public key');
    this.#key = privateKey;
    this.#algorithm = algorithm.whole;
    // A bit string begins with the number of bits that it does not use: none.
    this.public = fromBytes(derParts(bits.content.subarray(1))[0]?.content ?? Buffer.alloc(0));
  }

  /** gB^a mod p, for a `gB` between 2 and p - 2; 256 bytes. */
  keyWith(gB: bigint): Buffer {
    const spki = der(0x30, this.#algorithm, der(0x03, Buffer.of(0), der(0x02, toSignedBytes(gB))));
    const shared = diffieHellman({ privateKey: this.#key, publicKey: createPublicKey({ key: spki, type: 'spki', format: 'der' }) });
    return toBytes(fromBytes(shared), 256);
  }
}

/** With a zero before it when the first bit is set, which would be a sign in DER. */
function toSignedBytes(value: bigint): Buffer {
  const bytes = toMinimalBytes(value);
  return (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]);
}

function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 0x80 ? Buffer.of(length) : length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff);
  return Buffer.concat([Buffer.of(tag), size, content]);
}

/** The elements of DER, one after another, of less than 64 KiB each. */
function derParts(bytes: Buffer = Buffer.alloc(0)): { whole: Buffer; content: Buffer }[] {
  const parts: { whole: Buffer; content: Buffer }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes.readUInt8(at + 1);
    const header = first < 0x80 ? 2 : 2 + (first & 0x7f);
    const length = first < 0x80 ? first : bytes.readUIntBE(at + 2, first & 0x7f);
    parts.push({ whole: bytes.subarray(at, at + header + length), content: bytes.subarray(at + header, at + header + length) });
    at += header + length;
  }
  return parts;
}
