import { AppError } from '#shared/model/index.ts';
import type { AppErrorCode, AppErrorData } from '#shared/model/index.ts';
import { OfflineError } from '../features/auth/context.ts';
import { UploadFailure } from '../files/upload/failure.ts';
import { ProxyError } from '../mtproto/proxy/errors.ts';
import { CallFailure, RpcError } from '../mtproto/rpc/errors.ts';
import { StoreError } from '../store/errors.ts';
import type { StoreErrorKind } from '../store/errors.ts';
import { PROXY_REASONS } from './proxies/proxy-text.ts';

interface Entry {
  code: AppErrorCode;
  text: string;
}
const entry = (code: AppErrorCode, text: string): Entry => ({ code, text });

/**
 * RPC error type → code and sentence. `{wait}` stands for the error's number as a duration.
 * (core.telegram.org/api/errors: machine names only, the client owns the sentences.)
 */
const RPC_ERRORS: Record<string, Entry> = {
  PHONE_NUMBER_INVALID: entry('PHONE_INVALID', 'This phone number is not valid. Check it and try again.'),
  PHONE_NUMBER_BANNED: entry('PHONE_BANNED', 'This phone number is banned from Telegram. Write to recover@telegram.org if you think this is a mistake.'),
  PHONE_NUMBER_FLOOD: entry('FLOOD', 'You asked for a code too many times. Try again tomorrow.'),
  PHONE_PASSWORD_FLOOD: entry('FLOOD', 'Too many attempts to sign in. Try again later.'),
  PHONE_NUMBER_APP_SIGNUP_FORBIDDEN: entry('FORBIDDEN', 'New accounts must be registered in an official mobile app first.'),
  PHONE_NUMBER_OCCUPIED: entry('PHONE_INVALID', 'This phone number has an account already. Sign in with it.'),
  PHONE_NUMBER_UNOCCUPIED: entry('PHONE_INVALID', 'This phone number has no Telegram account yet.'),
  PHONE_CODE_INVALID: entry('CODE_INVALID', 'This code is wrong. Check it and try again.'),
  PHONE_CODE_EMPTY: entry('CODE_INVALID', 'Type the code that Telegram sent you.'),
  PHONE_CODE_EXPIRED: entry('CODE_EXPIRED', 'This code has expired. Ask for a new one.'),
  PHONE_CODE_HASH_EMPTY: entry('CODE_EXPIRED', 'This code has expired. Ask for a new one.'),
  CODE_INVALID: entry('CODE_INVALID', 'This code is wrong. Check it and try again.'),
  EMAIL_VERIFY_EXPIRED: entry('CODE_EXPIRED', 'This code has expired. Ask for a new one.'),
  SEND_CODE_UNAVAILABLE: entry('FORBIDDEN', 'There is no other way to send the code. Wait for the one that was sent.'),
  SESSION_PASSWORD_NEEDED: entry(
    'PASSWORD_NEEDED',
    'This account is protected by two-step verification, and this version of Petrel cannot sign in to such accounts yet.',
  ),
  FIRSTNAME_INVALID: entry('NAME_INVALID', 'The first name must have 1 to 64 characters.'),
  LASTNAME_INVALID: entry('NAME_INVALID', 'The last name may have up to 64 characters.'),
  API_ID_INVALID: entry('CREDENTIALS_INVALID', 'Telegram does not accept this api_id and api_hash. Check them at my.telegram.org.'),
  CONNECTION_API_ID_INVALID: entry('CREDENTIALS_INVALID', 'Telegram does not accept this api_id and api_hash. Check them at my.telegram.org.'),
  API_ID_PUBLISHED_FLOOD: entry('CREDENTIALS_INVALID', 'Telegram has blocked this api_id because it is public. Use your own from my.telegram.org.'),
  UPDATE_APP_TO_LOGIN: entry('FORBIDDEN', 'Telegram asks for a newer version of this app to sign in.'),
  AUTH_RESTART: entry('SERVER', 'Telegram asks to start signing in again.'),
  'AUTH_RESTART_%d': entry('SERVER', 'Telegram asks to start signing in again.'),

  AUTH_KEY_UNREGISTERED: entry('UNAUTHORIZED', 'You are signed out. Sign in again.'),
  AUTH_KEY_INVALID: entry('UNAUTHORIZED', 'You are signed out. Sign in again.'),
  AUTH_KEY_DUPLICATED: entry('UNAUTHORIZED', 'You were signed out because the same session was used in two places. Sign in again.'),
  SESSION_REVOKED: entry('UNAUTHORIZED', 'This session was ended from another device. Sign in again.'),
  SESSION_EXPIRED: entry('UNAUTHORIZED', 'Your session has expired. Sign in again.'),
  USER_DEACTIVATED: entry('UNAUTHORIZED', 'This account was deleted.'),
  USER_DEACTIVATED_BAN: entry('UNAUTHORIZED', 'This account is banned from Telegram. Write to recover@telegram.org if you think this is a mistake.'),

  MESSAGE_TOO_LONG: entry('MESSAGE_TOO_LONG', 'This message is too long.'),
  MEDIA_CAPTION_TOO_LONG: entry('MESSAGE_TOO_LONG', 'This caption is too long.'),
  MESSAGE_EMPTY: entry('INVALID_INPUT', 'An empty message cannot be sent.'),
  MESSAGE_NOT_MODIFIED: entry('NOT_MODIFIED', 'Nothing was changed.'),
  MESSAGE_ID_INVALID: entry('NOT_FOUND', 'This message does not exist any more.'),
  MSG_ID_INVALID: entry('NOT_FOUND', 'This message does not exist any more.'),
  REPLY_MESSAGE_ID_INVALID: entry('NOT_FOUND', 'The message that you answer does not exist any more.'),
  MESSAGE_AUTHOR_REQUIRED: entry('FORBIDDEN', 'Only the author can edit this message.'),
  MESSAGE_EDIT_TIME_EXPIRED: entry('FORBIDDEN', 'This message is too old to be edited.'),
  MESSAGE_DELETE_FORBIDDEN: entry('FORBIDDEN', 'You cannot delete this message.'),
  CHAT_WRITE_FORBIDDEN: entry('FORBIDDEN', 'You cannot write in this chat.'),
  CHAT_SEND_PLAIN_FORBIDDEN: entry('FORBIDDEN', 'Text messages are not allowed in this chat.'),
  CHAT_SEND_MEDIA_FORBIDDEN: entry('FORBIDDEN', 'Media are not allowed in this chat.'),
  CHAT_SEND_PHOTOS_FORBIDDEN: entry('FORBIDDEN', 'Photos are not allowed in this chat.'),
  CHAT_SEND_VIDEOS_FORBIDDEN: entry('FORBIDDEN', 'Videos are not allowed in this chat.'),
  CHAT_SEND_AUDIOS_FORBIDDEN: entry('FORBIDDEN', 'Music is not allowed in this chat.'),
  CHAT_SEND_POLL_FORBIDDEN: entry('FORBIDDEN', 'Polls are not allowed in this chat.'),
  BROADCAST_PUBLIC_VOTERS_FORBIDDEN: entry('INVALID_INPUT', 'In a channel, polls do not show who voted.'),
  MESSAGE_POLL_CLOSED: entry('FORBIDDEN', 'This poll is closed.'),
  REVOTE_NOT_ALLOWED: entry('FORBIDDEN', 'Votes in this poll cannot be changed.'),
  OPTIONS_TOO_MUCH: entry('FORBIDDEN', 'Only one answer can be chosen.'),
  OPTION_INVALID: entry('NOT_FOUND', 'This answer does not exist any more.'),
  POLL_VOTE_REQUIRED: entry('FORBIDDEN', 'Who voted is shown after you have voted.'),
  BROADCAST_FORBIDDEN: entry('FORBIDDEN', 'In a channel, nobody is told who voted.'),
  POLL_QUESTION_INVALID: entry('INVALID_INPUT', 'Telegram does not accept this question.'),
  POLL_ANSWERS_INVALID: entry('INVALID_INPUT', 'Telegram does not accept these answers.'),
  POLL_ANSWER_INVALID: entry('INVALID_INPUT', 'Telegram does not accept one of the answers.'),
  POLL_OPTION_INVALID: entry('INVALID_INPUT', 'Telegram does not accept this answer.'),
  POLL_OPTION_DUPLICATE: entry('INVALID_INPUT', 'There is this answer already.'),
  QUIZ_CORRECT_ANSWERS_EMPTY: entry('INVALID_INPUT', 'Say which answer is right.'),
  QUIZ_CORRECT_ANSWER_INVALID: entry('INVALID_INPUT', 'Say which answer is right.'),
  QUIZ_ANSWER_MISSING: entry('INVALID_INPUT', 'Say which answer is right.'),
  TODO_ITEM_DUPLICATE: entry('INVALID_INPUT', 'There is this task already.'),
  TODO_NOT_MODIFIED: entry('NOT_MODIFIED', 'Nothing was changed.'),
  CHAT_SEND_DOCS_FORBIDDEN: entry('FORBIDDEN', 'Files are not allowed in this chat.'),
  AUTOARCHIVE_NOT_AVAILABLE: entry('FORBIDDEN', 'Telegram does not let this account archive new chats by itself.'),
  SCHEDULE_TOO_MUCH: entry('LIMIT', 'There are 100 scheduled messages in this chat already. Send or delete one to make room.'),
  SCHEDULE_DATE_TOO_LATE: entry('INVALID_INPUT', 'A message can be scheduled for a year ahead at most.'),
  SCHEDULE_DATE_INVALID: entry('INVALID_INPUT', 'Telegram does not accept this date. Choose another one.'),
  SCHEDULE_STATUS_PRIVATE: entry('FORBIDDEN', 'This person does not show when they are online. Choose a date and time instead.'),
  EFFECT_ID_INVALID: entry('NOT_FOUND', 'This effect does not exist any more. Send the message without it.'),
  SLOWMODE_MULTI_MSGS_DISABLED: entry('FORBIDDEN', 'Slow mode is on in this chat: only one message can be sent at a time.'),
  INVITE_REQUEST_SENT: entry('FORBIDDEN', 'Your request to join was sent. An admin decides about it.'),
  CHAT_RESTRICTED: entry('FORBIDDEN', 'You are restricted from writing in this chat.'),
  CHAT_GUEST_SEND_FORBIDDEN: entry('FORBIDDEN', 'Join the group to write in it.'),
  CHAT_FORWARDS_RESTRICTED: entry('FORBIDDEN', 'Forwarding from this chat is not allowed.'),
  CHAT_ADMIN_REQUIRED: entry('FORBIDDEN', 'Only administrators can do this.'),
  CHANNEL_PRIVATE: entry('FORBIDDEN', 'This chat is private, or you are not a member of it any more.'),
  CHANNEL_INVALID: entry('NOT_FOUND', 'This chat does not exist any more.'),
  CHAT_ID_INVALID: entry('NOT_FOUND', 'This chat does not exist any more.'),
  PEER_ID_INVALID: entry('NOT_FOUND', 'This chat does not exist any more.'),
  INPUT_USER_DEACTIVATED: entry('FORBIDDEN', 'This account was deleted.'),
  USER_BANNED_IN_CHANNEL: entry('FORBIDDEN', 'You are not allowed to write in groups at the moment.'),
  USER_IS_BLOCKED: entry('FORBIDDEN', 'You cannot write to this person.'),
  YOU_BLOCKED_USER: entry('FORBIDDEN', 'You have blocked this person. Unblock them to write.'),
  USER_PRIVACY_RESTRICTED: entry('FORBIDDEN', "This person's privacy settings do not allow that."),
  USER_NOT_MUTUAL_CONTACT: entry('FORBIDDEN', 'This person can only be added by somebody whose number they have, too.'),
  USER_KICKED: entry('FORBIDDEN', 'This person was removed by an administrator, who has to let them in again first.'),
  USER_CHANNELS_TOO_MUCH: entry('LIMIT', 'This person is in too many groups and channels already.'),
  USER_ALREADY_PARTICIPANT: entry('NOT_MODIFIED', 'This person is a member already.'),
  USER_NOT_PARTICIPANT: entry('NOT_FOUND', 'This person is no member any more.'),
  USERS_TOO_MUCH: entry('LIMIT', 'This chat can have no more members.'),
  USER_BOT: entry('FORBIDDEN', 'A bot can only be an administrator here.'),
  BOT_GROUPS_BLOCKED: entry('FORBIDDEN', 'This bot does not join groups.'),
  BOTS_TOO_MUCH: entry('LIMIT', 'There are too many bots in this chat.'),
  USER_CREATOR: entry('FORBIDDEN', 'Nobody can do this to the owner.'),
  USER_ADMIN_INVALID: entry('FORBIDDEN', 'Only who made this person an administrator can do that.'),
  RIGHT_FORBIDDEN: entry('FORBIDDEN', 'You cannot allow what you are not allowed yourself.'),
  ADMINS_TOO_MUCH: entry('LIMIT', 'There are too many administrators. Dismiss another one first.'),
  ADMIN_RANK_INVALID: entry('INVALID_INPUT', 'A title has up to 16 characters.'),
  ADMIN_RANK_EMOJI_NOT_ALLOWED: entry('INVALID_INPUT', 'A title cannot have emoji.'),
  CHAT_TITLE_EMPTY: entry('INVALID_INPUT', 'Give it a name.'),
  CHAT_ABOUT_TOO_LONG: entry('INVALID_INPUT', 'This description is too long.'),
  USERNAME_OCCUPIED: entry('INVALID_INPUT', 'This public name is taken. Choose another one.'),
  CHANNELS_ADMIN_PUBLIC_TOO_MUCH: entry('LIMIT', 'You have too many public channels and groups. Make one of them private first.'),
  PHOTO_CROP_SIZE_SMALL: entry('INVALID_INPUT', 'This picture is too small. Choose a larger one.'),
  PRIVACY_PREMIUM_REQUIRED: entry('FORBIDDEN', 'Only Telegram Premium subscribers can write to this person.'),
  'ALLOW_PAYMENT_REQUIRED_%d': entry('FORBIDDEN', 'This person accepts only paid messages, which Petrel cannot send yet.'),
  PEER_FLOOD: entry('FLOOD', 'Telegram limits your account at the moment: you can write only to people who know you.'),
  USERNAME_NOT_OCCUPIED: entry('NOT_FOUND', 'Nobody has this username.'),
  USERNAME_INVALID: entry('NOT_FOUND', 'Nobody has this username.'),
  PINNED_DIALOGS_TOO_MUCH: entry('FORBIDDEN', 'No more chats can be pinned. Unpin another one first.'),
  FILTER_TITLE_EMPTY: entry('INVALID_INPUT', 'Give the folder a name.'),
  FILTER_INCLUDE_EMPTY: entry('INVALID_INPUT', 'Choose at least one chat, or one kind of chats, for this folder.'),
  FILTER_INCLUDE_TOO_MUCH: entry('LIMIT', 'This folder holds too many chats. Take some out, or let it hold kinds of chats.'),
  FILTER_EXCLUDE_TOO_MUCH: entry('LIMIT', 'This folder leaves out too many chats one by one.'),
  FILTER_ID_INVALID: entry('NOT_FOUND', 'This folder does not exist any more.'),
  FILTER_NOT_SUPPORTED: entry('FORBIDDEN', 'Only folders of chosen groups and channels can be shared: take out its kinds of chats and its exceptions.'),
  CHATLIST_EXCLUDE_INVALID: entry('FORBIDDEN', 'A shared folder holds only groups and channels that were chosen one by one.'),
  DIALOG_FILTERS_TOO_MUCH: entry('LIMIT', 'There can be no more folders. Delete one to make room.'),
  CHATLISTS_TOO_MUCH: entry('LIMIT', 'You cannot join more shared folders. Leave one to make room.'),
  INVITES_TOO_MUCH: entry('LIMIT', 'This folder can have no more links. Delete one to make another.'),
  EXPIRE_DATE_INVALID: entry('INVALID_INPUT', 'Choose a date in the future.'),
  USAGE_LIMIT_INVALID: entry('INVALID_INPUT', 'Between 1 and 99,999 people can join by one link.'),
  CHAT_INVITE_PERMANENT: entry('FORBIDDEN', 'The primary link cannot be changed. It can be revoked, which makes another one.'),
  INVITE_HASH_EXPIRED: entry('NOT_FOUND', 'This link is not valid any more.'),
  INVITE_SLUG_EXPIRED: entry('NOT_FOUND', 'This link to a folder is not valid any more. Ask for a new one.'),
  INVITE_SLUG_EMPTY: entry('NOT_FOUND', 'This link to a folder is not complete.'),
  PEERS_LIST_EMPTY: entry('INVALID_INPUT', 'Choose at least one chat.'),
  CHANNELS_TOO_MUCH: entry('LIMIT', 'You are in too many groups and channels. Leave some to join others.'),
  PREMIUM_ACCOUNT_REQUIRED: entry('LIMIT', 'This is a part of Telegram Premium.'),
  FROZEN_METHOD_INVALID: entry('FROZEN', 'Your account is frozen: it can read, but not write or change anything.'),
  FROZEN_PARTICIPANT_MISSING: entry('FROZEN', 'Your account is frozen: only chats that it is in already can be opened.'),
  WEBPAGE_NOT_FOUND: entry('NOT_FOUND', 'This page has no preview.'),
  LOCATION_INVALID: entry('NOT_FOUND', 'This file is not available any more.'),
  PHOTO_INVALID_DIMENSIONS: entry('INVALID_INPUT', 'Telegram does not take a picture of this shape. Send it as a file.'),
  PHOTO_EXT_INVALID: entry('INVALID_INPUT', 'Telegram does not take this kind of picture. Send it as a file.'),
  IMAGE_PROCESS_FAILED: entry('INVALID_INPUT', 'Telegram cannot read this picture. Send it as a file.'),
  MEDIA_INVALID: entry('INVALID_INPUT', 'Telegram does not take this file in this form.'),
  MD5_CHECKSUM_INVALID: entry('SERVER', 'This file was damaged on its way. Try again.'),
  FILE_ID_INVALID: entry('NOT_FOUND', 'This file is not available any more.'),

  'SLOWMODE_WAIT_%d': entry('FLOOD', 'Slow mode is on in this chat. You can write again in {wait}.'),
  'FLOOD_WAIT_%d_OR_STARS_%d': entry('FLOOD', 'You have used your free searches among public posts. There is another one in {wait}.'),
  'TAKEOUT_INIT_DELAY_%d': entry('FLOOD', 'This is possible in {wait}.'),
  '2FA_CONFIRM_WAIT_%d': entry('FLOOD', 'This is possible in {wait}.'),
};

