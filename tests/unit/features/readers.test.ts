import { afterEach, describe, expect, it } from 'vitest';
import type { MessageReaders } from '#shared/ipc/messages.ts';
import { groupPeerId } from '#shared/model/index.ts';
import type { MessageId } from '#shared/model/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import { ANNA, BORIS, Harness, SELF, users } from './harness.ts';

let harness: Harness;
afterEach(() => harness.remove());

const GROUP = groupPeerId(7);
const ask = (peerId = ANNA, id = 1): Promise<MessageReaders> =>
  harness.call('messages.readers', { peerId, id: id as MessageId }) as Promise<MessageReaders>;

async function withSent(readOutboxMaxId: number): Promise<void> {
  harness = await new Harness().start();
  harness.server.add(ANNA, 'hi', { out: true, date: Math.floor(harness.clock.now() / 1000) });
  await harness.withDialog(ANNA, { readOutboxMaxId });
}

describe('when a private message was read', () => {
  it('is asked of the server only after it was', async () => {
    await withSent(0);
    expect(await ask()).toEqual({ kind: 'date' });
    expect(harness.server.named('messages.getOutboxReadDate')).toHaveLength(0);
    await harness.withDialog(ANNA, { readOutboxMaxId: 1 });
    harness.server.on('messages.getOutboxReadDate', () => ({ _: 'outboxReadDate', date: 77 }));
    expect(await ask()).toEqual({ kind: 'date', date: 77 });
  });

  it('is hidden with a reason, for reasons of privacy and of age', async () => {
    await withSent(1);
    const refused = async (code: number, type: string): Promise<MessageReaders> => {
      harness.server.on('messages.getOutboxReadDate', () => {
        throw new RpcError(code, type, 'messages.getOutboxReadDate');
      });
      return ask();
    };
    expect(await refused(403, 'USER_PRIVACY_RESTRICTED')).toEqual({ kind: 'hidden', reason: 'This person does not show when they read messages.' });
    expect(await refused(403, 'YOUR_PRIVACY_RESTRICTED')).toMatchObject({ kind: 'hidden', reason: expect.stringContaining('Telegram Premium') as string });
    expect(await refused(400, 'MESSAGE_TOO_OLD')).toMatchObject({ kind: 'hidden', reason: expect.stringContaining('too old') as string });
    expect(await refused(400, 'MESSAGE_NOT_READ_YET')).toEqual({ kind: 'date' });
    await expect(refused(500, 'INTERNAL')).rejects.toThrow('INTERNAL');
  });

  it('cannot be asked of what is not there, or not ours', async () => {
    await withSent(1);
    harness.server.receive(ANNA, 'yes?');
    await expect(ask(ANNA, 9)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ask(ANNA, 2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('members who have read come latest first, also those who never wrote here', async () => {
  harness = await new Harness().start();
  const stranger = 300;
  const chat = { _: 'chat', id: 7, title: 'Walks', photo: { _: 'chatPhotoEmpty' }, participantsCount: 4, date: 1, version: 1 } as const;
  const date = Math.floor(harness.clock.now() / 1000);
  const message = { _: 'message', id: 1, peerId: { _: 'peerChat', chatId: 7 }, fromId: { _: 'peerUser', userId: SELF }, out: true, date, message: 'who?' } as const;
  harness.server.push({ ...harness.server.wrap([harness.server.log({ _: 'updateNewMessage', message, pts: 0, ptsCount: 1 })]), chats: [chat] });
  harness.server.on('messages.getMessageReadParticipants', () => [
    { _: 'readParticipantDate', userId: ANNA, date: 10 },
    { _: 'readParticipantDate', userId: stranger, date: 30 },
    { _: 'readParticipantDate', userId: BORIS, date: 20 },
  ]);
  harness.server.on('messages.getFullChat', () => ({
    _: 'messages.chatFull',
    fullChat: { _: 'chatFull', id: 7, about: '', participants: { _: 'chatParticipantsForbidden', chatId: 7 }, notifySettings: { _: 'peerNotifySettings' } },
    chats: [chat],
    users: [...users(), { _: 'user', id: stranger, accessHash: 3n, firstName: 'Nina' }],
  }));
  const readers = await ask(GROUP);
  expect(readers).toMatchObject({ kind: 'members', readers: [{ peerId: stranger, date: 30 }, { peerId: BORIS, date: 20 }, { peerId: ANNA, date: 10 }] });
  expect(readers.kind === 'members' && readers.peers.map((peer) => peer.title)).toEqual(['Nina', 'Boris', 'Anna']);
});
