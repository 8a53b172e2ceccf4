import type { tl } from '#tl';
import { badRequest, forbidden } from '../world/errors.ts';
import { composeContent } from '../world/compose.ts';
import { checkEffect } from '../world/effects.ts';
import { isAdmin, type BoxMessage, type Content, type ForwardOrigin } from '../world/model.ts';
import { bareId, channelKey, isChannelKey, isUserKey, type PeerKey } from '../world/peers.ts';
import { allowedBy } from '../world/privacy.ts';
import { checkPin, checkSend, hasAdminRight, isProtected } from '../world/rights.ts';
import { acceptMedia } from './media.ts';
import type { Call, HandlerTable } from './call.ts';
import { stopPoll } from './polls.ts';
import { messageOf, resolveChannel, resolvePeer } from './resolve.ts';
import { editQueued, enqueue, plannedDate, queuedBefore } from './scheduled.ts';
import { acceptStyled, checkCaption, checkText } from './accept-text.ts';
import { sendKey, sentUpdates } from './send.ts';

/** Editing, forwarding, deleting, pinning. */

const DELETE_ROUND = 1000;

function checkEdit(call: Call, message: BoxMessage): void {
  const { content } = message;
  const chat = call.state.chat(message.peer);
  const member = chat?.members.get(call.account.id);
  const isPost = content.post === true;
  const own = content.authorId === call.account.id;
  if (isPost && !own && !hasAdminRight(member, 'editMessages')) throw badRequest('CHAT_ADMIN_REQUIRED');
  if (!isPost && !own) throw forbidden('MESSAGE_AUTHOR_REQUIRED');
  if (content.action || content.viaBotId !== undefined || (content.forward && message.peer !== call.account.id))
    throw badRequest('MESSAGE_ID_INVALID');
  const unlimited =
    message.peer === call.account.id || (isPost && hasAdminRight(member, 'editMessages')) || hasAdminRight(member, 'pinMessages');
  if (!unlimited && call.now() - content.date >= call.state.settings.editTimeLimit) throw badRequest('MESSAGE_EDIT_TIME_EXPIRED');
}

function editMessage(call: Call, query: tl.messages.editMessage): tl.Updates {
  const peer = resolvePeer(call, query.peer);
  if (query.scheduleDate !== undefined) {
    const change = (content: Content): Partial<Content> => ({ ...editedText(call, content, query), ...editedMedia(call, content, query) });
    return editQueued(call, peer, query, change, (content, changed) => settlePreview(call, content, changed, query));
  }
  const message = messageOf(call, peer, query.id);
  if (!message) throw badRequest('MESSAGE_ID_INVALID');
  checkEdit(call, message);
  const { content } = message;
  if (content.media?.kind === 'poll' && query.media) return stopPoll(call, message, content.media.poll, query.media);
  const changed = { ...editedText(call, content, query), ...editedMedia(call, content, query) };
  const same = Object.entries(changed).every(([name, value]) => sameValue(content[name as keyof Content], value));
  if (same) throw badRequest('MESSAGE_NOT_MODIFIED');
  Object.assign(content, changed, { editDate: call.now() });
  settlePreview(call, content, changed, query);
  const events = call.world.ops.edited(content, message.ownerId, call.actor);
  return call.world.answer(call.view(), events, isChannelKey(peer) ? bareId(peer) : undefined);
}

function editedText(call: Call, content: Content, query: tl.messages.editMessage): Partial<Content> {
  if (query.message === undefined) return {};
  const styled = acceptStyled(call, query.message, query.entities);
  const captioned = query.media !== undefined || (content.media !== undefined && content.media.kind !== 'webpage');
  if (captioned) checkCaption(call, styled.text);
  else checkText(styled.text);
  return {
    text: styled.text,
    entities: styled.entities,
    // The flag says how it is from now on.
    ...(query.invertMedia === true || content.invertMedia === true ? { invertMedia: query.invertMedia === true } : {}),
  };
}

