import { decodeRequest, encode, gzipPacked, type tl } from '#tl';
import { describe, expect, it } from 'vitest';
import type { DcPool } from '../../../src-main/mtproto/dc-pool/dc-pool.ts';
import { CallFailure, RpcError, type CallOptions, type CallWait } from '../../../src-main/mtproto/index.ts';
import { Dispatcher } from '../../../src-main/mtproto/rpc/dispatcher.ts';
import { silentLogger } from '../../../src-main/mtproto/runtime.ts';
import type { Query } from '../../../src-main/mtproto/session/query.ts';
import { wrapCall } from '../../../src-main/mtproto/session/wrappers.ts';
import { FakeClock } from './fake-clock.ts';
import { seededRandom } from './session-peer.ts';

const nearest = { _: 'help.getNearestDc' } as const;
const nearestDc: tl.nearestDc = { _: 'nearestDc', country: 'AQ', thisDc: 2, nearestDc: 2 };

/** A dispatcher over a pool that only notes what is submitted; answers are given by hand, time is moved by hand. */
class Bench {
  readonly clock = new FakeClock();
  readonly submitted: { dcId: number; query: Query }[] = [];
  readonly cancelled: Query[] = [];
  readonly armed: number[] = [];
  readonly signedOut: string[] = [];
  readonly waits: (readonly CallWait[])[] = [];
  clusterChanges = 0;
  mainDcId = 2;
  foreignAuthorized = true;
  readonly dispatcher: Dispatcher;

  constructor() {
    const center = (id: number) => ({
      authorized: id === this.mainDcId || this.foreignAuthorized,
      setAuthorized: (authorized: boolean) => {
        this.foreignAuthorized = authorized;
      },
    });
    const pool = {
      main: { authorized: true },
      center,
      knows: (dcId: number) => dcId <= 5,
      armInit: (dcId: number) => this.armed.push(dcId),
      submit: (dcId: number, _kind: string, query: Query) => this.submitted.push({ dcId, query }),
      cancel: (query: Query) => this.cancelled.push(query),
    };
    Object.defineProperty(pool, 'mainDcId', { get: () => this.mainDcId });
    this.dispatcher = new Dispatcher({
      pool: pool as unknown as DcPool,
      runtime: { clock: this.clock, random: seededRandom(), connect: () => { throw new Error('No sockets here'); }, log: silentLogger },
      signedOut: (error) => this.signedOut.push(error.type),
      setMainDc: (dcId) => {
        this.mainDcId = dcId;
      },
      clusterChanged: () => {
        this.clusterChanges++;
      },
      waitsChanged: (waits) => this.waits.push(waits),
    });
  }

  /** The call and what became of it so far. */
  call(options?: CallOptions, method: tl.TlMethod = nearest): { state: () => string; error: () => unknown } {
    let state = 'pending';
    let error: unknown;
    this.dispatcher.call(method, options).then(
      () => {
        state = 'answered';
      },
      (reason: unknown) => {
        state = 'rejected';
        error = reason;
      },
    );
    return { state: () => state, error: () => error };
  }

  get last(): { dcId: number; query: Query } {
    const last = this.submitted.at(-1);
    if (last === undefined) throw new Error('Nothing was submitted');
    return last;
  }

  async fail(code: number, text: string): Promise<string> {
    const verdict = this.last.query.failed(code, text);
    await settle();
    return verdict;
  }

  async answer(): Promise<void> {
    this.last.query.answered(encode(nearestDc));
    await settle();
  }
}

