import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { PacketFault } from '../../../dc/faults.ts';
import { authKeyIdOf, igeDecrypt, igeEncrypt, messageAes, messageKeyLarge } from '../../../dc/protocol/crypto.ts';
import { EnvelopeError, openPacket, sealPacket } from '../../../dc/protocol/envelope.ts';
import { KeyRegistry } from '../../../dc/protocol/keys.ts';

const key = randomBytes(256);
const record = new KeyRegistry().add(1, { key, id: authKeyIdOf(key), salt: 5n }, 1_700_000_000);
const header = { salt: 5n, sessionId: 77n, msgId: (1_700_000_000n << 32n) + 1n, seqNo: 3 };
const body = randomBytes(40);

/** What a client finds in a packet, without judging it. */
function look(fault?: PacketFault) {
  const packet = sealPacket(record, header, body, fault);
  const msgKey = packet.subarray(8, 24);
  const aes = messageAes(key, msgKey, 'server');
  const plain = igeDecrypt(aes.key, aes.iv, packet.subarray(24));
  return {
    keyMatches: packet.subarray(0, 8).equals(record.idBytes),
    msgKeyMatches: messageKeyLarge(key, plain, 'server').subarray(8, 24).equals(msgKey),
    sessionId: plain.readBigInt64LE(8),
    msgId: plain.readBigInt64LE(16),
    length: plain.readInt32LE(28),
    padding: plain.length - 32 - body.length,
  };
}

test('an honest packet is as the protocol wants it', () => {
  for (let i = 0; i < 20; i++) {
    const { padding, ...rest } = look();
    expect(rest).toEqual({ keyMatches: true, msgKeyMatches: true, sessionId: 77n, msgId: header.msgId, length: 40 });
    expect(padding).toBeGreaterThanOrEqual(12);
    expect(padding).toBeLessThanOrEqual(1024);
  }
});

test.each<[PacketFault, Partial<ReturnType<typeof look>>]>([
  [{ do: 'broken-msg-key' }, { msgKeyMatches: false }],
  [{ do: 'wrong-key-id' }, { keyMatches: false, msgKeyMatches: true }],
  [{ do: 'wrong-session' }, { sessionId: 76n, msgKeyMatches: true }],
  [{ do: 'even-msg-id' }, { msgId: header.msgId - 1n, msgKeyMatches: true }],
  [{ do: 'old-msg-id', seconds: 400 }, { msgId: header.msgId - (400n << 32n), msgKeyMatches: true }],
  [{ do: 'length', delta: 2 }, { length: 42, msgKeyMatches: true }],
  [{ do: 'length', delta: 400 }, { length: 440, msgKeyMatches: true }],
  [{ do: 'padding', bytes: 1032 }, { padding: 1032 + ((16 - ((72 + 1032) % 16)) % 16), msgKeyMatches: true }],
])('a forged packet has its one defect: %o', (fault, found) => {
  expect(look(fault)).toMatchObject(found);
});

test('the reference message of the client is opened', () => {
  const reference = Buffer.from(
    'ab96e207c631300986f30ef97df55e179e63c112675f0ce502ee76d74bbee6cbd1e95772818881e9f2ff54bd52c258787474f6a7bea61eabe49d1d01d55f64fc' +
      '07bc31685716ec8fb46feacf9502e42cfd6b9f45a08e90aa5c2b5933ac767cbe1cd50d8e64f89727ca4a1a5d32c0db80a9fcdbddd4f8d5a1e774198f1a4299f9' +
      '27c484feec395f29647e43c3243986f93609e23538c21871df50e00070b3b6a8fa9bc15628e8b43ff977409a61ceec5a21cf7dfb5a4cc28f5257bc30cd8f2fb9' +
      '2fbf21e28924065f50e0bbd5e11a420300e2c136b80e9826c6c5609b5371b7850aa628323b6422f3a94f6dfde4c3dc1ea60f7e11ee63122b3f39cbd1a8430157',
    'hex',
  );
  const sample = new KeyRegistry().add(1, { key: reference, id: authKeyIdOf(reference), salt: 0n }, 1_700_000_000);
  const packet = Buffer.from(
    '91094ce16ee2ee73f8aa1e40f00c3b4c9667088b8458a9f9' +
      '1fcc46eba75f54e9b01503f29995ef5c2b28e16c396e73366dc2bb155edd92148413bea760dcfa4094b1b1faae5ff27ef92832ab8b9678a63679c659dd17ac8f',
    'hex',
  );
  const opened = openPacket(sample, packet);
  expect(opened.body.toString('hex')).toBe('8c7b42f388776655443322114b000000');
  expect(opened.quickAckToken).toBe(0x86b931d0);
  expect(opened.seqNo).toBe(0);
});

test('the server opens no packet that was sealed by a server, and none that was changed', () => {
  const packet = sealPacket(record, header, body);
  expect(() => openPacket(record, packet)).toThrow(EnvelopeError);
  const plain = Buffer.concat([Buffer.alloc(28), Buffer.from([16, 0, 0, 0]), randomBytes(16 + 16)]);
  const msgKey = messageKeyLarge(key, plain, 'client').subarray(8, 24);
  const aes = messageAes(key, msgKey, 'client');
  const good = Buffer.concat([record.idBytes, msgKey, igeEncrypt(aes.key, aes.iv, plain)]);
  expect(openPacket(record, good).body).toHaveLength(16);
  for (const at of [8, 24, 60, good.length - 1]) {
    const bad = Buffer.from(good);
    bad[at] = (bad[at] as number) ^ 0x10;
    expect(() => openPacket(record, bad)).toThrow('msg_key');
  }
  expect(() => openPacket(record, good.subarray(0, good.length - 4))).toThrow(EnvelopeError);
});
