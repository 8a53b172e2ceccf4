import { getDiffieHellman } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bigIntToBytes,
  bytesToBigInt,
  concat,
  DhCheckError,
  DhChecker,
  equalConstantTime,
  FactorisationError,
  factorize,
  igeEncrypt,
  isPrime,
  isPublicValueSafe,
  knownPrimeHex,
  millerRabin,
  modPow,
  parseRsaPublicKey,
  rsaPad,
  secretModPow,
  sha1,
  sha256,
  wipe,
  xor,
} from '../../../src-main/crypto/index.ts';
import { hex, productionKey, sample, testKey, toHex } from './vectors.ts';

const prime = hex(knownPrimeHex);
const p = bytesToBigInt(prime);

describe('factorize', () => {
  it.each([
    ['17ed48941a08f981', '494c553b', '53911073'],
    ['14fcab4dfc861f45', '494c5c99', '494c778d'],
    ['31f05bcc5ce66ccd', '6f7b6a45', '72ad24e9'],
    ['256edefca64f89db', '5556e63f', '704a8d65'],
  ])('splits %s', (pq, small, large) => {
    expect(factorize(BigInt(`0x${pq}`))).toEqual({ p: BigInt(`0x${small}`), q: BigInt(`0x${large}`) });
  });

  it('splits squares and even numbers', () => {
    expect(factorize(2_147_483_647n * 2_147_483_647n)).toEqual({ p: 2_147_483_647n, q: 2_147_483_647n });
    expect(factorize(2n * 4_294_967_291n)).toEqual({ p: 2n, q: 4_294_967_291n });
    expect(factorize(9n)).toEqual({ p: 3n, q: 3n });
  });

  it('gives up on a prime, on zero and on more than 63 bits', () => {
    expect(() => factorize(4_294_967_291n, 200)).toThrow(FactorisationError);
    expect(() => factorize(0n)).toThrow(FactorisationError);
    expect(() => factorize(1n << 63n)).toThrow(FactorisationError);
  });

  it('splits every product of two numbers', () => {
    const factor = fc.integer({ min: 2, max: 2_000_000 }).map(BigInt);
    fc.assert(
      fc.property(factor, factor, (a, b) => {
        const split = factorize(a * b);
        expect(split.p * split.q).toBe(a * b);
        expect(split.p > 1n && split.p <= split.q).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('modular powers', () => {
  it('derives the sample authorization key', async () => {
    expect(toHex(await secretModPow(sample.gA, sample.b, prime))).toBe(toHex(sample.authKey));
    expect(modPow(bytesToBigInt(sample.gA), bytesToBigInt(sample.b), p)).toBe(bytesToBigInt(sample.authKey));
    expect(toHex(sha1(await secretModPow(Uint8Array.of(2), sample.b, prime)))).toBe('e49bf00471cf38581d4725b8a7e26d3a1daea14b');
  });

  it('pads results with leading zeros to the length of the prime', async () => {
    // 2^1 mod p is one byte long before padding.
    const result = await secretModPow(Uint8Array.of(2), Uint8Array.of(5), prime);
    expect(result.length).toBe(256);
    expect(bytesToBigInt(result)).toBe(32n);
  });
});

describe('primality', () => {
  it('agrees with BigInt Miller–Rabin', async () => {
    const mersenne = (1n << 127n) - 1n;
    for (const [value, verdict] of [[mersenne, true], [mersenne - 2n, false], [561n, false], [2n, true], [1n, false], [0n, false]] as const) {
      expect(await isPrime(value), String(value)).toBe(verdict);
      expect(millerRabin(value), String(value)).toBe(verdict);
    }
  });

  it('finds the well-known prime and its half prime', async () => {
    expect(await isPrime(p)).toBe(true);
    expect(await isPrime((p - 1n) / 2n)).toBe(true);
    expect(millerRabin(p, 2)).toBe(true);
  });
});

describe('Diffie–Hellman checks', () => {
  it.each([
    [3, true],
    [4, true],
    [7, true],
    [2, false],
    [5, false],
    [6, false],
    [1, false],
    [8, false],
  ])('with the well-known prime, g = %i is accepted: %s', async (generator, accepted) => {
    const verdict = new DhChecker().checkGroup(prime, generator);
    await (accepted ? expect(verdict).resolves.toBeUndefined() : expect(verdict).rejects.toThrow(DhCheckError));
  });

  it('tests a prime once and remembers the verdict, good or bad; the well-known one is never tested', async () => {
    const tested: bigint[] = [];
    const checker = new DhChecker((value) => {
      tested.push(value);
      return isPrime(value);
    });
    await checker.checkGroup(prime, 3);
    expect(tested).toEqual([]);
    // Another safe prime: group 14 of RFC 3526.
    const other = new Uint8Array(getDiffieHellman('modp14').getPrime());
    const half = (bytesToBigInt(other) - 1n) / 2n;
    await checker.checkGroup(other, 2);
    await checker.checkGroup(other, 4);
    expect(tested).toEqual([bytesToBigInt(other), half]);
    const composite = bigIntToBytes(p - 6n);
    await expect(checker.checkGroup(composite, 3)).rejects.toThrow(DhCheckError);
    await expect(checker.checkGroup(composite, 3)).rejects.toThrow(DhCheckError);
    expect(tested.length).toBe(3);
  });

  it('refuses composites, plain primes that are not safe, and other sizes', async () => {
    const checker = new DhChecker();
    const at = (value: bigint): Uint8Array => bigIntToBytes(value);
    await expect(checker.checkGroup(at(p + 2n), 4)).rejects.toThrow(DhCheckError);
    await expect(checker.checkGroup(at(p + 2n), 4)).rejects.toThrow(DhCheckError);
    await expect(checker.checkGroup(at((p - 1n) / 2n), 4)).rejects.toThrow(DhCheckError);
    await expect(checker.checkGroup(prime.subarray(1), 4)).rejects.toThrow(DhCheckError);
    await expect(checker.checkGroup(concat(Uint8Array.of(0), prime), 4)).rejects.toThrow(DhCheckError);
    // A 2048-bit prime whose half is composite.
    let unsafe = (1n << 2047n) + 1n;
    while (!(await isPrime(unsafe))) unsafe += 2n;
    await expect(checker.checkGroup(at(unsafe), 4)).rejects.toThrow(DhCheckError);
  }, 30_000);

  it('accepts public values only between 2^1984 and p − 2^1984', () => {
    const margin = 1n << 1984n;
    const safe = (value: bigint): boolean => isPublicValueSafe(bigIntToBytes(value, 256), prime);
    for (const value of [0n, 1n, 2n, margin - 1n, p - margin + 1n, p - 1n, p]) expect(safe(value)).toBe(false);
    for (const value of [margin, p - margin, p / 2n]) expect(safe(value)).toBe(true);
    expect(isPublicValueSafe(sample.gA, prime)).toBe(true);
  });
});

describe('RSA', () => {
  it('computes the published fingerprints', () => {
    expect(parseRsaPublicKey(productionKey).fingerprint).toBe(-3414540481677951611n);
    expect(parseRsaPublicKey(testKey).fingerprint).toBe(-5595554452916591101n);
  });

  it('refuses what is not a PKCS#1 key', () => {
    expect(() => parseRsaPublicKey('nonsense')).toThrow();
    expect(() => parseRsaPublicKey(productionKey.replaceAll('PUBLIC', 'PRIVATE'))).toThrow();
    expect(() => parseRsaPublicKey('-----BEGIN RSA PUBLIC KEY-----\nMIIBCgKCAQEA\n-----END RSA PUBLIC KEY-----')).toThrow();
  });

  it('pads and encrypts the sample with fixed random bytes', () => {
    const data = concat(
      hex('955ff5a90817ed48941a08f98100000004494c553b0000000453911073000000'),
      sample.nonce,
      sample.serverNonce,
      sample.newNonce,
      hex('02000000'),
    );
    const fixed = (length: number): Uint8Array => new Uint8Array(length).fill(length === 32 ? 0x11 : 0xaa);
    const sealed = toHex(rsaPad(data, parseRsaPublicKey(testKey), fixed));
    expect(sealed.length).toBe(512);
    expect(sealed.startsWith('bd47f96ad83ac87f43bd82c2df92f0e2d3a67ec880feaf90fbc34ec6e4dcc15b')).toBe(true);
    expect(sealed.endsWith('5cb4204f50ae9008861660638140accab2fd274999c04c002171f176')).toBe(true);
    const padded = concat(data, new Uint8Array(92).fill(0xaa));
    const tempKey = new Uint8Array(32).fill(0x11);
    const hash = sha256(tempKey, padded);
    expect(toHex(hash)).toBe('3f0a9cb24208de0de3c8105cc568390e2aed5fdc988b07a259b6edf98f379534');
    const aes = igeEncrypt(concat(padded.slice().reverse(), hash), tempKey, new Uint8Array(32));
    expect(toHex(aes.subarray(0, 32))).toBe('17dd4172f69b552bdad95fd14b29885d1be890631c06ac4c857a12aeb377c333');
    const keyed = concat(xor(tempKey, sha256(aes)), aes);
    expect(toHex(keyed.subarray(0, 32))).toBe('8fd339998d146ece5c209e3c6d91d89a751ef64a450a79e54e53ab25eab7ae8b');
    expect(toHex(sha256(keyed))).toBe('1181726f3f97ed3885c2102145fef564ecce13cfb0a0fcb5273af49be799b57d');
  });

  it('draws another key while the padded number is not below the modulus', () => {
    const key = parseRsaPublicKey(testKey);
    let draws = 0;
    const random = (length: number): Uint8Array => {
      if (length !== 32) return new Uint8Array(length).fill(0xaa);
      draws++;
      return new Uint8Array(32).fill(draws);
    };
    // A modulus 64 times smaller makes almost every candidate too large.
    const sealed = rsaPad(new Uint8Array(100), { ...key, modulus: key.modulus >> 6n }, random);
    expect(draws).toBeGreaterThan(1);
    expect(bytesToBigInt(sealed) < key.modulus >> 6n).toBe(true);
    expect(() => rsaPad(new Uint8Array(145), key, random)).toThrow(RangeError);
  });
});

describe('byte helpers', () => {
  it('convert numbers, compare and wipe', () => {
    expect(toHex(bigIntToBytes(0x0102n, 4))).toBe('00000102');
    expect(toHex(bigIntToBytes(0n))).toBe('');
    expect(() => bigIntToBytes(256n, 1)).toThrow(RangeError);
    expect(bytesToBigInt(new Uint8Array(0))).toBe(0n);
    expect(equalConstantTime(hex('0102'), hex('0102'))).toBe(true);
    expect(equalConstantTime(hex('0102'), hex('0103'))).toBe(false);
    expect(equalConstantTime(hex('0102'), hex('010203'))).toBe(false);
    const secret = hex('0102');
    wipe(secret, undefined);
    expect(toHex(secret)).toBe('0000');
  });
});
