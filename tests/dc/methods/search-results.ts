import type { tl } from '#tl';
import { badRequest } from '../world/errors.ts';
import { matchesFilter } from '../world/history.ts';
import type { BoxMessage } from '../world/model.ts';
import { renderMessage } from '../world/render-messages.ts';
import { savedKey } from '../world/saved.ts';
import type { Call, HandlerTable } from './call.ts';
import { resolvePeer, resolveSource } from './resolve.ts';

/** What there is of a kind in a chat without its messages: counts, days, positions. */

const DAY = 86_400;
/** Messages that one page of the calendar covers: the last day of it may be a part only. */
const CALENDAR_PAGE = 100;

/** Filters by which nothing is laid out (core.telegram.org/method/messages.getSearchResultsCalendar). */
const notLaidOut: ReadonlySet<tl.MessagesFilter['_']> = new Set(['inputMessagesFilterEmpty', 'inputMessagesFilterMyMentions']);

/** The messages of a chat, or of a part of it, by ascending ids. */
function part(call: Call, query: { peer: tl.InputPeer; savedPeerId?: tl.InputPeer; topMsgId?: number }): BoxMessage[] {
  const peer = resolvePeer(call, query.peer);
  const source = query.savedPeerId ? resolveSource(call, query.savedPeerId) : undefined;
  if (source !== undefined && peer !== call.account.id) throw badRequest('PEER_ID_INVALID');
  return call.state
    .thread(call.account, peer)
    .filter((message) => query.topMsgId === undefined || message.topId === query.topMsgId)
    .filter((message) => source === undefined || savedKey(message.content, call.account.id) === source);
}

function laidOut(call: Call, query: Parameters<typeof part>[1] & { filter: tl.MessagesFilter }): BoxMessage[] {
  const all = part(call, query);
  if (notLaidOut.has(query.filter._)) throw badRequest('FILTER_NOT_SUPPORTED');
  return all.filter((message) => matchesFilter(message, query.filter, call.account.id));
}

export const searchResultMethods: HandlerTable = {
  'messages.getSearchCounters': (call, query) => {
    const all = part(call, query);
    return query.filters.map((filter) => ({
      _: 'messages.searchCounter',
      filter,
      count: all.filter((message) => matchesFilter(message, filter, call.account.id)).length,
    }));
  },

  'messages.getSearchResultsCalendar': (call, query) => {
    const list = laidOut(call, query);
    const newest = list.toReversed();
    const above = newest.filter(
      ({ id, content }) => (query.offsetId > 0 && id >= query.offsetId) || (query.offsetId <= 0 && query.offsetDate > 0 && content.date >= query.offsetDate),
    ).length;
    const days = new Map<number, BoxMessage[]>();
    for (const message of newest.slice(above, above + CALENDAR_PAGE)) {
      const day = Math.floor(message.content.date / DAY) * DAY;
      days.set(day, [...(days.get(day) ?? []), message]);
    }
    const view = call.view();
    const firsts = [...days.values()].flatMap((day) => day.at(-1) ?? []);
    return {
      _: 'messages.searchResultsCalendar',
      count: list.length,
      minDate: firsts.at(-1)?.content.date ?? 0,
      minMsgId: firsts.at(-1)?.id ?? 0,
      ...(above > 0 ? { offsetIdOffset: above } : {}),
      periods: [...days].map(([date, day]) => ({
        _: 'searchResultsCalendarPeriod',
        date,
        minMsgId: day.at(-1)?.id ?? 0,
        maxMsgId: day[0]?.id ?? 0,
        count: day.length,
      })),
      messages: firsts.map((message) => renderMessage(view, message)),
      ...view.vectors(),
    };
  },

  'messages.getSearchResultsPositions': (call, query) => {
    const list = laidOut(call, query);
    const positions = list
      .toReversed()
      .map((message, offset): tl.SearchResultsPosition => ({
        _: 'searchResultPosition',
        msgId: message.id,
        date: message.content.date,
        offset,
      }))
      .filter((one) => query.offsetId === 0 || one.msgId < query.offsetId)
      .slice(0, Math.max(1, query.limit));
    return { _: 'messages.searchResultsPositions', count: list.length, positions };
  },
};
