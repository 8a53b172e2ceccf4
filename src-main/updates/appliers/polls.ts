import type { tl } from '#tl';
import { messageId } from '#shared/model/index.ts';
import type { Message } from '#shared/model/index.ts';
import { mapPaidUpdate, mapPeerId, mapPollUpdate, voteOp } from '../../store/index.ts';
import type { ApplyContext } from './context.ts';
import { countVotes } from './unseen.ts';

/** A poll has votes, or changed (core.telegram.org/constructor/updateMessagePoll): in all messages that show it. */
export function applyPoll(context: ApplyContext, update: tl.updateMessagePoll): void {
  const { store } = context;
  const id = update.pollId.toString();
  const before = store.messages.poll(id);
  if (before === undefined) {
    // It may be one with votes that this account has not seen.
    if (update.results.hasUnreadVotes === true && update.peer !== undefined) context.repair([mapPeerId(update.peer)]);
    return;
  }
  // Until the server has heard of the own vote, numbers that do not say whether they include it mean nothing.
  if (update.results.min === true && store.pendingOps.find(voteOp, id) !== undefined) return;
  const { poll, files } = mapPollUpdate(before, update);
  const places = store.messages.ofPoll(id);
  const known = places.map((place) => store.messages.get(place.peerId, place.id));
  for (const file of files) for (const place of places) store.files.put(file, { peerId: place.peerId, messageId: place.id });
  store.messages.setPoll(poll);
  for (const [index, place] of places.entries()) {
    countVotes(context, place.peerId, known[index], store.messages.get(place.peerId, place.id));
  }
}

/** Paid media of a message was bought by this account, here or elsewhere (core.telegram.org/constructor/updateMessageExtendedMedia). */
export function applyPaidMedia({ store }: ApplyContext, update: tl.updateMessageExtendedMedia): void {
  const peerId = mapPeerId(update.peer);
  const id = messageId(update.msgId);
  const media = store.messages.get(peerId, id)?.media;
  if (media?.kind !== 'paidMedia') return;
  const mapped = mapPaidUpdate(media.paid.stars, update.extendedMedia);
  if (mapped.media === undefined) return;
  const next = mapped.media;
  for (const file of mapped.files) store.files.put(file, { peerId, messageId: id });
  store.messages.patch(peerId, id, (message): Message => ({ ...message, media: next }));
}
