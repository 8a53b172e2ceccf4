import type { ChatFolder } from '#shared/model/index.ts';
import { sameValue } from '../window/same-value.ts';

/**
 * What becomes of a folder that was changed here while it changed elsewhere: what was changed here since `base` holds, everything
 * else is as the server says now. Chats are taken in and out one by one, so that neither side loses its own.
 */
export function mergeFolder(base: ChatFolder, server: ChatFolder, mine: ChatFolder): ChatFolder {
  const field = <Key extends 'title' | 'stillTitle' | 'emoticon' | 'color'>(key: Key): Pick<ChatFolder, Key> => {
    const value = sameValue(base[key], mine[key]) ? server[key] : mine[key];
    return (value === undefined ? {} : { [key]: value }) as Pick<ChatFolder, Key>;
  };
  const list = <Item>(of: (folder: ChatFolder) => readonly Item[]): Item[] => mergeList(of(base), of(server), of(mine));
  const pinned = list((folder) => folder.pinned);
  const included = list((folder) => folder.included).filter((id) => !pinned.includes(id));
  return {
    id: server.id,
    ...field('title'),
    ...field('stillTitle'),
    ...field('emoticon'),
    ...field('color'),
    ...(server.shared ? { shared: true } : {}),
    ...(server.hasLinks ? { hasLinks: true } : {}),
    flags: list((folder) => folder.flags),
    pinned,
    included,
    excluded: list((folder) => folder.excluded).filter((id) => !pinned.includes(id) && !included.includes(id)),
  };
}

function mergeList<Item>(base: readonly Item[], server: readonly Item[], mine: readonly Item[]): Item[] {
  const added = mine.filter((item) => !base.includes(item) && !server.includes(item));
  const removed = new Set(base.filter((item) => !mine.includes(item)));
  const kept = server.filter((item) => !removed.has(item));
  if (sameValue(base, server)) return [...mine];
  // Where both sides know the same, the order is that of whoever changed it here.
  const isReordered = mine.length === kept.length && kept.every((item) => mine.includes(item));
  return isReordered && !sameValue(base, mine) ? [...mine] : [...kept, ...added];
}
