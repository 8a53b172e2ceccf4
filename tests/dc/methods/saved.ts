import { createHash } from 'node:crypto';
import type { tl } from '#tl';
import { badRequest, forbidden } from '../world/errors.ts';
import type { BoxMessage } from '../world/model.ts';
import { toPeer, type PeerKey } from '../world/peers.ts';
import { reactionName } from '../world/reactions.ts';
import { renderMessage } from '../world/render-messages.ts';
import { HIDDEN_AUTHOR_ID, savedThread, savedTops } from '../world/saved.ts';
import type { View } from '../world/view.ts';
import type { Call, HandlerTable } from './call.ts';
import { listHash } from './contacts.ts';
import { answerSlice } from './history.ts';
import { resolveSource } from './resolve.ts';

/** Saved Messages by their sources, and their tags (core.telegram.org/api/saved-messages). */

const DELETE_ROUND = 1000;
const MOST_TITLE = 12;
const MOST_PINNED = { basic: 5, premium: 100 };

/** Only what channels get in private has another parent. */
function refuseParent(parent: tl.InputPeer | undefined): void {
  if (parent !== undefined && parent._ !== 'inputPeerSelf') throw badRequest('PARENT_PEER_INVALID');
}

function sourcePeer(view: View, key: PeerKey): tl.Peer {
  return key === HIDDEN_AUTHOR_ID ? toPeer(key) : view.peer(key);
}

function rows(call: Call, tops: readonly [PeerKey, BoxMessage][]): Omit<tl.messages.savedDialogs, '_'> {
  const view = call.view();
  return {
    dialogs: tops.map(([key, top]) => ({
      _: 'savedDialog',
      peer: sourcePeer(view, key),
      topMessage: top.id,
      ...(call.account.pinnedSaved.includes(key) ? { pinned: true } : {}),
    })),
    messages: tops.map(([, top]) => renderMessage(view, top)),
    ...view.vectors(),
  };
}

/** The pinned sources that have something, in their order. */
function pinnedTops(call: Call): [PeerKey, BoxMessage][] {
  const tops = new Map(savedTops(call.account));
  return call.account.pinnedSaved.flatMap((key): [PeerKey, BoxMessage][] => {
    const top = tops.get(key);
    return top ? [[key, top]] : [];
  });
}

function dialogPeer(call: Call, input: tl.InputDialogPeer): PeerKey {
  if (input._ !== 'inputDialogPeer') throw badRequest('PEER_ID_INVALID');
  return resolveSource(call, input.peer);
}

function checkRoom(call: Call, count: number): void {
  if (count > (call.account.user.premium ? MOST_PINNED.premium : MOST_PINNED.basic)) throw badRequest('PINNED_TOO_MUCH');
}

/** Every tag with how many messages carry it, those of most messages first. */
function tagsOf(call: Call, source: PeerKey | undefined): tl.savedReactionTag[] {
  const { account } = call;
  const messages = source === undefined ? account.box.thread(account.id) : savedThread(account, source);
  const tags = new Map<string, tl.savedReactionTag>();
  for (const { content } of messages) {
    for (const { reaction } of content.reactions ?? []) {
      const name = reactionName(reaction);
      const title = source === undefined ? account.tagTitles.get(name) : undefined;
      const known = tags.get(name) ?? { _: 'savedReactionTag', reaction, count: 0, ...(title === undefined ? {} : { title }) };
      known.count += 1;
      tags.set(name, known);
    }
  }
  return [...tags.values()].sort((a, b) => b.count - a.count || reactionName(a.reaction).localeCompare(reactionName(b.reaction)));
}

function tagsHash(tags: readonly tl.savedReactionTag[]): bigint {
  const sign = (text: string): bigint => createHash('md5').update(text).digest().readBigUInt64BE(0);
  return listHash(tags.flatMap(({ reaction, title, count }) => [
    reaction._ === 'reactionCustomEmoji' ? reaction.documentId : sign(reactionName(reaction)),
    ...(title === undefined ? [] : [sign(title)]),
    BigInt(count),
  ]));
}

