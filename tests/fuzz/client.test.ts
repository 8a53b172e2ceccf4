import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSystemRandom, DhChecker, parseRsaPublicKey } from '../../src-main/crypto/index.ts';
import { createAuthKey } from '../../src-main/mtproto/auth-key/handshake.ts';
import { HandshakeError } from '../../src-main/mtproto/auth-key/plain-channel.ts';
import { systemClock, type Clock } from '../../src-main/mtproto/clock.ts';
import { connectTcp, type Connect } from '../../src-main/mtproto/transport/socket.ts';
import { Faults } from '../dc/faults.ts';
import type { LocalDc } from '../dc/index.ts';
import { Handshake } from '../dc/protocol/handshake.ts';
import { commonRsaKey, ServerRsaKey } from '../dc/protocol/rsa.ts';
import { clientOf, startTestDc, type MemoryStorage, type TestWorld } from '../integration/mtproto/support.ts';
import { fuzz, mutate, mutation, mutations, patience, type Mutation } from './support.ts';

const nearest = { _: 'help.getNearestDc' } as const;

it(
  'no key comes of a key exchange with a mutilated answer, and nothing worse than a refusal',
  async () => {
    const rsa = new ServerRsaKey(commonRsaKey('main'));
    const publicKeys = [parseRsaPublicKey(rsa.publicPem)];
    const checker = new DhChecker();
    const faults = new Faults();
    const exchange = fc.record({ step: fc.nat(2), changes: mutations });
    await fuzz(0.01, exchange, async ({ step, changes }) => {
      let made = 0;
      const server = new Handshake({
        ...{ dcId: 2, generator: 3, cdn: false, rsa, faults, now: () => Date.now() / 1000 },
        ...{ hasKey: () => false, keyMade: () => made++, noteLegacyRsa: () => undefined, notePermanentAtCdn: () => undefined },
      });
      let count = 0;
      let changed = false;
      const channel = {
        request: async (body: Uint8Array): Promise<Uint8Array> => {
          const answer = server.handle(Buffer.from(body));
          if (count++ !== step) return answer;
          const other = mutate(answer, changes);
          // Bytes behind an answer are padding, and no lie.
          changed = !Buffer.from(other).subarray(0, answer.length).equals(answer);
          return other;
        },
      };
      const outcome = await createAuthKey({ channel, dc: 2, publicKeys, checker, random: createSystemRandom() }).then(
        () => 'key',
        (error: unknown) => error,
      );
      if (!changed) expect(outcome).toBe('key');
      else if (!(outcome instanceof HandshakeError) && !isServersRefusal(outcome)) expect(outcome).toBe('refused');
    });
  },
  patience(0.01, 300),
);

/** A changed pq or server_nonce reaches the server again, which notices first. */
function isServersRefusal(error: unknown): boolean {
  return error instanceof Error && error.constructor.name === 'HandshakeError' && !(error instanceof HandshakeError);
}

let dc: LocalDc<TestWorld>;
let storage: MemoryStorage;

beforeEach(async () => {
  dc = await startTestDc();
  const first = clientOf(dc);
  storage = first.storage;
  first.client.start();
  await first.client.call(nearest);
  await first.client.close();
});

afterEach(() => dc.close());

/** The machine's clock with waits that are over sooner: a length that was changed makes the client wait for bytes that never come. */
const hurried: Clock = {
  wall: () => systemClock.wall(),
  monotonic: () => systemClock.monotonic(),
  soon: (action) => systemClock.soon(action),
  after: (ms, action) => systemClock.after(ms / 10, action),
};

/** Sockets on which some chunks from the server are changed, and then no more. */
function tampered(changes: (Mutation | null)[]): Connect {
  return (target, events) =>
    connectTcp(target, {
      ...events,
      onData: (bytes) => {
        const change = changes.shift() ?? null;
        events.onData(change === null ? bytes : mutate(bytes, [change]));
      },
    });
}

it(
  'a client whose every byte from the server may be changed on the way gets its answers in the end, and keeps its key',
  () =>
    fuzz(0.005, fc.array(fc.option(mutation), { minLength: 1, maxLength: 4 }), async (changes) => {
      const key = Buffer.from(storage.keys.get(2)?.key ?? []).toString('hex');
      const { client } = clientOf(dc, { storage, clock: hurried, connect: tampered([...changes]) });
      const pushed: unknown[] = [];
      client.onUpdates((updates) => pushed.push(updates));
      client.start();
      expect(await Promise.all([client.call(nearest), client.call(nearest)])).toMatchObject([{ thisDc: 2 }, { thisDc: 2 }]);
      await client.close();
      expect(pushed).toEqual([]);
      expect(Buffer.from(storage.keys.get(2)?.key ?? []).toString('hex')).toBe(key);
    }, 60_000),
  patience(0.005, 3_000),
);
