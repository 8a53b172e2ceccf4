import type { tl } from '#tl';
import { fileAccessHash, type Rendition, type StoredDocument } from './files.ts';
import type { BoxMessage, Content, ForwardOrigin, Media, ServiceAction, WorldWebPage } from './model.ts';
import { channelKey, isUserKey } from './peers.ts';
import { renderPoll, renderResults } from './polls.ts';
import { renderReactions } from './reactions.ts';
import { renderPhoto } from './render-peers.ts';
import { HIDDEN_AUTHOR_ID, savedKey } from './saved.ts';
import { renderReplies } from './threads.ts';
import { renderTodo } from './todos.ts';
import type { View } from './view.ts';

/** Messages and their media as one login sees them. */

export function renderMessage(view: View, message: BoxMessage): tl.message | tl.messageService {
  const { content } = message;
  const out = view.state.isOut(view.account, message);
  const mentioned = content.mentions?.has(view.account.id) === true && !out;
  const dialog = view.account.dialogs.get(message.peer);
  const unreadContent = message.mediaUnread === true || (mentioned && dialog?.unreadMentions.has(message.id) === true);
  const head = {
    id: message.id,
    peerId: view.peer(message.peer),
    date: content.date,
    ...(out ? { out: true as const } : {}),
    ...(mentioned ? { mentioned: true as const } : {}),
    ...(unreadContent ? { mediaUnread: true as const } : {}),
    ...(content.silent ? { silent: true as const } : {}),
    ...(content.post ? { post: true as const } : {}),
    ...senderOf(view, message, out),
    ...replyHeader(view, message),
    ...(message.peer === view.account.id ? { savedPeerId: savedPeer(view, content) } : {}),
    ...(content.ttlPeriod ? { ttlPeriod: content.ttlPeriod } : {}),
  };
  if (content.action) return { _: 'messageService', ...head, action: renderAction(view, content.action) };
  const body: tl.message = { _: 'message', ...head, message: content.text };
  if (content.entities.length > 0) body.entities = renderEntities(view, content.entities);
  if (content.media) body.media = renderMedia(view, content.media);
  if (content.forward) body.fwdFrom = renderForward(view, content.forward);
  if (content.viaBotId !== undefined) body.viaBotId = view.user(content.viaBotId);
  if (content.editDate !== undefined) body.editDate = content.editDate;
  if (content.groupedId !== undefined) body.groupedId = content.groupedId;
  if (content.postAuthor !== undefined) body.postAuthor = content.postAuthor;
  if (content.views !== undefined) body.views = content.views;
  if (content.forwards !== undefined) body.forwards = content.forwards;
  if (content.replyMarkup) body.replyMarkup = content.replyMarkup;
  if (content.invertMedia) body.invertMedia = true;
  if (content.noforwards) body.noforwards = true;
  if (content.fromScheduled && content.authorId === view.account.id) body.fromScheduled = true;
  if (content.effect !== undefined) body.effect = content.effect;
  if (message.pinned) body.pinned = true;
  const reactions = renderReactions(view, message);
  if (reactions) body.reactions = reactions;
  const replies = renderReplies(view, message);
  if (replies) body.replies = replies;
  return body;
}

/** `from_id` is absent for incoming private messages and for posts. */
function senderOf(view: View, message: BoxMessage, out: boolean): { fromId?: tl.Peer } {
  const { fromKey } = message.content;
  if (fromKey === undefined) return {};
  if (isUserKey(message.peer) && message.peer !== view.account.id && !out) {
    view.note(fromKey);
    return {};
  }
  return { fromId: view.peer(fromKey) };
}

function savedPeer(view: View, content: Content): tl.Peer {
  const key = savedKey(content, view.account.id);
  return key === HIDDEN_AUTHOR_ID ? { _: 'peerUser', userId: key } : view.peer(key);
}

function replyHeader(view: View, message: BoxMessage): { replyTo?: tl.MessageReplyHeader } {
  const { reply } = message.content;
  if (!reply && message.replyToId === undefined) return {};
  const header: tl.messageReplyHeader = { _: 'messageReplyHeader' };
  if (message.replyToId !== undefined) header.replyToMsgId = message.replyToId;
  if (message.topId !== undefined && message.topId !== message.replyToId) header.replyToTopId = message.topId;
  if (reply?.fromOtherChat !== undefined) {
    header.replyToPeerId = view.peer(reply.fromOtherChat);
    header.replyFrom = {
      _: 'messageFwdHeader',
      date: reply.content.date,
      ...(reply.content.fromKey !== undefined ? { fromId: view.peer(reply.content.fromKey) } : {}),
    };
    if (reply.content.media) header.replyMedia = renderMedia(view, reply.content.media);
  }
  if (reply?.quoteText !== undefined) {
    header.quote = true;
    header.quoteText = reply.quoteText;
    header.quoteOffset = reply.quoteOffset ?? 0;
    if (reply.quoteEntities && reply.quoteEntities.length > 0) header.quoteEntities = renderEntities(view, reply.quoteEntities);
  }
  return { replyTo: header };
}

function renderForward(view: View, origin: ForwardOrigin): tl.MessageFwdHeader {
  const header: tl.messageFwdHeader = { _: 'messageFwdHeader', date: origin.date };
  if (origin.fromKey !== undefined) header.fromId = view.peer(origin.fromKey);
  if (origin.fromName !== undefined) header.fromName = origin.fromName;
  if (origin.channelPost !== undefined) header.channelPost = origin.channelPost;
  if (origin.postAuthor !== undefined) header.postAuthor = origin.postAuthor;
  if (origin.savedFromKey !== undefined && origin.savedFromMsgId !== undefined) {
    header.savedFromPeer = view.peer(origin.savedFromKey);
    header.savedFromMsgId = origin.savedFromMsgId;
  }
  return header;
}

