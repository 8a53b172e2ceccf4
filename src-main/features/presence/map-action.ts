import type { tl } from '#tl';
import type { ChatAction } from '#shared/model/index.ts';

/** What an action looks like in a chat; `cancel` ends it, undefined is not shown here (calls, reactions, imports). */
export function mapAction(action: tl.SendMessageAction): ChatAction['action'] | 'cancel' | undefined {
  switch (action._) {
    case 'sendMessageTypingAction':
      return 'typing';
    case 'sendMessageCancelAction':
      return 'cancel';
    case 'sendMessageRecordAudioAction':
      return 'recordingVoice';
    case 'sendMessageRecordVideoAction':
    case 'sendMessageRecordRoundAction':
      return 'recordingVideo';
    case 'sendMessageUploadAudioAction':
    case 'sendMessageUploadDocumentAction':
    case 'sendMessageUploadPhotoAction':
    case 'sendMessageUploadRoundAction':
    case 'sendMessageUploadVideoAction':
      return 'uploading';
    case 'sendMessageChooseStickerAction':
      return 'choosingSticker';
    case 'sendMessageGamePlayAction':
      return 'playing';
    case 'sendMessageGeoLocationAction':
    case 'sendMessageChooseContactAction':
      return 'other';
    default:
      return undefined;
  }
}
