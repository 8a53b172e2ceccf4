import { millerRabin } from './primality.ts';

/** A number that does not split as the key exchange promises. */
export class FactorisationError extends Error {
  override readonly name = 'FactorisationError';
}

const maximum = (1n << 63n) - 1n;

/**
 * Splits the key exchange's `pq` into two factors, p < q: by Shanks' square forms, which need nothing but numbers of 53 bits
 * and take about a millisecond, and by Pollard's rho in Brent's form for the few numbers that these do not split.
 * @param timeLimitMs gives up after this time: a peer must not be able to keep the engine busy
 * @throws FactorisationError when pq is out of range, prime, or takes too long
 */
export function factorize(pq: bigint, timeLimitMs = 5_000): { p: bigint; q: bigint } {
  if (pq < 4n || pq > maximum) throw new FactorisationError('pq is out of range');
  if (pq % 2n === 0n) return ordered(2n, pq / 2n);
  // Nobody may keep the engine busy with a search that finds nothing.
  if (millerRabin(pq, 20)) throw new FactorisationError('pq is prime');
  for (const multiplier of multipliers) {
    const factor = squareForms(pq, multiplier);
    if (factor !== undefined) return ordered(factor, pq / factor);
  }
  const deadline = performance.now() + timeLimitMs;
  for (let constant = 1n; ; constant++) {
    const factor = brent(pq, constant, deadline);
    if (factor !== undefined) return ordered(factor, pq / factor);
    if (performance.now() > deadline || constant > 32n) throw new FactorisationError('pq does not split');
  }
}

/** Small square-free numbers; a multiple of n often splits where n itself does not. */
const multipliers = [1n, 3n, 5n, 7n, 11n, 15n, 21n, 33n];

/**
 * Shanks' square forms factorisation of n, walking the cycle of k·n. Every value but the products with k·n stays below
 * 2·√(k·n) < 2^36, so plain numbers are exact.
 */
function squareForms(n: bigint, k: bigint): bigint | undefined {
  const kn = n * k;
  const root = squareRoot(kn);
  if (root * root === kn) return proper(greatestCommonDivisor(n, root), n);
  const s = Number(root);
  let p = s;
  let previous = 1;
  let q = Number(kn - root * root);
  let square = 0;
  // The cycle of a number below 2^63 has a square within a few times its fourth root of steps, or it has none that helps.
  const limit = 400_000;
  for (let i = 1; i < limit && square === 0; i++) {
    const b = Math.floor((s + p) / q);
    const next = b * q - p;
    const newQ = previous + b * (p - next);
    previous = q;
    q = newQ;
    p = next;
    if ((i & 1) === 1) {
      const candidate = Math.floor(Math.sqrt(q));
      if (candidate * candidate === q) square = candidate;
    }
  }
  if (square === 0) return undefined;
  p += square * Math.floor((s - p) / square);
  previous = square;
  q = Number((kn - BigInt(p) * BigInt(p)) / BigInt(square));
  for (let i = 0; i < limit; i++) {
    const b = Math.floor((s + p) / q);
    const next = b * q - p;
    if (next === p) return proper(greatestCommonDivisor(n, BigInt(p)), n);
    const newQ = previous + b * (p - next);
    previous = q;
    q = newQ;
    p = next;
  }
  return undefined;
}

function proper(factor: bigint, n: bigint): bigint | undefined {
  return factor > 1n && factor < n ? factor : undefined;
}

function squareRoot(value: bigint): bigint {
  let root = BigInt(Math.floor(Math.sqrt(Number(value))));
  while (root * root > value) root--;
  while ((root + 1n) * (root + 1n) <= value) root++;
  return root;
}

function ordered(a: bigint, b: bigint): { p: bigint; q: bigint } {
  return a < b ? { p: a, q: b } : { p: b, q: a };
}

/** One run over x ↦ x² + c: a proper factor, or undefined when the cycle closed without one. */
function brent(n: bigint, c: bigint, deadline: number): bigint | undefined {
  const batch = 128;
  let y = 2n;
  let x = y;
  let saved = y;
  let product = 1n;
  let divisor = 1n;
  for (let range = 1; divisor === 1n; range *= 2) {
    x = y;
    for (let i = 0; i < range; i++) y = (y * y + c) % n;
    for (let done = 0; done < range && divisor === 1n; done += batch) {
      saved = y;
      for (let i = 0; i < batch && i < range - done; i++) {
        y = (y * y + c) % n;
        product = (product * (x > y ? x - y : y - x)) % n;
      }
      divisor = greatestCommonDivisor(product, n);
      if (performance.now() > deadline) return undefined;
    }
  }
  if (divisor === n) {
    // The batch jumped over the factor: walk it again step by step.
    do {
      saved = (saved * saved + c) % n;
      divisor = greatestCommonDivisor(x > saved ? x - saved : saved - x, n);
    } while (divisor === 1n);
  }
  return divisor === n ? undefined : divisor;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
