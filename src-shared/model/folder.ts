import type { FormattedText } from './entity.ts';
import type { FolderId, PeerId } from './ids.ts';
import type { DialogFolder } from './dialog.ts';
import type { Peer } from './peer.ts';

/** The list that holds every chat outside the archive: it has a place among the folders and is none of them. */
export const ALL_CHATS = 0 as FolderId;

/** Kinds of chats that a folder takes in, and then conditions under which it leaves such a chat out. */
export const folderFlags = ['contacts', 'nonContacts', 'groups', 'channels', 'bots', 'excludeMuted', 'excludeRead', 'excludeArchived'] as const;
export type FolderFlag = (typeof folderFlags)[number];
/** The flags that take chats in. */
export const folderKinds = ['contacts', 'nonContacts', 'groups', 'channels', 'bots'] as const satisfies readonly FolderFlag[];

/** What a folder holds (core.telegram.org/api/folders). `included` does not repeat `pinned`. */
export interface FolderRules {
  flags: FolderFlag[];
  /** Top one first. */
  pinned: PeerId[];
  included: PeerId[];
  excluded: PeerId[];
}

export interface ChatFolder extends FolderRules {
  id: FolderId;
  title: FormattedText;
  /** Custom emoji of the title do not move. */
  stillTitle?: boolean;
  /** The emoji that stands for its icon. */
  emoticon?: string;
  /** Index of the colour of its tag, 0–6; absent: no tag. */
  color?: number;
  /** It was made from a link, or has links: it holds named groups and channels only. */
  shared?: boolean;
  /** This account has made links to it. */
  hasLinks?: boolean;
}

/** A chat list: all chats, the archive, or a folder. */
export type ChatListId = DialogFolder | FolderId;

/** What is unread in a folder, or in "All chats". */
export interface FolderCounter {
  id: FolderId;
  /** Chats with something unread that are not muted, and those that are. */
  chats: number;
  mutedChats: number;
  /** Unread messages of chats that are not muted. */
  messages: number;
}

/** How many of each this account may have. */
export interface FolderLimits {
  folders: number;
  /** Chats that are always in a folder, and those that never are. */
  chats: number;
  /** Links of one folder. */
  links: number;
  /** Folders that were joined by a link. */
  joined: number;
}

export interface FolderOverview {
  /** In the order of the tabs; `ALL_CHATS` is one of them. */
  order: FolderId[];
  folders: ChatFolder[];
  /** Rows show the tags of their folders. */
  tags: boolean;
  premium: boolean;
  limits: FolderLimits;
}

/** A folder that the server proposes. */
export interface SuggestedFolder extends FolderRules {
  title: FormattedText;
  emoticon?: string;
  description: string;
}

/** A link to a folder that this account has made. */
export interface FolderLink {
  slug: string;
  url: string;
  title: string;
  peerIds: PeerId[];
}

/** What a link to a folder leads to. */
export interface FolderPreview {
  title: FormattedText;
  emoticon?: string;
  /** Chats that can be added. */
  missing: Peer[];
  /** Chats of it that one has joined already through it. */
  already: Peer[];
  /** The folder that was made from this link before. */
  folderId?: FolderId;
}
