import { describe, expect, it } from 'vitest';
import { AuthKey } from '../../../src-main/mtproto/auth-key/auth-key.ts';
import { Connection } from '../../../src-main/mtproto/connection/connection.ts';
import type { Credentials } from '../../../src-main/mtproto/connection/types.ts';
import type { Line } from '../../../src-main/mtproto/dialing/line.ts';
import { silentLogger } from '../../../src-main/mtproto/runtime.ts';
import type { Query } from '../../../src-main/mtproto/session/query.ts';
import { Salts } from '../../../src-main/mtproto/session/salts.ts';
import { ServerClock } from '../../../src-main/mtproto/session/server-clock.ts';
import { FakeClock } from './fake-clock.ts';
import { recordedQuery, seededRandom } from './session-peer.ts';

/** A connection under a key with `lifetime` seconds to live, whose server takes everything and says nothing. */
async function retiring({ lifetime, reachable = true }: { lifetime: number; reachable?: boolean }) {
  const clock = new FakeClock();
  const serverClock = new ServerClock(clock);
  serverClock.set(clock.wall() / 1000);
  const authKey = new AuthKey(seededRandom('key')(256));
  const salts = new Salts([{ salt: 7n, validSince: 0, validUntil: 4_000_000_000 }, { salt: 8n, validSince: 4_000_000_000, validUntil: 5_000_000_000 }], () => undefined);
  const current: Credentials = { authKey, salts, serverClock, expiresAt: serverClock.now() + lifetime };
  const line = { listen: () => undefined, send: () => undefined, worked: () => undefined, failed: () => undefined, close: () => undefined };
  const over: { at: number; calls: Query[] }[] = [];
  const connection: Connection = new Connection({
    dc: {
      id: 2,
      dial: (_use, _limit, events) => {
        if (reachable) clock.after(10, () => events.onLine(line as unknown as Line));
        return { cancel: () => undefined };
      },
      endpointRefused: () => undefined,
    },
    keys: { ready: () => Promise.resolve(), current, refused: () => undefined },
    runtime: { clock, random: seededRandom(), connect: () => { throw new Error('No sockets here'); }, log: silentLogger },
    permanent: false,
    use: 'general',
    events: {
      status: () => undefined,
      wrap: () => ({ prefix: new Uint8Array(0) }),
      announced: () => undefined,
      answered: () => undefined,
      push: () => undefined,
      sessionCreated: () => undefined,
      retired: (calls) => over.push({ at: clock.monotonic(), calls }),
      idle: () => undefined,
    },
  });
  const started = clock.monotonic();
  const submit = async (options?: Parameters<typeof recordedQuery>[0]): Promise<Query> => {
    const query = recordedQuery(options);
    connection.submit(query);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(100);
    return query;
  };
  return { clock, connection, submit, over: () => over.map(({ at, calls }) => ({ seconds: (at - started) / 1000, calls })) };
}

describe('a session that another one replaces', () => {
  it('gives up its calls when its key ends, long before it would have to', async () => {
    const { clock, connection, submit, over } = await retiring({ lifetime: 4 });
    const query = await submit();
    connection.retire();
    clock.advance(3_800);
    expect(over()).toEqual([]);
    clock.advance(101);
    expect(over()).toMatchObject([{ calls: [query] }]);
    expect(over()[0]?.seconds).toBeCloseTo(4, 3);
  });

  it('does not wait at all under a key that is over', async () => {
    const { connection, submit, over } = await retiring({ lifetime: 0 });
    const query = await submit();
    connection.retire();
    expect(over()).toEqual([{ seconds: 0.1, calls: [query] }]);
  });

  it('gives up what another session can do as well, when it has no link', async () => {
    const { connection, submit, over } = await retiring({ lifetime: 80_000, reachable: false });
    const query = await submit();
    connection.retire();
    expect(over()).toEqual([{ seconds: 0.1, calls: [query] }]);
  });

  it('is over when the last call was given up', async () => {
    const { connection, submit, over } = await retiring({ lifetime: 80_000 });
    const query = await submit();
    connection.retire();
    expect(over()).toEqual([]);
    connection.cancel(query);
    expect(over()).toEqual([{ seconds: 0.1, calls: [] }]);
  });

  it('does not outlive a link that went dead', async () => {
    const { clock, connection, submit, over } = await retiring({ lifetime: 80_000 });
    const query = await submit();
    connection.retire();
    clock.advance(8_000);
    expect(over()).toMatchObject([{ calls: [query] }]);
  });
});
