import type { tl } from '#tl';
import { badRequest } from '../world/errors.ts';
import type { Dialog, Draft } from '../world/model.ts';
import { toPeer, type PeerKey } from '../world/peers.ts';
import { acceptText } from '../world/entities.ts';
import {
  dialogDate,
  isListed,
  orderedDialogs,
  renderArchive,
  renderDialogs,
  renderDraft,
  topMessage,
} from '../world/render-dialogs.ts';
import { SERVICE_USER_ID } from '../world/state.ts';
import type { Call, HandlerTable } from './call.ts';
import { findUser, resolveDialogPeer, resolvePeer } from './resolve.ts';
import { stateOf } from './updates.ts';

/** The chat list: loading, pins, marks, archive, drafts, chat folders. */

const PINNED_LIMIT = [5, 100];

function peerDialogs(call: Call, dialogs: readonly Dialog[], withArchive = false): tl.messages.peerDialogs {
  const view = call.view();
  const archive = withArchive ? renderArchive(view) : undefined;
  return { _: 'messages.peerDialogs', ...renderDialogs(view, dialogs, archive), state: stateOf(call) };
}

function pinnedDialogs(call: Call, folderId: number): Dialog[] {
  const { account, state } = call;
  return (account.pinned[folderId === 1 ? 1 : 0] ?? [])
    .map((peer) => account.dialog(peer))
    .filter((dialog) => isListed(state, account, dialog));
}

/** Whether `dialog` stands below the offsets in the list's order. */
function isBelow(call: Call, dialog: Dialog, query: tl.messages.getDialogs, offsetPeer: PeerKey | undefined): boolean {
  const date = dialogDate(call.state, call.account, dialog);
  if (query.offsetDate > 0 && date !== query.offsetDate) return date < query.offsetDate;
  const id = topMessage(call.state, call.account, dialog.peer)?.id ?? 0;
  if (query.offsetId > 0 && id !== query.offsetId) return id < query.offsetId;
  if (offsetPeer !== undefined) return dialog.peer > offsetPeer;
  return true;
}

function saveDraft(call: Call, peer: PeerKey, draft: Draft): void {
  const { account } = call;
  account.dialog(peer).draft = draft;
  call.world.delivery.updates(
    account,
    (view) => [{ _: 'updateDraftMessage', peer: view.peer(peer), draft: renderDraft(draft) }],
    call.caller,
  );
}

/** The draft of one thread, beside that of the group. */
export function saveThreadDraft(call: Call, peer: PeerKey, topId: number, draft: Draft): void {
  call.account.threadDrafts.set(`${peer}/${topId}`, { peer, topId, draft });
  call.world.delivery.updates(
    call.account,
    (view) => [{ _: 'updateDraftMessage', peer: view.peer(peer), topMsgId: topId, draft: renderDraft(draft) }],
    call.caller,
  );
}

function checkFolder(folderId: number): 0 | 1 {
  if (folderId !== 0 && folderId !== 1) throw badRequest('FOLDER_ID_INVALID');
  return folderId;
}

