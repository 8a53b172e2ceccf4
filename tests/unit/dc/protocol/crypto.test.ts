import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { authKeyIdOf, igeDecrypt, igeEncrypt, messageAes, messageAesV1, messageKeyLarge } from '../../../dc/protocol/crypto.ts';
import { DH_PRIME, DhSecret, fromBytes, modPow, toBytes, toMinimalBytes } from '../../../dc/protocol/dh.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const range = (from: number, count: number): Buffer => Buffer.from(Array.from({ length: count }, (_, i) => from + i));

test.each([
  [
    '5468697320697320616e20696d706c655468697320697320616e20696d706c65',
    '6d656e746174696f6e206f6620494745206d6f646520666f72204f70656e5353',
    '99706487a1cde613bc6de0b6f24b1c7aa448c8b9c3403e3467a8cad89340f53b',
    '792ea8ae577b1a66cb3bd92679b8030ca54ee631976bd3a04547fdcb4639fa69',
  ],
  [
    range(0, 32).toString('hex'),
    range(32, 32).toString('hex'),
    range(64, 48).toString('hex'),
    'b6b23cb46d2f43de2c67fc9a3a9e35104fad6ed15177969c1cebc616bcfa482cb220e4d159bedfd570df191a805e9d9d',
  ],
  [
    range(0, 32).toString('hex'),
    '00'.repeat(32),
    '00'.repeat(32),
    'f29000b62a499fd0a9f39a6add2e7780d4e96925c0bfcffb52f8a187ee774aab',
  ],
])('IGE agrees with published vectors in both directions', (key, iv, plain, sealed) => {
  expect(igeEncrypt(hex(key), hex(iv), hex(plain)).toString('hex')).toBe(sealed);
  expect(igeDecrypt(hex(key), hex(iv), hex(sealed)).toString('hex')).toBe(plain);
});

test('IGE is undone at every length, on unaligned memory too', () => {
  const key = randomBytes(32);
  const iv = randomBytes(32);
  for (let blocks = 1; blocks < 70; blocks += 3) {
    const data = randomBytes(blocks * 16 + 3).subarray(3);
    expect(igeDecrypt(key, iv, igeEncrypt(key, iv, data)).equals(data)).toBe(true);
  }
  const large = randomBytes(65_536 + 3).subarray(3);
  expect(igeDecrypt(key, iv, igeEncrypt(key, iv, large)).equals(large)).toBe(true);
});

const sampleKey = hex('98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0'.repeat(8));
const sampleMsgKey = hex('25d701f2a29205526757825a99eb2d32');

test('the key derivations agree with the reference values', () => {
  expect(authKeyIdOf(sampleKey).toString('hex')).toBe('40fa5bb7cb56a895');
  const client = messageAes(sampleKey, sampleMsgKey, 'client');
  expect(client.key.toString('hex')).toBe('af3f8e1ffa75f4c981eec33a3e5bbaa2ea48f9bb93e91597627eb1f67960a0c9');
  expect(client.iv.toString('hex')).toBe('9874d77f95155b35221bff94b7df4594c6996e2a62e44fcb7d93c8c4e41b79ee');
  const server = messageAes(sampleKey, sampleMsgKey, 'server');
  expect(server.key.toString('hex')).toBe('d4b378e1e0525f10ff9d4c42807ccce5b30a033a8088c0b922b5259421751648');
  expect(server.iv.toString('hex')).toBe('4d7194f42f0135d2fd83050b403265b4c40ee3e9e9fba56f0f4d8ea6bcb121f5');
  const old = messageAesV1(sampleKey, sampleMsgKey);
  expect(old.key.toString('hex')).toBe('1fc7b40b1d9ffbdaf4d652525a748864259698f89214abf27c0d36cb9d4cd5db');
  expect(old.iv.toString('hex')).toBe('7251fbda39ec5e6e089f15ded5963b03d6d8d0f7078898431fc7b40b1d9ffbda');
});

test('msg_key covers the whole plaintext with its padding', () => {
  const plain = randomBytes(64);
  const changed = Buffer.from(plain);
  changed[63] = (changed[63] as number) ^ 1;
  expect(messageKeyLarge(sampleKey, plain, 'server').equals(messageKeyLarge(sampleKey, changed, 'server'))).toBe(false);
  expect(messageKeyLarge(sampleKey, plain, 'server').equals(messageKeyLarge(sampleKey, plain, 'client'))).toBe(false);
});

test("the server's half of an exchange comes to the same key as the other half", () => {
  for (const generator of [2, 3, 7]) {
    const server = new DhSecret(generator);
    const b = fromBytes(randomBytes(256));
    const key = server.keyWith(modPow(BigInt(generator), b, DH_PRIME));
    expect(key).toEqual(toBytes(modPow(server.public, b, DH_PRIME), 256));
  }
});

test('big numbers keep their width and their value', () => {
  expect(toBytes(1n, 256)).toHaveLength(256);
  expect(toMinimalBytes(0x100n).toString('hex')).toBe('0100');
  expect(fromBytes(toBytes(DH_PRIME, 256))).toBe(DH_PRIME);
  expect(modPow(5n, 117n, 1009n)).toBe(5n ** 117n % 1009n);
  // Fermat: any base to the power p - 1 is 1.
  expect(modPow(3n, DH_PRIME - 1n, DH_PRIME)).toBe(1n);
});
