import type { tl } from '#tl';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { mapMessage, messageKey } from '../../store/index.ts';
import type { MappedMessage, Store } from '../../store/index.ts';

export type AnsweredMessages = Exclude<tl.messages.Messages, tl.messages.messagesNotModified>;

/** Takes over the users and chats of an answer and maps its messages of one chat. Belongs into a transaction. */
export function takeMessages(store: Store, answer: AnsweredMessages, peerId: PeerId): {
  mapped: MappedMessage[]; ids: MessageId[],
} {
  store.peers.apply(answer.users, answer.chats);
  const context = store.mapContext();
  const mapped: MappedMessage[] = [];
  const ids: MessageId[] = [];
  for (const message of answer.messages) {
    const key = messageKey(message);
    if (key.peerId !== undefined && key.peerId !== peerId) continue;
    // An unavailable id ("messageEmpty") still proves that nothing is missing there.
    ids.push(key.id);
    const item = mapMessage(message, context);
    if (item !== undefined) mapped.push(item);
  }
  return { mapped, ids };
}

/** Narrows an answer; `messagesNotModified` cannot come, because no hash is ever sent. */
export function messagesOf(answer: tl.messages.Messages): AnsweredMessages {
  if (answer._ === 'messages.messagesNotModified') {
    return { _: 'messages.messages', messages: [], topics: [], chats: [], users: [] };
  }
  return answer;
}
