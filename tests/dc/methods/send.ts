import type { tl } from '#tl';
import { RpcFailure } from '../protocol/types.ts';
import type { BoxEvent } from '../world/boxes.ts';
import { composeContent, type Composition } from '../world/compose.ts';
import { checkEffect } from '../world/effects.ts';
import { textLength } from '../world/entities.ts';
import { badRequest } from '../world/errors.ts';
import type { BoxMessage, Content, ReplyTarget } from '../world/model.ts';
import { isChannelKey, bareId, type PeerKey } from '../world/peers.ts';
import { renderDraft } from '../world/render-dialogs.ts';
import { renderEntities, renderMedia, renderMessage } from '../world/render-messages.ts';
import { checkSend, isProtected } from '../world/rights.ts';
import { acceptStyled, checkCaption, checkText } from './accept-text.ts';
import { acceptMedia } from './media.ts';
import type { Call, HandlerTable } from './call.ts';
import { saveThreadDraft } from './dialogs.ts';
import { messageOf, resolvePeer } from './resolve.ts';
import { enqueue, plannedDate, queuedBefore } from './scheduled.ts';

/** Sending texts, media and albums. Every send is remembered by its random_id for ever. */

const QUOTE_LIMIT = 1024;

type Options = Pick<
  tl.messages.sendMessage,
  | 'peer'
  | 'silent'
  | 'clearDraft'
  | 'noforwards'
  | 'invertMedia'
  | 'replyTo'
  | 'scheduleDate'
  | 'scheduleRepeatPeriod'
  | 'sendAs'
  | 'effect'
  | 'replyMarkup'
>;

export function sendKey(peer: PeerKey, randomId: bigint): string {
  return `${peer}:${randomId}`;
}

function isBroadcast(call: Call, peer: PeerKey): boolean {
  const chat = call.state.chat(peer);
  return chat?.kind === 'channel' && !chat.megagroup;
}

function acceptReply(call: Call, peer: PeerKey, input: tl.InputReplyTo | undefined): ReplyTarget | undefined {
  if (!input) return undefined;
  if (input._ !== 'inputReplyToMessage') throw badRequest('REPLY_TO_INVALID');
  if (input.replyToMsgId === 0 && input.topMsgId !== undefined) return undefined;
  const elsewhere = input.replyToPeerId ? resolvePeer(call, input.replyToPeerId) : peer;
  const target = messageOf(call, elsewhere, input.replyToMsgId);
  if (!target) throw badRequest('REPLY_MESSAGE_ID_INVALID');
  // The thread that is named must be the one that the answered message is in or on top of.
  const { topMsgId } = input;
  if (topMsgId !== undefined && topMsgId !== (target.topId ?? target.id)) throw badRequest('TOPIC_ID_INVALID');
  const reply: ReplyTarget = { content: target.content };
  if (elsewhere !== peer) {
    if (target.content.noforwards || isProtected(call.state, call.account, elsewhere)) throw badRequest('CHAT_FORWARDS_RESTRICTED');
    reply.fromOtherChat = elsewhere;
  }
  if (input.quoteText !== undefined && input.quoteText !== '') {
    if (textLength(input.quoteText) > QUOTE_LIMIT) throw badRequest('QUOTE_TEXT_INVALID');
    const near = target.content.text.indexOf(input.quoteText, Math.max(0, (input.quoteOffset ?? 0) - 100));
    const at = target.content.text.startsWith(input.quoteText, input.quoteOffset ?? 0) ? (input.quoteOffset ?? 0) : near;
    if (at < 0) throw badRequest('QUOTE_TEXT_INVALID');
    reply.quoteText = input.quoteText;
    reply.quoteOffset = at;
    if (input.quoteEntities) reply.quoteEntities = input.quoteEntities;
  }
  return reply;
}

/** Checks how something is sent; returns the date for which it is to wait, if it is. */
function checkOptions(call: Call, peer: PeerKey, options: Options): number | undefined {
  if (options.sendAs && resolvePeer(call, options.sendAs) !== call.account.id) throw badRequest('SEND_AS_PEER_INVALID');
  checkEffect(call.account, peer, options.effect);
  const date = plannedDate(call, peer, options);
  if (date === undefined) call.world.counters.checkSlowMode(call.account, peer);
  return date;
}