const OFFLINE: AppErrorData = { code: 'OFFLINE', message: 'There is no connection to Telegram. Check your network and try again.' };
const TIMEOUT: AppErrorData = { code: 'TIMEOUT', message: 'Telegram did not answer in time. Try again.' };
const INTERNAL: AppErrorData = { code: 'INTERNAL', message: 'Something went wrong inside Petrel. Try again.' };

const FAILURES: Record<CallFailure['reason'], AppErrorData> = {
  closed: { code: 'CANCELLED', message: 'This was cancelled because Petrel is closing.' },
  timeout: TIMEOUT,
  unparsable: { code: 'SERVER', message: 'Telegram answered with something that this version of Petrel does not understand.' },
  unknownOutcome: { code: 'SERVER', message: 'It is not known whether Telegram has carried this out. Check before you try again.' },
  tooLarge: { code: 'INVALID_INPUT', message: 'This is larger than Telegram accepts.' },
  unknownDc: { code: 'SERVER', message: 'Telegram named a data center that Petrel does not know.' },
};

/** Kinds of `StoreError` that a person should know of. */
const STORE_ERRORS: Record<StoreErrorKind, AppErrorData> = {
  diskFull: { code: 'DISK_FULL', message: 'The disk is full. Free some space: until then nothing new is kept.' },
  corrupt: { code: 'DATABASE_CORRUPT', message: 'The database on this computer is damaged.' },
  readOnly: { code: 'DISK_FULL', message: 'The profile folder cannot be written to. Check its permissions.' },
  io: { code: 'INTERNAL', message: 'The disk failed to read or write. Check it, then start Petrel again.' },
  wrongKey: { code: 'DATABASE_CORRUPT', message: 'The key of the database on this computer does not fit.' },
  newerSchema: { code: 'DATABASE_CORRUPT', message: 'This profile was written by a newer version of Petrel. Please update.' },
};

