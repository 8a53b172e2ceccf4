import { AppError, messageId, type Message, type MessageId, type PeerId, type TextEntity } from '#shared/model/index.ts';
import type { MessageCapabilities, MessageReaders } from '#shared/ipc/messages.ts';
import { topOf } from './dialogs.ts';
import type { Chat, World } from './world.ts';

export function chatOf(world: World, peerId: number): Chat {
  const chat = world.chats.get(peerId as PeerId);
  if (!chat) throw new AppError({ code: 'NOT_FOUND', message: 'This chat does not exist any more.' });
  return chat;
}

export function messageOf(world: World, peerId: number, id: number): Message {
  const message = chatOf(world, peerId).messages.find((one) => one.id === id);
  if (!message) throw new AppError({ code: 'NOT_FOUND', message: 'This message was deleted.' });
  return message;
}

const nextId = (chat: Chat): MessageId => messageId(Math.max(0, ...chat.messages.map((message) => message.id)) + 1);

/** What a person wrote, first as a message that waits for the server. */
export function addPending(world: World, input: { peerId: number; text: string; entities: TextEntity[]; replyToId?: number }, id: number): Message {
  const chat = chatOf(world, input.peerId);
  const message: Message = {
    id: messageId(-id),
    peerId: chat.peerId,
    date: world.now(),
    out: true,
    fromId: world.self.id,
    text: input.text.trim(),
    entities: input.entities,
    sending: { state: 'pending' },
  };
  const answered = chat.messages.find((one) => one.id === input.replyToId);
  if (answered) {
    message.replyTo = {
      messageId: answered.id,
      preview: {
        text: answered.text || 'Photo',
        ...(answered.fromId === undefined ? {} : { senderId: answered.fromId, senderName: world.peers.get(answered.fromId)?.title ?? '' }),
      },
    };
  }
  chat.messages.push(message);
  delete chat.draft;
  return message;
}

/** The server confirmed a pending message: it gets its real id. */
export function confirm(world: World, message: Message): void {
  const chat = chatOf(world, message.peerId);
  const index = chat.messages.indexOf(message);
  if (index < 0) return;
  const { sending: _sending, ...rest } = message;
  chat.messages.splice(index, 1);
  chat.messages.push({ ...rest, id: nextId(chat) });
}

/** Somebody writes to this account. */
export function addIncoming(world: World, peerId: number, text: string, fromId?: PeerId): Message {
  const chat = chatOf(world, peerId);
  const message: Message = { id: nextId(chat), peerId: chat.peerId, date: world.now(), out: false, fromId: fromId ?? chat.peerId, text, entities: [] };
  chat.messages.push(message);
  return message;
}

export function capabilities(world: World, peerId: number, id: number): MessageCapabilities {
  const message = messageOf(world, peerId, id);
  const rights = world.peers.get(peerId as PeerId)!.rights;
  const confirmed = message.id > 0;
  return {
    reply: confirmed && rights.send && !message.service,
    edit: confirmed && message.out && message.text !== '' && !message.forward,
    copy: message.text !== '',
    forward: confirmed && !message.service,
    pin: confirmed && rights.pin,
    link: false,
    report: !message.out,
    react: confirmed,
    translate: message.text !== '',
    save: confirmed && (message.media?.kind === 'photo' || message.media?.kind === 'document'),
    deleteForSelf: true,
    deleteForEveryone: confirmed && (message.out || rights.deleteOthers),
    retry: message.sending?.state === 'failed' && message.sending.canRetry,
    ...(!confirmed || !message.out || message.service ? {} : readersKind(world, peerId)),
  };
}

function readersKind(world: World, peerId: number): Pick<MessageCapabilities, 'readers'> {
  const { kind } = world.peers.get(peerId as PeerId)!;
  if (kind === 'user') return { readers: 'date' };
  return kind === 'group' || kind === 'supergroup' ? { readers: 'members' } : {};
}

export function readersOf(world: World, peerId: number, id: number): MessageReaders {
  const message = messageOf(world, peerId, id);
  const peer = world.peers.get(peerId as PeerId)!;
  if (peer.kind === 'user') return { kind: 'date', ...(chatOf(world, peerId).readOutboxMaxId >= id ? { date: message.date + 60 } : {}) };
  const others = [...new Set(chatOf(world, peerId).messages.flatMap((one) => (one.out || one.fromId === undefined ? [] : [one.fromId])))];
  return { kind: 'members', readers: others.map((reader) => ({ peerId: reader, date: message.date + 60 })), peers: [] };
}

export function remove(world: World, peerId: number, ids: readonly number[]): void {
  const chat = chatOf(world, peerId);
  const gone = new Set(ids);
  chat.messages = chat.messages.filter((message) => !gone.has(message.id));
}

export function lastEditable(world: World, peerId: number): { id: MessageId } | null {
  const own = chatOf(world, peerId).messages.filter((message) => message.out && message.id > 0 && message.text !== '' && !message.forward);
  const last = own[own.length - 1];
  return last ? { id: last.id } : null;
}

export function readUpTo(world: World, peerId: number, maxId: number): void {
  const chat = chatOf(world, peerId);
  if (maxId > chat.readInboxMaxId) chat.readInboxMaxId = messageId(Math.min(maxId, Math.max(0, topOf(chat)?.id ?? 0, ...chat.messages.map((one) => one.id))));
  chat.unreadMark = false;
  chat.unreadMentions = 0;
}