/** Lets everything run that promises have made due. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the error policy', () => {
  /** What becomes of a call right after an error: rejected, again at once in its place, elsewhere at once, or after seconds. */
  it.each<[number, string, string, CallOptions?, tl.TlMethod?]>([
    [303, 'FILE_MIGRATE_3', 'to DC 3'],
    [303, 'USER_MIGRATE_4', 'to DC 4'],
    [303, 'STATS_MIGRATE_5', 'to DC 5'],
    [303, 'PHONE_MIGRATE_77', 'rejected'],
    [303, 'FILE_MIGRATE_2', 'rejected'],
    [400, 'PHONE_CODE_INVALID', 'rejected'],
    [400, 'CONNECTION_NOT_INITED', 'again'],
    [400, 'CONNECTION_LAYER_INVALID', 'again'],
    [400, 'MTPROTO_CLUSTER_INVALID', 'after 1'],
    [401, 'SESSION_PASSWORD_NEEDED', 'rejected'],
    [401, 'AUTH_KEY_UNREGISTERED', 'rejected, signed out'],
    [401, 'SESSION_REVOKED', 'rejected, signed out'],
    [401, 'USER_DEACTIVATED_BAN', 'rejected, signed out'],
    [403, 'CHAT_WRITE_FORBIDDEN', 'rejected'],
    [404, 'METHOD_INVALID', 'rejected'],
    [406, 'UPDATE_APP_TO_LOGIN', 'rejected'],
    [406, 'AUTH_KEY_DUPLICATED', 'rejected, signed out'],
    [420, 'FLOOD_WAIT_3', 'after 3'],
    [420, 'FLOOD_WAIT_0', 'after 1'],
    [420, 'FLOOD_WAIT_60', 'after 60'],
    [420, 'FLOOD_WAIT_61', 'rejected'],
    [420, 'FLOOD_WAIT_3600', 'rejected'],
    [420, 'FLOOD_WAIT_99999999999999999999', 'rejected'],
    [420, 'FLOOD_WAIT_1', 'rejected', { floodWaitLimitSeconds: 0 }],
    [420, 'FLOOD_WAIT_3600', 'after 3600', { kind: 'upload' }],
    [420, 'FLOOD_WAIT_9999999', 'after 1209600', { kind: 'download' }],
    [420, 'SLOWMODE_WAIT_2', 'after 2'],
    [420, 'SLOWMODE_WAIT_3', 'rejected'],
    [420, 'FLOOD_PREMIUM_WAIT_10', 'after 10', { floodWaitLimitSeconds: 0 }],
    [420, 'FLOOD_SKIP_FAILED_WAIT', 'after 1'],
    [420, 'FLOOD_SKIP_FAILED_WAIT_12', 'after 1'],
    [420, 'TAKEOUT_INIT_DELAY_86400', 'rejected'],
    [420, '2FA_CONFIRM_WAIT_604800', 'rejected'],
    [420, 'STORY_SEND_FLOOD_WEEKLY_500', 'rejected'],
    [420, 'PREMIUM_SUB_ACTIVE_UNTIL_1800000000', 'rejected'],
    [420, 'FROZEN_METHOD_INVALID', 'rejected'],
    [500, 'RPC_CALL_FAIL', 'after 1'],
    [500, 'MSGID_DECREASE_RETRY', 'after 1'],
    [500, 'WORKER_BUSY_TOO_LONG_RETRY', 'after 1'],
    [502, 'ANYTHING', 'after 1'],
    [-500, 'No workers running', 'after 1'],
    [-503, 'Timeout', 'after 1'],
    [0, 'NOTHING', 'after 1'],
    [12_345, 'HUGE', 'after 1'],
    [400, 'BAD\ufffdTEXT', 'after 1'],
    [500, 'RPC_CALL_FAIL', 'rejected', { idempotent: false }],
    [500, 'RPC_CALL_FAIL', 'rejected', {}, { _: 'messages.createChat', users: [], title: 'x' }],
    [500, 'BAD_MSG_34', 'rejected'],
  ])('%i %s: %s', async (code, text, expected, options, method) => {
    const bench = new Bench();
    const { state } = bench.call(options, method);
    expect(bench.submitted.length).toBe(1);
    const verdict = await bench.fail(code, text);
    const moved = bench.submitted.length > 1 ? `to DC ${bench.last.dcId}` : undefined;
    const wait = bench.waits.at(-1)?.[0];
    const after = state() === 'pending' && wait !== undefined ? `after ${(wait.until - bench.clock.wall()) / 1000}` : undefined;
    const signedOut = bench.signedOut.length > 0 ? ', signed out' : '';
    expect(verdict === 'again' ? 'again' : (moved ?? after ?? `${state()}${signedOut}`)).toBe(expected);
  });

  it('waits out FLOOD_WAIT_3, the call still pending, and sums waits up to the limit of the call', async () => {
    const bench = new Bench();
    const { state, error } = bench.call({ floodWaitLimitSeconds: 10 });
    await bench.fail(420, 'FLOOD_WAIT_3');
    bench.clock.advance(2_999);
    expect(bench.submitted.length).toBe(1);
    bench.clock.advance(1);
    expect(bench.submitted.length).toBe(2);
    expect(state()).toBe('pending');
    await bench.fail(420, 'FLOOD_WAIT_8');
    expect(state()).toBe('rejected');
    expect(error()).toMatchObject({ type: 'FLOOD_WAIT_%d', value: 8 });
  });

  it('makes -503 three times and then success invisible', async () => {
    const bench = new Bench();
    const { state } = bench.call();
    for (const pause of [1_000, 2_000, 4_000]) {
      await bench.fail(-503, 'Timeout');
      bench.clock.advance(pause - 1);
      const before = bench.submitted.length;
      bench.clock.advance(1);
      expect(bench.submitted.length).toBe(before + 1);
    }
    await bench.answer();
    expect(state()).toBe('answered');
  });

  it('gives up on a server that fails for a minute', async () => {
    const bench = new Bench();
    const { state, error } = bench.call();
    let waited = 0;
    while (state() === 'pending') {
      await bench.fail(500, 'RPC_CALL_FAIL');
      waited += ((bench.waits.at(-1)?.[0]?.until ?? bench.clock.wall()) - bench.clock.wall()) / 1000;
      bench.clock.advance(64_000);
    }
    expect(waited).toBe(1 + 2 + 4 + 8 + 16);
    expect(error()).toMatchObject({ code: 500 });
  });

  it('stops following after four hops', async () => {
    const bench = new Bench();
    const { state } = bench.call();
    for (let hop = 0; hop < 4; hop++) await bench.fail(303, `FILE_MIGRATE_${3 + (hop % 2)}`);
    expect(state()).toBe('pending');
    expect(bench.submitted.length).toBe(5);
    await bench.fail(303, 'FILE_MIGRATE_3');
    expect(state()).toBe('rejected');
  });

  it('announces the layer three times at most', async () => {
    const bench = new Bench();
    const { state } = bench.call();
    for (let i = 0; i < 3; i++) expect(await bench.fail(400, 'CONNECTION_NOT_INITED')).toBe('again');
    expect(bench.armed).toEqual([2, 2, 2]);
    expect(await bench.fail(400, 'CONNECTION_NOT_INITED')).toBe('done');
    expect(state()).toBe('rejected');
  });

  it('reads the list of data centers again when it is out of date, and gives up on a server that says so forever', async () => {
    const bench = new Bench();
    const { state } = bench.call();
    for (let times = 1; times <= 3; times++) {
      await bench.fail(400, 'MTPROTO_CLUSTER_INVALID');
      expect(bench.clusterChanges).toBe(times);
      bench.clock.advance(times * 1_000);
      expect(bench.submitted.length).toBe(times + 1);
    }
    await bench.fail(400, 'MTPROTO_CLUSTER_INVALID');
    expect(state()).toBe('rejected');
    expect(bench.clusterChanges).toBe(3);
  });

  it('takes a delayed call out of its chain', async () => {
    const bench = new Bench();
    bench.call({ chain: 'chat 5' });
    expect(bench.last.query.chain).toBe('chat 5');
    await bench.fail(420, 'FLOOD_WAIT_1');
    bench.clock.advance(1_000);
    expect(bench.submitted.length).toBe(2);
    expect(bench.last.query.chain).toBeUndefined();
  });
});

