import { UploadFailure } from '../../files/index.ts';
import { CallFailure, RpcError } from '../../mtproto/index.ts';

/** What a failed attempt to send means for the message. */
export type SendOutcome =
  /** The server asks to wait, seconds. */
  | { kind: 'wait'; seconds: number; isSlowMode?: boolean }
  /** Trying again with the same random id is right: nothing was done, or doing it twice does no harm. */
  | { kind: 'retry' }
  /** The server has the message already, or may have it: its mapping comes as an update. */
  | { kind: 'settling' }
  /** The server does not know the file of one of the messages any more, the first or the one with this place: it has to be sent again. */
  | { kind: 'fileLost'; index: number }
  /** The client is going away; the journal brings the message back. */
  | { kind: 'stopped' }
  | { kind: 'failed'; canRetry: boolean; refreshPeer: boolean };

/** Errors that repeat as long as the message is the same. */
const hopeless: ReadonlySet<string> =
  new Set([
    'MESSAGE_TOO_LONG',
    'MEDIA_CAPTION_TOO_LONG',
    'MESSAGE_EMPTY',
    'ENTITY_BOUNDS_INVALID',
    'INPUT_USER_DEACTIVATED',
    'CHAT_FORWARDS_RESTRICTED',
    'PHOTO_INVALID_DIMENSIONS',
    'PHOTO_EXT_INVALID',
    'IMAGE_PROCESS_FAILED',
    'FILE_PARTS_INVALID',
    'SCHEDULE_DATE_TOO_LATE',
    'SCHEDULE_STATUS_PRIVATE',
    'EFFECT_ID_INVALID',
  ]);

/** Errors that say that what is known of the chat's rights is out of date. */
const rightsChanged: ReadonlySet<string> = new Set([
  'CHAT_WRITE_FORBIDDEN',
  'CHAT_SEND_PLAIN_FORBIDDEN',
  'CHAT_SEND_MEDIA_FORBIDDEN',
  'CHAT_SEND_PHOTOS_FORBIDDEN',
  'CHAT_SEND_VIDEOS_FORBIDDEN',
  'CHAT_SEND_AUDIOS_FORBIDDEN',
  'CHAT_SEND_DOCS_FORBIDDEN',
  'CHAT_GUEST_SEND_FORBIDDEN',
  'CHAT_ADMIN_REQUIRED',
  'CHAT_FORWARDS_RESTRICTED',
  'CHAT_RESTRICTED',
  'USER_BANNED_IN_CHANNEL',
  'CHANNEL_PRIVATE',
  'TOPIC_CLOSED',
  'TOPIC_DELETED',
]);

/** A file reference that is over (core.telegram.org/api/file-references), or a file that was forgotten; lists name the item. */
const fileLost = /^(FILE_REFERENCE_(%d_)?(EXPIRED|INVALID|EMPTY)|PHOTO_INVALID|DOCUMENT_INVALID)$/;

/** Sorts an error of the calls that send, and of uploads (spec 30 §6, table of errors). */
export function sendOutcome(error: unknown): SendOutcome {
  // Whatever is wrong with a file, it may be put right.
  if (error instanceof UploadFailure) {
    return { kind: 'failed', canRetry: error.reason !== 'empty' && error.reason !== 'tooLarge', refreshPeer: false };
  }
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
    const isSlowMode = error.type === 'SLOWMODE_WAIT_%d';
    return { kind: 'wait', seconds: Math.max(1, error.value), ...(isSlowMode ? { isSlowMode } : {}) };
  }
  if (error.type === 'RANDOM_ID_DUPLICATE') return { kind: 'settling' };
  if (error.code === 400 && fileLost.test(error.type)) return { kind: 'fileLost', index: error.value ?? 0 };
  if (error.code >= 500 || error.code < 0) return { kind: 'retry' };
  if (error.code === 401) return { kind: 'stopped' };
  return { kind: 'failed', canRetry: !hopeless.has(error.type), refreshPeer: rightsChanged.has(error.type) };
}
