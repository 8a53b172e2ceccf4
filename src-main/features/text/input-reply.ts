import type { tl } from '#tl';
import type { MessageId, PeerId, ReplyDetails } from '#shared/model/index.ts';
import type { Store } from '../../store/index.ts';
import { inputEntities } from './input-entities.ts';

/** What is answered, of which thread (0 for nothing but the thread), as the server takes it (core.telegram.org/constructor/inputReplyToMessage). */
export function inputReply(
  { replyToMsgId, threadId, reply = {} }: { replyToMsgId: number; threadId: MessageId | undefined; reply: ReplyDetails | undefined },
  peers: Store['peers'],
): tl.inputReplyToMessage {
  const { quote } = reply;
  const elsewhere = reply.peerId === undefined ? undefined : peers.inputPeer(reply.peerId);
  const entities = inputEntities(quote?.entities ?? [], (id) => peers.inputUser(id));
  return {
    _: 'inputReplyToMessage',
    replyToMsgId,
    ...(threadId === undefined ? {} : { topMsgId: threadId }),
    ...(elsewhere === undefined ? {} : { replyToPeerId: elsewhere }),
    ...(quote === undefined ? {} : { quoteText: quote.text, quoteOffset: quote.offset }),
    ...(entities.length === 0 ? {} : { quoteEntities: entities }),
  };
}

/** What is answered besides an id, as a page names it. */
export function replyDetails(peerId: PeerId, fromPeerId: PeerId | undefined, quote: ReplyDetails['quote'] | undefined): ReplyDetails {
  return {
    ...(fromPeerId === undefined || fromPeerId === peerId ? {} : { peerId: fromPeerId }),
    ...(quote === undefined ? {} : { quote }),
  };
}
