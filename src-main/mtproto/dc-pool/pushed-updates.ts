import { decode, TlError, UnknownConstructorError, type tl } from '#tl';
import type { Logger } from '../types.ts';

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
function isUpdates(object: tl.TlObject): object is tl.Updates {
  return updateConstructors.has(object._);
}

/** The updates in a pushed message; `undecodable` when it holds what this layer does not know, undefined when it is something else. */
export function readPushed(body: Uint8Array, log: Logger): tl.Updates | 'undecodable' | undefined {
  try {
    const pushed = decode(body);
    if (isUpdates(pushed)) return pushed;
    log.warn('Unexpected message', { constructor: pushed._ });
    return undefined;
  } catch (error) {
    if (!(error instanceof TlError)) throw error;
    const constructorId = error instanceof UnknownConstructorError ? error.constructorId : undefined;
    log.warn('Undecodable update', { constructorId, path: error.path });
    return 'undecodable';
  }
}
