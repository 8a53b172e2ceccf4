import { expect, it } from 'vitest';
import { x25519PublicKey } from '../../../src-main/crypto/index.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

it('makes the public key of RFC 7748, section 6.1 (Bob), from 32 bytes', () => {
  const asked: number[] = [];
  const key = x25519PublicKey((length) => {
    asked.push(length);
    return bytes('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb');
  });
  expect(asked).toEqual([32]);
  expect(Buffer.from(key).toString('hex')).toBe('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
});
