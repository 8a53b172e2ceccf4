import { AppError } from '#shared/model/index.ts';
import type { FormattedText, MessageId, PeerId } from '#shared/model/index.ts';
import { CallFailure, RpcError } from '../../mtproto/index.ts';
import type { ChatContext } from '../context.ts';
import { prepareText } from '../text/index.ts';
import { mayEdit } from './capabilities.ts';
import { fetchMessages } from './fetch.ts';
import { inputEntities } from '../text/input-entities.ts';

/** How long a person, whose text stays in the composer, waits for an edit before hearing that there is no answer. */
const PATIENCE_MS = 6_000;

/**
 * Changes the text of a message (core.telegram.org/method/messages.editMessage). Resolves when the server has taken it; what
 * it made of it is stored. Throws `AppError` (NOT_FOUND, FORBIDDEN, INVALID_INPUT, MESSAGE_TOO_LONG, TIMEOUT) or the error of
 * the call. An edit is not done later: the server may refuse it by then, and what was written would be lost.
 */
export async function editMessage(context: ChatContext, peerId: PeerId, id: MessageId, source: FormattedText): Promise<void> {
  const { store, client, limits, updates } = context;
  const message = store.messages.get(peerId, id);
  const peer = store.peers.get(peerId);
  const inputPeer = store.peers.inputPeer(peerId);
  if (message === undefined || peer === undefined || inputPeer === undefined) {
    throw new AppError({ code: 'NOT_FOUND', message: 'This message does not exist any more.' });
  }
  if (!mayEdit({ message, peer, limits: limits(), now: client.serverTime() })) {
    throw new AppError({ code: 'FORBIDDEN', message: 'This message cannot be edited any more.' });
  }
  const { text, entities } = prepareText(source);
  const isCaption = message.media !== undefined && message.media.kind !== 'webPage';
  if (text === '' && !isCaption) {
    throw new AppError({ code: 'INVALID_INPUT', message: 'A message cannot be empty. Delete it instead.' });
  }
  const limit = limits().messageLengthMax;
  if (text.length > limit) {
    throw new AppError({ code: 'MESSAGE_TOO_LONG', message: `This message is too long by ${text.length - limit} characters.` });
  }
  const wireEntities = inputEntities(entities, (userId) => store.peers.inputUser(userId));
  try {
    const answer = await client.call(
      {
        _: 'messages.editMessage',
        peer: inputPeer,
        id,
        message: text,
        ...(wireEntities.length === 0 ? {} : { entities: wireEntities }),
      },
      { chain: `chat ${peerId}`, idempotent: true, timeoutMs: PATIENCE_MS, floodWaitLimitSeconds: 5 },
    );
    updates.feed(answer);
  } catch (error) {
    if (error instanceof RpcError && error.type === 'MESSAGE_NOT_MODIFIED') {
      // Somebody, or an earlier attempt whose answer was lost, has made it so already: this machine may not have heard of it.
      await fetchMessages(context, peerId, [id]);
      return;
    }
    if (error instanceof CallFailure && (error.reason === 'timeout' || error.reason === 'unknownOutcome')) {
      const message = 'Telegram did not answer, so your change may not be saved. Try again when you are connected.';
      throw new AppError({ code: 'TIMEOUT', message });
    }
    throw error;
  }
}
