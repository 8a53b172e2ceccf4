import type { tl } from '#tl';
import { channelPeerId, groupPeerId, messageId, userPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { mapEntities, mapPeerId } from '../../store/index.ts';
import type { ApplyContext, Arrival } from './context.ts';
import * as dialogs from './dialogs.ts';
import * as messages from './messages.ts';
import { applyMessageId, applyNewMessage } from './new-message.ts';
import * as peers from './peers.ts';
import * as polls from './polls.ts';
import * as reads from './reads.ts';
import * as saved from './saved.ts';
import * as threads from './threads.ts';
import * as unseen from './unseen.ts';

/** Does what an update says. Its place in a sequence was judged before. */
export function applyUpdate(context: ApplyContext, update: tl.Update, arrival: Arrival): void {
  if (!applyToMessages(context, update, arrival) && !applyToDialogs(context, update, arrival) && !applyToPeers(context, update)) {
    announce(context, update, arrival);
  }
}

function applyToMessages(context: ApplyContext, update: tl.Update, arrival: Arrival): boolean {
  switch (update._) {
    case 'updateNewMessage':
    case 'updateNewChannelMessage':
      applyNewMessage(context, update.message, arrival);
      return true;
    case 'updateMessageID':
      // Pushed ones are judged by their container; a difference tells of the history alone.
      applyMessageId(context, update.randomId, messageId(update.id), false);
      return true;
    case 'updateNewScheduledMessage':
      messages.applyScheduled(context, update.message);
      return true;
    case 'updateDeleteScheduledMessages':
      context.store.scheduled.delete(mapPeerId(update.peer), update.messages);
      return true;
    case 'updateEditMessage':
    case 'updateEditChannelMessage':
      messages.applyEdit(context, update.message);
      return true;
    case 'updateDeleteMessages':
      messages.applyDeleteCommon(context, update.messages);
      return true;
    case 'updateDeleteChannelMessages':
      messages.applyDeleteChannel(context, channelPeerId(update.channelId), update.messages);
      return true;
    case 'updateChannelAvailableMessages':
      messages.applyAvailableMinId(context, channelPeerId(update.channelId), update.availableMinId);
      return true;
    case 'updatePinnedMessages':
      messages.applyPinned(context, mapPeerId(update.peer), update.messages, update.pinned === true);
      return true;
    case 'updatePinnedChannelMessages':
      messages.applyPinned(context, channelPeerId(update.channelId), update.messages, update.pinned === true);
      return true;
    case 'updateWebPage':
    case 'updateChannelWebPage':
      messages.applyWebPage(context, update.webpage);
      // Somebody who is writing may wait for it too.
      context.emit({ kind: 'other', update });
      return true;
    case 'updateChannelMessageViews':
      messages.applyViews(context, channelPeerId(update.channelId), update.id, update.views);
      return true;
    case 'updateChannelMessageForwards':
      messages.applyForwards(context, channelPeerId(update.channelId), update.id, update.forwards);
      return true;
    case 'updateMessageReactions':
      unseen.applyReactions(context, mapPeerId(update.peer), update.msgId, update.reactions);
      return true;
    case 'updateMessagePoll':
      polls.applyPoll(context, update);
      return true;
    case 'updateMessageExtendedMedia':
      polls.applyPaidMedia(context, update);
      return true;
    case 'updateReadMessagesContents':
      unseen.applyContentsRead(context, update.messages);
      return true;
    case 'updateChannelReadMessagesContents':
      unseen.applyContentsRead(context, update.messages, channelPeerId(update.channelId));
      return true;
    default:
      return false;
  }
}

function applyToDialogs(context: ApplyContext, update: tl.Update, arrival: Arrival): boolean {
  switch (update._) {
    case 'updateReadHistoryInbox':
      // With a topic it says nothing of the dialog as a whole.
      if (update.topMsgId === undefined) {
        reads.applyReadInbox(context, mapPeerId(update.peer), update.maxId, arrival.live ? update.stillUnreadCount : undefined);
      }
      return true;
    case 'updateReadHistoryOutbox':
      reads.applyReadOutbox(context, mapPeerId(update.peer), update.maxId, arrival);
      return true;
    case 'updateReadChannelOutbox':
      reads.applyReadOutbox(context, channelPeerId(update.channelId), update.maxId, arrival);
      return true;
    case 'updateReadChannelDiscussionInbox':
      threads.applyReadInbox(context, update);
      return true;
    case 'updateReadChannelDiscussionOutbox':
      threads.applyReadOutbox(context, channelPeerId(update.channelId), messageId(update.topMsgId), messageId(update.readMaxId));
      return true;
    case 'updateSavedDialogPinned':
      saved.applyPinned(context, update);
      return true;
    case 'updatePinnedSavedDialogs':
      saved.applyPinnedOrder(context, update);
      return true;
    case 'updateSavedReactionTags':
      context.emit({ kind: 'savedOutdated', part: 'tags' });
      return true;
    case 'updateDialogPinned':
      dialogs.applyDialogPinned(context, update, arrival);
      return true;
    case 'updatePinnedDialogs':
      dialogs.applyPinnedDialogs(context, update, arrival);
      return true;
    case 'updateDialogUnreadMark':
      dialogs.applyUnreadMark(context, update, arrival);
      return true;
    case 'updateFolderPeers':
      dialogs.applyFolders(context, update.folderPeers);
      return true;
    case 'updateDraftMessage':
      dialogs.applyDraft(context, update);
      return true;
    case 'updateNotifySettings':
      dialogs.applyNotifySettings(context, update.peer, update.notifySettings, arrival);
      return true;
    case 'updatePeerHistoryTTL':
      dialogs.applyTtl(context, update.peer, update.ttlPeriod, arrival);
      return true;
    default:
      return false;
  }
}

function applyToPeers(context: ApplyContext, update: tl.Update): boolean {
  switch (update._) {
    case 'updateUserStatus':
      peers.applyStatus(context, update.userId, update.status);
      return true;
    case 'updateUserName':
      peers.applyName(context, update);
      return true;
    case 'updateUserPhone':
      peers.applyPhone(context, update.userId, update.phone);
      return true;
    case 'updateUserEmojiStatus':
      context.store.peers.patchUser(userPeerId(update.userId), { emojiStatus: update.emojiStatus });
      return true;
    case 'updateChatDefaultBannedRights':
      peers.applyDefaultRights(context, mapPeerId(update.peer), update.defaultBannedRights);
      return true;
    case 'updateUser':
      outdated(context, userPeerId(update.userId));
      return true;
    case 'updateChat':
      outdated(context, groupPeerId(update.chatId));
      return true;
    case 'updateChannel':
      outdated(context, channelPeerId(update.channelId));
      return true;
    default:
      return false;
  }
}

/** The vectors beside the update brought the news; what only the full form tells has to be asked for. */
function outdated(context: ApplyContext, peerId: PeerId): void {
  peers.applyMembership(context, peerId);
  context.emit({ kind: 'peerOutdated', peerId });
}

/** Seconds after which nobody can still be typing. */
const TYPING_AGE = 60;

function announce(context: ApplyContext, update: tl.Update, arrival: Arrival): void {
  const isOld = arrival.date !== undefined && arrival.date < context.serverTime() - TYPING_AGE;
  if (isOld && update._.endsWith('Typing')) return;
  switch (update._) {
    case 'updateUserTyping':
      context.emit(typing(userPeerId(update.userId), { _: 'peerUser', userId: update.userId }, update));
      break;
    case 'updateChatUserTyping':
      context.emit(typing(groupPeerId(update.chatId), update.fromId, update));
      break;
    case 'updateChannelUserTyping':
      context.emit(typing(channelPeerId(update.channelId), update.fromId, update));
      break;
    case 'updateServiceNotification': {
      const text = { text: update.message, entities: mapEntities(update.entities, update.message) };
      // Without a date the notification is only shown; with one it also stays as a message, which a repetition must not double.
      if (arrival.live) context.emit({ kind: 'notice', text, popup: update.popup === true, type: update.type });
      break;
    }
    case 'updateConfig':
      context.emit({ kind: 'configChanged' });
      break;
    case 'updateDcOptions':
      context.emit({ kind: 'configChanged', dcOptions: update.dcOptions });
      break;
    case 'updateLangPack':
    case 'updateLangPackTooLong':
      context.emit({ kind: 'languageChanged', update });
      break;
    case 'updateLoginToken':
      context.emit({ kind: 'loginToken' });
      break;
    default:
      context.emit({ kind: 'other', update });
  }
}

function typing(
  peerId: ReturnType<typeof userPeerId>,
  from: tl.Peer,
  update: { action: tl.SendMessageAction; topMsgId?: number },
): Parameters<ApplyContext['emit']>[0] {
  return {
    kind: 'typing',
    peerId,
    userId: mapPeerId(from),
    action: update.action,
    ...(update.topMsgId === undefined ? {} : { topMessageId: messageId(update.topMsgId) }),
  };
}