/**
 * Turns whatever a handler threw into what may cross the IPC boundary: a stable code and one sentence. Nothing of the
 * error's own message, stack or data is passed on unless it is an `AppError`.
 */
export function toAppErrorData(error: unknown): AppErrorData {
  if (error instanceof AppError) return error.toData();
  if (error instanceof RpcError) return fromRpc(error);
  if (error instanceof CallFailure) return FAILURES[error.reason];
  if (error instanceof OfflineError) return OFFLINE;
  if (error instanceof UploadFailure) return { code: 'INVALID_INPUT', message: error.message };
  if (error instanceof ProxyError) return { code: 'OFFLINE', message: PROXY_REASONS[error.reason] };
  if (error instanceof StoreError) return STORE_ERRORS[error.kind];
  if (error instanceof Error) {
    if (error.name === 'AbortError') return { code: 'CANCELLED', message: 'This was cancelled.' };
    if (error.name === 'TimeoutError') return TIMEOUT;
    if (error.name === 'SecurityError') {
      return { code: 'SECURITY', message: 'The answer of the server failed a security check and was refused.' };
    }
    const code = (error as { code?: unknown }).code;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL') return STORE_ERRORS.diskFull;
    if (code === 'ENETUNREACH' || code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EHOSTUNREACH') return OFFLINE;
  }
  return INTERNAL;
}

function fromRpc(error: RpcError): AppErrorData {
  const known = RPC_ERRORS[error.type];
  // While signing in, the page itself has to show what is wrong: only further dialogs are left to the server.
  const shownInPlace = known !== undefined && (error.method.startsWith('auth.') || error.type === 'AUTH_KEY_DUPLICATED');
  if (error.silent && !shownInPlace) {
    return { code: 'SILENT', message: known?.text ?? 'Telegram explains this in a message of its own.' };
  }
  if (known !== undefined) {
    const wait = error.code === 420 ? error.value : undefined;
    return {
      code: known.code,
      message: known.text.replace('{wait}', formatDuration(error.value ?? 0)),
      ...(wait === undefined ? {} : { retryAfter: wait }),
    };
  }
  if (error.type.startsWith('RECAPTCHA_CHECK_')) {
    return { code: 'FORBIDDEN', message: 'Telegram asks for a check that Petrel cannot show. Sign in with an official mobile app first.' };
  }
  if (error.code === 420) {
    const seconds = error.value ?? 60;
    return { code: 'FLOOD', message: `Too many attempts. Try again in ${formatDuration(seconds)}.`, retryAfter: seconds };
  }
  if (error.code === 401) return { code: 'UNAUTHORIZED', message: 'You are signed out. Sign in again.' };
  // The type is shown only when it is a machine name: an odd server could put anything there.
  const name = /^[A-Z0-9_%d]{1,64}$/.test(error.type) ? ` (${error.type})` : '';
  if (error.code === 403) return { code: 'FORBIDDEN', message: `Telegram does not allow this${name}.` };
  if (error.code === 404) return { code: 'NOT_FOUND', message: `Telegram cannot find this${name}.` };
  if (error.code >= 500 || error.code < 0) return { code: 'SERVER', message: "Telegram's server is busy. Try again later." };
  return { code: 'SERVER', message: `Telegram refused this${name}.` };
}

/** Seconds in words with at most two units: "1 hour 2 minutes". */
export function formatDuration(seconds: number): string {
  const units: [number, string][] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  let rest = Math.max(1, Math.ceil(seconds));
  const parts: string[] = [];
  for (const [size, name] of units) {
    const amount = Math.floor(rest / size);
    if (amount === 0) {
      if (parts.length > 0) break;
      continue;
    }
    rest -= amount * size;
    parts.push(`${amount} ${name}${amount === 1 ? '' : 's'}`);
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}
