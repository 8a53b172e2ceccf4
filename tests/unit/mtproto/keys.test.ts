import { describe, expect, it } from 'vitest';
import { LAYER, type tl } from '#tl';
import { knownPrimeHex, secretModPow } from '../../../src-main/crypto/index.ts';
import { AuthKey } from '../../../src-main/mtproto/auth-key/auth-key.ts';
import { sealBinding } from '../../../src-main/mtproto/auth-key/bind.ts';
import { CdnKeys } from '../../../src-main/mtproto/auth-key/cdn-keys.ts';
import { silentLogger } from '../../../src-main/mtproto/runtime.ts';
import type { StoredCdnKeys } from '../../../src-main/mtproto/types.ts';
import { hex, productionKey, sample, testKey, toHex } from '../crypto/vectors.ts';
import { FakeClock } from './fake-clock.ts';

describe('binding a temporary key', () => {
  it('seals the message of the published sample', () => {
    const temporary = new AuthKey(new Uint8Array(256));
    Object.defineProperty(temporary, 'idNumber', { value: 0x1111111122222222n });
    const message = sealBinding({
      permanent: new AuthKey(sample.authKey),
      temporary,
      nonce: 0x0a0b0c0d0e0f1011n,
      expiresAt: 0x66000000,
      sessionId: Buffer.from('0102030405060708', 'hex').readBigInt64LE(0),
      msgId: Buffer.from('4c967027c47ae551', 'hex').readBigInt64LE(0),
      random: (length) => new Uint8Array(length).fill(length === 16 ? 0xcc : 0xdd),
    });
    expect(toHex(message)).toBe(
      '91094ce16ee2ee73f5ad3574c0ada06a9d7c4359c6a4e1d73dd0729624a684bddfd999bc97dbd03df88b5b4c3f4c1c75dc28d1e7f479bbad' +
        '2f7af26146357e38d00e80ac572301c2ddd385b133020e854cad1d3671f3b3f28733b402f0b5b3298787ea20f4af612a',
    );
  });
});

describe('the arithmetic of a key exchange', () => {
  it('lets the event loop go on: no other work waits for the whole of an exponentiation', async () => {
    let turns = 0;
    let over = false;
    const tick = (): void => {
      turns++;
      if (!over) setImmediate(tick);
    };
    setImmediate(tick);
    await secretModPow(sample.gA, sample.b, hex(knownPrimeHex));
    over = true;
    expect(turns).toBeGreaterThan(2);
  });
});

describe('the keys of CDN DCs', () => {
  const answer = (publicKey: string): tl.cdnConfig => ({ _: 'cdnConfig', publicKeys: [{ _: 'cdnPublicKey', dcId: 203, publicKey }] });

  function keysWith(stored?: StoredCdnKeys) {
    const clock = new FakeClock();
    const asked: number[] = [];
    const saved: StoredCdnKeys[] = [];
    let told = productionKey;
    const keys = new CdnKeys({
      clock,
      log: silentLogger,
      stored,
      save: (value) => saved.push(value),
      fetch: async () => {
        asked.push(clock.monotonic());
        return answer(told);
      },
    });
    return { keys, clock, asked, saved, tell: (key: string) => (told = key) };
  }

  it('are asked for once, however many want them, and kept', async () => {
    const { keys, asked, saved } = keysWith();
    const all = await Promise.all([1, 2, 3].map(() => keys.of(203)));
    expect(all.map((known) => known.length)).toEqual([1, 1, 1]);
    expect(asked.length).toBe(1);
    expect(saved).toEqual([{ layer: LAYER, keys: [{ dcId: 203, publicKey: productionKey }] }]);
  });

  it('come from the storage if this layer put them there', async () => {
    const stored = { layer: LAYER, keys: [{ dcId: 203, publicKey: testKey }] };
    const known = keysWith(stored);
    expect((await known.keys.of(203))[0]?.fingerprint).toBe(-5595554452916591101n);
    expect(known.asked).toEqual([]);
    const older = keysWith({ ...stored, layer: LAYER - 1 });
    await older.keys.of(203);
    expect(older.asked.length).toBe(1);
  });

  it('are asked for again when they are outdated, once in a second and twice in a minute at most', async () => {
    const { keys, clock, asked, tell } = keysWith();
    await keys.of(203);
    tell(testKey);
    for (const wait of [1_000, 59_000]) {
      keys.outdated(203);
      const again = keys.of(203);
      await Promise.resolve();
      clock.advance(wait);
      expect((await again)[0]?.fingerprint).toBe(-5595554452916591101n);
    }
    expect(asked.map((at) => at - (asked[0] ?? 0))).toEqual([0, 1_000, 60_000]);
  });
});
