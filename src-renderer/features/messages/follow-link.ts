import type { MessageId } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import type { Chat } from './chat-context.ts';

/** Follows what a link leads to inside the app: chats, messages, folders, proxies. False for any other address, which is the browser's. */
export function followInside(app: AppState, chat: Chat | undefined, url: string, element: HTMLElement): boolean {
  if (app.proxies.offer(url) || app.folders.offer(url)) return true;
  const id = Number(element.closest<HTMLElement>('[data-message]')?.dataset['message'] ?? 0) as MessageId;
  const message = id > 0 ? id : undefined;
  return app.chatLinks.offer(url, chat && { peerId: chat.peerId, section: chat.section, message, jumpTo: chat.jumpTo });
}