describe('waits', () => {
  it('are told with their reason and time until the call is over', async () => {
    const bench = new Bench();
    const { state } = bench.call({ priority: 'high' });
    const start = bench.clock.wall();
    await bench.fail(500, 'RPC_CALL_FAIL');
    const wait = { method: 'help.getNearestDc', awaited: true, reason: 'server', since: start, until: start + 1_000 };
    expect(bench.waits.at(-1)).toEqual([wait]);
    bench.clock.advance(1_000);
    await bench.fail(500, 'RPC_CALL_FAIL');
    expect(bench.waits.at(-1)).toEqual([{ ...wait, until: start + 3_000 }]);
    bench.clock.advance(2_000);
    await bench.answer();
    expect(state()).toBe('answered');
    expect(bench.waits.at(-1)).toEqual([]);
  });

  it('say which of them nobody waits for', async () => {
    const bench = new Bench();
    bench.call({ priority: 'low' });
    await bench.fail(420, 'FLOOD_WAIT_5');
    bench.call({ kind: 'download' });
    await bench.fail(420, 'FLOOD_PREMIUM_WAIT_5');
    expect(bench.waits.at(-1)?.map(({ awaited, reason }) => [awaited, reason])).toEqual([[false, 'flood'], [false, 'premium']]);
  });
});

