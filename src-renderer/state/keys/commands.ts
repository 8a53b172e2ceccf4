import type { KeyPlatform } from './chords.ts';

/** Where a command is listened for: in the whole window, or where the focus is. The same keys may mean something else in another place. */
export type KeyScope = 'window' | 'list' | 'message' | 'field';

/** How the help orders the commands. */
export const keyAreas = ['general', 'chats', 'folders', 'list', 'chat', 'message', 'text'] as const;
export type KeyArea = (typeof keyAreas)[number];

interface Definition {
  area: KeyArea;
  scope: KeyScope;
  keys: readonly string[];
  /** Where a Mac has others. */
  mac?: readonly string[];
  /** What belongs to the element itself and cannot be put on other keys. */
  fixed?: true;
}

const folderPlaces = [1, 2, 3, 4, 5, 6, 7, 8] as const;
type FolderPlace = (typeof folderPlaces)[number];
const openFolders = Object.fromEntries(
  folderPlaces.map((place) => [`folder.${place}`, { area: 'folders', scope: 'window', keys: [`Mod+Digit${place}`], mac: [`Ctrl+Digit${place}`] }]),
) as unknown as Record<`folder.${FolderPlace}`, Definition>;
const openPinned = Object.fromEntries(
  folderPlaces.map((place) => [`pinned.${place}`, { area: 'chats', scope: 'window', keys: [], mac: [`Mod+Digit${place}`] }]),
) as unknown as Record<`pinned.${FolderPlace}`, Definition>;

