import type { BoxMessage, WorldWebPage } from './model.ts';
import { bareId, isChannelKey } from './peers.ts';
import type { World } from './world.ts';

const shows = (message: BoxMessage, page: WorldWebPage): boolean => message.content.media?.kind === 'webpage' && message.content.media.page === page;

/**
 * A preview has been made: everybody hears of it who asked for it or has a message with it
 * (core.telegram.org/constructor/updateWebPage, …/updateChannelWebPage).
 */
export function finishPage({ state, ops, pages }: World, page: WorldWebPage): void {
  const askers = pages.made(page);
  for (const account of state.accounts.values()) {
    const chats = [...account.dialogs.keys()];
    const isShown = chats.some((peer) => !isChannelKey(peer) && state.thread(account, peer).some((message) => shows(message, page)));
    if (isShown || askers.has(account.id)) ops.common(account, [{ kind: 'webpage', page }]);
  }
  const channels = new Set([...state.accounts.values()].flatMap((account) => [...account.dialogs.keys()].filter(isChannelKey)));
  for (const key of channels) {
    const [reader] = state.accountsIn(key);
    if (reader && state.thread(reader, key).some((message) => shows(message, page))) ops.inChannel(bareId(key), [{ kind: 'webpage', page }]);
  }
}