describe('giving a call up', () => {
  const reasons = (bench: Bench, options: CallOptions): { state: () => string; error: () => unknown; abort: () => void } => {
    const controller = new AbortController();
    const call = bench.call({ ...options, signal: controller.signal });
    return { ...call, abort: () => controller.abort(new Error('enough')) };
  };

  it('takes it back wherever it is, and an answer that comes anyway changes nothing', async () => {
    const bench = new Bench();
    const { state, error, abort } = reasons(bench, {});
    abort();
    await settle();
    expect(state()).toBe('rejected');
    expect(error()).toMatchObject({ message: 'enough' });
    expect(bench.cancelled).toEqual([bench.last.query]);
    await bench.answer();
    expect(await bench.fail(420, 'FLOOD_WAIT_1')).toBe('done');
    expect(bench.clock.pending).toBe(0);
  });

  it('ends its pause', async () => {
    const bench = new Bench();
    const { state, abort } = reasons(bench, {});
    await bench.fail(420, 'FLOOD_WAIT_10');
    abort();
    await settle();
    bench.clock.advance(20_000);
    expect(state()).toBe('rejected');
    expect(bench.submitted.length).toBe(1);
    expect(bench.waits.at(-1)).toEqual([]);
  });

  it('happens while it waits for being signed in elsewhere', async () => {
    const bench = new Bench();
    bench.foreignAuthorized = false;
    const { state, abort } = reasons(bench, { dcId: 3 });
    bench.call({ dcId: 4 }, { _: 'users.getUsers', id: [] });
    abort();
    await settle();
    expect(state()).toBe('rejected');
    // What is under way is the transfer that the other call still needs.
    expect(bench.submitted.filter(({ query }) => query.method === 'help.getNearestDc').every(({ query }) => bench.cancelled.includes(query))).toBe(true);
  });

  it('happens by itself when its time is over, pauses included', async () => {
    const bench = new Bench();
    const { state, error } = bench.call({ timeoutMs: 5_000 });
    await bench.fail(420, 'FLOOD_WAIT_10');
    bench.clock.advance(5_000);
    await settle();
    expect(state()).toBe('rejected');
    expect(error()).toBeInstanceOf(CallFailure);
    expect(error()).toMatchObject({ reason: 'timeout' });
    bench.clock.advance(20_000);
    expect(bench.submitted.length).toBe(1);
  });

  it('happens to all when the client closes, also to those that pause', async () => {
    const bench = new Bench();
    const calls = [bench.call(), bench.call()];
    await bench.fail(420, 'FLOOD_WAIT_10');
    bench.dispatcher.close();
    await settle();
    expect(calls.map(({ state }) => state())).toEqual(['rejected', 'rejected']);
    expect(bench.clock.pending).toBe(0);
    await expect(bench.dispatcher.call(nearest)).rejects.toMatchObject({ reason: 'closed' });
  });
});

