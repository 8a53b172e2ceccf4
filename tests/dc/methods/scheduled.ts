import type { tl } from '#tl';
import { badRequest, forbidden } from '../world/errors.ts';
import { checkSend } from '../world/rights.ts';
import type { Content } from '../world/model.ts';
import { bareId, isChannelKey, type PeerKey } from '../world/peers.ts';
import { renderMessage } from '../world/render-messages.ts';
import type { Waiting } from '../world/scheduled.ts';
import type { Call, HandlerTable } from './call.ts';
import { listHash } from './contacts.ts';
import { resolvePeer } from './resolve.ts';

/** The queues of scheduled messages (core.telegram.org/api/scheduled-messages). */

type Planned = Pick<tl.messages.sendMessage, 'scheduleDate' | 'scheduleRepeatPeriod'>;

/** For when something is sent; undefined: at once. */
export function plannedDate(call: Call, peer: PeerKey, { scheduleDate, scheduleRepeatPeriod }: Planned): number | undefined {
  if (scheduleRepeatPeriod !== undefined && !call.account.user.premium) throw forbidden('PREMIUM_ACCOUNT_REQUIRED');
  return call.world.scheduled.dateFor(call.account, peer, scheduleDate);
}

/** The answer to sends that were taken into the queue: their ids there, and the messages that still wait. */
function queuedAnswer(call: Call, items: readonly Waiting[]): tl.Updates {
  const view = call.view();
  const updates: tl.Update[] = items.map(({ message, randomId }) => ({ _: 'updateMessageID', id: message.id, randomId }));
  for (const { account, message } of items) {
    const waits = call.world.scheduled.find(account, message.peer, message.id) !== undefined;
    if (waits) updates.push({ _: 'updateNewScheduledMessage', message: renderMessage(view, message) });
  }
  return call.world.delivery.answer(view, updates);
}

export function enqueue(call: Call, peer: PeerKey, items: readonly { content: Content; randomId: bigint }[], date: number): tl.Updates {
  const dated = items.map(({ content, randomId }) => ({ content: { ...content, date }, randomId }));
  return queuedAnswer(call, call.world.scheduled.add(call.account, peer, dated, call.caller));
}

/** The answer to a repeated send of what was taken into the queue; undefined when the first call is not known. */
export function queuedBefore(call: Call, peer: PeerKey, randomIds: readonly bigint[]): tl.Updates | undefined {
  const known = randomIds.flatMap((randomId) => call.world.scheduled.before(call.account, peer, randomId) ?? []);
  return known.length === randomIds.length ? queuedAnswer(call, known) : undefined;
}

/** Changes what waits: `changed` is its new content, `date` when it is to go, `settle` sees to its preview. All of an album moves. */
export function editQueued(
  call: Call, peer: PeerKey, query: Pick<tl.messages.editMessage, 'id' | 'scheduleDate'>, change: (content: Content) => Partial<Content>,
  settle: (content: Content, changed: Partial<Content>) => void,
): tl.Updates {
  const { scheduled } = call.world;
  const item = scheduled.find(call.account, peer, query.id);
  if (!item) throw badRequest('MESSAGE_ID_INVALID');
  const { content } = item.message;
  const changed = change(content);
  const date = scheduled.dateFor(call.account, peer, query.scheduleDate);
  const isSame = date === content.date && Object.entries(changed).every(([name, value]) =>
    JSON.stringify(content[name as 'text']) === JSON.stringify(value));
  if (isSame) throw badRequest('MESSAGE_NOT_MODIFIED');
  if (Object.keys(changed).length > 0) {
    Object.assign(content, changed, { editDate: call.now() });
    settle(content, changed);
  }
  const album = scheduled.of(call.account, peer).filter(
    ({ message }) => message === item.message || (content.groupedId !== undefined && message.content.groupedId === content.groupedId),
  );
  if (date === undefined) return releasedAnswer(call, peer, album.map(({ message }) => message.id));
  const moved = date === content.date ? [item] : album;
  for (const { message } of moved) message.content.date = date;
  scheduled.changed(moved, call.caller);
  const view = call.view();
  return call.world.delivery.answer(
    view, moved.map(({ message }) => ({ _: 'updateNewScheduledMessage', message: renderMessage(view, message) })),
  );
}

function releasedAnswer(call: Call, peer: PeerKey, ids: readonly number[]): tl.Updates {
  const { deleted, events } = call.world.scheduled.release(call.account, peer, ids, call.caller);
  const view = call.view();
  view.note(peer);
  const updates = call.world.eventUpdates(view, events, isChannelKey(peer) ? bareId(peer) : undefined);
  return call.world.delivery.answer(view, [deleted, ...updates]);
}

function found(call: Call, input: tl.InputPeer, ids: readonly number[]): { peer: PeerKey; items: Waiting[] } {
  if (ids.length === 0 || ids.length > 100) throw badRequest('MESSAGE_ID_INVALID');
  const peer = resolvePeer(call, input);
  return { peer, items: ids.flatMap((id) => call.world.scheduled.find(call.account, peer, id) ?? []) };
}

function answer(call: Call, items: readonly Waiting[]): tl.messages.messages {
  const view = call.view();
  const messages = items.map(({ message }) => renderMessage(view, message));
  return { _: 'messages.messages', messages, topics: [], ...view.vectors() };
}

export const scheduledMethods: HandlerTable = {
  'messages.getScheduledHistory': (call, query) => {
    const items = call.world.scheduled.of(call.account, resolvePeer(call, query.peer));
    const hash = listHash(items.flatMap(({ message: { id, content } }) => [id, content.editDate ?? 0, content.date]));
    if (query.hash !== 0n && query.hash === hash) return { _: 'messages.messagesNotModified', count: items.length };
    return answer(call, items);
  },

  'messages.getScheduledMessages': (call, query) => answer(call, found(call, query.peer, query.id).items),

  'messages.sendScheduledMessages': (call, query) => {
    const { peer, items } = found(call, query.peer, query.id);
    if (items.length === 0) throw badRequest('MESSAGE_ID_INVALID');
    for (const { message } of items) checkSend(call.state, call.account, peer, message.content.media);
    return releasedAnswer(call, peer, items.map(({ message }) => message.id));
  },

  'messages.deleteScheduledMessages': (call, query) => {
    const { peer, items } = found(call, query.peer, query.id);
    const update = call.world.scheduled.delete(call.account, peer, items.map(({ message }) => message.id), call.caller);
    const view = call.view();
    view.note(peer);
    return call.world.delivery.answer(view, [update]);
  },
};
