import type { Message, Reaction } from '#shared/model/index.ts';
import { formatCompact } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';

/** What a reaction is called. */
export const reactionName = (reaction: Reaction): string =>
  reaction.kind === 'emoji' ? reaction.emoji : reaction.kind === 'paid' ? t.view.reactions.paid : t.view.reactions.custom;

/** The reactions in words, for screen readers. */
export function spokenReactions(message: Message): string {
  const counts = message.reactions?.counts ?? [];
  if (counts.length === 0) return '';
  return t.view.reactions.spoken(counts.map((one) => `${reactionName(one.reaction)} ${formatCompact(one.count)}`));
}