/** Every command that keys run, with Telegram Desktop's keys. A new one is an entry here and its name in `strings/en-shortcuts.ts`. */
const definitions = {
  'help': { area: 'general', scope: 'window', keys: ['F1', 'Mod+/'] },
  'settings': { area: 'general', scope: 'window', keys: ['Mod+,'] },
  'search': { area: 'general', scope: 'window', keys: ['Mod+KeyK'] },
  'search.here': { area: 'general', scope: 'window', keys: ['Mod+KeyF'] },
  'contacts': { area: 'general', scope: 'window', keys: ['Mod+KeyJ'] },
  'zoom.in': { area: 'general', scope: 'window', keys: ['Mod+=', 'Mod++', 'Mod+Shift+Equal'] },
  'zoom.out': { area: 'general', scope: 'window', keys: ['Mod+-'] },
  'region.next': { area: 'general', scope: 'window', keys: ['F6'] },
  'region.previous': { area: 'general', scope: 'window', keys: ['Shift+F6'] },
  'close': { area: 'general', scope: 'window', keys: ['Escape'], fixed: true },

  'chat.next': { area: 'chats', scope: 'window', keys: ['Alt+ArrowDown', 'Mod+PageDown'] },
  'chat.previous': { area: 'chats', scope: 'window', keys: ['Alt+ArrowUp', 'Mod+PageUp'] },
  'chat.first': { area: 'chats', scope: 'window', keys: ['Mod+Alt+Home'] },
  'chat.last': { area: 'chats', scope: 'window', keys: ['Mod+Alt+End'] },
  'chat.recent': { area: 'chats', scope: 'window', keys: ['Mod+Tab'], mac: ['Ctrl+Tab'] },
  'chat.recent.back': { area: 'chats', scope: 'window', keys: ['Mod+Shift+Tab'], mac: ['Ctrl+Shift+Tab'] },
  'saved': { area: 'chats', scope: 'window', keys: ['Mod+Digit0'] },
  'archive': { area: 'chats', scope: 'window', keys: ['Mod+Digit9'] },
  ...openPinned,

  'folder.next': { area: 'folders', scope: 'window', keys: ['Mod+Shift+ArrowDown'], mac: ['Ctrl+Shift+ArrowDown'] },
  'folder.previous': { area: 'folders', scope: 'window', keys: ['Mod+Shift+ArrowUp'], mac: ['Ctrl+Shift+ArrowUp'] },
  ...openFolders,

  'list.open': { area: 'list', scope: 'list', keys: ['Enter'], fixed: true },
  'list.read': { area: 'list', scope: 'list', keys: ['Mod+KeyR'] },
  'list.menu': { area: 'list', scope: 'list', keys: ['Mod+\\'] },
  'list.preview': { area: 'list', scope: 'list', keys: ['Mod+]'] },
  'list.delete': { area: 'list', scope: 'list', keys: ['Delete'], fixed: true },

  'attach': { area: 'chat', scope: 'window', keys: ['Mod+KeyO'] },
  'chat.archive': { area: 'chat', scope: 'window', keys: [] },
  'reply.older': { area: 'chat', scope: 'field', keys: ['Mod+ArrowUp'] },
  'reply.newer': { area: 'chat', scope: 'field', keys: ['Mod+ArrowDown'] },
  'edit.last': { area: 'chat', scope: 'field', keys: ['ArrowUp'], fixed: true },
  'found.next': { area: 'chat', scope: 'window', keys: ['F3'] },
  'found.previous': { area: 'chat', scope: 'window', keys: ['Shift+F3'] },

  'message.menu': { area: 'message', scope: 'message', keys: ['Enter'], fixed: true },
  'message.reply': { area: 'message', scope: 'message', keys: ['KeyR'], fixed: true },
  'message.forward': { area: 'message', scope: 'message', keys: ['KeyF'], fixed: true },
  'message.edit': { area: 'message', scope: 'message', keys: ['KeyE'], fixed: true },
  'message.select': { area: 'message', scope: 'message', keys: ['KeyX'], fixed: true },
  'message.copy': { area: 'message', scope: 'message', keys: ['Mod+KeyC'], fixed: true },
  'message.delete': { area: 'message', scope: 'message', keys: ['Delete'], fixed: true },

  'text.bold': { area: 'text', scope: 'field', keys: ['Mod+KeyB'] },
  'text.italic': { area: 'text', scope: 'field', keys: ['Mod+KeyI'] },
  'text.underline': { area: 'text', scope: 'field', keys: ['Mod+KeyU'] },
  'text.strike': { area: 'text', scope: 'field', keys: ['Mod+Shift+KeyX'] },
  'text.code': { area: 'text', scope: 'field', keys: ['Mod+Shift+KeyM'] },
  'text.spoiler': { area: 'text', scope: 'field', keys: ['Mod+Shift+KeyP'] },
  'text.quote': { area: 'text', scope: 'field', keys: ['Mod+Shift+Period'] },
  'text.link': { area: 'text', scope: 'field', keys: ['Mod+KeyK'] },
  'text.clear': { area: 'text', scope: 'field', keys: ['Mod+Shift+KeyN'] },
  'text.pastePlain': { area: 'text', scope: 'field', keys: ['Mod+Shift+KeyV'], fixed: true },
  'text.send': { area: 'text', scope: 'field', keys: ['Enter', 'Mod+Enter'], fixed: true },
  'text.line': { area: 'text', scope: 'field', keys: ['Shift+Enter'], fixed: true },
} satisfies Record<string, Definition>;

export type CommandId = keyof typeof definitions;

/** A command that keys run. */
export interface Command extends Definition {
  id: CommandId;
}

export const commands: readonly Command[] = (Object.entries(definitions) as [CommandId, Definition][]).map(([id, definition]) => ({ id, ...definition }));

const byId: ReadonlyMap<string, Command> = new Map(commands.map((command) => [command.id, command]));

/** The command of that name; stored settings may name others. */
export const findCommand = (id: string): Command | undefined => byId.get(id);

/** The keys that a command has where nobody has chosen others. */
export const defaultKeys = (command: Command, platform: KeyPlatform): readonly string[] =>
  platform === 'mac' ? (command.mac ?? command.keys) : command.keys;
