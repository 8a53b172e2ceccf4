import type { FolderRules, PeerKind } from '../model/index.ts';
import type { PeerId } from '../model/index.ts';

/** What decides whether a chat is in a folder. */
export interface FolderChat {
  peerId: PeerId;
  kind: PeerKind;
  /** Of a person; one's own account counts as one. */
  isContact: boolean;
  muted: boolean;
  /** Unread messages, or the mark of a person. */
  unread: boolean;
  mentioned: boolean;
  archived: boolean;
}

/** Whether a chat is in a folder, for many chats of one folder (core.telegram.org/constructor/dialogFilter). */
export function folderTest(rules: FolderRules): (chat: FolderChat) => boolean {
  const always = new Set([...rules.pinned, ...rules.included]);
  const never = new Set(rules.excluded);
  const flags = new Set(rules.flags);
  return (chat) => {
    if (always.has(chat.peerId)) return true;
    if (never.has(chat.peerId)) return false;
    // Somebody waits for an answer there: neither mute nor a stray read hides it.
    if (!chat.mentioned) {
      if (flags.has('excludeMuted') && chat.muted) return false;
      if (flags.has('excludeRead') && !chat.unread) return false;
    }
    if (flags.has('excludeArchived') && chat.archived) return false;
    return flags.has(kindFlag(chat));
  };
}

function kindFlag({ kind, isContact }: FolderChat): FolderRules['flags'][number] {
  switch (kind) {
    case 'bot':
      return 'bots';
    case 'channel':
      return 'channels';
    case 'group':
    case 'supergroup':
      return 'groups';
    case 'user':
      return isContact ? 'contacts' : 'nonContacts';
  }
}
