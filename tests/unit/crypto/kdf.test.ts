import { describe, expect, it } from 'vitest';
import {
  authKeyAuxHash,
  authKeyId,
  concat,
  handshakeKeyIv,
  igeDecrypt,
  igeEncrypt,
  messageKey,
  messageKeyIv,
  messageKeyIvV1,
  messageKeyLarge,
  messageKeyV1,
  newNonceHash,
  quickAckToken,
  sha1,
  xor,
} from '../../../src-main/crypto/index.ts';
import { hex, sample, toHex } from './vectors.ts';

const int32 = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);

describe('message keys', () => {
  const unit = hex('98cb29c6ffa89e79da695a54f572e6cb101e81c688b63a4bf73c3622dec230e0');
  const authKey = concat(unit, unit, unit, unit, unit, unit, unit, unit);
  const msgKey = hex('25d701f2a29205526757825a99eb2d32');

  it('derives key and iv of MTProto 2.0 in both directions', () => {
    const out = messageKeyIv(authKey, msgKey, 'toServer');
    expect(toHex(out.key)).toBe('af3f8e1ffa75f4c981eec33a3e5bbaa2ea48f9bb93e91597627eb1f67960a0c9');
    expect(toHex(out.iv)).toBe('9874d77f95155b35221bff94b7df4594c6996e2a62e44fcb7d93c8c4e41b79ee');
    const back = messageKeyIv(authKey, msgKey, 'fromServer');
    expect(toHex(back.key)).toBe('d4b378e1e0525f10ff9d4c42807ccce5b30a033a8088c0b922b5259421751648');
    expect(toHex(back.iv)).toBe('4d7194f42f0135d2fd83050b403265b4c40ee3e9e9fba56f0f4d8ea6bcb121f5');
  });

  it('derives key and iv of MTProto 1.0', () => {
    const { key, iv } = messageKeyIvV1(authKey, msgKey);
    expect(toHex(key)).toBe('1fc7b40b1d9ffbdaf4d652525a748864259698f89214abf27c0d36cb9d4cd5db');
    expect(toHex(iv)).toBe('7251fbda39ec5e6e089f15ded5963b03d6d8d0f7078898431fc7b40b1d9ffbda');
  });

  it('names keys by their hash', () => {
    expect(toHex(authKeyId(authKey))).toBe('40fa5bb7cb56a895');
    expect(toHex(authKeyId(sample.authKey))).toBe('91094ce16ee2ee73');
    expect(toHex(authKeyAuxHash(sample.authKey))).toBe('02e23ebc3a797cf0');
  });

  it('encrypts the sample message in both directions', () => {
    const plain = (msgId: string): Uint8Array =>
      concat(
        hex('94d3c8e8d7ebbccc'),
        hex('0102030405060708'),
        hex(msgId),
        hex('00000000'),
        hex('10000000'),
        hex('8c7b42f388776655443322114b000000'),
        new Uint8Array(16).fill(0x55),
      );
    const out = plain('4c967027c47ae551');
    const outKey = messageKey(sample.authKey, out, 'toServer');
    expect(toHex(outKey)).toBe('f8aa1e40f00c3b4c9667088b8458a9f9');
    const derived = messageKeyIv(sample.authKey, outKey, 'toServer');
    expect(toHex(derived.key)).toBe('f73c783f76ab96299f86a87dca0c843d32522141f4428fbfbcf8dbece90971cf');
    expect(toHex(derived.iv)).toBe('0b5dfcd8cd9107240e02e79bb40bdb99b8ee837f6e07847094bee3aaa2f0f912');
    expect(toHex(igeEncrypt(out, derived.key, derived.iv))).toBe(
      '1fcc46eba75f54e9b01503f29995ef5c2b28e16c396e73366dc2bb155edd92148413bea760dcfa4094b1b1faae5ff27ef92832ab8b9678a63679c659dd17ac8f',
    );
    expect(quickAckToken(messageKeyLarge(sample.authKey, out, 'toServer'))).toBe(0x86b931d0);

    const back = plain('4d9670a7c47ae551');
    const backKey = messageKey(sample.authKey, back, 'fromServer');
    expect(toHex(backKey)).toBe('7d6caa82bdc52ad362e0da64a60b84c4');
    const { key, iv } = messageKeyIv(sample.authKey, backKey, 'fromServer');
    expect(toHex(igeEncrypt(back, key, iv))).toBe(
      'b70bcda4b71482be60a25f3962de635cfce0a5ee98ea93afc5f63bd2feece1ebc50469214655ef208911f2ad67485867e004972af62bb3a300a72dcf0287c45e',
    );
    expect(quickAckToken(messageKeyLarge(sample.authKey, back, 'fromServer'))).toBe(0xa17ee3d5);
  });

  it('seals the inner message of a temporary key binding with MTProto 1.0', () => {
    const inner = hex('65f7a37511100f0e0d0c0b0a222222221111111191094ce16ee2ee73010203040506070800000066');
    const plain = concat(new Uint8Array(16).fill(0xcc), hex('4c967027c47ae551'), hex('00000000'), hex('28000000'), inner);
    const msgKeyV1 = messageKeyV1(plain);
    expect(toHex(msgKeyV1)).toBe('f5ad3574c0ada06a9d7c4359c6a4e1d7');
    const { key, iv } = messageKeyIvV1(sample.authKey, msgKeyV1);
    const sealed = igeEncrypt(concat(plain, new Uint8Array(8).fill(0xdd)), key, iv);
    expect(toHex(concat(authKeyId(sample.authKey), msgKeyV1, sealed))).toBe(
      '91094ce16ee2ee73f5ad3574c0ada06a9d7c4359c6a4e1d73dd0729624a684bddfd999bc97dbd03df88b5b4c3f4c1c75dc28d1e7f479bbad2f7af26146357e38' +
        'd00e80ac572301c2ddd385b133020e854cad1d3671f3b3f28733b402f0b5b3298787ea20f4af612a',
    );
  });
});

