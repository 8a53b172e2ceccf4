import { createMemo, createRoot } from 'solid-js';
import { enArchive } from './en-archive.ts';
import { enAttach } from './en-attach.ts';
import { enChat } from './en-chat.ts';
import { enContacts } from './en-contacts.ts';
import { enFolders } from './en-folders.ts';
import { enInfo } from './en-info.ts';
import { enInvites } from './en-invites.ts';
import { enLanguages } from './en-languages.ts';
import { enList } from './en-list.ts';
import { enMedia } from './en-media.ts';
import { enSearch } from './en-search.ts';
import { enPlayer } from './en-player.ts';
import { enProxies, enSettings } from './en-settings.ts';
import { enShortcuts } from './en-shortcuts.ts';
import { enSending } from './en-sending.ts';
import { enSpelling } from './en-spelling.ts';
import { enSaved } from './en-saved.ts';
import { enThreads } from './en-threads.ts';
import { enView } from './en-view.ts';
import { enEmoji, enPreview, enSuggest } from './en-write.ts';
import { en } from './en.ts';
import { language } from './language.ts';
import { translate, type Texts } from './translate.ts';

const english = {
  ...en, attach: enAttach, chat: enChat, view: enView, sending: enSending, settings: enSettings, proxies: enProxies, search: enSearch, contacts: enContacts,
  folders: enFolders, list: enList, info: enInfo, shortcuts: enShortcuts, languages: enLanguages, suggest: enSuggest, preview: enPreview,
  emoji: enEmoji, threads: enThreads, saved: enSaved, spelling: enSpelling, archive: enArchive, invites: enInvites, player: enPlayer,
  cards: enMedia,
};

/** Every sentence of the interface. */
export type Strings = typeof english;

const texts = createRoot(() => createMemo(() => translate(english, language())));

/**
 * The texts under a path, read anew with each use: what shows one follows the language. Parts of the tree may be kept in constants, single
 * texts may not.
 */
function view(path: readonly string[]): object {
  const inner = new Map<string, object>();
  return new Proxy(
    {},
    {
      get(_target, name) {
        if (typeof name !== 'string') return undefined;
        const value = path.reduce<unknown>((at, one) => (at as Texts)[one], texts());
        const found = (value as Texts | undefined)?.[name];
        if (typeof found !== 'object' || found === null || Array.isArray(found)) return found;
        const known = inner.get(name) ?? view([...path, name]);
        inner.set(name, known);
        return known;
      },
      has: (_target, name) => typeof name === 'string' && name in (path.reduce<unknown>((at, one) => (at as Texts)[one], english) as object),
      ownKeys: () => Reflect.ownKeys(path.reduce<unknown>((at, one) => (at as Texts)[one], english) as object),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    },
  );
}

/** The strings of the interface's language. */
export const t = view([]) as Strings;
