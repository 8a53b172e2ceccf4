import { enAttach } from './en-attach.ts';
import { enChat } from './en-chat.ts';
import { enContacts } from './en-contacts.ts';
import { enFolders } from './en-folders.ts';
import { enInfo } from './en-info.ts';
import { enList } from './en-list.ts';
import { enSearch } from './en-search.ts';
import { enProxies, enSettings } from './en-settings.ts';
import { enShortcuts } from './en-shortcuts.ts';
import { enSending } from './en-sending.ts';
import { enView } from './en-view.ts';
import { enEmoji, enPreview, enSuggest } from './en-write.ts';
import { en } from './en.ts';

const english = {
  ...en, attach: enAttach, chat: enChat, view: enView, sending: enSending, settings: enSettings, proxies: enProxies, search: enSearch, contacts: enContacts,
  folders: enFolders, list: enList, info: enInfo, shortcuts: enShortcuts, suggest: enSuggest, preview: enPreview, emoji: enEmoji,
};

/** Every sentence of the interface. A language is a module of this shape. */
export type Strings = typeof english;

/** The strings of the interface's language. */
export const t: Strings = english;