describe('a call of unknown outcome', () => {
  it('is rejected with a typed error', async () => {
    const bench = new Bench();
    const { error } = bench.call();
    bench.last.query.lost();
    await settle();
    expect(error()).toMatchObject({ name: 'CallFailure', reason: 'unknownOutcome', method: 'help.getNearestDc' });
  });

  it.each<[tl.TlMethod, boolean]>([
    [{ _: 'messages.getDialogs', offsetDate: 0, offsetId: 0, offsetPeer: { _: 'inputPeerEmpty' }, limit: 1, hash: 0n }, true],
    [{ _: 'messages.sendMessage', peer: { _: 'inputPeerSelf' }, message: 'x', randomId: 1n }, true],
    [{ _: 'channels.joinChannel', channel: { _: 'inputChannelEmpty' } }, true],
    [{ _: 'messages.createChat', users: [], title: 'x' }, false],
    [{ _: 'messages.exportChatInvite', peer: { _: 'inputPeerSelf' } }, false],
    [{ _: 'messages.getBotCallbackAnswer', peer: { _: 'inputPeerSelf' }, msgId: 1 }, false],
    [{ _: 'auth.signIn', phoneNumber: '1', phoneCodeHash: 'x' }, false],
    [{ _: 'help.getConfig' }, true],
  ])('arises only where repeating does harm: %s repeatable %s', (method, repeatable) => {
    const bench = new Bench();
    bench.call({}, method);
    expect(bench.last.query.repeatable).toBe(repeatable);
  });
});

describe('wrappers of a call', () => {
  const body = encode(nearest);
  const unwrap = (bytes: Uint8Array): string[] => {
    const names: string[] = [];
    for (let object: unknown = decodeRequest(bytes); ; ) {
      const { _, query } = object as { _: string; query?: unknown };
      names.push(_);
      if (query === undefined) return names;
      object = query;
    }
  };

  it('stand in the documented order, around the packed query', () => {
    const all = { businessConnectionId: 'b', takeoutId: 7n, messagesRange: { minId: 1, maxId: 9 } };
    expect(unwrap(wrapCall(body, all))).toEqual(['invokeWithBusinessConnection', 'invokeWithTakeout', 'invokeWithMessagesRange', 'help.getNearestDc']);
    const packed = gzipPacked(body);
    expect(wrapCall(packed, { takeoutId: 7n }).subarray(12)).toEqual(packed);
    expect(wrapCall(body, {})).toBe(body);
  });

  it('carry what they were given', () => {
    const request = decodeRequest(wrapCall(body, { takeoutId: -5n, messagesRange: { minId: 3, maxId: 8 } })) as tl.invokeWithTakeout;
    expect(request).toMatchObject({ takeoutId: -5n, query: { _: 'invokeWithMessagesRange', range: { _: 'messageRange', minId: 3, maxId: 8 } } });
  });
});

it('an error keeps its text and parameters apart', () => {
  expect(new RpcError(420, 'STORY_SEND_FLOOD_WEEKLY_500', 'x')).toMatchObject({ type: 'STORY_SEND_FLOOD_WEEKLY_%d', value: 500 });
  expect(new RpcError(400, 'X: \ufffd', 'x').code).toBe(500);
  expect(new RpcError(403, 'RECAPTCHA_CHECK_signup__key-1', 'x')).toMatchObject({ code: 403, type: 'RECAPTCHA_CHECK_signup__key-1' });
});
