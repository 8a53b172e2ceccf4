import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { igeDecrypt, igeEncrypt } from '../../../src-main/crypto/index.ts';
import { hex, toHex } from './vectors.ts';

const range = (start: number, length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => start + i);

describe('AES-256-IGE', () => {
  const vectors = [
    {
      name: 'published sample',
      key: hex('5468697320697320616e20696d706c655468697320697320616e20696d706c65'),
      iv: hex('6d656e746174696f6e206f6620494745206d6f646520666f72204f70656e5353'),
      plain: hex('99706487a1cde613bc6de0b6f24b1c7aa448c8b9c3403e3467a8cad89340f53b'),
      cipher: '792ea8ae577b1a66cb3bd92679b8030ca54ee631976bd3a04547fdcb4639fa69',
    },
    {
      name: 'three blocks',
      key: range(0, 32),
      iv: range(0x20, 32),
      plain: range(0x40, 48),
      cipher: 'b6b23cb46d2f43de2c67fc9a3a9e35104fad6ed15177969c1cebc616bcfa482cb220e4d159bedfd570df191a805e9d9d',
    },
    {
      name: 'zero iv and plaintext',
      key: range(0, 32),
      iv: new Uint8Array(32),
      plain: new Uint8Array(32),
      cipher: 'f29000b62a499fd0a9f39a6add2e7780d4e96925c0bfcffb52f8a187ee774aab',
    },
  ];

  it.each(vectors)('encrypts and decrypts the $name', ({ key, iv, plain, cipher }) => {
    const [keyBefore, ivBefore] = [toHex(key), toHex(iv)];
    expect(toHex(igeEncrypt(plain, key, iv))).toBe(cipher);
    expect(toHex(igeDecrypt(hex(cipher), key, iv))).toBe(toHex(plain));
    expect([toHex(key), toHex(iv)]).toEqual([keyBefore, ivBefore]);
  });

  it.each([0, 16, 32, 48, 64, 1024, 131_072 + 16, 1 << 20])('gives back %i bytes, also from an unaligned view', (length) => {
    const [key, iv] = [randomBytes(32), randomBytes(32)];
    const store = new Uint8Array(length + 3);
    const plain = store.subarray(3);
    plain.set(randomBytes(length));
    const encrypted = igeEncrypt(plain, key, iv);
    const shifted = new Uint8Array(length + 1).subarray(1);
    shifted.set(encrypted);
    expect(Buffer.compare(igeDecrypt(shifted, key, iv), plain)).toBe(0);
    if (length > 0) expect(Buffer.compare(encrypted, plain)).not.toBe(0);
  });

  it('decrypts in place when asked to, and refuses another length', () => {
    const [key, iv, plain] = [randomBytes(32), randomBytes(32), randomBytes(4096)];
    const sealed = igeEncrypt(plain, key, iv);
    expect(igeDecrypt(sealed, key, iv, sealed)).toBe(sealed);
    expect(Buffer.compare(sealed, plain)).toBe(0);
    expect(() => igeDecrypt(sealed, key, iv, new Uint8Array(16))).toThrow(RangeError);
  });

  it.each([16, 4096, 8192, 131_072])('encrypts %i bytes in place, aligned or not, as the small form does', (length) => {
    const [key, iv, plain] = [randomBytes(32), randomBytes(32), randomBytes(length)];
    // Each block depends on those before it alone, and short texts are encrypted another way.
    const beginning = igeEncrypt(plain.subarray(0, 4096), key, iv);
    for (const shift of [0, 3]) {
      const place = new Uint8Array(length + shift).subarray(shift);
      place.set(plain);
      expect(igeEncrypt(place, key, iv, place)).toBe(place);
      expect(Buffer.compare(place.subarray(0, 4096), beginning)).toBe(0);
      expect(Buffer.compare(igeDecrypt(place, key, iv), plain)).toBe(0);
    }
    expect(() => igeEncrypt(plain, key, iv, new Uint8Array(48))).toThrow(RangeError);
  });

  it('refuses partial blocks and keys of a wrong length', () => {
    expect(() => igeEncrypt(new Uint8Array(15), new Uint8Array(32), new Uint8Array(32))).toThrow(RangeError);
    expect(() => igeDecrypt(new Uint8Array(17), new Uint8Array(32), new Uint8Array(32))).toThrow(RangeError);
    expect(() => igeDecrypt(new Uint8Array(16), new Uint8Array(16), new Uint8Array(32))).toThrow(RangeError);
    expect(() => igeEncrypt(new Uint8Array(16), new Uint8Array(32), new Uint8Array(16))).toThrow(RangeError);
  });
});