export const savedMethods: HandlerTable = {
  'messages.getSavedHistory': (call, query) => {
    refuseParent(query.parentPeer);
    return answerSlice(call, undefined, savedThread(call.account, resolveSource(call, query.peer)), query);
  },

  'messages.getSavedDialogs': (call, query) => {
    refuseParent(query.parentPeer);
    const { pinnedSaved } = call.account;
    const all = savedTops(call.account).filter(([key]) => !query.excludePinned || !pinnedSaved.includes(key));
    const first = query.offsetId === 0 && query.offsetDate === 0;
    const list = first && !query.excludePinned ? [...pinnedTops(call), ...all.filter(([key]) => !pinnedSaved.includes(key))] : all;
    const from = first ? list : list.filter(([, top]) => top.id < query.offsetId);
    const page = from.slice(0, Math.max(1, Math.min(100, query.limit)));
    const parts = rows(call, page);
    return first && page.length === list.length
      ? { _: 'messages.savedDialogs', ...parts }
      : { _: 'messages.savedDialogsSlice', count: list.length, ...parts };
  },

  'messages.getSavedDialogsByID': (call, query) => {
    refuseParent(query.parentPeer);
    const tops = new Map(savedTops(call.account));
    const found = query.ids.flatMap((input): [PeerKey, BoxMessage][] => {
      const key = resolveSource(call, input);
      const top = tops.get(key);
      return top ? [[key, top]] : [];
    });
    return { _: 'messages.savedDialogs', ...rows(call, found) };
  },

  'messages.getPinnedSavedDialogs': (call) => ({ _: 'messages.savedDialogs', ...rows(call, pinnedTops(call)) }),

  'messages.toggleSavedDialogPin': (call, query) => {
    const { pinnedSaved } = call.account;
    const key = dialogPeer(call, query.peer);
    if (savedThread(call.account, key).length === 0) throw badRequest('PEER_ID_INVALID');
    const at = pinnedSaved.indexOf(key);
    if ((at >= 0) === (query.pinned === true)) return true;
    if (query.pinned) {
      checkRoom(call, pinnedSaved.length + 1);
      pinnedSaved.unshift(key);
    } else pinnedSaved.splice(at, 1);
    call.world.delivery.updates(
      call.account,
      (view) => [{
        _: 'updateSavedDialogPinned', peer: { _: 'dialogPeer', peer: sourcePeer(view, key) }, ...(query.pinned ? { pinned: true } : {}),
      }],
      call.caller,
    );
    return true;
  },

  'messages.reorderPinnedSavedDialogs': (call, query) => {
    const { pinnedSaved } = call.account;
    const order = query.order.map((input) => dialogPeer(call, input));
    if (!query.force && order.some((key) => !pinnedSaved.includes(key))) throw badRequest('PEER_ID_INVALID');
    const next = query.force ? order : [...order, ...pinnedSaved.filter((key) => !order.includes(key))];
    checkRoom(call, next.length);
    pinnedSaved.splice(0, pinnedSaved.length, ...next);
    call.world.delivery.updates(
      call.account,
      (view) => [{ _: 'updatePinnedSavedDialogs', order: next.map((key) => ({ _: 'dialogPeer', peer: sourcePeer(view, key) })) }],
      call.caller,
    );
    return true;
  },

  'messages.deleteSavedHistory': (call, query) => {
    refuseParent(query.parentPeer);
    const key = resolveSource(call, query.peer);
    const all = savedThread(call.account, key).filter(
      (message) =>
        (query.maxId === 0 || message.id <= query.maxId) &&
        (query.minDate === undefined || message.content.date >= query.minDate) &&
        (query.maxDate === undefined || message.content.date <= query.maxDate),
    );
    const round = all.slice(-DELETE_ROUND);
    const events = call.world.ops.deleteCommon(call.account, round, call.caller);
    const { pinnedSaved } = call.account;
    if (savedThread(call.account, key).length === 0 && pinnedSaved.includes(key)) pinnedSaved.splice(pinnedSaved.indexOf(key), 1);
    return {
      _: 'messages.affectedHistory', pts: call.account.box.pts, ptsCount: events.length, offset: all.length > round.length ? 1 : 0,
    };
  },

  // Nothing of one's own is unread: only what channels get in private is read like this.
  'messages.readSavedHistory': () => {
    throw badRequest('PARENT_PEER_INVALID');
  },

  'messages.getSavedReactionTags': (call, query) => {
    const tags = tagsOf(call, query.peer === undefined ? undefined : resolveSource(call, query.peer));
    const hash = tagsHash(tags);
    if (query.hash !== 0n && BigInt.asIntN(64, query.hash) === BigInt.asIntN(64, hash)) return { _: 'messages.savedReactionTagsNotModified' };
    return { _: 'messages.savedReactionTags', tags, hash };
  },

  'messages.updateSavedReactionTag': (call, query) => {
    const { account } = call;
    if (!account.user.premium) throw forbidden('PREMIUM_ACCOUNT_REQUIRED');
    const name = reactionName(query.reaction);
    if (!tagsOf(call, undefined).some((tag) => reactionName(tag.reaction) === name)) throw badRequest('REACTION_INVALID');
    const title = query.title ?? '';
    if ([...title].length > MOST_TITLE) throw badRequest('TITLE_INVALID');
    if (title === '') account.tagTitles.delete(name);
    else account.tagTitles.set(name, title);
    call.world.delivery.updates(account, () => [{ _: 'updateSavedReactionTags' }], call.caller);
    return true;
  },
};