export function renderEntities(view: View, entities: readonly tl.MessageEntity[]): tl.MessageEntity[] {
  for (const entity of entities) if (entity._ === 'messageEntityMentionName') view.user(entity.userId);
  return [...entities];
}

export function renderAction(view: View, action: ServiceAction): tl.MessageAction {
  if (action.kind === 'photo') return { _: 'messageActionChatEditPhoto', photo: renderPhoto(view, action.photo) };
  const plain = action.action;
  switch (plain._) {
    case 'messageActionChatCreate':
    case 'messageActionChatAddUser':
      for (const id of plain.users) view.user(id);
      break;
    case 'messageActionChatDeleteUser':
      view.user(plain.userId);
      break;
    case 'messageActionChatJoinedByLink':
      view.user(plain.inviterId);
      break;
    default:
      break;
  }
  return plain;
}

export function renderMedia(view: View, media: Media): tl.MessageMedia {
  switch (media.kind) {
    case 'photo':
      return {
        _: 'messageMediaPhoto',
        photo: renderPhoto(view, media.photo),
        ...(media.spoiler ? { spoiler: true } : {}),
        ...(media.ttlSeconds ? { ttlSeconds: media.ttlSeconds } : {}),
      };
    case 'document': {
      const out: tl.messageMediaDocument = { _: 'messageMediaDocument', document: renderDocument(view, media.document) };
      if (media.spoiler) out.spoiler = true;
      if (media.ttlSeconds) out.ttlSeconds = media.ttlSeconds;
      for (const attribute of media.document.attributes) {
        if (attribute._ === 'documentAttributeVideo') {
          out.video = true;
          if (attribute.roundMessage) out.round = true;
        }
        if (attribute._ === 'documentAttributeAudio' && attribute.voice) out.voice = true;
      }
      return out;
    }
    case 'webpage':
      return {
        _: 'messageMediaWebPage',
        webpage: renderWebPage(view, media.page),
        ...(media.manual ? { manual: true } : {}),
        ...(media.large ? { forceLargeMedia: true } : {}),
        ...(media.small ? { forceSmallMedia: true } : {}),
      };
    case 'poll':
      return { _: 'messageMediaPoll', poll: renderPoll(view, media.poll), results: renderResults(view, media.poll) };
    case 'todo':
      return renderTodo(view, media.todo);
    case 'plain':
      if (media.media._ === 'messageMediaGiveaway') for (const id of media.media.channels) view.note(channelKey(id));
      if (media.media._ === 'messageMediaGiveawayResults') for (const id of media.media.winners) view.user(Number(id));
      if (media.media._ === 'messageMediaContact' && media.media.userId) view.user(media.media.userId);
      return media.media;
  }
}

export function renderWebPage(view: View, page: WorldWebPage): tl.WebPage {
  if (page.pendingUntil !== undefined) return { _: 'webPagePending', id: page.id, url: page.url, date: page.pendingUntil };
  return {
    _: 'webPage',
    id: page.id,
    url: page.url,
    displayUrl: page.displayUrl,
    hash: 0,
    type: page.photo ? 'article' : 'website',
    siteName: page.siteName,
    title: page.title,
    description: page.description,
    ...(page.photo ? { photo: renderPhoto(view, page.photo) } : {}),
  };
}

export function renderDocument(view: View, document: StoredDocument): tl.document {
  const thumbs: tl.PhotoSize[] = [];
  const stripped = document.stripped?.();
  if (stripped) thumbs.push({ _: 'photoStrippedSize', type: 'i', bytes: stripped });
  for (const one of document.thumbs) thumbs.push(photoSize(one));
  return {
    _: 'document',
    id: document.id,
    accessHash: fileAccessHash(view.auth.salt, document.id),
    fileReference: view.state.files.reference(document.id),
    date: document.date,
    mimeType: document.mimeType,
    size: document.size,
    dcId: document.dcId,
    attributes: document.attributes,
    ...(thumbs.length > 0 ? { thumbs } : {}),
  };
}

export function photoSize(one: Rendition): tl.PhotoSize {
  return { _: 'photoSize', type: one.type, w: one.w, h: one.h, size: one.size };
}

/** Users and chats that a message names, without rendering it: what the known-peers check of clients looks at. */
export function mentionedPeers(content: Content): number[] {
  const keys: number[] = [];
  if (content.fromKey !== undefined) keys.push(content.fromKey);
  if (content.forward?.fromKey !== undefined) keys.push(content.forward.fromKey);
  if (content.viaBotId !== undefined) keys.push(content.viaBotId);
  for (const entity of content.entities) if (entity._ === 'messageEntityMentionName') keys.push(entity.userId);
  if (content.action?.kind === 'plain') {
    const action = content.action.action;
    if (action._ === 'messageActionChatCreate' || action._ === 'messageActionChatAddUser') keys.push(...action.users);
    if (action._ === 'messageActionChatDeleteUser') keys.push(action.userId);
  }
  if (content.reply?.fromOtherChat !== undefined) keys.push(content.reply.fromOtherChat);
  if (content.media?.kind === 'plain' && content.media.media._ === 'messageMediaContact') keys.push(content.media.media.userId);
  return keys.filter((key) => key !== 0);
}
