import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { tl } from '#tl';
import { startLocalDc, type LocalDc } from '../dc/index.ts';
import { RpcFailure } from '../dc/protocol/types.ts';
import { ID, boxed, long } from '../dc/protocol/wire.ts';
import { implementedMethods } from '../dc/methods/table.ts';
import type { World } from '../dc/world/index.ts';
import { RawConnection, type RawSession } from '../unit/dc/protocol/support/raw-client.ts';
import { newSession, startTestDc, type TestDc } from '../unit/dc/protocol/support/setup.ts';
import { encoded, fuzz, made, mutate, mutations, patience } from './support.ts';

let dc: TestDc | undefined;
let worldly: LocalDc<World> | undefined;

afterEach(async () => {
  await dc?.close();
  await worldly?.close();
  dc = undefined;
  worldly = undefined;
});

/** Whether the DC still makes sessions and answers. */
async function expectAlive(of: TestDc): Promise<void> {
  const session = newSession(of);
  session.send(boxed(ID.ping, long(7n)), false);
  expect((await session.nextOf(ID.pong)).id).toBe(ID.pong);
  session.connection.close();
  expect(of.report.internalErrors).toEqual([]);
}

it(
  'the local DC survives any bytes on its sockets',
  async () => {
    const of = (dc = await startTestDc());
    const frame = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(12).map((blocks) => randomBytes(24 + 16 * blocks)),
      fc.uint8Array({ minLength: 4, maxLength: 120 }).map((body) => Buffer.concat([Buffer.alloc(8), Buffer.alloc(8, 4), Buffer.from(Int32Array.of(body.length).buffer), body])),
    );
    const connection = fc.record({
      framing: fc.constantFrom('abridged' as const, 'intermediate' as const, 'padded' as const, 'full' as const),
      opening: fc.option(fc.uint8Array({ maxLength: 80 })),
      frames: fc.array(frame, { maxLength: 4 }),
      changes: fc.option(mutations, { nil: [] }),
    });
    await fuzz(0.05, connection, async ({ framing, opening, frames, changes }) => {
      const raw = new RawConnection(of.dcs[0]?.port ?? 0, framing);
      if (opening !== null) raw.raw(Buffer.from(opening));
      const stream = frames.flatMap((body) => raw.framing.write(Buffer.from(body)));
      raw.raw(Buffer.from(mutate(Buffer.concat(stream), changes)));
      // The bytes of the next connection come behind these.
      await new Promise((resolve) => setImmediate(resolve));
      raw.close();
      await raw.closed;
    });
    await expectAlive(of);
  },
  patience(0.05, 20),
);

/** Whether a ping is answered with a pong. It may also be refused, after ids that were too high, and the connection may be over. */
async function isServed(session: RawSession): Promise<boolean> {
  const ping = session.send(boxed(ID.ping, long(1n)), false);
  try {
    for (;;) {
      const { id, body } = await session.next();
      if (id === ID.pong && body.readBigInt64LE(4) === ping.msgId) return true;
      if ((id === ID.bad_msg_notification || id === ID.bad_server_salt) && body.readBigInt64LE(4) === ping.msgId) return false;
    }
  } catch {
    return false;
  }
}

it(
  'the local DC survives any content in an envelope that holds up',
  async () => {
    const of = (dc = await startTestDc({ ackDelayMs: 5, sessionLifetimeMs: 500 }));
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.oneof(encoded('service'), encoded('method'), encoded('object')), fc.option(mutations, { nil: [] })).map(([value, changes]) => mutate(value, changes)),
    );
    const message = fc.record({
      bodies: fc.array(body, { minLength: 1, maxLength: 3 }),
      content: fc.boolean(),
      id: fc.oneof({ weight: 5, arbitrary: fc.constant(0n) }, fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n })),
      corrupt: fc.integer({ min: 0, max: 19 }).map((number) => number === 0),
    });
    let session: RawSession = newSession(of);
    await fuzz(0.1, fc.array(message, { minLength: 1, maxLength: 4 }), async (messages) => {
      expect(of.report.internalErrors).toEqual([]);
      // The records of who said what are for other tests.
      of.report.clear();
      of.world.seen.length = 0;
      for (const { bodies, content, id, corrupt } of messages) {
        const members = bodies.map((bytes) => session.message(Buffer.from(bytes.subarray(0, bytes.length & ~3)), content));
        const [single] = members;
        const outer = members.length === 1 && single !== undefined ? single : session.container(members);
        session.sendMessage({ ...outer, msgId: outer.msgId + id }, { corrupt });
        // The ping behind it would be a repetition of an id that it comes to by itself, and have no answer. Far ahead it never gets.
        if (id > 0n && id < 2n ** 32n) session.skipTo(outer.msgId + id);
      }
      // Once this is answered, or the connection is closed, all before it was dealt with.
      if (await isServed(session)) return;
      session.connection.close();
      for (const { id } of of.server.keys.all()) of.server.forgetKey(id);
      session = newSession(of);
    });
    session.connection.close();
    await expectAlive(of);
  },
  patience(0.1, 20),
);

it(
  'calls with arbitrary values are answered or refused, and nothing else happens to the local DC',
  async () => {
    const of = (worldly = await startLocalDc({ seed: 'demo' }));
    const [account] = of.accounts;
    const context = await signIn(of, account?.phone ?? '');
    // These would end or lock the account, or wait for somebody.
    const harmful = /^(auth\.|account\.deleteAccount)/;
    const answered = new Set(implementedMethods().filter((name) => !harmful.test(name)));
    expect(answered.size).toBeGreaterThan(80);
    const call = made('method', ({ name }) => answered.has(name));
    const unexpected: string[] = [];
    await fuzz(0.1, call, async (value) => {
      try {
        await of.world.handle(context, value as unknown as tl.TlMethod);
      } catch (error) {
        if (!(error instanceof RpcFailure)) unexpected.push(`${value._}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    });
    expect(unexpected).toEqual([]);
  },
  patience(0.1, 20),
);

/** Signs a device in and returns the context of its calls. */
async function signIn(of: LocalDc<World>, phone: string): Promise<Parameters<World['handle']>[0]> {
  const { homeDc } = of.world.accountByPhone(phone);
  const context = {
    dcId: homeDc,
    authKeyId: randomBytes(8).toString('hex'),
    sessionId: 1n,
    msgId: 4n,
    layer: 227,
    withoutUpdates: false,
    now: () => of.clock.now(),
  };
  const call = (value: tl.TlMethod) => of.world.handle(context, value) as Promise<tl.auth.SentCode>;
  const sent = await call({ _: 'auth.sendCode', phoneNumber: phone, apiId: 1, apiHash: '0'.repeat(32), settings: { _: 'codeSettings' } });
  if (sent._ !== 'auth.sentCode') throw new Error('No code was sent');
  await call({ _: 'auth.signIn', phoneNumber: phone, phoneCodeHash: sent.phoneCodeHash, phoneCode: phone.replace(/\D/g, '').charAt(5).repeat(5) });
  return context;
}
