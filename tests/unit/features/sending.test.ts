import { afterEach, describe, expect, it } from 'vitest';
import { messageId } from '#shared/model/index.ts';
import type { Message } from '#shared/model/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import { ANNA, BORIS, Harness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.remove());

const texts = (rows: Map<unknown, unknown>): string[] => ([...rows.values()] as Message[]).map(
  (row) => `${row.text}${row.id < 0 ? ` (${row.sending?.state ?? 'sent'})` : ''}`,
);

describe('sending', () => {
  it('shows a message at once, and confirms it in place', async () => {
    harness = await new Harness().start();
    await harness.withDialog(ANNA);
    const window = harness.history(ANNA);
    await harness.settle();
    harness.send(ANNA, 'hello');
    harness.clock.advance(0);
    expect(texts(window.rows)).toEqual(['hello (pending)']);
    await harness.settle();
    expect(texts(window.rows)).toEqual(['hello']);
    expect(harness.store.outbox.all()).toEqual([]);
    expect(harness.store.dialogs.get(ANNA)?.unreadCount).toBe(0);
  });

  it('takes what was sent from the outbox when the server answers in short', async () => {
    harness = await new Harness().start();
    harness.server.on('messages.sendMessage', (method) => {
      const message = harness.server.add(ANNA, method.message, { out: true });
      harness.server.sentIds.set(method.randomId, message.id);
      const { pts } = harness.server.log({ _: 'updateNewMessage', message, pts: 0, ptsCount: 1 });
      return { _: 'updateShortSentMessage', out: true, id: message.id, pts, ptsCount: 1, date: message.date };
    });
    const window = harness.history(ANNA);
    harness.send(ANNA, 'short');
    await harness.settle();
    expect(texts(window.rows)).toEqual(['short']);
  });

  it('keeps the order of what is written in quick succession, one lane per chat', async () => {
    harness = await new Harness().start();
    for (const text of ['1', '2', '3', '4', '5', '6', '7', '8']) harness.send(ANNA, text);
    harness.send(BORIS, 'b');
    await harness.settle();
    expect(harness.server.history(ANNA).map((message) => message.message)).toEqual(['8', '7', '6', '5', '4', '3', '2', '1']);
    expect(harness.server.history(BORIS)).toHaveLength(1);
  });

  it('repeats a send whose answer was lost with the same random id: one message', async () => {
    harness = await new Harness().start();
    harness.server.loseAnswerOf('messages.sendMessage');
    const window = harness.history(ANNA);
    harness.send(ANNA, 'once');
    await harness.settle(2_000);
    const calls = harness.server.named('messages.sendMessage');
    expect(new Set(calls.map((call) => call.randomId)).size).toBe(1);
    expect(harness.server.history(ANNA)).toHaveLength(1);
    expect(texts(window.rows)).toEqual(['once']);
  });

  it('loses and doubles nothing when the program ends while a send is under way', async () => {
    harness = await new Harness().start();
    const send = harness.server.handlers.get('messages.sendMessage');
    harness.server.on('messages.sendMessage', (method) => {
      send?.(method as never);
      return new Promise(() => undefined);
    });
    harness.send(ANNA, 'before');
    await harness.settle();
    expect(harness.server.history(ANNA)).toHaveLength(1);
    if (send !== undefined) harness.server.handlers.set('messages.sendMessage', send);
    harness = harness.restart();
    const window = harness.history(ANNA);
    await harness.start();
    await harness.settle(2_000);
    expect(harness.server.history(ANNA).map((message) => message.message)).toEqual(['before']);
    expect(texts(window.rows).filter((text) => text.startsWith('before'))).toHaveLength(1);
  });

  it('sends in order after a restart what was written offline', async () => {
    harness = new Harness({ offline: true });
    for (const text of ['a', 'b', 'c', 'd', 'e']) harness.send(ANNA, text);
    harness = harness.restart({ offline: true });
    const window = harness.history(ANNA);
    expect(texts(window.rows)).toEqual(['a (pending)', 'b (pending)', 'c (pending)', 'd (pending)', 'e (pending)']);
    harness.server.connect();
    await harness.start();
    await harness.settle();
    expect(harness.server.history(ANNA).map((message) => message.message)).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(texts(window.rows)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('waits as long as the server says, shows that, and holds back what follows', async () => {
    harness = await new Harness().start();
    const send = harness.server.handlers.get('messages.sendMessage');
    harness.server.on('messages.sendMessage', () => {
      throw new RpcError(420, 'SLOWMODE_WAIT_30', 'messages.sendMessage');
    });
    const window = harness.history(ANNA);
    harness.send(ANNA, 'slow');
    await harness.settle();
    expect(texts(window.rows)).toEqual(['slow (waiting)']);
    if (send !== undefined) harness.server.handlers.set('messages.sendMessage', send);
    harness.send(ANNA, 'next');
    await harness.settle(10_000);
    expect(harness.server.history(ANNA)).toEqual([]);
    await harness.settle(15_000);
    expect(harness.server.history(ANNA).map((message) => message.message)).toEqual(['next', 'slow']);
  });

  it('fails with a reason, lets others pass, and can be tried again with the same random id', async () => {
    harness = await new Harness().start();
    const send = harness.server.handlers.get('messages.sendMessage');
    harness.server.on('messages.sendMessage', (method) => {
      if (method.message === 'bad') throw new RpcError(403, 'CHAT_WRITE_FORBIDDEN', 'messages.sendMessage');
      return send?.(method as never);
    });
    const window = harness.history(ANNA);
    const id = harness.send(ANNA, 'bad');
    harness.send(ANNA, 'good');
    await harness.settle();
    const failed = window.rows.get(id) as Message;
    expect(failed.sending).toMatchObject({ state: 'failed', canRetry: true });
    expect(harness.server.history(ANNA).map((message) => message.message)).toEqual(['good']);
    if (send !== undefined) harness.server.handlers.set('messages.sendMessage', send);
    harness.call('messages.retry', { peerId: ANNA, id });
    await harness.settle();
    const randomIds =
      harness.server.named('messages.sendMessage').filter((call) => call.message === 'bad').map((call) => call.randomId);
    expect(new Set(randomIds).size).toBe(1);
    expect(texts(window.rows)).toEqual(['good', 'bad']);
  });

  it('takes RANDOM_ID_DUPLICATE for what it is: the message is there', async () => {
    harness = await new Harness().start();
    const send = harness.server.handlers.get('messages.sendMessage');
    harness.server.on('messages.sendMessage', (method) => {
      send?.(method as never);
      throw new RpcError(500, 'RANDOM_ID_DUPLICATE', 'messages.sendMessage');
    });
    const window = harness.history(ANNA);
    harness.send(ANNA, 'twice?');
    await harness.settle(1_000);
    expect(texts(window.rows)).toEqual(['twice?']);
    expect(harness.server.named('messages.sendMessage')).toHaveLength(1);
  });

  it('shows one bubble when the push outruns the answer', async () => {
    harness = await new Harness().start();
    const send = harness.server.handlers.get('messages.sendMessage');
    harness.server.on('messages.sendMessage', (method) => {
      const answer = send?.(method as never) as Parameters<typeof harness.server.push>[0];
      harness.server.push(answer);
      return answer;
    });
    const window = harness.history(ANNA);
    harness.send(ANNA, 'fast');
    await harness.settle();
    expect(texts(window.rows)).toEqual(['fast']);
  });

  it('removes a message that was never tried; one that is on its way is deleted for everyone once its id is known', async () => {
    harness = await new Harness().start();
    const send = harness.server.handlers.get('messages.sendMessage');
    let release: (() => void) | undefined;
    harness.server.on('messages.sendMessage', async (method) => {
      await new Promise<void>((resolve) => (release = resolve));
      return send?.(method as never);
    });
    const window = harness.history(ANNA);
    const id = harness.send(ANNA, 'oops');
    await harness.settle();
    await harness.call('messages.delete', { peerId: ANNA, ids: [id], forEveryone: true });
    await harness.settle();
    expect(texts(window.rows)).toEqual([]);
    release?.();
    await harness.settle();
    expect(harness.server.named('messages.deleteMessages')).toMatchObject([{ revoke: true }]);
    expect(harness.server.history(ANNA)).toEqual([]);
    expect(texts(window.rows)).toEqual([]);
  });

  it('splits a long text in order, and clears the draft with it', async () => {
    harness = await new Harness({ limits: { messageLengthMax: 50 } }).start();
    harness.call('drafts.save', { peerId: ANNA, text: 'word '.repeat(25), entities: [] });
    expect(harness.store.drafts.get(ANNA)?.text).toContain('word');
    harness.send(ANNA, 'word '.repeat(25));
    expect(harness.store.drafts.get(ANNA)).toBeUndefined();
    await harness.settle();
    const calls = harness.server.named('messages.sendMessage');
    expect(calls.map((call) => call.message.length)).toEqual([49, 49, 24]);
    expect(calls.map((call) => call.clearDraft)).toEqual([true, undefined, undefined]);
    await harness.settle(20_000);
    expect(harness.server.named('messages.saveDraft')).toEqual([]);
  });

  it('answers nothing in another chat that is protected where it was said', async () => {
    harness = await new Harness().start();
    await harness.withDialog(ANNA, {});
    await harness.withDialog(BORIS, {});
    const said = harness.server.receive(ANNA, 'between us', { noforwards: true });
    await harness.settle();
    const answer = { text: 'so?', entities: [], replyToId: messageId(said.id), replyToPeerId: ANNA };
    expect(() => harness.call('messages.send', { peerId: BORIS, ...answer })).toThrow('protected');
    expect(harness.store.outbox.all()).toEqual([]);
    harness.call('messages.send', { peerId: ANNA, ...answer });
    expect(harness.store.outbox.all()).toHaveLength(1);
  });

  it('refuses empty texts and closed chats before anything is written', async () => {
    harness = await new Harness().start();
    expect(() => harness.send(ANNA, ' \n ')).toThrow('empty');
    harness.store.peers.apply([{ _: 'user', id: 300, accessHash: 3n, deleted: true }], []);
    expect(() => harness.send(300 as typeof ANNA, 'hi')).toThrow('deleted');
    expect(harness.store.outbox.all()).toEqual([]);
  });

  it('does not send by itself what has waited for more than a day', async () => {
    harness = new Harness({ offline: true });
    const id = harness.send(ANNA, 'old news');
    harness.clock.advance(25 * 3_600_000);
    harness = harness.restart();
    harness.server.connect();
    await harness.start();
    expect(harness.server.named('messages.sendMessage')).toEqual([]);
    expect(harness.store.messages.get(ANNA, id)?.sending).toMatchObject({ state: 'failed', canRetry: true });
  });
});
