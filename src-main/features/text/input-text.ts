import type { tl } from '#tl';
import type { FormattedText } from '#shared/model/index.ts';
import { inputEntities } from './input-entities.ts';

/** A short text of a poll or a checklist: of its formatting the server keeps custom emoji alone (core.telegram.org/api/poll). */
export function inputText({ text, entities }: FormattedText): tl.textWithEntities {
  const kept = entities.filter((entity) => entity.type === 'customEmoji');
  return { _: 'textWithEntities', text, entities: inputEntities(kept, () => undefined) };
}