function editedMedia(call: Call, content: Content, query: tl.messages.editMessage): Partial<Content> {
  if (!query.media) return {};
  if (content.media?.kind === 'plain' || content.media?.kind === 'poll' || content.media?.kind === 'todo') throw badRequest('MEDIA_PREV_INVALID');
  const media = acceptMedia(call, query.media, false);
  // A preview that may be missing is.
  if (!media && query.media._ === 'inputMediaWebPage') return {};
  if (!media) throw badRequest('MEDIA_EMPTY');
  if (media.kind === 'plain' || media.kind === 'poll' || media.kind === 'todo') throw badRequest('MEDIA_NEW_INVALID');
  return { media };
}

/** The preview follows the text, unless the edit brings one. */
function settlePreview(call: Call, content: Content, changed: Partial<Content>, query: tl.messages.editMessage): void {
  if (!('media' in changed) && content.media?.kind === 'webpage') refreshPreview(call, content, query.noWebpage === true);
  else if (!content.media && !query.noWebpage) refreshPreview(call, content, false);
}

function refreshPreview(call: Call, content: Content, drop: boolean): void {
  const page = drop ? undefined : call.world.previewOf(content);
  if (page) content.media = { kind: 'webpage', page };
  else delete content.media;
}

function sameValue(a: unknown, b: unknown): boolean {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'bigint' ? `${inner}n` : typeof inner === 'function' ? undefined : inner,
    ) ?? '';
  return a === b || text(a) === text(b) || ((a ?? false) === false && b === false);
}

/** Where a forwarded message says it comes from. */
function originOf(call: Call, message: BoxMessage, toSelf: boolean): ForwardOrigin {
  const { content } = message;
  const saved = toSelf && message.peer !== call.account.id ? { savedFromKey: message.peer, savedFromMsgId: message.id } : {};
  if (content.forward) {
    const { savedFromKey: _peer, savedFromMsgId: _id, ...origin } = content.forward;
    return { ...origin, ...saved };
  }
  if (content.post) {
    return {
      fromKey: message.peer,
      date: content.date,
      channelPost: message.id,
      ...(content.postAuthor !== undefined ? { postAuthor: content.postAuthor } : {}),
      ...saved,
    };
  }
  const fromKey = content.fromKey ?? message.peer;
  if (isUserKey(fromKey) && !allowedBy(call.state, fromKey, 'privacyKeyForwards', call.account.id)) {
    const author = call.state.user(fromKey);
    // The chat with somebody who hides would say who it is.
    const origin = isUserKey(message.peer) ? {} : saved;
    return { fromName: `${author.firstName} ${author.lastName}`.trim(), date: content.date, ...origin };
  }
  return { fromKey, date: content.date, ...saved };
}

function forwardMessages(call: Call, query: tl.messages.forwardMessages): tl.Updates {
  if (query.id.length === 0) throw badRequest('MESSAGE_IDS_EMPTY');
  if (query.id.length > 100) throw badRequest('MESSAGE_IDS_EMPTY');
  if (query.randomId.length !== query.id.length || query.randomId.includes(0n)) throw badRequest('RANDOM_ID_INVALID');
  const from = resolvePeer(call, query.fromPeer);
  const to = resolvePeer(call, query.toPeer);
  if (isProtected(call.state, call.account, from)) throw badRequest('CHAT_FORWARDS_RESTRICTED');
  const queued = queuedBefore(call, to, query.randomId);
  if (queued) return queued;
  checkEffect(call.account, to, query.effect);
  const date = plannedDate(call, to, query);
  const groups = new Map<bigint, bigint>();
  const fresh: { content: Content; randomId: bigint; source: BoxMessage }[] = [];
  const known: BoxMessage[] = [];
  for (const [at, id] of query.id.entries()) {
    const randomId = query.randomId[at] ?? 0n;
    const before = call.account.sent.get(sendKey(to, randomId));
    if (before) {
      known.push(before);
      continue;
    }
    const source = messageOf(call, from, id);
    if (!source || source.content.action) throw badRequest('MESSAGE_ID_INVALID');
    if (source.content.noforwards) throw badRequest('CHAT_FORWARDS_RESTRICTED');
    checkSend(call.state, call.account, to, source.content.media);
    fresh.push({ content: forwardOf(call, source, to, query, groups), randomId, source });
  }
  if (date !== undefined && fresh.length > 0) return enqueue(call, to, fresh, date);
  call.world.counters.checkSlowMode(call.account, to, fresh.length);
  const posted = fresh.length > 0 ? call.world.ops.postMany(fresh, to, call.actor) : undefined;
  const messages = (posted?.copies ?? []).filter((copy) => copy.ownerId === 0 || copy.ownerId === call.account.id);
  for (const message of messages)
    if (message.randomId !== undefined) call.account.sent.set(sendKey(to, message.randomId), message);
  for (const { source } of fresh) call.world.counters.countForward(source);
  return sentUpdates(call, [...known, ...messages], posted?.events ?? []);
}

