import { AppError } from '#shared/model/index.ts';
import type { MessageReaders } from '#shared/ipc/messages.ts';
import type { IpcConnection } from '#shared/ipc/handlers.ts';
import { bareId, userPeerId } from '#shared/model/index.ts';
import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { ChatContext } from '../context.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { readersOf } from './capabilities.ts';

/** Groups with more members tell nobody who read what, so that one page of members brings everybody. */
const MEMBERS_PAGE = 200;

/** Refusals that are an answer: they say why it is not told. */
const REASONS: Record<string, string> = {
  USER_PRIVACY_RESTRICTED: 'This person does not show when they read messages.',
  YOUR_PRIVACY_RESTRICTED:
    'You do not show when you read messages, so you cannot see when yours are read. Let others see your last seen time, or get Telegram Premium.',
  MESSAGE_TOO_OLD: 'This message is too old: Telegram no longer knows when it was read.',
  MSG_TOO_OLD: 'This message is too old: Telegram no longer knows who has read it.',
  CHAT_TOO_BIG: 'This group is too big to see who has read a message.',
};

const options = { timeoutMs: 15_000, priority: 'high', floodWaitLimitSeconds: 5 } as const;

/**
 * Who has read a message of this account, or when (core.telegram.org/method/messages.getMessageReadParticipants,
 * …/messages.getOutboxReadDate). Rejects with NOT_FOUND when there is no such message or nothing can be told of it, else with
 * the error of the call.
 */
export async function readersFor(
  context: ChatContext, peerBook: PeerBook, connection: IpcConnection, peerId: PeerId, id: MessageId,
): Promise<MessageReaders> {
  const { store, client, limits } = context;
  const message = store.messages.get(peerId, id);
  const peer = store.peers.get(peerId);
  const input = store.peers.inputPeer(peerId);
  if (message === undefined || peer === undefined || input === undefined) throw nothing('This message does not exist any more.');
  const told = readersOf({ message, peer, limits: limits(), now: client.serverTime() });
  if (told === undefined) throw nothing('Nobody is told who has read this message.');
  try {
    if (told === 'date') {
      if (!isRead(context, message)) return { kind: 'date' };
      return { kind: 'date', date: (await client.call({ _: 'messages.getOutboxReadDate', peer: input, msgId: id }, options)).date };
    }
    const answer = await client.call({ _: 'messages.getMessageReadParticipants', peer: input, msgId: id }, options);
    const readers = answer.map(({ userId, date }) => ({ peerId: userPeerId(userId), date })).toSorted((a, b) => b.date - a.date);
    if (readers.some((reader) => store.peers.get(reader.peerId) === undefined)) await fetchMembers(context, peerId);
    const known = readers.filter((reader) => store.peers.get(reader.peerId) !== undefined);
    return { kind: 'members', readers: known, peers: peerBook.news(connection, known.map((reader) => reader.peerId)) };
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    // The mark was raised by something later, or is on its way back.
    if (error.type === 'MESSAGE_NOT_READ_YET') return { kind: 'date' };
    const reason = REASONS[error.type];
    if (reason === undefined) throw error;
    return { kind: 'hidden', reason };
  }
}

function isRead({ store }: ChatContext, message: Message): boolean {
  return message.id <= (store.dialogs.get(message.peerId)?.readOutboxMaxId ?? 0);
}

/** Somebody who never wrote here is among the readers. */
async function fetchMembers({ store, client }: ChatContext, peerId: PeerId): Promise<void> {
  const channel = store.peers.inputChannel(peerId);
  if (channel === undefined) {
    const answer = await client.call({ _: 'messages.getFullChat', chatId: bareId(peerId) }, options);
    store.peers.apply(answer.users, answer.chats);
    return;
  }
  const answer = await client.call(
    { _: 'channels.getParticipants', channel, filter: { _: 'channelParticipantsRecent' }, offset: 0, limit: MEMBERS_PAGE, hash: 0n },
    options,
  );
  if (answer._ === 'channels.channelParticipants') store.peers.apply(answer.users, answer.chats);
}

const nothing = (message: string): AppError => new AppError({ code: 'NOT_FOUND', message });
