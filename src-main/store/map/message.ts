import type { tl } from '#tl';
import { channelPeerId, HIDDEN_AUTHOR, mediaPeers, messageId, peerIdKind, userPeerId } from '#shared/model/index.ts';
import type { ForwardHeader, Media, Message, MessageId, PeerId, ReplyCount, ReplyHeader } from '#shared/model/index.ts';
import type { FileRecord } from '../files.ts';
import { mapEntities } from './entities.ts';
import { mapPeerId } from './ids.ts';
import type { MappedMessage } from './mapped.ts';
import { mapMedia } from './media.ts';
import { photoFile } from './pictures.ts';
import type { MapContext } from './sentence.ts';
import { mapReactions } from './reactions.ts';
import { actionPeers, mapService } from './service.ts';

/** Stands for a discussion group where there is none. */
const COMMENTS_OFF = 777;

/** A message of the wire as the store takes it; undefined for `messageEmpty`, which says that there is none. */
export function mapMessage(message: tl.Message, context: MapContext): MappedMessage | undefined {
  switch (message._) {
    case 'message':
      return mapOrdinary(message, context);
    case 'messageService':
      return mapServiceMessage(message, context);
    default:
      return undefined;
  }
}

/** Chat and id of a message. `messageEmpty` names its chat only sometimes. */
export function messageKey(message: tl.Message): { peerId?: PeerId; id: MessageId } {
  const peer = message.peerId;
  return { ...(peer === undefined ? {} : { peerId: mapPeerId(peer) }), id: messageId(message.id) };
}

