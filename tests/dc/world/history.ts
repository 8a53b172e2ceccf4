import type { tl } from '#tl';
import type { BoxMessage } from './model.ts';

/** Paging through a chat, exactly as core.telegram.org/api/offsets tells it (and spec 30, §5). */

export interface SliceQuery {
  offsetId?: number;
  offsetDate?: number;
  addOffset: number;
  limit: number;
  maxId: number;
  minId: number;
}

export interface Slice {
  /** Ids descending. */
  messages: BoxMessage[];
  /** Messages in the whole list. */
  count: number;
  /** How many of the list lie above the first one returned. */
  offsetIdOffset: number;
  /** The answer holds the whole list. */
  complete: boolean;
}

/**
 * `list` ascends by id. A = messages with id ≥ offset_id (or date ≥ offset_date); the page is
 * [A + add_offset, A + add_offset + limit) counted from the newest, then cut by max_id and min_id (both exclusive).
 */
export function slice(list: readonly BoxMessage[], query: SliceQuery): Slice {
  const limit = Math.max(0, Math.min(100, query.limit === 0 ? 20 : query.limit));
  const anchor = anchorOf(list, query);
  const start = anchor + query.addOffset;
  const from = Math.max(0, start);
  const to = Math.min(list.length, start + limit);
  const messages: BoxMessage[] = [];
  for (let position = from; position < to; position++) {
    const message = list[list.length - 1 - position] as BoxMessage;
    if (query.maxId > 0 && message.id >= query.maxId) continue;
    if (message.id <= query.minId) continue;
    messages.push(message);
  }
  return { messages, count: list.length, offsetIdOffset: from, complete: messages.length === list.length };
}

function anchorOf(list: readonly BoxMessage[], query: SliceQuery): number {
  if (query.offsetId !== undefined && query.offsetId > 0) {
    const { offsetId } = query;
    return list.length - firstIndex(list, (message) => message.id >= offsetId);
  }
  if (query.offsetDate !== undefined && query.offsetDate > 0) {
    const { offsetDate } = query;
    return list.length - firstIndex(list, (message) => message.content.date >= offsetDate);
  }
  return 0;
}

/** Position of the first message for which `holds` is true; `holds` must be monotonic over the list. */
function firstIndex(list: readonly BoxMessage[], holds: (message: BoxMessage) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(list[middle] as BoxMessage)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether a message belongs to what `messages.search` asks for with this filter. */
export function matchesFilter(message: BoxMessage, filter: tl.MessagesFilter, viewerId: number): boolean {
  const { content } = message;
  const { media } = content;
  const attributes = media?.kind === 'document' ? media.document.attributes : [];
  const voice = attributes.some((one) => one._ === 'documentAttributeAudio' && one.voice);
  const audio = attributes.some((one) => one._ === 'documentAttributeAudio' && !one.voice);
  const round = attributes.some((one) => one._ === 'documentAttributeVideo' && one.roundMessage);
  const animated = attributes.some((one) => one._ === 'documentAttributeAnimated');
  const video = attributes.some((one) => one._ === 'documentAttributeVideo' && !one.roundMessage) && !animated;
  const plain = media?.kind === 'plain' ? media.media._ : undefined;
  switch (filter._) {
    case 'inputMessagesFilterEmpty':
      return true;
    case 'inputMessagesFilterPhotos':
      return media?.kind === 'photo';
    case 'inputMessagesFilterVideo':
      return video;
    case 'inputMessagesFilterPhotoVideo':
      return media?.kind === 'photo' || video;
    case 'inputMessagesFilterDocument':
      return media?.kind === 'document' && !voice && !audio && !round && !video && !animated;
    case 'inputMessagesFilterUrl':
      return (
        media?.kind === 'webpage' ||
        content.entities.some((one) => one._ === 'messageEntityUrl' || one._ === 'messageEntityTextUrl')
      );
    case 'inputMessagesFilterGif':
      return animated;
    case 'inputMessagesFilterVoice':
      return voice;
    case 'inputMessagesFilterMusic':
      return audio;
    case 'inputMessagesFilterChatPhotos':
      return content.action?.kind === 'photo';
    case 'inputMessagesFilterPhoneCalls':
      return content.action?.kind === 'plain' && content.action.action._ === 'messageActionPhoneCall';
    case 'inputMessagesFilterRoundVoice':
      return voice || round;
    case 'inputMessagesFilterRoundVideo':
      return round;
    case 'inputMessagesFilterMyMentions':
      return content.mentions?.has(viewerId) === true;
    case 'inputMessagesFilterGeo':
      return plain === 'messageMediaGeo' || plain === 'messageMediaVenue' || plain === 'messageMediaGeoLive';
    case 'inputMessagesFilterContacts':
      return plain === 'messageMediaContact';
    case 'inputMessagesFilterPinned':
      return message.pinned === true;
    case 'inputMessagesFilterPoll':
      return media?.kind === 'poll';
    default:
      return false;
  }
}

/** Every word of the query begins some word of the text or caption; an empty query matches all. */
export function matchesText(message: BoxMessage, query: string): boolean {
  const wanted = words(query);
  if (wanted.length === 0) return query.trim() === '';
  const there = words(message.content.text);
  return wanted.every((word) => there.some((one) => one.startsWith(word)));
}

function words(text: string): string[] {
  return text.toLocaleLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}
