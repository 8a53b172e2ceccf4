import type { tl } from '#tl';
import { messageId } from '#shared/model/index.ts';
import type { DialogFolder, Draft, PreviewChoice } from '#shared/model/index.ts';
import { mapEntities } from './entities.ts';
import { peerIdOfInput } from './ids.ts';

export function mapFolder(folderId: number | undefined): DialogFolder {
  return folderId === 1 ? 'archive' : 'main';
}

/** Unix seconds until which a chat is muted; null when it follows the default of its kind. */
export function mapMuteUntil(settings: tl.PeerNotifySettings): number | null {
  return settings.muteUntil ?? null;
}

/** A draft of the server; undefined when it says that there is none. */
export function mapDraft(draft: tl.DraftMessage | undefined): Draft | undefined {
  if (draft?._ !== 'draftMessage') return undefined;
  // Id 0 only names the topic.
  const answered = draft.replyTo?._ === 'inputReplyToMessage' ? mapAnswered(draft.replyTo) : undefined;
  if (draft.message === '' && answered === undefined) return undefined;
  const preview = mapPreview(draft);
  return {
    text: draft.message,
    entities: mapEntities(draft.entities, draft.message),
    ...answered,
    ...(preview === undefined ? {} : { preview }),
    date: draft.date,
  };
}

/** Undefined for nothing but a thread, and for a message that cannot be told from one of this chat. */
function mapAnswered(
  { replyToMsgId, replyToPeerId, quoteText, quoteEntities, quoteOffset }: tl.inputReplyToMessage,
): Pick<Draft, 'replyToId' | 'reply'> | undefined {
  const peerId = replyToPeerId === undefined ? undefined : peerIdOfInput(replyToPeerId, undefined);
  if (replyToMsgId <= 0 || (replyToPeerId !== undefined && peerId === undefined)) return undefined;
  const hasQuote = quoteText !== undefined && quoteText !== '';
  const quote = hasQuote ? { text: quoteText, entities: mapEntities(quoteEntities, quoteText), offset: quoteOffset ?? 0 } : undefined;
  const reply = { ...(peerId === undefined ? {} : { peerId }), ...(quote === undefined ? {} : { quote }) };
  return { replyToId: messageId(replyToMsgId), ...(Object.keys(reply).length === 0 ? {} : { reply }) };
}

function mapPreview({ noWebpage, invertMedia, media }: tl.draftMessage): PreviewChoice | undefined {
  const page = media?._ === 'inputMediaWebPage' ? media : undefined;
  const preview: PreviewChoice = {
    ...(noWebpage === true ? { off: true } : {}),
    ...(page === undefined ? {} : { url: page.url }),
    ...(page?.forceLargeMedia === true ? { size: 'large' } : page?.forceSmallMedia === true ? { size: 'small' } : {}),
    ...(invertMedia === true ? { above: true } : {}),
  };
  return Object.keys(preview).length === 0 ? undefined : preview;
}
