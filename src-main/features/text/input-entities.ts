import type { tl } from '#tl';
import { assertNever } from '#shared/assert.ts';
import type { DateFormat, PeerId, TextEntity } from '#shared/model/index.ts';

/** How users are named to the server. */
export type InputUserOf = (id: PeerId) => tl.InputUser | undefined;

/**
 * Ranges as the server takes them (core.telegram.org/api/entities). Mentions of users that cannot be named to the server are
 * left out: their text stays.
 */
export function inputEntities(entities: readonly TextEntity[], inputUser: InputUserOf): tl.MessageEntity[] {
  return entities.map((entity) => inputEntity(entity, inputUser)).filter((entity) => entity !== undefined);
}

function inputEntity(entity: TextEntity, inputUser: InputUserOf): tl.MessageEntity | undefined {
  const { offset, length } = entity;
  switch (entity.type) {
    case 'bold':
      return { _: 'messageEntityBold', offset, length };
    case 'italic':
      return { _: 'messageEntityItalic', offset, length };
    case 'underline':
      return { _: 'messageEntityUnderline', offset, length };
    case 'strike':
      return { _: 'messageEntityStrike', offset, length };
    case 'spoiler':
      return { _: 'messageEntitySpoiler', offset, length };
    case 'code':
      return { _: 'messageEntityCode', offset, length };
    case 'pre':
      return { _: 'messageEntityPre', offset, length, language: entity.language };
    case 'blockquote':
      return { _: 'messageEntityBlockquote', offset, length, ...(entity.collapsed === true ? { collapsed: true } : {}) };
    case 'textUrl':
      return { _: 'messageEntityTextUrl', offset, length, url: entity.url };
    case 'customEmoji':
      return { _: 'messageEntityCustomEmoji', offset, length, documentId: BigInt(entity.documentId) };
    case 'date':
      return { _: 'messageEntityFormattedDate', offset, length, date: entity.date, ...inputFormat(entity.format) };
    case 'mentionName': {
      const userId = inputUser(entity.userId);
      return userId === undefined ? undefined : { _: 'inputMessageEntityMentionName', offset, length, userId };
    }
    // The server finds these in the text by itself.
    case 'mention':
    case 'hashtag':
    case 'cashtag':
    case 'botCommand':
    case 'url':
    case 'email':
    case 'phone':
    case 'bankCard':
      return undefined;
    default:
      return assertNever(entity, 'entity');
  }
}

type FormatFlags = Pick<tl.messageEntityFormattedDate, 'relative' | 'shortTime' | 'longTime' | 'shortDate' | 'longDate' | 'dayOfWeek'>;

function inputFormat({ relative, time, date, weekday }: DateFormat = {}): FormatFlags {
  return {
    ...(relative === true ? { relative } : {}),
    ...(time === undefined ? {} : time === 'long' ? { longTime: true } : { shortTime: true }),
    ...(date === undefined ? {} : date === 'long' ? { longDate: true } : { shortDate: true }),
    ...(weekday === true ? { dayOfWeek: true } : {}),
  };
}
