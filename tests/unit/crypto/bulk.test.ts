import { createCipheriv, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { BulkThread } from '../../../src-main/crypto/bulk/bulk-thread.ts';
import { secretsLength } from '../../../src-main/crypto/bulk/memory.ts';
import { authKeyId, concat, CtrStream, igeEncrypt, messageKeyIv, messageKeyLarge } from '../../../src-main/crypto/index.ts';

const threads: BulkThread[] = [];

function thread(entry?: URL): BulkThread {
  const made = new BulkThread(entry);
  threads.push(made);
  return made;
}

afterEach(() => {
  for (const each of threads.splice(0)) each.dispose();
});

/** A packet of the server around a plaintext that is as long as its padding says. */
function packetAround(authKey: Uint8Array, plain: Uint8Array): Uint8Array {
  const msgKey = messageKeyLarge(authKey, plain, 'fromServer').subarray(8, 24);
  const { key, iv } = messageKeyIv(authKey, msgKey, 'fromServer');
  return concat(authKeyId(authKey), msgKey, igeEncrypt(plain, key, iv));
}

function lying(bulk: BulkThread, bytes: Uint8Array): Uint8Array {
  const memory = bulk.take(bytes.length);
  memory.set(bytes);
  return memory;
}

/** What lies where keys are handed over. */
const secretsBefore = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes.buffer, 0, secretsLength);

describe('the thread for large pieces', () => {
  const authKey = new Uint8Array(randomBytes(256));
  const plain = new Uint8Array(randomBytes(160_000));

  it('decrypts packets where they lie and tells the genuine from the forged', async () => {
    const bulk = thread();
    const genuine = packetAround(authKey, plain);
    const forged = genuine.slice();
    forged[100_000]! ^= 1;
    const [good, bad] = [lying(bulk, genuine), lying(bulk, forged)];
    expect(await Promise.all([bulk.open(good, authKey, 'fromServer'), bulk.open(bad, authKey, 'fromServer')])).toEqual([true, false]);
    expect(Buffer.compare(good.subarray(24), plain)).toBe(0);
  });

  it('frees a packet of the obfuscation of its stream first, from any byte on', async () => {
    const bulk = thread();
    const [key, counter] = [randomBytes(32), randomBytes(16)];
    const packet = packetAround(authKey, plain);
    const from = 16_381;
    const stream = new CtrStream(key, counter);
    stream.update(new Uint8Array(5));
    const keystream = new CtrStream(key, counter).skip(0);
    const rest = stream.update(packet.subarray(from));
    const masked = lying(bulk, concat(packet.subarray(0, from), rest));
    expect(await bulk.open(masked, authKey, 'fromServer', { from, keystream: { ...keystream, used: 5 } })).toBe(true);
    expect(Buffer.compare(masked.subarray(24), plain)).toBe(0);
  });

  it('seals packets where they lie, and obfuscates them', async () => {
    const bulk = thread();
    const [key, counter] = [randomBytes(32), randomBytes(16)];
    const keystream = { key, counter, used: 0 };
    const [bare, masked] = [lying(bulk, concat(authKeyId(authKey), new Uint8Array(16), plain)), lying(bulk, concat(authKeyId(authKey), new Uint8Array(16), plain))];
    await Promise.all([bulk.seal(bare, authKey, 'fromServer'), bulk.seal(masked, authKey, 'fromServer', { from: 0, keystream })]);
    const expected = packetAround(authKey, plain);
    expect(Buffer.compare(bare, expected)).toBe(0);
    expect(Buffer.compare(masked, new CtrStream(key, counter).update(expected))).toBe(0);
    expect(secretsBefore(bare).every((byte) => byte === 0) && secretsBefore(masked).every((byte) => byte === 0)).toBe(true);
  });

  it('leaves no key behind', async () => {
    const bulk = thread();
    const packet = lying(bulk, packetAround(authKey, plain));
    await bulk.open(packet, authKey, 'fromServer');
    expect(secretsBefore(packet).every((byte) => byte === 0)).toBe(true);
    await bulk.count(packet, randomBytes(32), randomBytes(16));
    expect(secretsBefore(packet).every((byte) => byte === 0)).toBe(true);
  });

  it('counts with AES-256-CTR, over a part of its memory too', async () => {
    const bulk = thread();
    const [key, counter] = [randomBytes(32), randomBytes(16)];
    const memory = lying(bulk, plain);
    await bulk.count(memory.subarray(64, 100_064), key, counter);
    const expected = createCipheriv('aes-256-ctr', key, counter).update(plain.subarray(64, 100_064));
    expect(Buffer.compare(memory, concat(plain.subarray(0, 64), expected, plain.subarray(100_064)))).toBe(0);
  });

  it('uses memory again that was given back, once', () => {
    const bulk = thread();
    const first = bulk.take(100_000);
    bulk.giveBack(first.subarray(10, 20));
    expect(bulk.owns(first)).toBe(false);
    bulk.giveBack(first);
    const second = bulk.take(99_000);
    expect(second.buffer).toBe(first.buffer);
    expect(bulk.take(99_000).buffer).not.toBe(first.buffer);
    expect(bulk.owns(second)).toBe(true);
  });

  it('works on its own memory only, and leaves other memory alone', async () => {
    const bulk = thread();
    const foreign = new Uint8Array(70_000);
    bulk.giveBack(foreign);
    expect(bulk.owns(foreign)).toBe(false);
    await expect(bulk.open(foreign, authKey, 'fromServer')).rejects.toThrow(RangeError);
  });

  it('does the work here when no thread can be had', async () => {
    const bulk = thread(new URL('file:///nowhere/at-all.js'));
    const packet = packetAround(authKey, plain);
    const lost = lying(bulk, packet);
    await expect(bulk.open(lost, authKey, 'fromServer')).rejects.toThrow();
    expect(secretsBefore(lost).every((byte) => byte === 0)).toBe(true);
    expect(await bulk.open(lying(bulk, packet), authKey, 'fromServer')).toBe(true);
  });

  it('rejects what it was asked for when it ends', async () => {
    const bulk = thread();
    const asked = bulk.open(lying(bulk, packetAround(authKey, plain)), authKey, 'fromServer');
    bulk.dispose();
    await expect(asked).rejects.toThrow('closing');
    await expect(bulk.count(bulk.take(70_000), randomBytes(32), randomBytes(16))).rejects.toThrow('closing');
  });
});
