import type { tl } from '#tl';
import { acceptText, textLength, type StyledText } from '../world/entities.ts';
import { badRequest } from '../world/errors.ts';
import type { Call } from './call.ts';
import { findUser } from './resolve.ts';

/** What a text of a message, a caption or a part of a poll must be. */

const TEXT_LIMIT = 4096;
const CAPTION_LIMIT = 1024;
const CAPTION_LIMIT_PREMIUM = 4096;
const BYTES_LIMIT = 35_000;

/** Cleans and checks a text of a message or caption. */
export function acceptStyled(call: Call, text: string, entities: readonly tl.MessageEntity[] | undefined): StyledText {
  if (Buffer.byteLength(text) > BYTES_LIMIT) throw badRequest('MESSAGE_TOO_LONG');
  return acceptText(text, entities, (input) => findUser(call, input)?.id);
}

export function checkCaption(call: Call, text: string): void {
  if (textLength(text) > (call.account.user.premium ? CAPTION_LIMIT_PREMIUM : CAPTION_LIMIT))
    throw badRequest('MEDIA_CAPTION_TOO_LONG');
}

export function checkText(text: string): void {
  if (text === '') throw badRequest('MESSAGE_EMPTY');
  if (textLength(text) > TEXT_LIMIT) throw badRequest('MESSAGE_TOO_LONG');
}