function checkRandomId(randomId: bigint): void {
  if (randomId === 0n) throw badRequest('RANDOM_ID_EMPTY');
}

function common(call: Call, peer: PeerKey, options: Options): Omit<Composition, 'text' | 'entities' | 'media'> {
  const reply = acceptReply(call, peer, options.replyTo);
  return {
    authorId: call.account.id,
    to: peer,
    ...(options.silent ? { silent: true } : {}),
    ...(options.invertMedia ? { invertMedia: true } : {}),
    ...(options.effect !== undefined ? { effect: options.effect } : {}),
    ...(reply ? { reply } : {}),
  };
}

/** The answer to a send whose random_id was used before: the mapping, and the message as old news. */
function repeated(call: Call, message: BoxMessage, randomId: bigint): tl.Updates {
  const view = call.view();
  const updates: tl.Update[] = [{ _: 'updateMessageID', id: message.id, randomId }];
  if (!message.deleted) {
    const { pts } = call.state.boxOf(call.account, message.peer);
    const rendered = renderMessage(view, message);
    updates.push(
      message.ownerId === 0
        ? { _: 'updateNewChannelMessage', message: rendered, pts, ptsCount: 0 }
        : { _: 'updateNewMessage', message: rendered, pts, ptsCount: 0 },
    );
  }
  return call.world.delivery.answer(view, updates);
}

/** Mappings first, then the messages; in channels also the read mark that one's own message moves. */
export function sentUpdates(call: Call, messages: readonly BoxMessage[], events: readonly BoxEvent[]): tl.Updates {
  const view = call.view();
  const updates: tl.Update[] = messages.flatMap((message): tl.Update[] =>
    message.randomId === undefined ? [] : [{ _: 'updateMessageID', id: message.id, randomId: message.randomId }],
  );
  const last = messages[messages.length - 1];
  if (last && isChannelKey(last.peer)) {
    const channelId = bareId(last.peer);
    updates.push({
      _: 'updateReadChannelInbox',
      channelId,
      maxId: last.id,
      stillUnreadCount: 0,
      pts: call.state.channelBox(channelId).pts,
    });
    updates.push(...call.world.eventUpdates(view, events, channelId));
  } else {
    updates.push(...call.world.eventUpdates(view, events));
  }
  return call.world.delivery.answer(view, updates);
}

function clearDraft(call: Call, peer: PeerKey, topId?: number): void {
  if (topId !== undefined) {
    saveThreadDraft(call, peer, topId, { message: '', entities: [], date: call.now(), empty: true });
    return;
  }
  const dialog = call.account.dialog(peer);
  if (!dialog.draft || dialog.draft.empty) return;
  const draft = { message: '', entities: [], date: call.now(), empty: true as const };
  dialog.draft = draft;
  call.world.delivery.updates(
    call.account,
    (view) => [{ _: 'updateDraftMessage', peer: view.peer(peer), draft: renderDraft(draft) }],
    call.caller,
  );
}

function post(
  call: Call,
  peer: PeerKey,
  items: { content: Content; randomId: bigint }[],
  options: Options,
): { messages: BoxMessage[]; events: BoxEvent[] } {
  const posted = call.world.ops.postMany(items, peer, call.actor);
  const messages = posted.copies.filter((copy) => copy.ownerId === 0 || copy.ownerId === call.account.id);
  for (const message of messages) {
    if (message.randomId !== undefined) call.account.sent.set(sendKey(peer, message.randomId), message);
  }
  const topId = options.replyTo?._ === 'inputReplyToMessage' ? options.replyTo.topMsgId : undefined;
  if (options.clearDraft) clearDraft(call, peer, topId);
  return { messages, events: posted.events };
}