function mapOrdinary(message: tl.message, context: MapContext): MappedMessage {
  const peerId = mapPeerId(message.peerId);
  // Own notes in the chat with oneself are not marked as outgoing on the wire; what was forwarded there is somebody's.
  const out = message.out === true || (peerId === context.selfId && message.fwdFrom === undefined);
  const media = mapMedia(message.media);
  const fromId = senderOf(message, peerId, context);
  const replyTo = mapReply(message.replyTo, peerId);
  const forward = mapForward(message.fwdFrom);
  const reactions = mapReactions(message.reactions);
  const replies = mapReplies(message.replies);
  const threadId = threadOf(message.replyTo, peerId);
  const text = message.message;
  const model: Message = {
    id: messageId(message.id),
    peerId,
    date: message.date,
    // An edit that only changed buttons or reactions is not shown as one.
    ...(message.editDate === undefined || message.editHide === true ? {} : { editDate: message.editDate }),
    out,
    ...(fromId === undefined ? {} : { fromId }),
    text,
    entities: mapEntities(message.entities, text),
    ...(media.media === undefined ? {} : { media: media.media }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(forward === undefined ? {} : { forward }),
    ...(message.viaBotId === undefined ? {} : { viaBotId: userPeerId(message.viaBotId) }),
    ...(message.groupedId === undefined ? {} : { groupedId: message.groupedId.toString() }),
    ...(message.views === undefined ? {} : { views: message.views }),
    ...(message.forwards === undefined ? {} : { forwards: message.forwards }),
    ...(replies === undefined ? {} : { replies }),
    ...(reactions === undefined ? {} : { reactions }),
    ...(message.invertMedia === true ? { invertMedia: true } : {}),
    ...(media.awaited === undefined ? {} : { awaitedPreview: media.awaited }),
    ...(message.postAuthor === undefined ? {} : { postAuthor: message.postAuthor }),
    ...(message.post === true ? { isPost: true } : {}),
    ...(message.silent === true ? { silent: true } : {}),
    ...(message.effect === undefined ? {} : { effect: message.effect.toString() }),
    ...(message.pinned === true ? { pinned: true } : {}),
    ...(message.mentioned === true ? { mentioned: true } : {}),
    ...(message.mediaUnread === true && isHeard(media.media) ? { unheard: true } : {}),
    ...(message.noforwards === true ? { noForwards: true } : {}),
    ...(threadId === undefined ? {} : { threadId }),
    ...savedPeer(message, peerId, context),
  };
  return {
    message: model,
    service: false,
    editDate: message.editDate ?? 0,
    fromScheduled: message.fromScheduled === true,
    unreadMention: message.mentioned === true && message.mediaUnread === true && !out,
    editable: isEditable(message, model, context),
    ...(media.webPageId === undefined ? {} : { webPageId: media.webPageId }),
    ...(media.poll === undefined ? {} : { poll: media.poll }),
    ttlPeriod: message.ttlPeriod ?? 0,
    files: [...media.files, ...replyFiles(message.replyTo)],
    ...(media.webFiles === undefined ? {} : { webFiles: media.webFiles }),
    peerIds: [...new Set([...peersOf(message, model), ...mediaPeers(model.media)])],
  };
}

function mapServiceMessage(message: tl.messageService, context: MapContext): MappedMessage {
  const peerId = mapPeerId(message.peerId);
  const out = message.out === true;
  const fromId = senderOf(message, peerId, context);
  const replyTo = mapReply(message.replyTo, peerId);
  const files: FileRecord[] = [];
  if (message.action._ === 'messageActionChatEditPhoto' || message.action._ === 'messageActionSuggestProfilePhoto') {
    if (message.action.photo._ === 'photo') files.push(photoFile(message.action.photo));
  }
  const model: Message = {
    id: messageId(message.id),
    peerId,
    date: message.date,
    out,
    ...(fromId === undefined ? {} : { fromId }),
    text: '',
    entities: [],
    ...(replyTo === undefined ? {} : { replyTo }),
    service: mapService({ peerId, actorId: fromId ?? peerId, out, action: message.action }, context),
    ...savedPeer(message, peerId, context),
    ...(message.post === true ? { isPost: true } : {}),
    ...(message.silent === true ? { silent: true } : {}),
    ...(message.mentioned === true ? { mentioned: true } : {}),
  };
  return {
    message: model,
    service: true,
    editDate: 0,
    fromScheduled: false,
    unreadMention: message.mentioned === true && message.mediaUnread === true && !out,
    editable: false,
    ttlPeriod: message.ttlPeriod ?? 0,
    files,
    peerIds: [...(fromId === undefined ? [] : [fromId]), ...actionPeers(message.action)],
  };
}

/** Voice and round video messages are heard one by one. */
const isHeard = (media: Media | undefined): boolean =>
  media?.kind === 'document' && (media.document.kind === 'voice' || media.document.kind === 'roundVideo');

/** Private chats leave the sender out: it is the partner, or this account. */
function senderOf(message: tl.message | tl.messageService, peerId: PeerId, context: MapContext): PeerId | undefined {
  if (message.post === true) return undefined;
  if (message.fromId !== undefined) return mapPeerId(message.fromId);
  if (peerIdKind(peerId) === 'user') return message.out === true ? context.selfId : peerId;
  return message.out === true && peerIdKind(peerId) === 'group' ? context.selfId : undefined;
}

function isEditable(message: tl.message, model: Message, context: MapContext): boolean {
  if (message.fwdFrom !== undefined || message.viaBotId !== undefined) return false;
  if (!model.out && model.peerId !== context.selfId) return false;
  const { media } = model;
  if (!hasEditableText(media)) return false;
  return !(media?.kind === 'document' && (media.document.kind === 'sticker' || media.document.kind === 'roundVideo'));
}

/** Only what has a caption of one's own, or none, is edited by its text. */
const hasEditableText = (media: Message['media']): boolean => media === undefined || ['photo', 'document', 'webPage', 'paidMedia'].includes(media.kind);

function mapReply(header: tl.MessageReplyHeader | undefined, peerId: PeerId): ReplyHeader | undefined {
  if (header?._ !== 'messageReplyHeader') return undefined;
  // In a topic the root is named too when nothing is answered.
  if (header.forumTopic === true && header.replyToTopId === undefined && header.quoteText === undefined) return undefined;
  const other = header.replyToPeerId === undefined ? undefined : mapPeerId(header.replyToPeerId);
  const quote = header.quoteText;
  const preview = header.replyFrom?.fromName;
  const reply: ReplyHeader = {
    ...(header.replyToMsgId === undefined ? {} : { messageId: messageId(header.replyToMsgId) }),
    ...(other === undefined || other === peerId ? {} : { peerId: other }),
    ...(header.quoteOffset === undefined ? {} : { quoteOffset: header.quoteOffset }),
    ...(quote === undefined ? {} : { quote: { text: quote, entities: mapEntities(header.quoteEntities, quote) } }),
    ...(preview === undefined ? {} : { preview: { senderName: preview, text: quote ?? '' } }),
  };
  return Object.keys(reply).length === 0 ? undefined : reply;
}

function replyFiles(header: tl.MessageReplyHeader | undefined): FileRecord[] {
  return header?._ === 'messageReplyHeader' ? mapMedia(header.replyMedia).files : [];
}

function mapForward(header: tl.MessageFwdHeader | undefined): ForwardHeader | undefined {
  if (header === undefined) return undefined;
  return {
    ...(header.fromId === undefined ? {} : { fromId: mapPeerId(header.fromId) }),
    ...(header.fromName === undefined ? {} : { fromName: header.fromName }),
    date: header.date,
    ...(header.channelPost === undefined ? {} : { channelPostId: messageId(header.channelPost) }),
    ...(header.postAuthor === undefined ? {} : { postAuthor: header.postAuthor }),
    ...(header.savedFromPeer === undefined ? {} : { savedFromPeerId: mapPeerId(header.savedFromPeer) }),
    ...(header.savedFromMsgId === undefined ? {} : { savedFromMessageId: messageId(header.savedFromMsgId) }),
    ...(header.imported === true ? { imported: true } : {}),
  };
}

/** The thread that an answer in a supergroup belongs to; answers of topics have places of their own. */
function threadOf(header: tl.MessageReplyHeader | undefined, peerId: PeerId): MessageId | undefined {
  if (header?._ !== 'messageReplyHeader' || header.forumTopic === true || peerIdKind(peerId) !== 'channel') return undefined;
  const rootId = header.replyToTopId ?? (header.replyToPeerId === undefined ? header.replyToMsgId : undefined);
  return rootId === undefined ? undefined : messageId(rootId);
}

/** From which source a message of Saved Messages is; old ones do not say (core.telegram.org/api/saved-messages). */
function savedPeer(
  message: tl.message | tl.messageService, peerId: PeerId, { selfId }: MapContext,
): { savedPeerId?: PeerId } {
  if (selfId === undefined || peerId !== selfId) return {};
  if (message.savedPeerId !== undefined) return { savedPeerId: mapPeerId(message.savedPeerId) };
  const origin = message._ === 'message' ? message.fwdFrom : undefined;
  if (origin?.savedFromPeer !== undefined) return { savedPeerId: mapPeerId(origin.savedFromPeer) };
  const isHidden = origin !== undefined && origin.fromId === undefined && origin.fromName !== undefined;
  return { savedPeerId: isHidden ? HIDDEN_AUTHOR : selfId };
}

export function mapReplies(replies: tl.MessageReplies | undefined): ReplyCount | undefined {
  // Comments to this post were switched off.
  if (replies === undefined || replies.channelId === COMMENTS_OFF) return undefined;
  return {
    count: replies.replies,
    ...(replies.comments === true && replies.channelId !== undefined ? { discussionId: channelPeerId(replies.channelId) } : {}),
    recentRepliers: (replies.recentRepliers ?? []).map(mapPeerId),
    ...(replies.maxId === undefined ? {} : { maxId: messageId(replies.maxId) }),
    ...(replies.readMaxId === undefined ? {} : { readMaxId: messageId(replies.readMaxId) }),
    pts: replies.repliesPts,
  };
}

function peersOf(message: tl.message, model: Message): PeerId[] {
  const ids: PeerId[] = [];
  if (model.fromId !== undefined) ids.push(model.fromId);
  if (model.viaBotId !== undefined) ids.push(model.viaBotId);
  if (model.forward?.fromId !== undefined) ids.push(model.forward.fromId);
  if (message.fwdFrom?.savedFromPeer !== undefined) ids.push(mapPeerId(message.fwdFrom.savedFromPeer));
  if (model.replyTo?.peerId !== undefined) ids.push(model.replyTo.peerId);
  for (const entity of model.entities) if (entity.type === 'mentionName') ids.push(entity.userId);
  if (model.media?.kind === 'contact') ids.push(...mediaPeers(model.media));
  return [...new Set(ids)];
}

/** Everyone whom a message names, its chat first: what has to be known before it is accepted (core.telegram.org/api/updates). */
export function namedPeers(message: tl.Message): PeerId[] {
  if (message._ === 'messageEmpty') return [];
  const ids: PeerId[] = [mapPeerId(message.peerId)];
  if (message.fromId !== undefined) ids.push(mapPeerId(message.fromId));
  if (message._ === 'messageService') return [...ids, ...actionPeers(message.action)];
  const bare: MapContext = { selfId: undefined, title: () => undefined, isBroadcast: () => false };
  // Voters, winners and the like are shown as far as they are known: without them the message is complete.
  return [...new Set([...ids, ...peersOf(message, mapOrdinary(message, bare).message)])];
}

/** The `message` that a short form stands for (core.telegram.org/constructor/updateShortMessage). */
export function expandShort(update: tl.updateShortMessage | tl.updateShortChatMessage, selfId: PeerId): tl.message {
  const self: tl.peerUser = { _: 'peerUser', userId: selfId };
  const peer: tl.Peer =
    update._ === 'updateShortMessage' ? { _: 'peerUser', userId: update.userId } : { _: 'peerChat', chatId: update.chatId };
  const other: tl.Peer = update._ === 'updateShortMessage' ? peer : { _: 'peerUser', userId: update.fromId };
  return {
    _: 'message',
    ...(update.out === true ? { out: true } : {}),
    ...(update.mentioned === true ? { mentioned: true } : {}),
    ...(update.mediaUnread === true ? { mediaUnread: true } : {}),
    ...(update.silent === true ? { silent: true } : {}),
    id: update.id,
    fromId: update.out === true ? self : other,
    peerId: peer,
    ...(update.fwdFrom === undefined ? {} : { fwdFrom: update.fwdFrom }),
    ...(update.viaBotId === undefined ? {} : { viaBotId: update.viaBotId }),
    ...(update.replyTo === undefined ? {} : { replyTo: update.replyTo }),
    date: update.date,
    message: update.message,
    ...(update.entities === undefined ? {} : { entities: update.entities }),
    ...(update.ttlPeriod === undefined ? {} : { ttlPeriod: update.ttlPeriod }),
  };
}

