import { bytesToBigInt } from './bytes.ts';
import { sha256 } from './hash.ts';
import { isPrime } from './primality.ts';

/** A failed Diffie–Hellman check: the exchange must be aborted and nothing of it kept. */
export class DhCheckError extends Error {
  override readonly name = 'DhCheckError';
}

/** The safe prime that the servers have used for years; 256 bytes, hexadecimal. */
export const knownPrimeHex =
  'c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37' +
  '20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4' +
  'a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4' +
  'e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b';

/** For each generator: the remainders of p (modulo the first number) for which it generates the subgroup of order (p−1)/2. */
const generatorRules: Readonly<Record<number, readonly [modulus: bigint, remainders: readonly bigint[]]>> = {
  2: [8n, [7n]],
  3: [3n, [2n]],
  4: [1n, [0n]],
  5: [5n, [1n, 4n]],
  6: [24n, [19n, 23n]],
  7: [7n, [3n, 5n, 6n]],
};

/**
 * Checks Diffie–Hellman parameters (core.telegram.org/mtproto/security_guidelines) and remembers the verdict on each prime,
 * so that the expensive test runs once per prime.
 */
export class DhChecker {
  readonly #verdicts = new Map<string, boolean>();
  readonly #isPrime: (value: bigint) => Promise<boolean>;

  /** @param primality the test to use; the one of this folder when absent */
  constructor(primality: (value: bigint) => Promise<boolean> = isPrime) {
    this.#isPrime = primality;
    this.#verdicts.set(primeName(Buffer.from(knownPrimeHex, 'hex')), true);
  }

  /**
   * Checks that `prime` is a safe 2048-bit prime and that `generator` generates its subgroup of order (p−1)/2.
   * @throws DhCheckError
   */
  async checkGroup(prime: Uint8Array, generator: number): Promise<void> {
    if (prime.length !== 256 || (prime[0] ?? 0) < 0x80) throw new DhCheckError('The prime has not 2048 bits');
    const p = bytesToBigInt(prime);
    const rule = generatorRules[generator];
    if (rule === undefined || !rule[1].includes(p % rule[0])) throw new DhCheckError('The generator does not fit the prime');
    const name = primeName(prime);
    let verdict = this.#verdicts.get(name);
    if (verdict === undefined) {
      verdict = p % 2n === 1n && (await this.#isPrime(p)) && (await this.#isPrime((p - 1n) / 2n));
      this.#verdicts.set(name, verdict);
    }
    if (!verdict) throw new DhCheckError('The prime is not a safe prime');
  }
}

/**
 * Whether a public value lies in the safe range: 2^1984 ≤ value ≤ p − 2^1984, which implies 1 < value < p − 1.
 * Holds for `g_a` and for our own `g_b`.
 */
export function isPublicValueSafe(value: Uint8Array, prime: Uint8Array): boolean {
  const number = bytesToBigInt(value);
  const margin = 1n << 1984n;
  return number >= margin && number <= bytesToBigInt(prime) - margin;
}

function primeName(prime: Uint8Array): string {
  return Buffer.from(sha256(prime)).toString('hex');
}