function sendMessage(call: Call, query: tl.messages.sendMessage): tl.Updates {
  checkRandomId(query.randomId);
  const peer = resolvePeer(call, query.peer);
  const before = call.account.sent.get(sendKey(peer, query.randomId));
  if (before) return repeated(call, before, query.randomId);
  const queued = queuedBefore(call, peer, [query.randomId]);
  if (queued) return queued;
  const styled = acceptStyled(call, query.message, query.entities);
  checkText(styled.text);
  checkSend(call.state, call.account, peer, undefined);
  const date = checkOptions(call, peer, query);
  const page = query.noWebpage ? undefined : call.world.previewOf(styled);
  const content = composeContent(call.state, {
    ...common(call, peer, query),
    ...styled,
    ...(page ? { media: { kind: 'webpage', page } } : {}),
  });
  if (date !== undefined) {
    if (query.clearDraft) clearDraft(call, peer);
    return enqueue(call, peer, [{ content, randomId: query.randomId }], date);
  }
  const { messages, events } = post(call, peer, [{ content, randomId: query.randomId }], query);
  const message = messages[0];
  const event = events[0];
  // Saved Messages carry more than the short form can say, so Telegram never answers with it there.
  const simple =
    !isChannelKey(peer) &&
    peer !== call.account.id &&
    !content.entities.some((entity) => entity._ === 'messageEntityMentionName') &&
    !content.reply?.fromOtherChat;
  if (message && event && simple && !call.state.settings.fullUpdates) {
    const view = call.view();
    return {
      _: 'updateShortSentMessage',
      out: true,
      id: message.id,
      pts: event.pts,
      ptsCount: 1,
      date: content.date,
      ...(content.media ? { media: renderMedia(view, content.media) } : {}),
      ...(content.entities.length > 0 ? { entities: renderEntities(view, content.entities) } : {}),
    };
  }
  return sentUpdates(call, messages, events);
}

function sendMedia(call: Call, query: tl.messages.sendMedia): tl.Updates {
  checkRandomId(query.randomId);
  const peer = resolvePeer(call, query.peer);
  const before = call.account.sent.get(sendKey(peer, query.randomId));
  if (before) return repeated(call, before, query.randomId);
  const queued = queuedBefore(call, peer, [query.randomId]);
  if (queued) return queued;
  const styled = acceptStyled(call, query.message, query.entities);
  // A text with a chosen preview is a text, not a caption.
  if (query.media._ === 'inputMediaWebPage') checkText(styled.text);
  else checkCaption(call, styled.text);
  const media = acceptMedia(call, query.media, isBroadcast(call, peer));
  if (!media && styled.text === '') throw badRequest('MEDIA_EMPTY');
  checkSend(call.state, call.account, peer, media);
  const date = checkOptions(call, peer, query);
  const content = composeContent(call.state, { ...common(call, peer, query), ...styled, ...(media ? { media } : {}) });
  if (date !== undefined) {
    if (query.clearDraft) clearDraft(call, peer);
    return enqueue(call, peer, [{ content, randomId: query.randomId }], date);
  }
  const { messages, events } = post(call, peer, [{ content, randomId: query.randomId }], query);
  return sentUpdates(call, messages, events);
}

/** Which items may share an album: photos and videos, only documents, or only music. */
function albumKind(content: Content): 'visual' | 'document' | 'music' | undefined {
  const { media } = content;
  if (media?.kind === 'photo') return 'visual';
  if (media?.kind !== 'document') return undefined;
  const { attributes } = media.document;
  if (attributes.some((one) => one._ === 'documentAttributeSticker' || one._ === 'documentAttributeAnimated')) return undefined;
  if (attributes.some((one) => one._ === 'documentAttributeVideo'))
    return attributes.some((one) => one._ === 'documentAttributeVideo' && one.roundMessage) ? undefined : 'visual';
  if (attributes.some((one) => one._ === 'documentAttributeAudio'))
    return attributes.some((one) => one._ === 'documentAttributeAudio' && one.voice) ? undefined : 'music';
  return 'document';
}

