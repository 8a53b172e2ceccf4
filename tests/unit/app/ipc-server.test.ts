import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calls, topics } from '#shared/ipc/contract.ts';
import type { CallContext, CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import { AppError } from '#shared/model/index.ts';
import { IpcServer } from '../../../src-main/app/ipc/server.ts';
import { createLog } from '../../../src-main/log/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import { FakePort } from './fake-port.ts';

const silent = createLog('off')('test');
const peerInput = { peerId: 5 };

function serve(overrides: { calls?: Partial<CallHandlers>; topics?: Partial<TopicHandlers> } = {}) {
  const anyCall = () => undefined;
  const anyTopic = () => ({ retune: () => undefined, dispose: () => undefined });
  const handlers = {
    calls: { ...Object.fromEntries(Object.keys(calls).map((name) => [name, anyCall])), ...overrides.calls } as unknown as CallHandlers,
    topics: { ...Object.fromEntries(Object.keys(topics).map((name) => [name, anyTopic])), ...overrides.topics } as unknown as TopicHandlers,
  };
  const server = new IpcServer({ handlers, log: silent });
  const port = new FakePort();
  server.serve(port);
  return { server, port };
}

describe('calls', () => {
  it('answers with the value of the handler', async () => {
    const { port } = serve({ calls: { 'messages.lastEditable': ({ peerId }) => ({ id: (peerId + 1) as never }) } });
    port.inject({ t: 'call', id: 1, method: 'messages.lastEditable', input: peerInput });
    expect(await port.answer(1)).toEqual({ t: 'result', id: 1, value: { id: 6 } });
  });

  it('refuses input that the contract does not allow, naming the field and not its content', async () => {
    const { port } = serve();
    port.inject({ t: 'call', id: 1, method: 'peers.get', input: { peerId: 'secret' } });
    const answer = await port.answer(1);
    expect(answer).toEqual({ t: 'error', id: 1, error: { code: 'INVALID_INPUT', message: 'The input is not valid at "peerId".' } });
  });

  it.each(['nothing.such', 'toString', '__proto__', 'constructor'])('refuses the unknown method %s', async (method) => {
    const { port } = serve();
    port.inject({ t: 'call', id: 1, method, input: {} });
    expect(await port.answer(1)).toMatchObject({ t: 'error', error: { code: 'INVALID_INPUT' } });
  });

  it('passes on typed errors, and nothing of unexpected ones', async () => {
    const { port } = serve({
      calls: {
        'peers.get': () => {
          throw new Error('SELECT secret FROM messages');
        },
        'auth.countries': () => Promise.reject(new AppError({ code: 'FLOOD', message: 'Wait.', retryAfter: 3 })),
        'auth.resendCode': () => Promise.reject(new RpcError(420, 'FLOOD_WAIT_3720', 'auth.resendCode')),
      },
    });
    port.inject({ t: 'call', id: 1, method: 'peers.get', input: peerInput });
    port.inject({ t: 'call', id: 2, method: 'auth.countries', input: {} });
    port.inject({ t: 'call', id: 3, method: 'auth.resendCode', input: {} });
    const inner = await port.answer(1);
    expect(inner).toMatchObject({ t: 'error', error: { code: 'INTERNAL' } });
    expect(JSON.stringify(inner)).not.toContain('SELECT');
    expect(await port.answer(2)).toEqual({ t: 'error', id: 2, error: { code: 'FLOOD', message: 'Wait.', retryAfter: 3 } });
    expect(await port.answer(3)).toEqual({
      t: 'error',
      id: 3,
      error: { code: 'FLOOD', message: 'Too many attempts. Try again in 1 hour 2 minutes.', retryAfter: 3720 },
    });
  });

  it('cancels: the handler hears it and the call is answered once', async () => {
    let context: CallContext | undefined;
    const { port } = serve({
      calls: {
        'auth.countries': (_, given) => {
          context = given;
          return new Promise(() => undefined);
        },
      },
    });
    port.inject({ t: 'call', id: 1, method: 'auth.countries', input: {} });
    port.inject({ t: 'cancel', id: 1 });
    expect(await port.answer(1)).toMatchObject({ t: 'error', error: { code: 'CANCELLED' } });
    expect(context?.signal.aborted).toBe(true);
  });

  it('aborts what a closed window has asked for', () => {
    let signal: AbortSignal | undefined;
    const { port } = serve({
      calls: {
        'auth.countries': (_, given) => {
          signal = given.signal;
          return new Promise(() => undefined);
        },
      },
    });
    port.inject({ t: 'call', id: 1, method: 'auth.countries', input: {} });
    port.disconnect();
    expect(signal?.aborted).toBe(true);
  });
});

describe('topics', () => {
  it('brings events in order, those of one turn in one batch', async () => {
    let emit: ((status: { kind: 'ready' } | { kind: 'updating' }) => void) | undefined;
    const { port } = serve({
      topics: {
        'connection.status': (_, given) => {
          emit = given;
          given({ kind: 'updating' });
          return { retune: () => undefined, dispose: () => undefined };
        },
      },
    });
    port.inject({ t: 'listen', id: 4, topic: 'connection.status', input: {} });
    emit?.({ kind: 'ready' });
    await port.waitFor((message) => message.t === 'events');
    expect(port.sent).toEqual([
      { t: 'events', batch: [{ id: 4, event: { kind: 'updating' } }, { id: 4, event: { kind: 'ready' } }] },
    ]);
  });

  it('sends 10,000 events in order in few batches', async () => {
    let emit: ((event: never) => void) | undefined;
    const { port } = serve({
      topics: {
        'peers.changed': (_, given) => {
          emit = given as never;
          return { retune: () => undefined, dispose: () => undefined };
        },
      },
    });
    port.inject({ t: 'listen', id: 1, topic: 'peers.changed', input: {} });
    for (let n = 0; n < 10_000; n++) emit?.(n as never);
    await port.waitFor((message) => message.t === 'events');
    expect(port.events(1)).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
    expect(port.sent.length).toBe(1);
  });

  it('shows what a call changed before its answer', async () => {
    let emit: ((event: never) => void) | undefined;
    const { port } = serve({
      topics: {
        'peers.changed': (_, given) => {
          emit = given as never;
          return { retune: () => undefined, dispose: () => undefined };
        },
      },
      calls: { 'connection.retry': () => emit?.('changed' as never) },
    });
    port.inject({ t: 'listen', id: 1, topic: 'peers.changed', input: {} });
    port.inject({ t: 'call', id: 2, method: 'connection.retry', input: {} });
    await port.answer(2);
    expect(port.sent.map((message) => message.t)).toEqual(['events', 'result']);
  });

  it('retunes with validated input, and is silent after dispose', async () => {
    const tuned: unknown[] = [];
    let disposed = 0;
    let emit: ((event: never) => void) | undefined;
    const { port, server } = serve({
      topics: {
        'chat.info': (input, given) => {
          tuned.push(input);
          emit = given as never;
          return { retune: (next) => void tuned.push(next), dispose: () => void disposed++ };
        },
      },
    });
    port.inject({ t: 'listen', id: 1, topic: 'chat.info', input: { peerId: 1 } });
    port.inject({ t: 'retune', id: 1, input: { peerId: 2 } });
    port.inject({ t: 'retune', id: 1, input: { peerId: 0 } });
    expect(tuned).toEqual([{ peerId: 1 }, { peerId: 2 }]);
    expect(await port.answer(1)).toMatchObject({ t: 'error', error: { code: 'INVALID_INPUT' } });
    emit?.('late' as never);
    port.inject({ t: 'dispose', id: 1 });
    emit?.('later' as never);
    port.inject({ t: 'call', id: 9, method: 'connection.retry', input: {} });
    await port.answer(9);
    expect(port.events(1)).toEqual([]);
    expect(disposed).toBe(1);
    expect(server.subscriptionCount).toBe(0);
  });

  it('frees the subscriptions of a window that closes', () => {
    let disposed = 0;
    const { port, server } = serve({
      topics: { 'auth.state': () => ({ retune: () => undefined, dispose: () => void disposed++ }) },
    });
    for (let id = 0; id < 5; id++) port.inject({ t: 'listen', id, topic: 'auth.state', input: {} });
    expect(server.subscriptionCount).toBe(5);
    port.disconnect();
    expect([disposed, server.subscriptionCount, server.connectionCount]).toEqual([5, 0, 0]);
  });
});

describe('hostile windows', () => {
  it('never throws, whatever comes', () => {
    const { port } = serve();
    const message = fc.oneof(
      fc.anything({ withBigInt: true, withNullPrototype: true, withTypedArray: true }),
      fc.record(
        {
          t: fc.oneof(fc.constantFrom('call', 'cancel', 'listen', 'retune', 'dispose'), fc.anything()),
          id: fc.oneof(fc.integer({ min: -2, max: 5 }), fc.anything()),
          method: fc.oneof(fc.constantFrom(...Object.keys(calls), '__proto__'), fc.anything()),
          topic: fc.oneof(fc.constantFrom(...Object.keys(topics), '__proto__'), fc.anything()),
          input: fc.oneof(fc.constant({}), fc.constant({ peerId: 1 }), fc.anything({ withBigInt: true })),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), (messages) => {
        for (const item of messages) expect(() => port.inject(item)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it('limits how much a window may keep open', async () => {
    const { port } = serve({ calls: { 'auth.countries': () => new Promise(() => undefined) } });
    for (let id = 0; id <= 1000; id++) port.inject({ t: 'call', id, method: 'auth.countries', input: {} });
    expect(await port.answer(1000)).toMatchObject({ t: 'error', error: { message: 'Too many calls at once.' } });
  });
});
