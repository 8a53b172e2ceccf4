import type { MessageId, PeerId } from './ids.ts';

/**
 * A part of a chat that has a history of its own: the thread below a message, or what Saved Messages hold from one source
 * (core.telegram.org/api/threads, core.telegram.org/api/saved-messages). Its messages are messages of the chat.
 */
export type ChatSection = { kind: 'thread'; rootId: MessageId } | { kind: 'saved'; peerId: PeerId };

/** Names a section within its chat; the chat as a whole is `main`. */
export function sectionKey(section: ChatSection | undefined): string {
  if (section === undefined) return 'main';
  return section.kind === 'thread' ? `thread ${section.rootId}` : `saved ${section.peerId}`;
}

/** What this account has noted itself has the account as its source; this one stands for all that hide who they are. */
export const HIDDEN_AUTHOR = 2666000 as PeerId;

/** The parts of its chat that a message belongs to. */
export function sectionsOf(message: { threadId?: MessageId; savedPeerId?: PeerId }): ChatSection[] {
  return [
    ...(message.threadId === undefined ? [] : [{ kind: 'thread', rootId: message.threadId } as const]),
    ...(message.savedPeerId === undefined ? [] : [{ kind: 'saved', peerId: message.savedPeerId } as const]),
  ];
}

/** Whether a message is part of a section. */
export function inSection(message: { threadId?: MessageId; savedPeerId?: PeerId }, section: ChatSection | undefined): boolean {
  if (section === undefined) return true;
  return section.kind === 'thread' ? message.threadId === section.rootId : message.savedPeerId === section.peerId;
}
