import type { tl } from '#tl';
import { isAdmin, type Content, type ForwardOrigin, type Media, type ReplyTarget, type ServiceAction } from './model.ts';
import { isChannelKey, isUserKey, type PeerKey } from './peers.ts';
import type { WorldState } from './state.ts';

/** What goes into a new message; text and entities are already cleaned. */
export interface Composition {
  authorId: number;
  /** The chat from the author's side. */
  to: PeerKey;
  text: string;
  entities: tl.MessageEntity[];
  /** Unix seconds; now when absent. */
  date?: number;
  media?: Media;
  action?: ServiceAction;
  forward?: ForwardOrigin;
  reply?: ReplyTarget;
  groupedId?: bigint;
  viaBotId?: number;
  silent?: boolean;
  invertMedia?: boolean;
  effect?: bigint;
  replyMarkup?: tl.ReplyMarkup;
  views?: number;
  forwards?: number;
  editDate?: number;
}

/** Builds the shared content: sender, post flags, signature, whom it mentions. */
export function composeContent(state: WorldState, parts: Composition): Content {
  const { to, authorId, ...rest } = parts;
  const content: Content = { ...rest, authorId, date: parts.date ?? state.now(), copies: [] };
  if (content.media?.kind === 'poll') content.media.poll.contents.push(content);
  const chat = state.chat(to);
  if (chat?.kind === 'channel' && !chat.megagroup) {
    content.post = true;
    content.views ??= 1;
    content.forwards ??= 0;
    if (chat.signatures && !content.action) content.postAuthor = fullName(state, authorId);
    if (content.action) content.fromKey = to;
  } else {
    const anonymous =
      chat !== undefined && isAdmin(chat.members.get(authorId)) && chat.members.get(authorId)?.adminRights?.anonymous === true;
    content.fromKey = anonymous && isChannelKey(to) ? to : authorId;
  }
  if (content.fromKey === undefined) delete content.fromKey;
  if (!isUserKey(to)) {
    const mentions = mentionsIn(state, content);
    if (mentions.size > 0) content.mentions = mentions;
  }
  if (chat?.ttlPeriod) content.ttlPeriod = chat.ttlPeriod;
  return content;
}

function mentionsIn(state: WorldState, content: Content): Set<number> {
  const found = new Set<number>();
  for (const entity of content.entities) {
    if (entity._ === 'messageEntityMentionName') found.add(entity.userId);
    if (entity._ === 'messageEntityMention') {
      const key = state.usernames.get(content.text.slice(entity.offset + 1, entity.offset + entity.length).toLowerCase());
      if (key !== undefined && isUserKey(key)) found.add(key);
    }
  }
  if (content.reply && !content.reply.fromOtherChat && !content.action && content.reply.content.fromKey !== undefined)
    found.add(content.reply.content.authorId);
  found.delete(content.authorId);
  return found;
}

function fullName(state: WorldState, userId: number): string {
  const user = state.user(userId);
  return `${user.firstName} ${user.lastName}`.trim();
}
