import type { tl } from '#tl';
import type { PeerRecord, UserRecord } from './peer.ts';

/*
 * core.telegram.org/api/min: a reduced ("min") view never replaces what is known better. Which fields it may bring is decided
 * here, on wire objects; the lists name what is taken from the reduced view, everything else is kept.
 */

const userFromMin = [
  'bot',
  'verified',
  'support',
  'scam',
  'fake',
  'premium',
  'deleted',
  'botChatHistory',
  'botNochats',
  'botInlineGeo',
  'botAttachMenu',
  'botBusiness',
  'botHasMainApp',
  'botForumView',
  'botForumCanManageTopics',
  'botCanManageBots',
  'botGuestchat',
  'botGuard',
  'botInfoVersion',
  'botInlinePlaceholder',
  'botActiveUsers',
  'emojiStatus',
  'color',
  'profileColor',
  'restricted',
  'restrictionReason',
  'botVerificationIcon',
  'contactRequirePremium',
  'sendPaidMessagesStars',
  'storiesMaxId',
  'storiesUnavailable',
] as const satisfies readonly (keyof tl.user)[];

const channelFromMin = [
  'title',
  'username',
  'usernames',
  'noforwards',
  'forum',
  'forumTabs',
  'hasGeo',
  'hasLink',
  'slowmodeEnabled',
  'megagroup',
  'gigagroup',
  'broadcast',
  'monoforum',
  'verified',
  'scam',
  'fake',
  'level',
  'defaultBannedRights',
  'restricted',
  'restrictionReason',
  'emojiStatus',
  'joinToSend',
  'joinRequest',
  'sendPaidMessagesStars',
  'linkedMonoforumId',
  'botVerificationIcon',
  'autotranslation',
  'broadcastMessagesAllowed',
] as const satisfies readonly (keyof tl.channel)[];

/** What is known of a peer after `incoming` arrived; `known` itself when nothing is to be taken. */
export function mergePeer(known: PeerRecord | undefined, incoming: PeerRecord): PeerRecord {
  if (incoming._ === 'user') {
    if (known?._ !== 'user') return incoming;
    const merged = mergeUser(known, incoming);
    return known.noForwards === true && merged !== known ? { ...merged, noForwards: true } : merged;
  }
  if (incoming._ === 'channel') return mergeChannel(known, incoming);
  if (incoming._ === 'chatForbidden' && known?._ === 'chat') return { ...incoming, title: incoming.title || known.title };
  return incoming;
}

/** A min user whose phone is present but empty carries a full access hash (core.telegram.org/constructor/user). */
export function hasFullHash(user: tl.user): boolean {
  return user.accessHash !== undefined && (user.min !== true || user.phone === '');
}

function mergeUser(known: UserRecord, incoming: UserRecord): UserRecord {
  if (incoming.min !== true) {
    // Absent here means unchanged, not cleared.
    return incoming.storiesMaxId === undefined && known.storiesMaxId !== undefined && known.min !== true
      ? { ...incoming, storiesMaxId: known.storiesMaxId }
      : incoming;
  }
  if (known.self === true && incoming.deleted === true) return known;
  if (known.min === true) {
    return hasFullHash(known) && !hasFullHash(incoming) ? { ...incoming, phone: '', ...pick(known, ['accessHash']) } : incoming;
  }
  const merged: UserRecord = replace(known, incoming, userFromMin);
  if (known.applyMinPhoto === true || incoming.deleted === true) assign(merged, incoming, 'photo');
  if (known.status === undefined) assign(merged, incoming, 'status');
  return merged;
}

function mergeChannel(known: PeerRecord | undefined, incoming: tl.channel): tl.channel | tl.channelForbidden {
  if (incoming.min !== true) {
    if (known?._ !== 'channel' || known.min === true) return incoming;
    return {
      ...incoming,
      ...(incoming.participantsCount === undefined ? pick(known, ['participantsCount']) : {}),
      ...(incoming.storiesMaxId === undefined ? pick(known, ['storiesMaxId']) : {}),
    };
  }
  // Access was lost: a reduced view does not give it back.
  if (known?._ === 'channelForbidden') return known;
  if (known?._ !== 'channel' || known.min === true) return incoming;
  const merged = replace(known, incoming, channelFromMin);
  if (known.bannedRights?.viewMessages !== true) merged.photo = incoming.photo;
  if (incoming.storiesHiddenMin !== true) assign(merged, incoming, 'storiesHidden');
  return merged;
}

function replace<T extends object, K extends keyof T>(known: T, incoming: T, fields: readonly K[]): T {
  const merged = { ...known };
  for (const field of fields) assign(merged, incoming, field);
  return merged;
}

function assign<T extends object, K extends keyof T>(target: T, source: T, field: K): void {
  if (source[field] === undefined) delete target[field];
  else target[field] = source[field];
}

function pick<T extends object, K extends keyof T>(source: T, fields: readonly K[]): Partial<Pick<T, K>> {
  const result: Partial<Pick<T, K>> = {};
  for (const field of fields) if (source[field] !== undefined) result[field] = source[field];
  return result;
}
