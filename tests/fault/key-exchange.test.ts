import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LAYER } from '#tl';
import { createSystemRandom } from '../../src-main/crypto/index.ts';
import { AuthKey } from '../../src-main/mtproto/auth-key/auth-key.ts';
import type { FaultRule } from '../dc/faults.ts';
import { HANDSHAKE_FAULTS, type HandshakeStep } from '../dc/protocol/handshake-faults.ts';
import { clientOf } from '../integration/mtproto/support.ts';
import { row } from './rows.ts';
import { Hostage, impatientClock, nearest } from './support.ts';

/** Which row each lie of the key exchange breaks; a lie that is missing here fails the last test of this file. */
const lies: [title: string, step: HandshakeStep, faults: string[]][] = [
  [row(1), 'server_DH_params_ok', ['short-prime', 'long-prime', 'even-prime', 'composite-prime', 'unsafe-prime']],
  [row(2), 'server_DH_params_ok', ['residue-2', 'residue-5', 'residue-6', 'g-out-of-range']],
  [row(3), 'server_DH_params_ok', ['g-zero', 'g-one', 'g-a-zero', 'g-a-one', 'g-a-p-minus-one', 'g-a-p', 'g-a-too-small', 'g-a-too-large', 'g-a-too-long']],
  [row(4), 'resPQ', ['nonce']],
  [row(4), 'server_DH_params_ok', ['nonce', 'server-nonce', 'inner-nonce', 'inner-server-nonce']],
  [row(4), 'dh_gen', ['nonce', 'server-nonce', 'new-nonce-hash', 'hash-of-retry', 'retry-hash', 'fail-hash']],
  [row(5), 'server_DH_params_ok', ['answer-hash', 'answer-length', 'answer-empty', 'padding', 'inner-constructor']],
  [row(6), 'resPQ', ['fingerprint', 'no-fingerprint']],
  [row(10), 'envelope', ['even-msg-id']],
  [row(15), 'envelope', ['key-id', 'length', 'negative-length']],
  ['answers to something else', 'resPQ', ['constructor', 'pq-prime', 'pq-too-long']],
  ['answers to something else', 'server_DH_params_ok', ['constructor']],
  ['answers to something else', 'dh_gen', ['constructor', 'dh-gen-fail']],
];

let hostage: Hostage;

beforeEach(async () => {
  hostage = await Hostage.take({ start: false });
});

afterEach(() => hostage.release());

describe.each(lies)('%s', (_title, step, faults) => {
  it.each(faults)(`gets no key in ${step}: %s`, async (fault) => {
    const { client, dc, log, storage } = hostage;
    // The permanent and the first temporary key are made at the same time.
    const injected = dc.faults.add({ at: 'handshake', step, do: fault, times: 2 } as FaultRule);
    const failed = log.next('Connection lost');
    client.start();
    const call = client.call(nearest);
    await injected.hit();
    await failed;
    expect(storage.keys.size).toBe(0);
    // The next attempt, with a new nonce on a new connection, succeeds.
    expect(await call).toMatchObject({ thisDc: 2 });
    expect(storage.keys.get(2)?.key.length).toBe(256);
    hostage.expectNoSecretLogged();
  });
});

describe(`${row(2)}`, () => {
  it.each([4, 7])('g = %i fits the prime too, and a key is made with it', async (generator) => {
    hostage.dc.server.options.generator = generator;
    hostage.client.start();
    await hostage.expectServed();
    expect(hostage.dc.violations()).toEqual([]);
  });
});

describe(`${row(3)}`, () => {
  it('a g_b of ours that is out of range is replaced', async () => {
    const random = createSystemRandom();
    let secrets = 0;
    const { client } = clientOf(hostage.dc, {
      clock: impatientClock,
      // The first secret exponent is 1: g_b would be g itself.
      random: (length) => (length === 256 && ++secrets === 1 ? new Uint8Array(256).fill(1, 255) : random(length)),
    });
    try {
      client.start();
      expect(await client.call(nearest)).toMatchObject({ thisDc: 2 });
      // One more for the temporary key.
      expect(secrets).toBe(3);
      expect(hostage.dc.violations()).toEqual([]);
    } finally {
      await client.close();
    }
  });
});

