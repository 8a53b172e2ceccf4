import { CallFailure, RpcError } from '../../mtproto/index.ts';

/** What a failed attempt to send means for the message. */
export type SendOutcome =
  /** The server asks to wait, seconds. */
  | { kind: 'wait'; seconds: number }
  /** Trying again with the same random id is right: nothing was done, or doing it twice does no harm. */
  | { kind: 'retry' }
  /** The server has the message already, or may have it: its mapping comes as an update. */
  | { kind: 'settling' }
  /** The client is going away; the journal brings the message back. */
  | { kind: 'stopped' }
  | { kind: 'failed'; canRetry: boolean; refreshPeer: boolean };

/** Errors that repeat as long as the message is the same. */
const hopeless: ReadonlySet<string> =
  new Set(['MESSAGE_TOO_LONG', 'MESSAGE_EMPTY', 'ENTITY_BOUNDS_INVALID', 'INPUT_USER_DEACTIVATED', 'CHAT_FORWARDS_RESTRICTED']);

/** Errors that say that what is known of the chat's rights is out of date. */
const rightsChanged: ReadonlySet<string> = new Set([
  'CHAT_WRITE_FORBIDDEN',
  'CHAT_SEND_PLAIN_FORBIDDEN',
  'CHAT_SEND_MEDIA_FORBIDDEN',
  'CHAT_GUEST_SEND_FORBIDDEN',
  'CHAT_ADMIN_REQUIRED',
  'CHAT_FORWARDS_RESTRICTED',
  'CHAT_RESTRICTED',
  'USER_BANNED_IN_CHANNEL',
  'CHANNEL_PRIVATE',
  'TOPIC_CLOSED',
  'TOPIC_DELETED',
]);

/** Sorts an error of `messages.sendMessage` or `messages.forwardMessages` (spec 30 §6, table of errors). */
export function sendOutcome(error: unknown): SendOutcome {
  if (error instanceof RpcError) return rpcOutcome(error);
  if (error instanceof CallFailure) {
    switch (error.reason) {
      case 'closed':
        return { kind: 'stopped' };
      case 'timeout':
      case 'unknownOutcome':
        return { kind: 'retry' };
      case 'unparsable':
        return { kind: 'settling' };
      case 'tooLarge':
      case 'unknownDc':
        return { kind: 'failed', canRetry: false, refreshPeer: false };
    }
  }
  return { kind: 'failed', canRetry: true, refreshPeer: false };
}

function rpcOutcome(error: RpcError): SendOutcome {
  // A code 420 without a time (a frozen account) says nothing that waiting would change.
  if (error.value !== undefined && (error.code === 420 || /^(FLOOD|SLOWMODE)_(PREMIUM_)?WAIT_%d$/.test(error.type))) {
    return { kind: 'wait', seconds: Math.max(1, error.value) };
  }
  if (error.type === 'RANDOM_ID_DUPLICATE') return { kind: 'settling' };
  if (error.code >= 500 || error.code < 0) return { kind: 'retry' };
  if (error.code === 401) return { kind: 'stopped' };
  return { kind: 'failed', canRetry: !hopeless.has(error.type), refreshPeer: rightsChanged.has(error.type) };
}
