import type { Account } from './account.ts';
import type { BoxMessage, Content } from './model.ts';
import type { PeerKey } from './peers.ts';
import { reactionName } from './reactions.ts';

/** Saved Messages by their sources (core.telegram.org/api/saved-messages). */

/** Stands for all who hide their account in forwards. Nobody can look this user up. */
export const HIDDEN_AUTHOR_ID = 2666000;

export function savedKey(content: Content, ownId: number): PeerKey {
  const origin = content.forward;
  if (!origin) return ownId;
  if (origin.savedFromKey !== undefined) return origin.savedFromKey;
  return origin.fromKey !== undefined ? ownId : HIDDEN_AUTHOR_ID;
}

/** The messages of one source, ids ascending. */
export function savedThread(account: Account, key: PeerKey): BoxMessage[] {
  return account.box.thread(account.id).filter((message) => savedKey(message.content, account.id) === key);
}

/** The newest message of each source, newest first. */
export function savedTops(account: Account): [PeerKey, BoxMessage][] {
  const tops = new Map<PeerKey, BoxMessage>();
  for (const message of account.box.thread(account.id)) tops.set(savedKey(message.content, account.id), message);
  return [...tops].sort((a, b) => b[1].id - a[1].id);
}

/** Whether a message carries all of these tags. */
export function hasTags(message: BoxMessage, names: readonly string[]): boolean {
  const own = new Set((message.content.reactions ?? []).map((one) => reactionName(one.reaction)));
  return names.every((name) => own.has(name));
}
