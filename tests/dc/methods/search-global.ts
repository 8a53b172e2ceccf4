import type { tl } from '#tl';
import { badRequest } from '../world/errors.ts';
import { matchesFilter, matchesText } from '../world/history.ts';
import type { BoxMessage } from '../world/model.ts';
import { bareId, isChannelKey, isGroupKey, isUserKey } from '../world/peers.ts';
import { topMessage } from '../world/render-dialogs.ts';
import { renderMessage } from '../world/render-messages.ts';
import type { Call, Handler } from './call.ts';
import { resolvePeer } from './resolve.ts';

/** Search over all chats (core.telegram.org/method/messages.searchGlobal). */

/** Filters that mean something within one chat only. */
const refused: ReadonlySet<tl.MessagesFilter['_']> = new Set([
  'inputMessagesFilterMyMentions',
  'inputMessagesFilterPinned',
  'inputMessagesFilterChatPhotos',
]);

/** Every message of the common box, and with `channels` also those of the channels one is in. */
export function everything(call: Call, channels: boolean): BoxMessage[] {
  const { account, state } = call;
  const list = [...account.box.byId.values()];
  if (!channels) return list;
  for (const dialog of account.dialogs.values()) {
    if (isChannelKey(dialog.peer) && topMessage(state, account, dialog.peer)) list.push(...state.thread(account, dialog.peer));
  }
  return list;
}

export const searchGlobal: Handler<'messages.searchGlobal'> = (call, query) => {
  if (refused.has(query.filter._)) throw badRequest('INPUT_FILTER_INVALID');
  if (query.q.trim() === '' && query.filter._ === 'inputMessagesFilterEmpty') throw badRequest('SEARCH_QUERY_EMPTY');
  const { folderId } = query;
  if (folderId !== undefined && folderId !== 0 && folderId !== 1) throw badRequest('FOLDER_ID_INVALID');
  const wantsCalls = query.filter._ === 'inputMessagesFilterPhoneCalls';
  const list = everything(call, true)
    .filter(
      (message) =>
        matchesFilter(message, query.filter, call.account.id) &&
        matchesText(message, query.q) &&
        (wantsCalls || !message.content.action) &&
        (query.minDate <= 0 || message.content.date > query.minDate) &&
        (query.maxDate <= 0 || message.content.date < query.maxDate) &&
        (folderId === undefined || (call.account.dialogs.get(message.peer)?.folderId ?? 0) === folderId) &&
        isOfKind(call, message, query),
    )
    .sort(newestFirst);
  const limit = Math.max(1, Math.min(100, query.limit || 20));
  const start = pageStart(call, list, query);
  const page = list.slice(start, start + limit);
  const view = call.view();
  const messages = page.map((message) => renderMessage(view, message));
  const last = page.at(-1);
  const more = start + limit < list.length;
  return {
    _: 'messages.messagesSlice',
    count: list.length,
    messages,
    topics: [],
    ...view.vectors(),
    ...(more && last ? { nextRate: last.content.date } : {}),
  };
};

const newestFirst = (a: BoxMessage, b: BoxMessage): number => b.content.date - a.content.date || b.peer - a.peer || b.id - a.id;

function isOfKind(call: Call, { peer }: BoxMessage, query: tl.messages.searchGlobal): boolean {
  const channel = isChannelKey(peer) ? call.state.channels.get(bareId(peer)) : undefined;
  if (query.usersOnly) return isUserKey(peer);
  if (query.groupsOnly) return isGroupKey(peer) || channel?.megagroup === true;
  if (query.broadcastsOnly) return channel?.megagroup === false;
  return true;
}

/** Where a page begins: behind the message that rate, peer and id together name; the rate alone only leads to its second. */
export function pageStart(
  call: Call,
  list: readonly BoxMessage[],
  query: Pick<tl.messages.searchGlobal, 'offsetRate' | 'offsetPeer' | 'offsetId'>,
): number {
  if (query.offsetRate <= 0) return 0;
  const atOrBelow = list.findIndex((message) => message.content.date <= query.offsetRate);
  if (atOrBelow < 0) return list.length;
  if (query.offsetPeer._ === 'inputPeerEmpty') return atOrBelow;
  const peer = resolvePeer(call, query.offsetPeer);
  const last = list.findIndex((message) => message.peer === peer && message.id === query.offsetId);
  return last < 0 ? atOrBelow : last + 1;
}
