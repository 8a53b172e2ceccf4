import { concat, type RandomBytes } from '../../../crypto/index.ts';

/** Number of coefficients and their modulus of ML-KEM-768 (FIPS 203). */
const COEFFICIENTS = 768;
const MODULUS = 3329;

/**
 * What looks like an encapsulation key of ML-KEM-768, 1184 bytes: 768 coefficients of 12 bits and a seed. Nobody can use it: its
 * coefficients are drawn evenly below the modulus, so that it passes the check of FIPS 203 section 7.2, and cannot be told from a
 * real one as long as ML-KEM itself is safe, because that a key looks random is what its safety rests on.
 */
export function fakeMlKemKey(random: RandomBytes): Uint8Array {
  const packed = new Uint8Array((COEFFICIENTS * 12) / 8);
  const next = coefficients(random);
  for (let offset = 0; offset < packed.length; offset += 3) {
    const [one, two] = [next(), next()];
    packed[offset] = one & 0xff;
    packed[offset + 1] = (one >>> 8) | ((two & 0x0f) << 4);
    packed[offset + 2] = two >>> 4;
  }
  return concat(packed, random(32));
}

function coefficients(random: RandomBytes): () => number {
  let supply = new Uint8Array(0);
  let offset = 0;
  return () => {
    for (;;) {
      if (offset + 2 > supply.length) {
        supply = Uint8Array.from(random(2048));
        offset = 0;
      }
      const value = (supply[offset] ?? 0) | (((supply[offset + 1] ?? 0) & 0x0f) << 8);
      offset += 2;
      if (value < MODULUS) return value;
    }
  };
}