export const dialogMethods: HandlerTable = {
  'messages.getDialogs': (call, query) => {
    const { account, state } = call;
    const folderId = query.folderId === undefined ? undefined : checkFolder(query.folderId);
    const offsetPeer = query.offsetPeer._ === 'inputPeerEmpty' ? undefined : resolvePeer(call, query.offsetPeer);
    let all = orderedDialogs(state, account, folderId ?? 0);
    const total = all.length;
    if (query.excludePinned) all = all.filter((dialog) => !account.pinned[dialog.folderId].includes(dialog.peer));
    const first = query.offsetDate === 0 && query.offsetId === 0 && offsetPeer === undefined;
    if (!query.excludePinned && first) {
      const pinned = pinnedDialogs(call, folderId ?? 0);
      all = [...pinned, ...all.filter((dialog) => !pinned.includes(dialog))];
    }
    const from = first ? all : all.filter((dialog) => isBelow(call, dialog, query, offsetPeer));
    const limit = Math.min(100, query.limit <= 0 ? 20 : query.limit);
    const page = from.slice(0, limit);
    const view = call.view();
    const archive = folderId === undefined && first && !query.excludePinned ? renderArchive(view) : undefined;
    const parts = renderDialogs(view, page, archive);
    if (first && from.length <= limit) return { _: 'messages.dialogs', ...parts };
    return { _: 'messages.dialogsSlice', count: total, ...parts };
  },

  'messages.getPinnedDialogs': (call, query) => {
    const folderId = checkFolder(query.folderId);
    return peerDialogs(call, pinnedDialogs(call, folderId), folderId === 0);
  },

  'messages.getPeerDialogs': (call, query) => {
    if (query.peers.length === 0) throw badRequest('INPUT_PEERS_EMPTY');
    if (query.peers.length > 100) throw badRequest('LIMIT_INVALID');
    let archive = false;
    const dialogs: Dialog[] = [];
    for (const input of query.peers) {
      const peer = resolveDialogPeer(call, input);
      if (peer === undefined) archive = true;
      else dialogs.push(call.account.dialog(peer));
    }
    return peerDialogs(call, dialogs, archive);
  },

  'messages.toggleDialogPin': (call, query) => {
    const { account } = call;
    const peer = resolveDialogPeer(call, query.peer);
    if (peer === undefined) return true;
    const dialog = account.dialog(peer);
    if (!isListed(call.state, account, dialog)) throw badRequest('PEER_HISTORY_EMPTY');
    const list = account.pinned[dialog.folderId];
    const at = list.indexOf(peer);
    if (query.pinned === true && at < 0) {
      if (list.length >= (PINNED_LIMIT[dialog.folderId] ?? 5) * (account.user.premium ? 2 : 1))
        throw badRequest('PINNED_DIALOGS_TOO_MUCH');
      list.unshift(peer);
    } else if (query.pinned !== true && at >= 0) list.splice(at, 1);
    else return true;
    call.world.delivery.updates(
      account,
      (view) => [
        {
          _: 'updateDialogPinned',
          peer: { _: 'dialogPeer', peer: view.peer(peer) },
          ...(query.pinned ? { pinned: true } : {}),
          ...(dialog.folderId ? { folderId: dialog.folderId } : {}),
        },
      ],
      call.caller,
    );
    return true;
  },

  'messages.reorderPinnedDialogs': (call, query) => {
    const { account } = call;
    const folderId = checkFolder(query.folderId);
    const list = account.pinned[folderId];
    const order = query.order.flatMap((input) => resolveDialogPeer(call, input) ?? []);
    if (!query.force && order.some((peer) => !list.includes(peer))) throw badRequest('PEER_ID_INVALID');
    if (order.length > (PINNED_LIMIT[folderId] ?? 5) * (account.user.premium ? 2 : 1))
      throw badRequest('PINNED_DIALOGS_TOO_MUCH');
    account.pinned[folderId] = query.force ? order : [...order, ...list.filter((peer) => !order.includes(peer))];
    const now = account.pinned[folderId];
    call.world.delivery.updates(
      account,
      (view) => [
        {
          _: 'updatePinnedDialogs',
          order: now.map((peer) => ({ _: 'dialogPeer', peer: view.peer(peer) })),
          ...(folderId ? { folderId } : {}),
        },
      ],
      call.caller,
    );
    return true;
  },

  'messages.markDialogUnread': (call, query) => {
    const peer = resolveDialogPeer(call, query.peer);
    if (peer === undefined) return true;
    const dialog = call.account.dialog(peer);
    if (dialog.unreadMark === (query.unread === true)) return true;
    dialog.unreadMark = query.unread === true;
    call.world.delivery.updates(
      call.account,
      (view) => [
        {
          _: 'updateDialogUnreadMark',
          peer: { _: 'dialogPeer', peer: view.peer(peer) },
          ...(query.unread ? { unread: true } : {}),
        },
      ],
      call.caller,
    );
    return true;
  },

  'messages.getDialogUnreadMarks': (call) =>
    [...call.account.dialogs.values()]
      .filter((dialog) => dialog.unreadMark)
      .map((dialog) => ({ _: 'dialogPeer', peer: toPeer(dialog.peer) })),

  'folders.editPeerFolders': (call, query) => {
    const { account } = call;
    const moves = query.folderPeers.map((one) => ({ peer: resolvePeer(call, one.peer), folderId: checkFolder(one.folderId) }));
    if (moves.some((move) => move.folderId === 1 && (move.peer === account.id || move.peer === SERVICE_USER_ID)))
      throw badRequest('PEER_ID_INVALID');
    const changed = moves.filter((move) => account.dialog(move.peer).folderId !== move.folderId);
    for (const { peer, folderId } of changed) {
      const dialog = account.dialog(peer);
      account.pinned[dialog.folderId] = account.pinned[dialog.folderId].filter((one) => one !== peer);
      dialog.folderId = folderId;
    }
    const events = call.world.ops.common(
      account,
      changed.map((move) => ({ kind: 'folder', ...move })),
      call.caller,
    );
    return call.world.answer(call.view(), events);
  },

  'messages.saveDraft': (call, query) => {
    const peer = resolvePeer(call, query.peer);
    const styled = acceptText(query.message, query.entities, (input) => findUser(call, input)?.id);
    // Of media only links are drafts (core.telegram.org/api/drafts).
    if (query.media && query.media._ !== 'inputMediaWebPage') throw badRequest('MEDIA_INVALID');
    const answered = query.replyTo?._ === 'inputReplyToMessage' ? query.replyTo : undefined;
    const topId = answered?.topMsgId;
    const empty = styled.text === '' && !query.media && (topId === undefined ? !query.replyTo : answered?.replyToMsgId === 0);
    const before = topId === undefined ? call.account.dialogs.get(peer)?.draft : call.account.threadDrafts.get(`${peer}/${topId}`)?.draft;
    if (empty && (!before || before.empty)) return true;
    const save = topId === undefined ? saveDraft : (...[, , draft]: Parameters<typeof saveDraft>) => saveThreadDraft(call, peer, topId, draft);
    save(call, peer, {
      message: styled.text,
      entities: styled.entities,
      date: call.now(),
      ...(query.noWebpage ? { noWebpage: true } : {}),
      ...(query.invertMedia ? { invertMedia: true } : {}),
      ...(query.replyTo ? { replyTo: query.replyTo } : {}),
      ...(query.media ? { media: query.media } : {}),
      ...(empty ? { empty: true } : {}),
    });
    return true;
  },

  'messages.getAllDrafts': (call) => {
    const view = call.view();
    const updates: tl.Update[] = [];
    for (const dialog of call.account.dialogs.values()) {
      if (dialog.draft && !dialog.draft.empty)
        updates.push({ _: 'updateDraftMessage', peer: view.peer(dialog.peer), draft: renderDraft(dialog.draft) });
    }
    for (const { peer, topId, draft } of call.account.threadDrafts.values()) {
      if (!draft.empty) updates.push({ _: 'updateDraftMessage', peer: view.peer(peer), topMsgId: topId, draft: renderDraft(draft) });
    }
    return call.world.delivery.answer(view, updates);
  },

  'messages.clearAllDrafts': (call) => {
    for (const dialog of call.account.dialogs.values()) {
      if (dialog.draft && !dialog.draft.empty)
        saveDraft(call, dialog.peer, { message: '', entities: [], date: call.now(), empty: true });
    }
    return true;
  },
};
