import type { tl } from '#tl';
import type { BoxEvent } from './boxes.ts';
import { bareId, isUserKey } from './peers.ts';
import { renderMessage, renderWebPage } from './render-messages.ts';
import { View } from './view.ts';

/** Box events as updates. `channelId` is set when they come from a channel's box. */

/** As pushed and as answered: neighbours of one kind share one update, counters are exact. */
export function renderEvents(view: View, events: readonly BoxEvent[], channelId?: number): tl.Update[] {
  const out: tl.Update[] = [];
  for (let at = 0; at < events.length;) {
    const run = runAt(events, at);
    at += run.length;
    const update = renderRun(view, run, channelId);
    if (update) out.push(update);
  }
  return out;
}

/** As told by a difference: one update per event, common ones with `pts_count` 0. */
export function renderDifferenceEvent(view: View, event: BoxEvent, channelId?: number): tl.Update | undefined {
  const update = renderRun(view, [event], channelId);
  if (update && channelId === undefined && 'ptsCount' in update) return { ...update, ptsCount: 0 };
  return update;
}

function runAt(events: readonly BoxEvent[], start: number): BoxEvent[] {
  const first = events[start] as BoxEvent;
  const run = [first];
  for (let i = start + 1; i < events.length; i++) {
    const next = events[i] as BoxEvent;
    const together =
      (first.change.kind === 'delete' && next.change.kind === 'delete') ||
      (first.change.kind === 'contents' && next.change.kind === 'contents') ||
      (first.change.kind === 'pin' &&
        next.change.kind === 'pin' &&
        first.change.peer === next.change.peer &&
        first.change.pinned === next.change.pinned) ||
      (first.change.kind === 'folder' && next.change.kind === 'folder');
    if (!together) break;
    run.push(next);
  }
  return run;
}

function renderRun(view: View, run: readonly BoxEvent[], channelId: number | undefined): tl.Update | undefined {
  const last = run[run.length - 1] as BoxEvent;
  const pts = last.pts;
  const ptsCount = run.length;
  const change = last.change;
  switch (change.kind) {
    case 'new':
      if (change.message.deleted) return undefined;
      return channelId === undefined
        ? { _: 'updateNewMessage', message: renderMessage(view, change.message), pts, ptsCount }
        : { _: 'updateNewChannelMessage', message: renderMessage(view, change.message), pts, ptsCount };
    case 'edit':
      if (change.message.deleted) return undefined;
      return channelId === undefined
        ? { _: 'updateEditMessage', message: renderMessage(view, change.message), pts, ptsCount }
        : { _: 'updateEditChannelMessage', message: renderMessage(view, change.message), pts, ptsCount };
    case 'delete': {
      const messages = run.flatMap((event) => (event.change.kind === 'delete' ? [event.change.id] : []));
      return channelId === undefined
        ? { _: 'updateDeleteMessages', messages, pts, ptsCount }
        : { _: 'updateDeleteChannelMessages', channelId, messages, pts, ptsCount };
    }
    case 'readInbox':
      return {
        _: 'updateReadHistoryInbox',
        peer: view.peer(change.peer),
        maxId: change.maxId,
        stillUnreadCount: change.unread,
        pts,
        ptsCount,
        ...(change.folderId ? { folderId: change.folderId } : {}),
      };
    case 'readOutbox':
      return { _: 'updateReadHistoryOutbox', peer: view.peer(change.peer), maxId: change.maxId, pts, ptsCount };
    case 'contents': {
      const messages = run.flatMap((event) => (event.change.kind === 'contents' ? [event.change.id] : []));
      return { _: 'updateReadMessagesContents', messages, pts, ptsCount, date: last.date };
    }
    case 'pin': {
      const messages = run.flatMap((event) => (event.change.kind === 'pin' ? [event.change.id] : []));
      const pinned = change.pinned ? { pinned: true as const } : {};
      return channelId === undefined
        ? { _: 'updatePinnedMessages', ...pinned, peer: view.peer(change.peer), messages, pts, ptsCount }
        : { _: 'updatePinnedChannelMessages', ...pinned, channelId, messages, pts, ptsCount };
    }
    case 'webpage':
      return channelId === undefined
        ? { _: 'updateWebPage', webpage: renderWebPage(view, change.page), pts, ptsCount }
        : { _: 'updateChannelWebPage', channelId, webpage: renderWebPage(view, change.page), pts, ptsCount };
    case 'folder': {
      const folderPeers = run.flatMap((event): tl.FolderPeer[] =>
        event.change.kind === 'folder'
          ? [{ _: 'folderPeer', peer: view.peer(event.change.peer), folderId: event.change.folderId }]
          : [],
      );
      return { _: 'updateFolderPeers', folderPeers, pts, ptsCount };
    }
    case 'void':
      return undefined;
  }
}

/**
 * `updateShortMessage` / `updateShortChatMessage` for one new plain text, or nothing when the message needs media, other
 * peers or more than the short form can say. `knows` tells whether the receiver's client can be expected to know a user.
 */
export function renderShort(view: View, event: BoxEvent, knows: (userId: number) => boolean): tl.Updates | undefined {
  if (event.change.kind !== 'new') return undefined;
  const { message } = event.change;
  const { content, peer } = message;
  const plain =
    !content.media &&
    !content.action &&
    !content.forward &&
    !content.replyMarkup &&
    !content.post &&
    !content.invertMedia &&
    !content.noforwards &&
    !content.fromScheduled &&
    content.viaBotId === undefined &&
    content.groupedId === undefined &&
    content.effect === undefined &&
    content.reply?.fromOtherChat === undefined &&
    content.fromKey !== undefined &&
    peer !== view.account.id &&
    !content.entities.some((entity) => entity._ === 'messageEntityMentionName');
  if (!plain || message.deleted || !isUserKey(content.fromKey ?? 0)) return undefined;
  const rendered = renderMessage(new View(view.state, view.auth), message);
  if (rendered._ !== 'message') return undefined;
  const body = {
    id: message.id,
    message: content.text,
    pts: event.pts,
    ptsCount: 1,
    date: content.date,
    ...(rendered.out ? { out: true as const } : {}),
    ...(rendered.mentioned ? { mentioned: true as const } : {}),
    ...(rendered.mediaUnread ? { mediaUnread: true as const } : {}),
    ...(rendered.silent ? { silent: true as const } : {}),
    ...(rendered.replyTo ? { replyTo: rendered.replyTo } : {}),
    ...(rendered.entities ? { entities: rendered.entities } : {}),
    ...(rendered.ttlPeriod ? { ttlPeriod: rendered.ttlPeriod } : {}),
  };
  if (isUserKey(peer)) return knows(peer) ? { _: 'updateShortMessage', ...body, userId: peer } : undefined;
  const from = content.fromKey ?? 0;
  return knows(from) ? { _: 'updateShortChatMessage', ...body, fromId: from, chatId: bareId(peer) } : undefined;
}