function sendMultiMedia(call: Call, query: tl.messages.sendMultiMedia): tl.Updates {
  if (query.multiMedia.length === 0) throw badRequest('MEDIA_EMPTY');
  if (query.multiMedia.length > 10) throw badRequest('MULTI_MEDIA_TOO_LONG');
  const peer = resolvePeer(call, query.peer);
  for (const item of query.multiMedia) checkRandomId(item.randomId);
  const known = query.multiMedia.flatMap((item) => call.account.sent.get(sendKey(peer, item.randomId)) ?? []);
  if (known.length === query.multiMedia.length) {
    const view = call.view();
    const { pts } = call.state.boxOf(call.account, peer);
    const updates = known.flatMap((message): tl.Update[] => [
      { _: 'updateMessageID', id: message.id, randomId: message.randomId ?? 0n },
      ...(message.deleted
        ? []
        : [
            message.ownerId === 0
              ? ({ _: 'updateNewChannelMessage', message: renderMessage(view, message), pts, ptsCount: 0 } as const)
              : ({ _: 'updateNewMessage', message: renderMessage(view, message), pts, ptsCount: 0 } as const),
          ]),
    ]);
    return call.world.delivery.answer(view, updates);
  }
  const queued = queuedBefore(call, peer, query.multiMedia.map((item) => item.randomId));
  if (queued) return queued;
  const groupedId = query.multiMedia.length > 1 ? call.state.files.nextId(call.account.homeDc) : undefined;
  const base = common(call, peer, query);
  const items = query.multiMedia.map((item, index) => {
    if (item.media._ !== 'inputMediaPhoto' && item.media._ !== 'inputMediaDocument') throw badRequest('MEDIA_INVALID');
    const styled = acceptStyled(call, item.message, item.entities);
    checkCaption(call, styled.text);
    const media = withIndex(index, () => acceptMedia(call, item.media, isBroadcast(call, peer)));
    checkSend(call.state, call.account, peer, media);
    const content = composeContent(call.state, {
      ...base,
      ...styled,
      ...(media ? { media } : {}),
      ...(groupedId !== undefined ? { groupedId } : {}),
    });
    return { content, randomId: item.randomId };
  });
  const kinds = new Set(items.map((item) => albumKind(item.content)));
  if (items.length > 1 && (kinds.size !== 1 || kinds.has(undefined))) throw badRequest('MEDIA_INVALID');
  const date = checkOptions(call, peer, query);
  if (date !== undefined) {
    if (query.clearDraft) clearDraft(call, peer);
    return enqueue(call, peer, items, date);
  }
  const { messages, events } = post(call, peer, items, query);
  return sentUpdates(call, messages, events);
}

/** File reference errors of a list name the item: FILE_REFERENCE_1_EXPIRED. */
function withIndex<T>(index: number, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof RpcFailure && error.text.startsWith('FILE_REFERENCE_')) {
      throw badRequest(`FILE_REFERENCE_${index}_${error.text.slice('FILE_REFERENCE_'.length)}`);
    }
    throw error;
  }
}

export const sendMethods: HandlerTable = {
  'messages.sendMessage': sendMessage,
  'messages.sendMedia': sendMedia,
  'messages.sendMultiMedia': sendMultiMedia,

  'messages.uploadMedia': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    const media = acceptMedia(call, query.media, isBroadcast(call, peer));
    if (!media) throw badRequest('MEDIA_INVALID');
    return renderMedia(call.view(), media);
  },

  'messages.getWebPagePreview': (call, query) => {
    const styled = acceptStyled(call, query.message, query.entities);
    const page = call.world.previewOf(styled);
    if (page?.pendingUntil !== undefined) call.world.pages.asked(page, call.account.id);
    const view = call.view();
    const media: tl.MessageMedia = page ? renderMedia(view, { kind: 'webpage', page }) : { _: 'messageMediaEmpty' };
    return { _: 'messages.webPagePreview', media, ...view.vectors() };
  },

  'messages.setTyping': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    if (peer === call.account.id) return true;
    checkSend(call.state, call.account, peer, undefined);
    call.world.typing(call.account.id, peer, query.action, call.caller, query.topMsgId);
    return true;
  },

  'messages.startBot': (call, query) => {
    checkRandomId(query.randomId);
    const peer = resolvePeer(call, query.peer);
    const before = call.account.sent.get(sendKey(peer, query.randomId));
    if (before) return repeated(call, before, query.randomId);
    const text = query.startParam === '' ? '/start' : `/start ${query.startParam}`;
    checkSend(call.state, call.account, peer, undefined);
    const content = composeContent(call.state, {
      authorId: call.account.id,
      to: peer,
      text,
      entities: [{ _: 'messageEntityBotCommand', offset: 0, length: 6 }],
    });
    const { messages, events } = post(call, peer, [{ content, randomId: query.randomId }], { peer: query.peer });
    return sentUpdates(call, messages, events);
  },
};
