import type { tl } from '#tl';
import type { Account } from './account.ts';
import { badRequest, forbidden } from './errors.ts';
import { isUserKey, type PeerKey } from './peers.ts';

/** The effects of messages in private chats (core.telegram.org/api/effects): their animations are not there. */

const effect = (id: bigint, emoticon: string, premiumRequired = false): tl.availableEffect => ({
  _: 'availableEffect', id, emoticon, effectStickerId: id + 1n, effectAnimationId: id + 2n, ...(premiumRequired ? { premiumRequired } : {}),
});

export const EFFECTS: readonly tl.availableEffect[] = [
  effect(5104841245755180586n, '🔥'),
  effect(5107584321108051014n, '👍'),
  effect(5046509860389126442n, '🎉'),
  effect(5104858069142078462n, '👎'),
  effect(5046589136895476101n, '💩', true),
];
export const EFFECTS_HASH = 7_340_033;

/** Refuses an effect that does not exist, that this account may not use, or that is not for a private chat. */
export function checkEffect(account: Account, peer: PeerKey, id: bigint | undefined): void {
  if (id === undefined) return;
  const known = EFFECTS.find((one) => one.id === id);
  if (!known || !isUserKey(peer)) throw badRequest('EFFECT_ID_INVALID');
  if (known.premiumRequired && !account.user.premium) throw forbidden('PREMIUM_ACCOUNT_REQUIRED');
}

/** Their documents, which this world does not draw. */
export const effectDocuments = (): tl.documentEmpty[] =>
  EFFECTS.flatMap(({ effectStickerId, effectAnimationId = 0n }) => [{ _: 'documentEmpty', id: effectStickerId }, { _: 'documentEmpty', id: effectAnimationId }]);
