import type { Message, MessageId } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import { formatNumericMoment } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import type { Chat } from './chat-context.ts';
import { copiedHtml, copiedText, writeClipboard, type CopiedMessage } from './copy-messages.ts';

/** Messages of a chat as they are copied: in its order, with names and times. */
export function copiedMessages(app: AppState, chat: Chat, ids: readonly MessageId[]): CopiedMessage[] {
  return ids
    .map((id) => chat.history.message(id))
    .filter((message): message is Message => message !== undefined)
    .map((message) => {
      const auth = app.auth();
      const sender = app.peers.get(message.fromId ?? message.peerId);
      const own = auth?.step === 'ready' && message.fromId === auth.self.id ? auth.self.title : undefined;
      const media = mediaLabel(message.media);
      return {
        name: own ?? (sender === undefined ? '' : chatTitle(sender)),
        time: formatNumericMoment(message.date),
        content: { text: message.text, entities: message.entities },
        ...(media === undefined ? {} : { media }),
      };
    });
}

export function copySelected(app: AppState, chat: Chat): void {
  const messages = copiedMessages(app, chat, chat.selection.ids());
  if (messages.length === 0) return;
  writeClipboard(copiedText(messages), copiedHtml(messages)).then(() => app.layers.toast(t.view.selection.copied(messages.length)), app.layers.showError);
  chat.selection.clear();
}
