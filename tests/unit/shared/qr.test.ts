import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { qrCode } from '#shared/qr/index.ts';

const digest = (code: boolean[][] | undefined): string =>
  createHash('sha256')
    .update((code ?? []).map((row) => row.map((dark) => (dark ? '1' : '0')).join('')).join('\n'))
    .digest('hex');

// Digests of what the package qrcode-generator 1.4.4 draws; which of the eight masks it takes is its own choice.
it.each([
  ['https://t.me/proxy?server=proxy.example&port=443&secret=ee00112233445566778899aabbccddeeff6578616d706c652e6f7267', 2, '12af6fae8dfd403a68837a87bdb20337ef230f410cb5d10289cb0908c5403f7d'],
  ['Ünïcode ✓', 3, 'a8b2feb7a6ed7193646b5e3ab22d2aa94ca33572a1908c75480e8c19e7e09ebd'],
  ['x'.repeat(700), 2, 'd580c9fce3c13b7e273e77f817c5c7bd70b92737d8ca259d61a5a04659f45299'],
])('a code is drawn as others draw it: %.20s', (text, mask, expected) => {
  expect(digest(qrCode(text, mask))).toBe(expected);
});

it('the mask is chosen by the code itself, and the largest code has its limit', () => {
  const masks = Array.from({ length: 8 }, (_, mask) => digest(qrCode('tg://proxy', mask)));
  expect(new Set(masks).size).toBe(8);
  expect(masks).toContain(digest(qrCode('tg://proxy')));
  expect(qrCode('x'.repeat(2331))?.length).toBe(177);
  expect(qrCode('x'.repeat(2332))).toBeUndefined();
});