describe(`${row(4)}`, () => {
  it('the server may ask for another key twice, and the chain of retry ids is followed', async () => {
    hostage.dc.faults.add({ at: 'handshake', step: 'dh_gen', do: 'dh-gen-retry', times: 2 });
    hostage.client.start();
    await hostage.expectServed();
    expect(hostage.dc.violations()).toEqual([]);
  });

  it('a server that asks for another key for ever gets no key', async () => {
    const { client, dc, log, storage } = hostage;
    const asked = dc.faults.add({ at: 'handshake', step: 'dh_gen', do: 'dh-gen-retry', times: 12 });
    client.start();
    const failed = log.next('Connection lost');
    const call = client.call(nearest);
    await failed;
    // Six times each, for the permanent and for the temporary key.
    expect(asked.hits).toBeGreaterThanOrEqual(6);
    expect(storage.keys.size).toBe(0);
    await call;
  });
});

describe(`${row(6)}`, () => {
  it.each([
    ['a key of another environment', false],
    // Such keys come over the network and are good for CDN DCs alone.
    ['a key that is known for CDNs', true],
  ])('a server with %s learns nothing and gives no key', async (_name, isCdnKey) => {
    const publicKey = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    }).publicKey;
    const { dcs } = hostage.dc;
    const { client, storage } = clientOf({ dcs, publicKey }, { log: hostage.log, clock: impatientClock, storage: hostage.storage });
    if (isCdnKey) storage.cdnKeys = { layer: LAYER, keys: [2, 203].map((dcId) => ({ dcId, publicKey: hostage.dc.publicKey })) };
    try {
      const lost = hostage.log.next('No known server key');
      client.start();
      client.call(nearest).catch(() => undefined);
      await lost;
      expect(storage.keys.size).toBe(0);
      expect(hostage.dc.server.keys.permanent()).toEqual([]);
      // It never went beyond the first step.
      expect(hostage.dc.violations()).toEqual([]);
    } finally {
      await client.close();
    }
  });
});

describe(`${row(18)}`, () => {
  it('every secret of a key exchange is zero when it is over, whether it succeeded or not', async () => {
    const random = createSystemRandom();
    const secrets: Uint8Array[] = [];
    const remember = vi.fn((length: number) => {
      const bytes = random(length);
      // new_nonce and the RSA padding's key, and the secret exponent.
      if (length === 32 || length === 256) secrets.push(bytes);
      return bytes;
    });
    hostage.dc.faults.add({ at: 'handshake', step: 'dh_gen', do: 'new-nonce-hash' });
    const { client } = clientOf(hostage.dc, { clock: impatientClock, random: remember });
    try {
      client.start();
      await client.call(nearest);
      expect(secrets.length).toBeGreaterThanOrEqual(6);
      for (const secret of secrets) expect(secret.every((byte) => byte === 0)).toBe(true);
    } finally {
      await client.close();
    }
  });
});

describe(`${row(18)}`, () => {
  it.each(['close', 'destroyKeys'] as const)('%s() leaves only zeros of the keys in memory', async (how) => {
    const { client, dc } = hostage;
    const wiped = vi.spyOn(AuthKey.prototype, 'wipe');
    client.start();
    await client.call(nearest);
    const alive = dc.server.keys.all().map(({ key }) => key.toString('hex'));
    const held = wiped.mock.contexts.length;
    await client[how]();
    const gone = (wiped.mock.contexts as AuthKey[]).slice(held);
    expect(gone.length).toBeGreaterThanOrEqual(1);
    for (const { bytes } of gone) expect(bytes.every((byte) => byte === 0)).toBe(true);
    // The server's side of the same keys was not zero.
    expect(alive.every((hex) => /[1-9a-f]/.test(hex))).toBe(true);
  });
});

describe('a server that hangs up', () => {
  it.each([100, 200, 600, 1_100])('after %i bytes of the key exchange only delays it', async (bytes) => {
    hostage.dc.faults.add({ at: 'connection', do: 'cut-after-bytes', bytes, direction: 'in', times: 1 });
    hostage.client.start();
    await hostage.expectServed();
  });
});

it('every lie that the local DC can tell is in the table', () => {
  const told = lies.flatMap(([, step, faults]) => faults.map((fault) => `${step} ${fault}`));
  const known = Object.entries(HANDSHAKE_FAULTS).flatMap(([step, faults]) => faults.map((fault) => `${step} ${fault}`));
  // Asking for another key is no lie.
  expect([...told, 'dh_gen dh-gen-retry'].toSorted()).toEqual(known.toSorted());
});
