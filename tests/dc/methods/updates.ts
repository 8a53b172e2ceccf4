import type { tl } from '#tl';
import type { BoxEvent } from '../world/boxes.ts';
import { badRequest } from '../world/errors.ts';
import { isActive, type WorldChannel } from '../world/model.ts';
import { channelKey, isChannelKey, bareId } from '../world/peers.ts';
import { renderDialog, topMessage } from '../world/render-dialogs.ts';
import { renderMessage } from '../world/render-messages.ts';
import { renderDifferenceEvent, renderEvents } from '../world/render-updates.ts';
import type { View } from '../world/view.ts';
import type { Call, HandlerTable } from './call.ts';
import { findChannel } from './resolve.ts';

/** core.telegram.org/api/updates: state and differences. */

export function stateOf(call: Call, pts = call.account.box.pts): tl.updates.state {
  const { account, auth, state } = call;
  let unreadCount = 0;
  for (const peer of account.dialogs.keys()) if (!isChannelKey(peer)) unreadCount += state.unreadCount(account, peer);
  return { _: 'updates.state', pts, qts: auth.qts, date: call.now(), seq: auth.seq, unreadCount };
}

interface Told {
  newMessages: tl.Message[];
  otherUpdates: tl.Update[];
}

/** New messages apart, everything else as updates; a message that was deleted meanwhile is only told as deleted. */
function tell(call: Call, view: View, events: readonly BoxEvent[], channelId?: number): Told {
  const told: Told = { newMessages: [], otherUpdates: [] };
  const mappings: tl.Update[] = [];
  for (const event of events) {
    if (event.change.kind === 'new') {
      const { message } = event.change;
      if (message.deleted) continue;
      told.newMessages.push(renderMessage(view, message));
      if (message.randomId !== undefined && message.content.authorId === call.account.id) {
        mappings.push({ _: 'updateMessageID', id: message.id, randomId: message.randomId });
      }
      continue;
    }
    const update = channelId === undefined ? renderDifferenceEvent(view, event) : renderEvents(view, [event], channelId)[0];
    if (update) told.otherUpdates.push(update);
  }
  told.otherUpdates.unshift(...mappings);
  return told;
}

/** Channels that moved since `date`; each is caught up by its own difference. */
function movedChannels(call: Call, view: View, date: number): tl.Update[] {
  const updates: tl.Update[] = [];
  for (const peer of call.account.dialogs.keys()) {
    if (!isChannelKey(peer) || !call.state.isMember(call.account.id, peer)) continue;
    const box = call.state.channelBox(bareId(peer));
    if (box.lastDate < date || box.pts === 1) continue;
    view.note(peer);
    updates.push({ _: 'updateChannelTooLong', channelId: bareId(peer), pts: box.pts });
  }
  return updates;
}

function difference(call: Call, query: tl.updates.getDifference): tl.updates.Difference {
  const { account, auth, state } = call;
  const { box } = account;
  if (query.pts <= 0) throw badRequest('PERSISTENT_TIMESTAMP_EMPTY');
  if (query.date <= 0) throw badRequest('DATE_EMPTY');
  if (query.pts > box.pts) throw badRequest('PERSISTENT_TIMESTAMP_INVALID');
  const behind = box.pts - query.pts;
  if (state.settings.forceTooLong > 0 && behind > 0) {
    state.settings.forceTooLong--;
    return { _: 'updates.differenceTooLong', pts: box.pts };
  }
  if (query.ptsTotalLimit !== undefined && behind > query.ptsTotalLimit) return { _: 'updates.differenceTooLong', pts: box.pts };
  const limit = Math.max(1, Math.min(state.settings.sliceSize, query.ptsLimit ?? state.settings.sliceSize));
  const events = box.after(query.pts, limit);
  if (!events) return { _: 'updates.differenceTooLong', pts: box.pts };
  const view = call.view();
  const moved = movedChannels(call, view, query.date);
  const reached = query.pts + events.length;
  const final = reached >= box.pts;
  if (events.length === 0 && moved.length === 0) return { _: 'updates.differenceEmpty', date: call.now(), seq: auth.seq };
  const told = tell(call, view, events);
  if (final) told.otherUpdates.push(...moved);
  const body = { ...told, newEncryptedMessages: [], ...view.vectors() };
  if (final) return { _: 'updates.difference', ...body, state: stateOf(call) };
  // The date stands still until the last page, so that the channels of that page are named.
  return { _: 'updates.differenceSlice', ...body, intermediateState: { ...stateOf(call, reached), date: query.date } };
}

