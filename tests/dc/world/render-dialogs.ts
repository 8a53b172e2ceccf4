import type { tl } from '#tl';
import type { Account } from './account.ts';
import { isActive, type BoxMessage, type Dialog, type Draft, type NotifySettings } from './model.ts';
import { bareId, isChannelKey, isUserKey, type PeerKey } from './peers.ts';
import { renderMessage } from './render-messages.ts';
import type { WorldState } from './state.ts';
import type { View } from './view.ts';

export function renderNotify(notify: NotifySettings): tl.PeerNotifySettings {
  return {
    _: 'peerNotifySettings',
    ...(notify.showPreviews !== undefined ? { showPreviews: notify.showPreviews } : {}),
    ...(notify.silent !== undefined ? { silent: notify.silent } : {}),
    ...(notify.muteUntil !== undefined ? { muteUntil: notify.muteUntil } : {}),
    ...(notify.sound !== undefined ? { iosSound: notify.sound, androidSound: notify.sound, otherSound: notify.sound } : {}),
    ...(notify.storiesMuted !== undefined ? { storiesMuted: notify.storiesMuted } : {}),
  };
}

export function renderDraft(draft: Draft): tl.DraftMessage {
  if (draft.empty) return { _: 'draftMessageEmpty', date: draft.date };
  return {
    _: 'draftMessage',
    message: draft.message,
    date: draft.date,
    ...(draft.entities.length > 0 ? { entities: draft.entities } : {}),
    ...(draft.noWebpage ? { noWebpage: true } : {}),
    ...(draft.invertMedia ? { invertMedia: true } : {}),
    ...(draft.replyTo ? { replyTo: draft.replyTo } : {}),
    ...(draft.media ? { media: draft.media } : {}),
  };
}

/** Whether the chat stands in the account's list. */
export function isListed(state: WorldState, account: Account, dialog: Dialog): boolean {
  if (dialog.peer < 0) {
    const member = state.chat(dialog.peer)?.members.get(account.id);
    if (isChannelKey(dialog.peer)) return isActive(member);
    return member !== undefined && (isActive(member) || topMessage(state, account, dialog.peer) !== undefined);
  }
  return topMessage(state, account, dialog.peer) !== undefined || dialog.since !== undefined;
}

export function topMessage(state: WorldState, account: Account, peer: PeerKey): BoxMessage | undefined {
  const thread = state.thread(account, peer);
  return thread[thread.length - 1];
}

/** Date by which the server orders the list: that of the top message, or of joining. Drafts are the client's affair. */
export function dialogDate(state: WorldState, account: Account, dialog: Dialog): number {
  return topMessage(state, account, dialog.peer)?.content.date ?? dialog.since ?? 0;
}

/** The listed chats of one folder, newest first, pinned ones left where their date puts them. */
export function orderedDialogs(state: WorldState, account: Account, folderId: number | undefined): Dialog[] {
  const listed = [...account.dialogs.values()].filter(
    (dialog) => (folderId === undefined || dialog.folderId === folderId) && isListed(state, account, dialog),
  );
  const rank = new Map(
    listed.map((dialog) => [
      dialog,
      { date: dialogDate(state, account, dialog), id: topMessage(state, account, dialog.peer)?.id ?? 0 },
    ]),
  );
  return listed.sort((a, b) => {
    const x = rank.get(a);
    const y = rank.get(b);
    return (y?.date ?? 0) - (x?.date ?? 0) || (y?.id ?? 0) - (x?.id ?? 0) || a.peer - b.peer;
  });
}

export function isMuted(state: WorldState, account: Account, dialog: Dialog): boolean {
  const own = dialog.notify.muteUntil;
  if (own !== undefined) return own > state.now();
  const chat = state.chat(dialog.peer);
  const scope = isUserKey(dialog.peer) ? 'users' : chat?.kind === 'channel' && !chat.megagroup ? 'broadcasts' : 'chats';
  return (account.notifyScopes[scope].muteUntil ?? 0) > state.now();
}

export function renderDialog(view: View, dialog: Dialog): tl.dialog {
  const { state, account } = view;
  const { peer } = dialog;
  const top = topMessage(state, account, peer);
  return {
    _: 'dialog',
    peer: view.peer(peer),
    topMessage: top?.id ?? 0,
    readInboxMaxId: dialog.readInboxMaxId,
    readOutboxMaxId: state.readOutboxMaxId(account, peer),
    unreadCount: state.unreadCount(account, peer),
    unreadMentionsCount: dialog.unreadMentions.size,
    unreadReactionsCount: dialog.unreadReactions.size,
    unreadPollVotesCount: dialog.unreadPollVotes.size,
    notifySettings: renderNotify(dialog.notify),
    ...(account.pinned[dialog.folderId].includes(peer) ? { pinned: true } : {}),
    ...(dialog.unreadMark ? { unreadMark: true } : {}),
    ...(isChannelKey(peer) ? { pts: state.channelBox(bareId(peer)).pts } : {}),
    ...(dialog.draft && !dialog.draft.empty ? { draft: renderDraft(dialog.draft) } : {}),
    ...(dialog.folderId === 1 ? { folderId: 1 } : {}),
    ...(state.chat(peer)?.ttlPeriod ? { ttlPeriod: state.chat(peer)?.ttlPeriod } : {}),
  };
}

/** The row that stands for the whole archive in a list asked for without `folder_id`. */
export function renderArchive(view: View): tl.dialogFolder | undefined {
  const { state, account } = view;
  const archived = orderedDialogs(state, account, 1);
  const first = archived[0];
  if (!first) return undefined;
  const counters = { mutedPeers: 0, peers: 0, mutedMessages: 0, messages: 0 };
  for (const dialog of archived) {
    const unread = state.unreadCount(account, dialog.peer);
    if (unread === 0 && !dialog.unreadMark) continue;
    if (isMuted(state, account, dialog)) {
      counters.mutedPeers++;
      counters.mutedMessages += unread;
    } else {
      counters.peers++;
      counters.messages += unread;
    }
  }
  return {
    _: 'dialogFolder',
    pinned: true,
    folder: { _: 'folder', id: 1, title: 'Archived Chats' },
    peer: view.peer(first.peer),
    topMessage: topMessage(state, account, first.peer)?.id ?? 0,
    unreadMutedPeersCount: counters.mutedPeers,
    unreadUnmutedPeersCount: counters.peers,
    unreadMutedMessagesCount: counters.mutedMessages,
    unreadUnmutedMessagesCount: counters.messages,
  };
}

/** The parts that every answer about dialogs has: rows, their top messages, and whom they name. */
export function renderDialogs(
  view: View,
  dialogs: readonly Dialog[],
  archive?: tl.dialogFolder,
): { dialogs: tl.Dialog[]; messages: tl.Message[]; chats: tl.Chat[]; users: tl.User[] } {
  const rows: tl.Dialog[] = archive ? [archive] : [];
  const messages: tl.Message[] = [];
  for (const dialog of dialogs) {
    rows.push(renderDialog(view, dialog));
    const top = topMessage(view.state, view.account, dialog.peer);
    if (top) messages.push(renderMessage(view, top));
  }
  if (archive) {
    const first = orderedDialogs(view.state, view.account, 1)[0];
    const top = first ? topMessage(view.state, view.account, first.peer) : undefined;
    if (top && !dialogs.some((dialog) => dialog.peer === top.peer)) messages.push(renderMessage(view, top));
  }
  return { dialogs: rows, messages, ...view.vectors() };
}
