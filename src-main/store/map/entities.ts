import type { tl } from '#tl';
import { userPeerId } from '#shared/model/index.ts';
import type { DateFormat, TextEntity } from '#shared/model/index.ts';

/** Styled ranges of a text (core.telegram.org/api/entities). Ranges that do not lie inside the text are left out. */
export function mapEntities(entities: readonly tl.MessageEntity[] | undefined, text: string): TextEntity[] {
  const result: TextEntity[] = [];
  for (const entity of entities ?? []) {
    if (entity.length <= 0 || entity.offset < 0 || entity.offset + entity.length > text.length) continue;
    const mapped = mapEntity(entity);
    if (mapped !== undefined) result.push(mapped);
  }
  return result;
}

function mapEntity(entity: Exclude<tl.MessageEntity, undefined>): TextEntity | undefined {
  const range = { offset: entity.offset, length: entity.length };
  switch (entity._) {
    case 'messageEntityBold':
      return { ...range, type: 'bold' };
    case 'messageEntityItalic':
      return { ...range, type: 'italic' };
    case 'messageEntityUnderline':
      return { ...range, type: 'underline' };
    case 'messageEntityStrike':
      return { ...range, type: 'strike' };
    case 'messageEntitySpoiler':
      return { ...range, type: 'spoiler' };
    case 'messageEntityCode':
      return { ...range, type: 'code' };
    case 'messageEntityPre':
      return { ...range, type: 'pre', language: entity.language };
    case 'messageEntityMention':
      return { ...range, type: 'mention' };
    case 'messageEntityHashtag':
      return { ...range, type: 'hashtag' };
    case 'messageEntityCashtag':
      return { ...range, type: 'cashtag' };
    case 'messageEntityBotCommand':
      return { ...range, type: 'botCommand' };
    case 'messageEntityUrl':
      return { ...range, type: 'url' };
    case 'messageEntityEmail':
      return { ...range, type: 'email' };
    case 'messageEntityPhone':
      return { ...range, type: 'phone' };
    case 'messageEntityBankCard':
      return { ...range, type: 'bankCard' };
    case 'messageEntityBlockquote':
      return { ...range, type: 'blockquote', ...(entity.collapsed === true ? { collapsed: true } : {}) };
    case 'messageEntityTextUrl':
      return { ...range, type: 'textUrl', url: entity.url };
    case 'messageEntityMentionName':
      return { ...range, type: 'mentionName', userId: userPeerId(entity.userId) };
    case 'inputMessageEntityMentionName':
      return 'userId' in entity.userId ? { ...range, type: 'mentionName', userId: userPeerId(entity.userId.userId) } : undefined;
    case 'messageEntityCustomEmoji':
      return { ...range, type: 'customEmoji', documentId: entity.documentId.toString() };
    case 'messageEntityFormattedDate':
      return { ...range, type: 'date', date: entity.date, ...dateFormat(entity) };
    default:
      // Unknown entities and those of text previews carry no style.
      return undefined;
  }
}

function dateFormat(entity: tl.messageEntityFormattedDate): { format?: DateFormat } {
  const format: DateFormat = {
    ...(entity.relative === true ? { relative: true } : {}),
    ...(entity.longTime === true ? { time: 'long' } : entity.shortTime === true ? { time: 'short' } : {}),
    ...(entity.longDate === true ? { date: 'long' } : entity.shortDate === true ? { date: 'short' } : {}),
    ...(entity.dayOfWeek === true ? { weekday: true } : {}),
  };
  return Object.keys(format).length === 0 ? {} : { format };
}
