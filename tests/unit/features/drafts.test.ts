import { afterEach, describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import type { MessageId } from '#shared/model/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import { ANNA, BORIS, Harness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.remove());

const write = (text: string, peerId = ANNA): unknown => harness.call('drafts.save', { peerId, text, entities: [] });
const seconds = (): number => Math.floor(harness.clock.now() / 1000);
const remote = (text: string, date: number): tl.Updates =>
  harness.server.wrap(
    [{ _: 'updateDraftMessage', peer: { _: 'peerUser', userId: ANNA }, draft: { _: 'draftMessage', message: text, date } }],
  );

describe('drafts', () => {
  it('are on disk at once, and in the cloud after a pause of 14 s', async () => {
    harness = await new Harness().start();
    write('hel');
    await harness.settle(5_000);
    harness.call(
      'drafts.save',
      { peerId: ANNA, text: 'hello', entities: [{ type: 'bold', offset: 0, length: 5 }], replyToId: 9 as MessageId },
    );
    expect(harness.store.drafts.get(ANNA)).toMatchObject({ text: 'hello', replyToId: 9 });
    await harness.settle(6_900);
    expect(harness.server.named('messages.saveDraft')).toEqual([]);
    await harness.settle(200);
    expect(harness.server.named('messages.saveDraft')).toMatchObject([
      { message: 'hello', replyTo: { replyToMsgId: 9 }, entities: [{ _: 'messageEntityBold', offset: 0, length: 5 }] },
    ]);
  });

  it('hold which part of which message of another chat they answer', async () => {
    harness = await new Harness().start();
    await harness.withDialog(BORIS, {});
    const reply = { replyToId: 9 as MessageId, replyToPeerId: BORIS, quote: { text: 'part', entities: [], offset: 3 } };
    harness.call('drafts.save', { peerId: ANNA, text: '', entities: [], ...reply });
    await harness.settle(15_000);
    const [call] = harness.server.named('messages.saveDraft');
    expect(call?.replyTo).toMatchObject({ replyToMsgId: 9, replyToPeerId: { _: 'inputPeerUser', userId: BORIS }, quoteText: 'part', quoteOffset: 3 });
    const held = { replyToId: 9, reply: { peerId: BORIS, quote: reply.quote } };
    expect(harness.store.drafts.get(ANNA)).toMatchObject(held);
    await harness.settle(5_000);
    const there: tl.draftMessage = { _: 'draftMessage', message: 'and a text', date: seconds() + 9, ...(call?.replyTo ? { replyTo: call.replyTo } : {}) };
    harness.server.push(harness.server.wrap([{ _: 'updateDraftMessage', peer: { _: 'peerUser', userId: ANNA }, draft: there }]));
    await harness.settle(1_000);
    expect(harness.store.drafts.get(ANNA)).toMatchObject({ text: 'and a text', ...held });
  });

  it('go to the cloud when another chat is written in, when the window loses focus, and when the chat is closed', async () => {
    harness = await new Harness().start();
    write('a');
    write('b', BORIS);
    await harness.settle();
    expect(harness.server.named('messages.saveDraft').map((call) => call.message)).toEqual(['a']);
    harness.chats.setActive(false);
    await harness.settle();
    expect(harness.server.named('messages.saveDraft').map((call) => call.message)).toEqual(['a', 'b']);
    await harness.settle(2_000);
    const open = harness.listen('chat.info', { peerId: ANNA });
    write('a2');
    open.subscription?.dispose();
    await harness.settle();
    expect(harness.server.named('messages.saveDraft').at(-1)?.message).toBe('a2');
  });

  it('survive a kill, and reach the cloud after the restart', async () => {
    harness = await new Harness().start();
    write('unsaved');
    harness = harness.restart();
    expect(harness.store.drafts.get(ANNA)?.text).toBe('unsaved');
    await harness.start();
    expect(harness.server.named('messages.saveDraft').map((call) => call.message)).toEqual(['unsaved']);
  });

  it('from elsewhere replace what was synced, never what is being typed', async () => {
    harness = await new Harness().start();
    harness.server.push(remote('from the phone', seconds() + 10));
    expect(harness.store.drafts.get(ANNA)?.text).toBe('from the phone');
    write('typed here');
    harness.server.push(remote('newer on the phone', seconds() + 100));
    expect(harness.store.drafts.get(ANNA)?.text).toBe('typed here');
    await harness.settle(15_000);
    harness.server.push(remote('later on the phone', seconds() + 200));
    expect(harness.store.drafts.get(ANNA)?.text).toBe('later on the phone');
  });

  it('do not come back as an echo after the message was sent', async () => {
    harness = await new Harness().start();
    write('to be sent');
    await harness.settle(15_000);
    harness.send(ANNA, 'to be sent');
    harness.server.push(remote('to be sent', seconds()));
    await harness.settle();
    expect(harness.store.drafts.get(ANNA)).toBeUndefined();
    expect(harness.server.named('messages.sendMessage')).toMatchObject([{ clearDraft: true }]);
  });

  it('stay on this machine where the cloud does not take them', async () => {
    harness = await new Harness().start();
    harness.server.on('messages.saveDraft', () => {
      throw new RpcError(403, 'CHAT_WRITE_FORBIDDEN', 'messages.saveDraft');
    });
    write('kept');
    await harness.settle(60_000);
    expect(harness.store.drafts.get(ANNA)?.text).toBe('kept');
    expect(harness.server.named('messages.saveDraft')).toHaveLength(1);
  });

  it('that are emptied are removed, here and in the cloud', async () => {
    harness = await new Harness().start();
    write('x');
    await harness.settle(15_000);
    write('');
    expect(harness.store.drafts.get(ANNA)).toBeUndefined();
    await harness.settle(15_000);
    expect(harness.server.named('messages.saveDraft').map((call) => call.message)).toEqual(['x', '']);
  });
});