function channelDifference(call: Call, query: tl.updates.getChannelDifference): tl.updates.ChannelDifference {
  const { account, state } = call;
  const channel = findChannel(call, query.channel);
  const member = channel.members.get(account.id);
  if (!call.state.mayLook(call.account.id, channel)) throw badRequest('CHANNEL_PRIVATE');
  if (query.pts <= 0) throw badRequest('PERSISTENT_TIMESTAMP_EMPTY');
  const box = state.channelBox(channel.id);
  if (query.pts > box.pts) throw badRequest('PERSISTENT_TIMESTAMP_INVALID');
  const { channelTimeout: timeout } = state.settings;
  if (!isActive(member)) call.auth.watching.set(channel.id, call.now() + timeout * 2);
  const limit = Math.max(1, Math.min(query.limit <= 0 ? 100 : query.limit, 100));
  if (query.filter._ === 'channelMessagesFilter') return rangeDifference(call, channel, query, query.filter, limit);
  const forced = state.settings.forceChannelTooLong.get(channel.id) ?? 0;
  const events = box.after(query.pts, limit);
  const snapshot = query.pts === 1 && query.limit === 1 && box.pts > 2;
  if (!events || snapshot || (forced > 0 && events.length > 0)) {
    if (forced > 0) state.settings.forceChannelTooLong.set(channel.id, forced - 1);
    return channelTooLong(call, channel, timeout);
  }
  if (events.length === 0) return { _: 'updates.channelDifferenceEmpty', final: true, pts: query.pts, timeout };
  return channelPage(call, channel, events, query.pts + events.length >= box.pts, timeout);
}

function channelPage(
  call: Call,
  channel: WorldChannel,
  events: readonly BoxEvent[],
  final: boolean,
  timeout: number,
): tl.updates.channelDifference {
  const view = call.view();
  view.note(channelKey(channel.id));
  const told = tell(call, view, events, channel.id);
  const pts = events[events.length - 1]?.pts ?? call.state.channelBox(channel.id).pts;
  return { _: 'updates.channelDifference', ...told, ...view.vectors(), pts, ...(final ? { final: true, timeout } : {}) };
}

function channelTooLong(call: Call, channel: WorldChannel, timeout: number): tl.updates.channelDifferenceTooLong {
  const view = call.view();
  const key = channelKey(channel.id);
  const dialog = renderDialog(view, call.account.dialog(key));
  const top = topMessage(call.state, call.account, key);
  const messages = top ? [renderMessage(view, top)] : [];
  return { _: 'updates.channelDifferenceTooLong', final: true, timeout, dialog, messages, ...view.vectors() };
}

/** Only edits and deletes inside the asked ranges: what a client does with the part on screen. */
function rangeDifference(
  call: Call,
  channel: WorldChannel,
  query: tl.updates.getChannelDifference,
  filter: tl.channelMessagesFilter,
  limit: number,
): tl.updates.ChannelDifference {
  if (filter.ranges.length === 0 || filter.ranges.some((range) => range.minId > range.maxId)) throw badRequest('RANGES_INVALID');
  const box = call.state.channelBox(channel.id);
  const { channelTimeout: timeout } = call.state.settings;
  const events = box.after(query.pts, Number.MAX_SAFE_INTEGER);
  if (!events) return { _: 'updates.channelDifferenceEmpty', final: true, pts: query.pts, timeout };
  const inside = (id: number): boolean => filter.ranges.some((range) => id >= range.minId && id <= range.maxId);
  const relevant = events.filter(({ change }) => {
    if (change.kind === 'new') return !filter.excludeNewMessages && inside(change.message.id);
    if (change.kind === 'edit') return inside(change.message.id);
    if (change.kind === 'delete' || change.kind === 'pin') return inside(change.id);
    return false;
  });
  if (relevant.length === 0) return { _: 'updates.channelDifferenceEmpty', final: true, pts: query.pts, timeout };
  const page = relevant.slice(0, limit);
  return channelPage(call, channel, page, page.length === relevant.length, timeout);
}

export const updateMethods: HandlerTable = {
  'updates.getState': (call) => stateOf(call),
  'updates.getDifference': difference,
  'updates.getChannelDifference': channelDifference,
};
