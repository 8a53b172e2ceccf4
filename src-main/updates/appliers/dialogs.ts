import type { tl } from '#tl';
import { messageId, peerIdKind } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { mapDraft, mapFolder, mapMessage, mapMuteUntil, mapPeerId, messageKey, rowOps } from '../../store/index.ts';
import type { DialogPatch } from '../../store/index.ts';
import type { ApplyContext, Arrival } from './context.ts';

/** Any answer that brings rows of the chat list. */
export interface DialogsAnswer {
  dialogs: readonly tl.Dialog[];
  messages: readonly tl.Message[];
  chats: readonly tl.Chat[];
  users: readonly tl.User[];
}

export interface AppliedDialogs {
  /** The chats of the answer, in its order. */
  peerIds: PeerId[];
  /** Channels whose dialog is ahead of what their box has brought: they need a difference. */
  behind: PeerId[];
  /** Chats that were left as they are, because updates changed them after the answer was asked for. */
  overtaken: PeerId[];
  /** Chats that were left as they are, because the server has not heard yet that messages of theirs were deleted here. */
  held: PeerId[];
}

/**
 * Takes over rows of the chat list. The caller makes sure that no difference of the common box is under way, and says of which chats
 * more has become known since it asked: those stay as they are. `settings` says whether folder, pin, mute and draft are taken over.
 */
export function applyDialogs(
  context: ApplyContext,
  answer: DialogsAnswer,
  isOvertaken: (peerId: PeerId, row: tl.dialog) => boolean = () => false,
  settings: 'take' | 'keep' = 'take',
): AppliedDialogs {
  const { store } = context;
  store.peers.apply(answer.users, answer.chats);
  const tops = new Map<string, tl.Message>();
  for (const message of answer.messages) {
    const { peerId, id } = messageKey(message);
    if (peerId !== undefined) tops.set(`${peerId}/${id}`, message);
  }
  const applied: AppliedDialogs = { peerIds: [], behind: [], overtaken: [], held: [] };
  for (const dialog of answer.dialogs) {
    if (dialog._ !== 'dialog') continue;
    const peerId = mapPeerId(dialog.peer);
    applied.peerIds.push(peerId);
    const isHeld = store.pendingOps.deletes(peerId).size > 0 || store.pendingOps.removes(peerId);
    const isLate = isOvertaken(peerId, dialog);
    if (isHeld) applied.held.push(peerId);
    else if (isLate) applied.overtaken.push(peerId);
    if (isHeld || isLate) continue;
    const top = tops.get(`${peerId}/${dialog.topMessage}`);
    if (applyDialog(context, peerId, dialog, top, settings) === 'behind') applied.behind.push(peerId);
  }
  return applied;
}

function applyDialog(
  context: ApplyContext,
  peerId: PeerId,
  dialog: tl.dialog,
  top: tl.Message | undefined,
  settings: 'take' | 'keep',
): 'applied' | 'behind' {
  const { store } = context;
  const relation = comparePts(context, peerId, dialog.pts);
  if (relation === 'stale') {
    // What the row shows may have been deleted since, and nothing would tell: without a row, a newer answer has to bring one.
    if (store.dialogs.has(peerId)) applySettings(context, peerId, dialog);
    else context.repair([peerId]);
    return 'applied';
  }
  const before = store.dialogs.get(peerId);
  const mapped = top === undefined ? undefined : mapMessage(top, store.mapContext());
  if (mapped !== undefined) store.messages.put(mapped);
  const live = store.ranges.live(peerId);
  if (relation === 'current') joinTopToHistory(context, peerId, dialog.topMessage);
  // A channel that is only looked at is followed, but not listed.
  if (peerIdKind(peerId) === 'channel' && !store.peers.isMember(peerId)) return 'applied';
  const patch: DialogPatch = {};
  // A newer message that came by update meanwhile stays the top; one from before a cut may have been deleted since.
  const knownTop = before?.topMessageId ?? messageId(0);
  const keepsTop = knownTop > dialog.topMessage && live !== undefined && knownTop >= live.lo && store.messages.has(peerId, knownTop);
  if (!keepsTop) {
    patch.topMessageId = messageId(dialog.topMessage);
    patch.topDate = mapped?.message.date ?? before?.topDate ?? 0;
  }
  if (before === undefined || dialog.readInboxMaxId >= before.readInboxMaxId) {
    const since = keepsTop ? countedAbove(context, peerId, dialog.topMessage) : 0;
    patch.readInboxMaxId = messageId(dialog.readInboxMaxId);
    patch.unreadCount = dialog.unreadCount + since;
    if (!store.pendingOps.holds('unreadMark', peerId)) patch.unreadMark = dialog.unreadMark === true;
    patch.countedMaxId = messageId(Math.max(dialog.topMessage, before?.countedMaxId ?? 0));
  }
  if (dialog.readOutboxMaxId >= (before?.readOutboxMaxId ?? 0)) patch.readOutboxMaxId = messageId(dialog.readOutboxMaxId);
  patch.unreadMentions = dialog.unreadMentionsCount + (keepsTop ? mentionsAbove(context, peerId, dialog.topMessage) : 0);
  patch.unreadReactions = dialog.unreadReactionsCount;
  patch.unreadPollVotes = dialog.unreadPollVotesCount;
  const record = store.peers.record(peerId);
  if (record?._ === 'channel') patch.joinDate = record.date;
  store.dialogs.put(peerId, patch);
  if (settings === 'take') applySettings(context, peerId, dialog);
  if (dialog.topMessage === 0 && !keepsTop) dropWhenEmpty(context, peerId);
  return relation === 'behind' ? 'behind' : 'applied';
}

