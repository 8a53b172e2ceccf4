import { inSection } from '#shared/model/index.ts';
import type { Message, MessageId, SearchKind } from '#shared/model/index.ts';
import { kindsOf } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { HistoryPlace } from '../messages/index.ts';
import type { ServerSearch } from './server-search.ts';
import { partsOfKind } from './wish.ts';

/** Messages that are read from the store at once, and how many of them are looked through before the server is asked. */
const PIECE = 200;
const MOST_LOOKED_AT = 2_000;

/**
 * The nearest message of a kind before or after one of a chat: where the history is known without holes from the store, else from the
 * server. Undefined when there is none; without a connection, when none is known here. Rejects with the error of the call.
 */
export async function messageBeside(
  { store, explain }: ChatContext, server: ServerSearch, place: HistoryPlace, kind: SearchKind, from: MessageId, direction: 'older' | 'newer',
): Promise<Message | undefined> {
  const { peerId, section } = place;
  const kinds = partsOfKind(kind);
  const isOlder = direction === 'older';
  let id = from;
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += PIECE) {
    const known = store.messages.around(peerId, id, isOlder ? PIECE : 0, isOlder ? 0 : PIECE + 1, section);
    const beyond = known.messages.filter((message) => message.id > 0 && (isOlder ? message.id < id : message.id > id));
    if (isOlder) beyond.reverse();
    const found = beyond.find((message) => kindsOf(message).some((each) => kinds.includes(each)));
    if (found !== undefined) return found;
    const edge = isOlder ? known.older : known.newer;
    if (edge === 'start' || edge === 'end') return undefined;
    const last = beyond.at(-1);
    if (edge === 'hole' || last === undefined) break;
    id = last.id;
  }
  try {
    const told = await server.beside(place, kind, id, direction);
    return told !== undefined && inSection(told, section) ? told : undefined;
  } catch (error) {
    if (explain(error).code === 'OFFLINE') return undefined;
    throw error;
  }
}
