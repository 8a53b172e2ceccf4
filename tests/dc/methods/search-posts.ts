import type { tl } from '#tl';
import { RpcFailure } from '../protocol/types.ts';
import type { Account } from '../world/account.ts';
import { badRequest, forbidden } from '../world/errors.ts';
import { matchesText } from '../world/history.ts';
import type { BoxMessage } from '../world/model.ts';
import { renderMessage } from '../world/render-messages.ts';
import type { Call, HandlerTable } from './call.ts';
import { pageStart } from './search-global.ts';

/** Search among the posts of all public channels (core.telegram.org/api/search#posts-tab). */

/** A free search comes back so long after it was used, seconds. */
const DAY = 86_400;
const STARS = 10n;

export const searchPostsMethods = {
  'channels.checkSearchPostsFlood': (call, query) => floodOf(call, query.query ?? ''),

  'channels.searchPosts': (call, query) => {
    const { hashtag, query: text } = query;
    if ((hashtag === undefined) === (text === undefined)) throw badRequest('QUERY_INVALID');
    if ((hashtag ?? text)?.trim() === '') throw badRequest('SEARCH_QUERY_EMPTY');
    if (hashtag?.startsWith('#')) throw badRequest('HASHTAG_INVALID');
    if (text !== undefined) takeSlot(call, text);
    const list = publicPosts(call)
      .filter((post) => (hashtag === undefined ? matchesText(post, text ?? '') : hasHashtag(post, hashtag)))
      .sort((a, b) => b.content.date - a.content.date || b.peer - a.peer || b.id - a.id);
    const limit = Math.max(1, Math.min(100, query.limit || 20));
    const start = pageStart(call, list, query);
    const page = list.slice(start, start + limit);
    const view = call.view();
    const messages = page.map((post) => renderMessage(view, post));
    const last = page.at(-1);
    return {
      _: 'messages.messagesSlice',
      count: list.length,
      messages,
      topics: [],
      ...view.vectors(),
      ...(last !== undefined && start + limit < list.length ? { nextRate: last.content.date } : {}),
      ...(text === undefined ? {} : { searchFlood: floodOf(call, text) }),
    };
  },
} satisfies HandlerTable;

function publicPosts({ state }: Call): BoxMessage[] {
  return [...state.channels.values()]
    .filter((channel) => !channel.megagroup && channel.username !== undefined)
    .flatMap((channel) => [...state.channelBox(channel.id).byId.values()])
    .filter((post) => post.content.action === undefined);
}

function hasHashtag({ content }: BoxMessage, hashtag: string): boolean {
  const wanted = `#${hashtag}`.toLocaleLowerCase();
  return content.entities.some(
    (entity) => entity._ === 'messageEntityHashtag' && content.text.slice(entity.offset, entity.offset + entity.length).toLocaleLowerCase() === wanted,
  );
}

const fresh = (account: Account, now: number): [string, number][] => [...account.postSearches].filter(([, at]) => at > now - DAY);

function floodOf(call: Call, query: string): tl.searchPostsFlood {
  const used = fresh(call.account, call.now());
  const remains = Math.max(0, call.state.settings.freePostSearches - used.length);
  const first = used[0]?.[1];
  return {
    _: 'searchPostsFlood',
    ...(used.some(([text]) => text === query) ? { queryIsFree: true } : {}),
    totalDaily: call.state.settings.freePostSearches,
    remains,
    ...(remains === 0 && first !== undefined ? { waitTill: first + DAY } : {}),
    starsAmount: STARS,
  };
}

/** Each other query takes one of the day's searches; further pages of it do not. */
function takeSlot(call: Call, query: string): void {
  const { account } = call;
  if (account.user.premium !== true) throw forbidden('PREMIUM_ACCOUNT_REQUIRED');
  const flood = floodOf(call, query);
  if (flood.queryIsFree) return;
  if (flood.remains === 0) throw new RpcFailure(420, `FLOOD_WAIT_${(flood.waitTill ?? 0) - call.now()}_OR_STARS_${STARS}`);
  account.postSearches.set(query, call.now());
}