/** Folder, pin, mute, timer and draft do not depend on the box. */
function applySettings(context: ApplyContext, peerId: PeerId, dialog: tl.dialog): void {
  const { store } = context;
  const before = store.dialogs.get(peerId);
  const isMoving = before !== undefined && store.pendingOps.holds('archive', peerId);
  const folder = isMoving ? before.folder : mapFolder(dialog.folderId);
  const pinned = dialog.pinned === true ? (before?.pinned ?? store.dialogs.pinned(folder).length) : null;
  store.dialogs.put(peerId, {
    folder,
    ttlPeriod: dialog.ttlPeriod ?? 0,
    ...(store.pendingOps.holds('pin', peerId) ? {} : { pinned }),
    ...(store.pendingOps.holds('mute', peerId) ? {} : { muteUntil: mapMuteUntil(dialog.notifySettings) }),
  });
  const draft = mapDraft(dialog.draft);
  if (context.acceptsDraft(peerId, draft?.date ?? 0)) store.drafts.applyRemote(peerId, draft);
}

/** How a dialog's numbers relate to what the channel's box has brought. */
function comparePts(context: ApplyContext, peerId: PeerId, pts: number | undefined): 'current' | 'behind' | 'stale' {
  if (peerIdKind(peerId) !== 'channel' || pts === undefined) return 'current';
  const { channels } = context.store;
  const local = channels.pts(peerId);
  if (local === undefined) {
    channels.setPts(peerId, pts);
    return 'current';
  }
  if (pts === local) return 'current';
  return pts > local ? 'behind' : 'stale';
}

/**
 * The newest message is the live end of what is known, unless the box has already brought a later one. Above the live end it begins a
 * new stretch: no update has brought it, so nobody knows what lies between, nor whether what is known still stands (the row before it
 * was from before the state of a first sign-in, for example).
 */
function joinTopToHistory(context: ApplyContext, peerId: PeerId, top: number): void {
  const { ranges } = context.store;
  const live = ranges.live(peerId);
  if (live !== undefined && top <= live.hi) return;
  if (live !== undefined) ranges.cut(peerId);
  // What is known above it may be gone: it joins again when the live end passes it.
  ranges.split(peerId, top);
  ranges.add(peerId, { lo: top, hi: top, live: true, unverified: false });
}

/** Messages above an id that updates have brought: an answer that is older than they does not count them. */
function broughtAbove({ store }: ApplyContext, peerId: PeerId, id: number): MessageId[] {
  const live = store.ranges.live(peerId);
  if (live === undefined) return [];
  const newer = store.messages.idsBetween(peerId, Math.max(id + 1, live.lo), live.hi);
  const outdated = new Set(store.ranges.unverifiedOf(peerId, newer));
  return newer.filter((each) => !outdated.has(each));
}

function countedAbove(context: ApplyContext, peerId: PeerId, id: number): number {
  return broughtAbove(context, peerId, id).filter((each) => context.store.messages.facts(peerId, each)?.counts === true).length;
}

function mentionsAbove(context: ApplyContext, peerId: PeerId, id: number): number {
  return broughtAbove(context, peerId, id).filter((each) => context.store.messages.facts(peerId, each)?.unreadMention === true).length;
}

/** A chat without messages is not listed, unless something of ours is in it. */
function dropWhenEmpty(context: ApplyContext, peerId: PeerId): void {
  const { store } = context;
  if (store.drafts.get(peerId) !== undefined || store.dialogs.get(peerId)?.pinned !== undefined) return;
  if (store.outbox.ofPeer(peerId).length === 0) store.dialogs.delete(peerId);
}