describe('key exchange hashes', () => {
  it('derives the temporary key and iv', () => {
    const { key, iv } = handshakeKeyIv(sample.newNonce, sample.serverNonce);
    expect(toHex(key)).toBe(sample.tmpKey);
    expect(toHex(iv)).toBe(sample.tmpIv);
  });

  it('computes the three nonce hashes and the first salt', () => {
    const aux = authKeyAuxHash(sample.authKey);
    expect(toHex(newNonceHash(sample.newNonce, 1, aux))).toBe('ccebc0217266e1edec7fb0a0eed6c220');
    expect(toHex(newNonceHash(sample.newNonce, 2, aux))).toBe('8626fad50ac90e7ccfa66fc449cd28f3');
    expect(toHex(newNonceHash(sample.newNonce, 3, aux))).toBe('d1bbb5c0ef0eaea6306233ca00fbc8c5');
    expect(toHex(xor(sample.newNonce.subarray(0, 8), sample.serverNonce.subarray(0, 8)))).toBe('94d3c8e8d7ebbccc');
  });

  it('encrypts the sample DH answer as published', () => {
    const answer = concat(
      hex('ba0d89b5'),
      sample.nonce,
      sample.serverNonce,
      hex('02000000'),
      hex('fe000100'),
      hex(
        'c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37' +
          '20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4' +
          'a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4' +
          'e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b',
      ),
      hex('fe000100'),
      sample.gA,
      int32(1373993675),
    );
    expect(answer.length).toBe(564);
    const hash = sha1(answer);
    expect(toHex(hash)).toBe('4b0af668cf60a358233f93b7341fca7e7f02a8c2');
    const { key, iv } = handshakeKeyIv(sample.newNonce, sample.serverNonce);
    const sealed = igeEncrypt(concat(hash, answer, hex('99e2dddd536648d8')), key, iv);
    expect(sealed.length).toBe(592);
    expect(toHex(sealed.subarray(0, 16))).toBe('28a92fe20173b347a8bb324b5fab2667');
    expect(toHex(sha1(sealed))).toBe('a6504687dbf95e618bcc9294b297cb35104c8ca0');
    expect(toHex(igeDecrypt(sealed, key, iv).subarray(20, 24))).toBe('ba0d89b5');
  });
});
