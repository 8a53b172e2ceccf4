/** Tables of AES (FIPS 197) for words that hold a column with its first row in the lowest byte. */
export interface AesTables {
  /** The S-box and its inverse. */
  readonly sbox: Uint8Array;
  readonly inverse: Uint8Array;
  /** Substitution and column mixing of one byte of each row, four tables of 256 words, for encryption and decryption. */
  readonly encrypt: Int32Array;
  readonly decrypt: Int32Array;
}

/** Computes the tables; takes a fraction of a millisecond. */
export function aesTables(): AesTables {
  const sbox = new Uint8Array(256);
  const inverse = new Uint8Array(256);
  // p runs through all non-zero elements of the field as powers of 3, q through their inverses.
  let p = 1;
  let q = 1;
  do {
    p = (p ^ double(p)) & 0xff;
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 0xff;
    if (q & 0x80) q ^= 0x09;
    const value = (q ^ rotate8(q, 1) ^ rotate8(q, 2) ^ rotate8(q, 3) ^ rotate8(q, 4) ^ 0x63) & 0xff;
    sbox[p] = value;
  } while (p !== 1);
  sbox[0] = 0x63;
  sbox.forEach((value, index) => {
    inverse[value] = index;
  });
  const encrypt = new Int32Array(1024);
  const decrypt = new Int32Array(1024);
  for (let x = 0; x < 256; x++) {
    const s = sbox[x] as number;
    const i = inverse[x] as number;
    const forward = double(s) | (s << 8) | (s << 16) | ((double(s) ^ s) << 24);
    const backward = times(i, 14) | (times(i, 9) << 8) | (times(i, 13) << 16) | (times(i, 11) << 24);
    for (let row = 0; row < 4; row++) {
      encrypt[row * 256 + x] = rotate32(forward, row * 8);
      decrypt[row * 256 + x] = rotate32(backward, row * 8);
    }
  }
  return { sbox, inverse, encrypt, decrypt };
}

/** Rounds of AES-256. */
export const aesRounds = 14;

/** Round key words of AES-256. */
export const aesKeyWords = 4 * (aesRounds + 1);

/** Expands a key in place: the first eight words are the key, all 60 are in the order in which encryption uses them. */
export function expandKey(words: Int32Array, { sbox }: AesTables): void {
  let constant = 1;
  for (let i = 8; i < aesKeyWords; i++) {
    let word = words[i - 1] as number;
    if (i % 8 === 0) {
      word = substitute((word >>> 8) | (word << 24), sbox) ^ constant;
      constant = double(constant);
    } else if (i % 8 === 4) word = substitute(word, sbox);
    words[i] = (words[i - 8] as number) ^ word;
  }
}

/** Turns expanded words, in place, into those of the equivalent inverse cipher, in the order in which decryption uses them. */
export function invertKey(words: Int32Array, { sbox, decrypt }: AesTables): void {
  const half = aesKeyWords / 2;
  for (let i = 0; i < half; i++) {
    // Rounds change places with their mirror images, the words of a round keep their order.
    const mirror = aesKeyWords - 4 - (i & ~3) + (i & 3);
    if (mirror <= i) break;
    const word = words[i] as number;
    words[i] = words[mirror] as number;
    words[mirror] = word;
  }
  for (let i = 4; i < aesKeyWords - 4; i++) {
    const word = words[i] as number;
    words[i] =
      (decrypt[sbox[word & 0xff] as number] as number) ^
      (decrypt[256 + (sbox[(word >>> 8) & 0xff] as number)] as number) ^
      (decrypt[512 + (sbox[(word >>> 16) & 0xff] as number)] as number) ^
      (decrypt[768 + (sbox[word >>> 24] as number)] as number);
  }
}

function substitute(word: number, sbox: Uint8Array): number {
  return (
    (sbox[word & 0xff] as number) |
    ((sbox[(word >>> 8) & 0xff] as number) << 8) |
    ((sbox[(word >>> 16) & 0xff] as number) << 16) |
    ((sbox[word >>> 24] as number) << 24)
  );
}

/** Multiplication by x in the field of AES. */
function double(byte: number): number {
  return ((byte << 1) ^ (byte & 0x80 ? 0x11b : 0)) & 0xff;
}

function times(byte: number, factor: number): number {
  let product = 0;
  for (let power = byte, rest = factor; rest > 0; rest >>= 1, power = double(power)) if (rest & 1) product ^= power;
  return product;
}

function rotate8(byte: number, bits: number): number {
  return ((byte << bits) | (byte >>> (8 - bits))) & 0xff;
}

function rotate32(word: number, bits: number): number {
  return bits === 0 ? word : (word << bits) | (word >>> (32 - bits));
}
