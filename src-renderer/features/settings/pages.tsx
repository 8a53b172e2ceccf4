import Archive from 'lucide-solid/icons/archive';
import Folder from 'lucide-solid/icons/folder';
import HardDrive from 'lucide-solid/icons/hard-drive';
import Info from 'lucide-solid/icons/info';
import Keyboard from 'lucide-solid/icons/keyboard';
import LanguagesIcon from 'lucide-solid/icons/languages';
import SpellCheck from 'lucide-solid/icons/spell-check';
import Shield from 'lucide-solid/icons/shield';
import SunMoon from 'lucide-solid/icons/sun-moon';
import type { Component, JSX } from 'solid-js';
import type { SettingsPageId } from '../../state/settings.ts';
import { t } from '../../strings/index.ts';
import { ArchivePage } from '../archive/ArchivePage.tsx';
import { FoldersPage, FoldersSummary } from '../folders/FoldersPage.tsx';
import { LanguagePage, LanguageSummary } from '../languages/LanguagePage.tsx';
import { ConnectionPage } from '../proxies/ConnectionPage.tsx';
import { ConnectionSummary } from '../proxies/ConnectionSummary.tsx';
import { ShortcutsPage } from '../shortcuts/ShortcutsPage.tsx';
import { SpellingPage, SpellingSummary } from '../spelling/SpellingPage.tsx';
import { AboutPage } from './AboutPage.tsx';
import { AppearancePage, AppearanceSummary } from './AppearancePage.tsx';
import { StoragePage } from './StoragePage.tsx';

export interface SettingsPage {
  id: Exclude<SettingsPageId, 'main'>;
  title(): string;
  icon: () => JSX.Element;
  /** How it is set now, in the list of pages. */
  summary?: Component;
  view: Component;
  /** Only for somebody who is signed in. */
  signedIn?: boolean;
}

/** Every page of the settings, in the order of the list. A new page is an entry here, and its id in `state/settings.ts`. */
export const settingsPages: readonly SettingsPage[] = [
  { id: 'folders', title: () => t.folders.title, icon: () => <Folder />, summary: FoldersSummary, view: FoldersPage, signedIn: true },
  { id: 'archive', title: () => t.archive.title, icon: () => <Archive />, view: ArchivePage, signedIn: true },
  { id: 'connection', title: () => t.settings.connection, icon: () => <Shield />, summary: ConnectionSummary, view: ConnectionPage },
  { id: 'appearance', title: () => t.settings.appearance, icon: () => <SunMoon />, summary: AppearanceSummary, view: AppearancePage },
  { id: 'language', title: () => t.settings.language, icon: () => <LanguagesIcon />, summary: LanguageSummary, view: LanguagePage },
  { id: 'spelling', title: () => t.spelling.title, icon: () => <SpellCheck />, summary: SpellingSummary, view: SpellingPage },
  { id: 'storage', title: () => t.settings.storage, icon: () => <HardDrive />, view: StoragePage, signedIn: true },
  { id: 'shortcuts', title: () => t.shortcuts.title, icon: () => <Keyboard />, view: ShortcutsPage },
  { id: 'about', title: () => t.settings.about, icon: () => <Info />, view: AboutPage },
];