function isListed(context: ApplyContext, peerId: PeerId): boolean {
  const isThere = context.store.dialogs.has(peerId);
  if (!isThere) context.unlisted(peerId);
  return isThere;
}

export function applyNotifySettings(context: ApplyContext, peer: tl.NotifyPeer, settings: tl.PeerNotifySettings, arrival: Arrival): void {
  const { store } = context;
  switch (peer._) {
    case 'notifyPeer': {
      const peerId = mapPeerId(peer.peer);
      const isOurs = store.pendingOps.holds('mute', peerId);
      if (!isListed(context, peerId) || isOurs) break;
      store.dialogs.put(peerId, { muteUntil: mapMuteUntil(settings) });
      if (context.isLate(arrival)) context.repair([peerId]);
      break;
    }
    case 'notifyUsers':
      store.meta.setDefaultMuteUntil('users', settings.muteUntil ?? 0);
      break;
    case 'notifyChats':
      store.meta.setDefaultMuteUntil('groups', settings.muteUntil ?? 0);
      break;
    case 'notifyBroadcasts':
      store.meta.setDefaultMuteUntil('channels', settings.muteUntil ?? 0);
      break;
    default:
      break;
  }
}

export function applyDialogPinned(context: ApplyContext, update: tl.updateDialogPinned, arrival: Arrival): void {
  if (update.peer._ !== 'dialogPeer') return;
  const peerId = mapPeerId(update.peer.peer);
  if (context.store.pendingOps.holds('pin', peerId)) return;
  const folder = mapFolder(update.folderId);
  // Pins belong to a list: in another one than is known here, the move has not been told yet.
  const isThere = context.store.dialogs.get(peerId)?.folder === folder;
  if (isThere) context.store.dialogs.setPinned(peerId, update.pinned === true);
  if (!isThere || context.isLate(arrival)) context.emit({ kind: 'pinnedOutdated', folder });
}

export function applyPinnedDialogs(context: ApplyContext, update: tl.updatePinnedDialogs, arrival: Arrival): void {
  const folder = mapFolder(update.folderId);
  const order = update.order?.flatMap((peer) => (peer._ === 'dialogPeer' ? [mapPeerId(peer.peer)] : []));
  if (context.store.pendingOps.list(rowOps.pin).length > 0) return;
  const isKnown = order?.every((peerId) => context.store.dialogs.has(peerId)) ?? false;
  if (!isKnown || context.isLate(arrival)) context.emit({ kind: 'pinnedOutdated', folder });
  if (order !== undefined) context.store.dialogs.setPinnedOrder(folder, order);
}

export function applyUnreadMark(context: ApplyContext, update: tl.updateDialogUnreadMark, arrival: Arrival): void {
  if (update.peer._ !== 'dialogPeer' || update.savedPeerId !== undefined) return;
  const peerId = mapPeerId(update.peer.peer);
  if (context.store.pendingOps.holds('unreadMark', peerId)) return;
  if (!isListed(context, peerId)) return;
  context.store.dialogs.put(peerId, { unreadMark: update.unread === true });
  if (context.isLate(arrival)) context.repair([peerId]);
}

export function applyFolders(context: ApplyContext, folderPeers: readonly tl.FolderPeer[]): void {
  for (const { peer, folderId } of folderPeers) {
    const peerId = mapPeerId(peer);
    if (context.store.pendingOps.holds('archive', peerId)) continue;
    const row = context.store.dialogs.get(peerId);
    const folder = mapFolder(folderId);
    if (row === undefined) context.repair([peerId]);
    // Moving a chat to another list unpins it; where it is already, it may have been pinned since.
    else if (row.folder !== folder) context.store.dialogs.put(peerId, { folder, pinned: null });
  }
}

export function applyDraft(context: ApplyContext, update: tl.updateDraftMessage): void {
  // Saved Messages are written into as a whole.
  if (update.savedPeerId !== undefined) return;
  const threadId = update.topMsgId === undefined ? undefined : messageId(update.topMsgId);
  const peerId = mapPeerId(update.peer);
  const draft = mapDraft(update.draft);
  const date = draft?.date ?? update.draft.date ?? 0;
  if (context.acceptsDraft(peerId, date, threadId)) context.store.drafts.applyRemote(peerId, draft, date, threadId);
}

export function applyTtl(context: ApplyContext, peer: tl.Peer, ttlPeriod: number | undefined, arrival: Arrival): void {
  const peerId = mapPeerId(peer);
  if (!isListed(context, peerId)) return;
  context.store.dialogs.put(peerId, { ttlPeriod: ttlPeriod ?? 0 });
  if (context.isLate(arrival)) context.repair([peerId]);
}
