import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { ChatContext } from '../context.ts';
import { messagesOf, takeMessages } from './answers.ts';
import { Flight } from './flight.ts';

/** Ids of one request. */
const BATCH = 100;

/**
 * Fetches single messages and stores them outside the known stretches of their history
 * (core.telegram.org/method/messages.getMessages).
 * Those that the server does not have are removed here. Rejects with the error of the call.
 */
export async function fetchMessages(context: ChatContext, peerId: PeerId, ids: readonly MessageId[]): Promise<void> {
  const { store, client } = context;
  const channel = store.peers.inputChannel(peerId);
  for (let from = 0; from < ids.length; from += BATCH) {
    const part = ids.slice(from, from + BATCH);
    const id = part.map((each) => ({ _: 'inputMessageID' as const, id: each }));
    const flight = new Flight(store, { peerId });
    const asked =
      channel === undefined
        ? client.call({ _: 'messages.getMessages', id }, { timeoutMs: 20_000 })
        : client.call({ _: 'channels.getMessages', channel, id }, { timeoutMs: 20_000 });
    const answer = messagesOf(await asked.finally(() => flight.end()));
    store.transaction(() => {
      const { mapped } = takeMessages(store, answer, peerId);
      const overtaken = flight.overtaken();
      for (const item of mapped) if (!overtaken.has(item.message.id)) store.messages.put(item);
      const there = new Set(mapped.map((item) => item.message.id));
      const gone = part.filter((each) => !there.has(each));
      if (gone.length > 0) store.messages.delete(peerId, gone);
    });
  }
}
