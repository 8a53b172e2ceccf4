import type { tl } from '#tl';
import { allowedBy } from '../world/privacy.ts';
import type { Call } from './call.ts';

/** Why somebody cannot be put into a group or channel by this account: their privacy, or nothing. */
export function missingInvitee(call: Call, userId: number): tl.MissingInvitee | undefined {
  const allowed = allowedBy(call.state, userId, 'privacyKeyChatInvite', call.account.id);
  return allowed ? undefined : { _: 'missingInvitee', userId };
}
