import type { tl } from '#tl';

const updateConstructors: ReadonlySet<string> = new Set<tl.Updates['_']>([
  'updatesTooLong',
  'updateShortMessage',
  'updateShortChatMessage',
  'updateShort',
  'updatesCombined',
  'updates',
  'updateShortSentMessage',
]);

/** Whether a pushed object is one of the forms in which updates come (core.telegram.org/type/Updates). */
export function isUpdates(object: tl.TlObject): object is tl.Updates {
  return updateConstructors.has(object._);
}