function forwardOf(
  call: Call,
  source: BoxMessage,
  to: PeerKey,
  query: tl.messages.forwardMessages,
  groups: Map<bigint, bigint>,
): Content {
  const { content } = source;
  const keepText = !(query.dropMediaCaptions && content.media && content.media.kind !== 'webpage');
  let groupedId: bigint | undefined;
  if (content.groupedId !== undefined) {
    groupedId = groups.get(content.groupedId) ?? call.state.files.nextId(call.account.homeDc);
    groups.set(content.groupedId, groupedId);
  }
  return composeContent(call.state, {
    authorId: call.account.id,
    to,
    text: keepText ? content.text : '',
    entities: keepText ? content.entities : [],
    ...(content.media ? { media: content.media } : {}),
    ...(query.dropAuthor ? {} : { forward: originOf(call, source, to === call.account.id) }),
    ...(groupedId !== undefined ? { groupedId } : {}),
    ...(query.silent ? { silent: true } : {}),
    ...(query.effect === undefined ? {} : { effect: query.effect }),
    ...(content.viaBotId !== undefined ? { viaBotId: content.viaBotId } : {}),
  });
}

/** Whether the account may take a message away from everybody. */
function mayRevoke(call: Call, message: BoxMessage): boolean {
  const { settings } = call.state;
  if (message.peer === call.account.id) return false;
  const age = call.now() - message.content.date;
  if (isUserKey(message.peer)) return age <= settings.revokePmTimeLimit;
  const admin = isAdmin(call.state.chat(message.peer)?.members.get(call.account.id));
  return admin || (message.out && age <= settings.revokeTimeLimit);
}

