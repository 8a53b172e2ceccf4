import { CallFailure } from '../mtproto/index.ts';
import type { MtprotoClient } from '../mtproto/index.ts';
import { messagesOf, takeMessages } from '../features/messages/answers.ts';
import type { FileOrigin, Store } from '../store/index.ts';

/** Reads one message from the server again, so that its files get fresh references (core.telegram.org/api/file-references). */
export async function refetchMessage(
  client: Pick<MtprotoClient, 'call'>,
  store: Store,
  { peerId, messageId }: FileOrigin,
): Promise<void> {
  const id = [{ _: 'inputMessageID', id: messageId } as const];
  const channel = store.peers.inputChannel(peerId);
  const options = { timeoutMs: 30_000 };
  const answer =
    channel === undefined
      ? await client.call({ _: 'messages.getMessages', id }, options)
      : await client.call({ _: 'channels.getMessages', channel, id }, options);
  const messages = messagesOf(answer);
  const found = store.transaction(() => {
    const { mapped } = takeMessages(store, messages, peerId);
    for (const message of mapped) store.messages.put(message);
    return mapped.length > 0;
  });
  if (!found) throw new CallFailure('unparsable', 'messages.getMessages');
}
