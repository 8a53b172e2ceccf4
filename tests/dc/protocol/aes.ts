/**
 * AES-256 block decryption by tables, for IGE: decrypting IGE needs each plaintext block before the next one, so that
 * the platform's modes cannot do it and one native call per block is far too slow. Words are little-endian.
 */

const SBOX = new Uint8Array(256);
const INVERSE_SBOX = new Uint8Array(256);
const D0 = new Int32Array(256);
const D1 = new Int32Array(256);
const D2 = new Int32Array(256);
const D3 = new Int32Array(256);

function xtime(value: number): number {
  return ((value << 1) ^ (value & 0x80 ? 0x11b : 0)) & 0xff;
}

function multiply(a: number, b: number): number {
  let product = 0;
  let factor = a;
  for (let bit = 1; bit < 256; bit <<= 1) {
    if (b & bit) product ^= factor;
    factor = xtime(factor);
  }
  return product;
}

function buildTables(): void {
  let value = 1;
  const powers: number[] = [];
  for (let i = 0; i < 255; i++) {
    powers.push(value);
    value ^= xtime(value);
  }
  const logs = new Uint8Array(256);
  powers.forEach((power, exponent) => (logs[power] = exponent));
  for (let i = 0; i < 256; i++) {
    const inverse = i === 0 ? 0 : (powers[(255 - (logs[i] ?? 0)) % 255] ?? 0);
    let s = inverse;
    for (let shift = 1; shift <= 4; shift++) s ^= ((inverse << shift) | (inverse >> (8 - shift))) & 0xff;
    s ^= 0x63;
    SBOX[i] = s;
    INVERSE_SBOX[s] = i;
  }
  for (let i = 0; i < 256; i++) {
    const s = INVERSE_SBOX[i] ?? 0;
    const word = multiply(s, 14) | (multiply(s, 9) << 8) | (multiply(s, 13) << 16) | (multiply(s, 11) << 24);
    D0[i] = word;
    D1[i] = (word << 8) | (word >>> 24);
    D2[i] = (word << 16) | (word >>> 16);
    D3[i] = (word << 24) | (word >>> 8);
  }
}
buildTables();

const ROUNDS = 14;

function substitute(word: number): number {
  return (
    (SBOX[word & 255] as number) |
    ((SBOX[(word >>> 8) & 255] as number) << 8) |
    ((SBOX[(word >>> 16) & 255] as number) << 16) |
    ((SBOX[word >>> 24] as number) << 24)
  );
}

/** Round keys for decryption (equivalent inverse cipher), in the order in which they are used. */
function expandForDecryption(key: Uint8Array): Int32Array {
  const total = 4 * (ROUNDS + 1);
  const forward = new Int32Array(total);
  const view = new DataView(key.buffer, key.byteOffset, 32);
  for (let i = 0; i < 8; i++) forward[i] = view.getInt32(i * 4, true);
  let rcon = 1;
  for (let i = 8; i < total; i++) {
    let word = forward[i - 1] as number;
    if (i % 8 === 0) {
      word = substitute((word >>> 8) | (word << 24)) ^ rcon;
      rcon = xtime(rcon);
    } else if (i % 8 === 4) {
      word = substitute(word);
    }
    forward[i] = (forward[i - 8] as number) ^ word;
  }
  const reverse = new Int32Array(total);
  for (let round = 0; round <= ROUNDS; round++) {
    for (let column = 0; column < 4; column++) {
      const word = forward[(ROUNDS - round) * 4 + column] as number;
      reverse[round * 4 + column] =
        round === 0 || round === ROUNDS
          ? word
          : (D0[SBOX[word & 255] as number] as number) ^
            (D1[SBOX[(word >>> 8) & 255] as number] as number) ^
            (D2[SBOX[(word >>> 16) & 255] as number] as number) ^
            (D3[SBOX[word >>> 24] as number] as number);
    }
  }
  return reverse;
}

/**
 * AES-256-IGE decryption.
 * @param key 32 bytes
 * @param iv 32 bytes, previous ciphertext block then previous plaintext block
 * @param data a multiple of 16 bytes; left unchanged
 */
export function igeDecrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Buffer {
  if (key.length !== 32 || iv.length !== 32 || data.length % 16 !== 0) throw new RangeError('IGE: wrong sizes');
  const words = data.length / 4;
  const input = new Int32Array(words);
  new Uint8Array(input.buffer).set(data);
  const output = new Int32Array(words);
  const start = new Int32Array(8);
  new Uint8Array(start.buffer).set(iv);
  const k = expandForDecryption(key);

  let [c0, c1, c2, c3, m0, m1, m2, m3] = start as unknown as [number, number, number, number, number, number, number, number];
  for (let at = 0; at < words; at += 4) {
    const i0 = input[at] as number;
    const i1 = input[at + 1] as number;
    const i2 = input[at + 2] as number;
    const i3 = input[at + 3] as number;
    let s0 = i0 ^ m0 ^ (k[0] as number);
    let s1 = i1 ^ m1 ^ (k[1] as number);
    let s2 = i2 ^ m2 ^ (k[2] as number);
    let s3 = i3 ^ m3 ^ (k[3] as number);
    let round = 4;
    for (; round < ROUNDS * 4; round += 4) {
      const t0 =
        (D0[s0 & 255] as number) ^
        (D1[(s3 >>> 8) & 255] as number) ^
        (D2[(s2 >>> 16) & 255] as number) ^
        (D3[s1 >>> 24] as number) ^
        (k[round] as number);
      const t1 =
        (D0[s1 & 255] as number) ^
        (D1[(s0 >>> 8) & 255] as number) ^
        (D2[(s3 >>> 16) & 255] as number) ^
        (D3[s2 >>> 24] as number) ^
        (k[round + 1] as number);
      const t2 =
        (D0[s2 & 255] as number) ^
        (D1[(s1 >>> 8) & 255] as number) ^
        (D2[(s0 >>> 16) & 255] as number) ^
        (D3[s3 >>> 24] as number) ^
        (k[round + 2] as number);
      const t3 =
        (D0[s3 & 255] as number) ^
        (D1[(s2 >>> 8) & 255] as number) ^
        (D2[(s1 >>> 16) & 255] as number) ^
        (D3[s0 >>> 24] as number) ^
        (k[round + 3] as number);
      s0 = t0;
      s1 = t1;
      s2 = t2;
      s3 = t3;
    }
    m0 = lastRound(s0, s3, s2, s1) ^ (k[round] as number) ^ c0;
    m1 = lastRound(s1, s0, s3, s2) ^ (k[round + 1] as number) ^ c1;
    m2 = lastRound(s2, s1, s0, s3) ^ (k[round + 2] as number) ^ c2;
    m3 = lastRound(s3, s2, s1, s0) ^ (k[round + 3] as number) ^ c3;
    output[at] = m0;
    output[at + 1] = m1;
    output[at + 2] = m2;
    output[at + 3] = m3;
    c0 = i0;
    c1 = i1;
    c2 = i2;
    c3 = i3;
  }
  return Buffer.from(output.buffer);
}

function lastRound(a: number, b: number, c: number, d: number): number {
  return (
    (INVERSE_SBOX[a & 255] as number) |
    ((INVERSE_SBOX[(b >>> 8) & 255] as number) << 8) |
    ((INVERSE_SBOX[(c >>> 16) & 255] as number) << 16) |
    ((INVERSE_SBOX[d >>> 24] as number) << 24)
  );
}