export const editMethods: HandlerTable = {
  'messages.editMessage': editMessage,
  'messages.forwardMessages': forwardMessages,

  'messages.deleteMessages': (call, query) => {
    const messages = [...new Set(query.id)].flatMap((id) => call.account.box.byId.get(id) ?? []);
    const forAll = query.revoke ? messages.filter((message) => mayRevoke(call, message)) : [];
    const forSelf = messages.filter((message) => !forAll.includes(message));
    const events = [
      ...call.world.ops.deleteForAll(
        forAll.map((message) => message.content),
        call.actor,
      ),
      ...call.world.ops.deleteCommon(call.account, forSelf, call.caller),
    ];
    return { _: 'messages.affectedMessages', pts: call.account.box.pts, ptsCount: events.length };
  },

  'channels.deleteMessages': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    const member = channel.members.get(call.account.id);
    const messages = [...new Set(query.id)].flatMap((id) => messageOf(call, channelKey(channel.id), id) ?? []);
    const admin = hasAdminRight(member, 'deleteMessages');
    if (messages.some((message) => !admin && message.content.authorId !== call.account.id))
      throw forbidden('MESSAGE_DELETE_FORBIDDEN');
    if (messages.some((message) => message.id === 1 && message.content.action)) throw forbidden('MESSAGE_DELETE_FORBIDDEN');
    const events = call.world.ops.deleteInChannel(channel.id, messages, call.caller);
    return { _: 'messages.affectedMessages', pts: call.state.channelBox(channel.id).pts, ptsCount: events.length };
  },

  'messages.deleteHistory': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    if (isChannelKey(peer)) throw badRequest('PEER_ID_INVALID');
    const all = call.state
      .thread(call.account, peer)
      .filter(
        (message) =>
          (query.maxId === 0 || message.id <= query.maxId) &&
          (query.minDate === undefined || message.content.date >= query.minDate) &&
          (query.maxDate === undefined || message.content.date <= query.maxDate),
      );
    const round = all.slice(-DELETE_ROUND);
    const forAll = query.revoke ? round.filter((message) => mayRevoke(call, message)) : [];
    const dialog = call.account.dialog(peer);
    if (query.justClear) dialog.since = call.now();
    else {
      delete dialog.since;
      // A chat that is not in the list is not pinned there.
      const pinned = call.account.pinned[dialog.folderId];
      if (pinned.includes(peer)) pinned.splice(pinned.indexOf(peer), 1);
    }
    const events = [
      ...call.world.ops.deleteForAll(
        forAll.map((message) => message.content),
        call.actor,
      ),
      ...call.world.ops.deleteCommon(
        call.account,
        round.filter((message) => !forAll.includes(message)),
        call.caller,
      ),
    ];
    return {
      _: 'messages.affectedHistory',
      pts: call.account.box.pts,
      ptsCount: events.length,
      offset: all.length - round.length,
    };
  },

  'channels.deleteHistory': (call, query) => {
    const channel = resolveChannel(call, query.channel);
    const key = channelKey(channel.id);
    const thread = call.state.channelBox(channel.id).thread(key);
    const upTo = query.maxId === 0 ? (thread[thread.length - 1]?.id ?? 0) : query.maxId;
    const view = call.view();
    if (query.forEveryone) {
      if (!hasAdminRight(channel.members.get(call.account.id), 'deleteMessages')) throw badRequest('CHAT_ADMIN_REQUIRED');
      const events = call.world.ops.deleteInChannel(
        channel.id,
        thread.filter((message) => message.id <= upTo && message.id > 1),
        call.caller,
      );
      return call.world.answer(view, events, channel.id);
    }
    const dialog = call.account.dialog(key);
    dialog.availableMinId = Math.max(dialog.availableMinId, upTo);
    dialog.readInboxMaxId = Math.max(dialog.readInboxMaxId, upTo);
    const update: tl.Update = {
      _: 'updateChannelAvailableMessages',
      channelId: channel.id,
      availableMinId: dialog.availableMinId,
    };
    call.world.delivery.updates(call.account, () => [update], call.caller);
    return call.world.delivery.answer(view, [update]);
  },

  'messages.updatePinnedMessage': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    const message = messageOf(call, peer, query.id);
    if (!message || message.content.action) throw badRequest('MESSAGE_ID_INVALID');
    checkPin(call.state, call.account, peer);
    if ((message.pinned ?? false) === !query.unpin) throw badRequest('CHAT_NOT_MODIFIED');
    return pin(call, peer, message, query);
  },

  'messages.unpinAllMessages': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    checkPin(call.state, call.account, peer);
    const pinned = call.state.thread(call.account, peer).filter((message) => message.pinned);
    const events = call.world.ops.setPinned(pinned, false, call.actor);
    return { _: 'messages.affectedHistory', pts: call.state.boxOf(call.account, peer).pts, ptsCount: events.length, offset: 0 };
  },
};

function pin(call: Call, peer: PeerKey, message: BoxMessage, query: tl.messages.updatePinnedMessage): tl.Updates {
  const view = call.view();
  const oneSide = query.pmOneside === true && isUserKey(peer);
  const channelId = isChannelKey(peer) ? bareId(peer) : undefined;
  const events = call.world.ops.setPinned([message], !query.unpin, call.actor, oneSide);
  const updates = call.world.eventUpdates(view, events, channelId);
  if (!query.unpin && !oneSide) {
    const content = composeContent(call.state, {
      authorId: call.account.id,
      to: peer,
      text: '',
      entities: [],
      action: { kind: 'plain', action: { _: 'messageActionPinMessage' } },
      reply: { content: message.content },
      ...(query.silent ? { silent: true } : {}),
    });
    const posted = call.world.ops.post(content, peer, call.actor);
    updates.push(...call.world.eventUpdates(view, posted.events, channelId));
  }
  return call.world.delivery.answer(view, updates);
}
