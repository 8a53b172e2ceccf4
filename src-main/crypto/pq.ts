/** A number that does not split as the key exchange promises. */
export class FactorisationError extends Error {
  override readonly name = 'FactorisationError';
}

const maximum = (1n << 63n) - 1n;

/**
 * Splits the key exchange's `pq` into two factors, p < q, by Pollard's rho in Brent's form.
 * @param timeLimitMs gives up after this time: a peer must not be able to keep the engine busy
 * @throws FactorisationError when pq is out of range, prime, or takes too long
 */
export function factorize(pq: bigint, timeLimitMs = 5_000): { p: bigint; q: bigint } {
  if (pq < 4n || pq > maximum) throw new FactorisationError('pq is out of range');
  if (pq % 2n === 0n) return ordered(2n, pq / 2n);
  const deadline = performance.now() + timeLimitMs;
  for (let constant = 1n; ; constant++) {
    const factor = brent(pq, constant, deadline);
    if (factor !== undefined) return ordered(factor, pq / factor);
    if (performance.now() > deadline || constant > 32n) throw new FactorisationError('pq does not split');
  }
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
