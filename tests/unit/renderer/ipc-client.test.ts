import { afterEach, describe, expect, it } from 'vitest';
import type { ClientMessage, IpcPort } from '#shared/ipc/wire.ts';
import { createIpcClient, type IpcClient } from '../../../src-renderer/ipc/client.ts';
import { memoryPorts } from '../../renderer/fake-engine/memory-port.ts';
import { settled } from './support.tsx';

/** A host whose connections the test holds in its hands. */
function host(): { connect: () => Promise<IpcPort>; ports: IpcPort[]; received: ClientMessage[][]; refuse: boolean } {
  const state = { ports: [] as IpcPort[], received: [] as ClientMessage[][], refuse: false };
  return Object.assign(state, {
    connect: async () => {
      if (state.refuse) throw new Error('refused');
      const [ours, theirs] = memoryPorts();
      const received: ClientMessage[] = [];
      state.ports.push(ours);
      state.received.push(received);
      ours.onMessage((message) => received.push(message as ClientMessage));
      return theirs;
    },
  });
}

let client: IpcClient | undefined;
afterEach(() => client?.dispose());

describe('the client of the contract', () => {
  it('answers each call with its own result', async () => {
    const side = host();
    client = createIpcClient(side.connect);
    const countries = client.call('auth.countries', {});
    const info = client.call('app.info', {});
    await settled();
    const [first, second] = side.received[0]!;
    side.ports[0]!.send({ t: 'result', id: second!.id, value: { name: 'Petrel' } });
    side.ports[0]!.send({ t: 'result', id: first!.id, value: [] });
    expect(await countries).toEqual([]);
    expect(await info).toEqual({ name: 'Petrel' });
  });

  it('turns errors into AppError', async () => {
    const side = host();
    client = createIpcClient(side.connect);
    const call = client.call('auth.sendCode', { phone: '1' });
    await settled();
    side.ports[0]!.send({ t: 'error', id: side.received[0]![0]!.id, error: { code: 'PHONE_INVALID', message: 'No.', retryAfter: 3 } });
    await expect(call).rejects.toMatchObject({ name: 'AppError', code: 'PHONE_INVALID', message: 'No.', retryAfter: 3 });
  });

  it('cancels a call and forgets its answer', async () => {
    const side = host();
    client = createIpcClient(side.connect);
    const controller = new AbortController();
    const call = client.call('auth.sendCode', { phone: '1' }, { signal: controller.signal });
    await settled();
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
    await settled();
    expect(side.received[0]!.map((message) => message.t)).toEqual(['call', 'cancel']);
  });

  it('passes events to their listener until it is disposed, and follows retunes', async () => {
    const side = host();
    client = createIpcClient(side.connect);
    const seen: unknown[] = [];
    const listening = client.listen('dialogs.window', { folder: 'main', start: 0, count: 10 }, (event) => seen.push(event));
    await settled();
    const { id } = side.received[0]![0]!;
    side.ports[0]!.send({ t: 'events', batch: [{ id, event: 1 }, { id, event: 2 }] });
    listening.retune({ folder: 'main', start: 5, count: 10 });
    await settled();
    listening.dispose();
    side.ports[0]!.send({ t: 'events', batch: [{ id, event: 3 }] });
    await settled();
    expect(seen).toEqual([1, 2]);
    expect(side.received[0]!.map((message) => message.t)).toEqual(['listen', 'retune', 'dispose']);
  });

  it('after a cut it listens again with what it last wanted', async () => {
    const side = host();
    client = createIpcClient(side.connect);
    const seen: unknown[] = [];
    const listening = client.listen('dialogs.window', { folder: 'main', start: 0, count: 10 }, (event) => seen.push(event));
    await settled();
    listening.retune({ folder: 'main', start: 40, count: 10 });
    side.ports[0]!.close();
    expect(client.link()).toBe('lost');
    await expect.poll(() => side.received[1]).toHaveLength(1);
    expect(client.link()).toBe('open');
    expect(side.received[1]![0]).toMatchObject({ t: 'listen', topic: 'dialogs.window', input: { start: 40 } });
    side.ports[1]!.send({ t: 'events', batch: [{ id: side.received[1]![0]!.id, event: 'new' }] });
    await settled();
    expect(seen).toEqual(['new']);
  });

  it('repeats harmless calls after a cut and fails those that must not happen twice', async () => {
    const side = host();
    client = createIpcClient(side.connect);
    const mute = client.call('dialogs.setMuted', { peerId: 1, muted: true });
    const send = client.call('messages.send', { peerId: 1, text: 'once', entities: [] });
    await settled();
    side.ports[0]!.close();
    await expect(send).rejects.toMatchObject({ code: 'OFFLINE' });
    await expect.poll(() => side.received[1]).toHaveLength(1);
    expect(side.received[1]![0]).toMatchObject({ method: 'dialogs.setMuted' });
    side.ports[1]!.send({ t: 'result', id: side.received[1]![0]!.id, value: null });
    await expect(mute).resolves.toBeNull();
  });

  it('keeps calls that were made while nobody was there, sends included', async () => {
    const side = host();
    side.refuse = true;
    client = createIpcClient(side.connect);
    const send = client.call('messages.send', { peerId: 1, text: 'later', entities: [] });
    await settled();
    expect(client.link()).toBe('lost');
    side.refuse = false;
    await expect.poll(() => side.received[0]).toHaveLength(1);
    side.ports[0]!.send({ t: 'result', id: side.received[0]![0]!.id, value: { id: -1 } });
    await expect(send).resolves.toEqual({ id: -1 });
  });

  it('ignores what is not a message of the wire', async () => {
    const side = host();
    client = createIpcClient(side.connect);
    await settled();
    for (const junk of [null, 1, 'x', {}, { t: 'other' }]) side.ports[0]!.send(junk as never);
    await settled();
    expect(client.link()).toBe('open');
  });
});
