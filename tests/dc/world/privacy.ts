import type { tl } from '#tl';
import type { WorldState } from './state.ts';

/** Privacy rules (core.telegram.org/api/privacy): the first rule that names the asker decides. */

export type PrivacyKeyName = tl.PrivacyKey['_'];

const DEFAULTS: Partial<Record<PrivacyKeyName, tl.PrivacyRule[]>> = {
  privacyKeyPhoneNumber: [{ _: 'privacyValueAllowContacts' }],
};

export function rulesOf(state: WorldState, ownerId: number, key: PrivacyKeyName): tl.PrivacyRule[] {
  return state.accounts.get(ownerId)?.privacy.get(key) ?? DEFAULTS[key] ?? [{ _: 'privacyValueAllowAll' }];
}

/** Whether `askerId` may see what `ownerId` guards under `key`. */
export function allowedBy(state: WorldState, ownerId: number, key: PrivacyKeyName, askerId: number): boolean {
  const owner = state.accounts.get(ownerId);
  for (const rule of rulesOf(state, ownerId, key)) {
    const verdict = judge(state, rule, askerId, owner?.contacts.has(askerId) ?? false);
    if (verdict !== undefined) return verdict;
  }
  return false;
}

function judge(state: WorldState, rule: tl.PrivacyRule, askerId: number, isContact: boolean): boolean | undefined {
  switch (rule._) {
    case 'privacyValueAllowAll':
      return true;
    case 'privacyValueDisallowAll':
      return false;
    case 'privacyValueAllowContacts':
      return isContact ? true : undefined;
    case 'privacyValueDisallowContacts':
      return isContact ? false : undefined;
    case 'privacyValueAllowUsers':
      return rule.users.includes(askerId) ? true : undefined;
    case 'privacyValueDisallowUsers':
      return rule.users.includes(askerId) ? false : undefined;
    case 'privacyValueAllowChatParticipants':
      return inAnyChat(state, rule.chats, askerId) ? true : undefined;
    case 'privacyValueDisallowChatParticipants':
      return inAnyChat(state, rule.chats, askerId) ? false : undefined;
    case 'privacyValueAllowPremium':
      return state.users.get(askerId)?.premium ? true : undefined;
    case 'privacyValueAllowBots':
      return state.users.get(askerId)?.bot ? true : undefined;
    case 'privacyValueDisallowBots':
      return state.users.get(askerId)?.bot ? false : undefined;
    case 'privacyValueAllowCloseFriends':
      return undefined;
  }
}

function inAnyChat(state: WorldState, chatIds: readonly number[], userId: number): boolean {
  return chatIds.some((id) => {
    const member = state.groups.get(id)?.members.get(userId) ?? state.channels.get(id)?.members.get(userId);
    return member !== undefined && member.role !== 'left' && member.role !== 'banned';
  });
}
