import type { tl } from '#tl';
import { channelPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { mapPeerId } from '../store/index.ts';

/** Which sequence an update belongs to. */
export type BoxPlace =
  | { box: 'common'; pts: number; count: number }
  | { box: 'channel'; peerId: PeerId; pts: number; count: number }
  | { box: 'qts'; qts: number }
  | { box: 'none' };

const none: BoxPlace = { box: 'none' };

export function placeOf(update: tl.Update): BoxPlace {
  switch (update._) {
    case 'updateNewMessage':
    case 'updateEditMessage':
    case 'updateDeleteMessages':
    case 'updateReadHistoryInbox':
    case 'updateReadHistoryOutbox':
    case 'updateReadMessagesContents':
    case 'updateWebPage':
    case 'updatePinnedMessages':
    case 'updateFolderPeers':
      return { box: 'common', pts: update.pts, count: update.ptsCount };
    case 'updateNewChannelMessage':
    case 'updateEditChannelMessage': {
      const peer = update.message.peerId;
      if (peer?._ !== 'peerChannel') return none;
      return { box: 'channel', peerId: mapPeerId(peer), pts: update.pts, count: update.ptsCount };
    }
    case 'updateDeleteChannelMessages':
    case 'updatePinnedChannelMessages':
    case 'updateChannelWebPage':
      return { box: 'channel', peerId: channelPeerId(update.channelId), pts: update.pts, count: update.ptsCount };
    case 'updateNewEncryptedMessage':
    case 'updateMessagePollVote':
    case 'updateBotStopped':
    case 'updateChatParticipant':
    case 'updateChannelParticipant':
    case 'updateBotChatInviteRequester':
    case 'updateBotChatBoost':
    case 'updateBotMessageReaction':
    case 'updateBotMessageReactions':
    case 'updateBotBusinessConnect':
    case 'updateBotNewBusinessMessage':
    case 'updateBotEditBusinessMessage':
    case 'updateBotDeleteBusinessMessage':
    case 'updateBotPurchasedPaidMedia':
    case 'updateManagedBot':
      return { box: 'qts', qts: update.qts };
    default:
      return none;
  }
}

/** Updates that say which of our sends became which message, and others that must come before messages. */
export function goesFirst(update: tl.Update): boolean {
  return update._ === 'updateMessageID' || update._ === 'updateStoryID' || update._ === 'updateEncryption';
}

/** Handled before anybody has signed in. */
export function beforeAuthorization(update: tl.Update): boolean {
  switch (update._) {
    case 'updateLoginToken':
    case 'updateSentPhoneCode':
    case 'updateServiceNotification':
    case 'updateDcOptions':
    case 'updateConfig':
    case 'updateLangPack':
    case 'updateLangPackTooLong':
      return true;
    default:
      return false;
  }
}
