import BookPlus from 'lucide-solid/icons/book-plus';
import ClipboardPaste from 'lucide-solid/icons/clipboard-paste';
import Copy from 'lucide-solid/icons/copy';
import EyeOff from 'lucide-solid/icons/eye-off';
import Scissors from 'lucide-solid/icons/scissors';
import SpellCheck from 'lucide-solid/icons/spell-check';
import TextCursor from 'lucide-solid/icons/text-cursor-input';
import { onCleanup } from 'solid-js';
import type { FieldChoice, FieldMenu } from '../../host/electron-page.ts';
import type { AppState } from '../../state/app-state.tsx';
import { chordText, keyPlatform } from '../../state/keys/chords.ts';
import type { MenuItem } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';

/** Shows the menu of a field wherever the host has none: what a misspelt word may be, and the clipboard. */
export function followFieldMenus(app: AppState, page: Document): void {
  const { fields } = app.host;
  if (!fields) return;
  let at = { x: 0, y: 0 };
  const note = ({ clientX, clientY }: MouseEvent) => {
    at = { x: clientX, y: clientY };
  };
  page.addEventListener('contextmenu', note, true);
  onCleanup(() => page.removeEventListener('contextmenu', note, true));
  fields.onMenu((menu) => app.layers.openMenu({ label: t.spelling.menu.label, at, items: fieldItems(app, menu, fields.choose) }));
}

function fieldItems({ spelling, settings, layers }: AppState, menu: FieldMenu, choose: (choice: FieldChoice) => void): MenuItem[] {
  const words = t.spelling.menu;
  const item = (act: 'cut' | 'copy' | 'paste' | 'selectAll', key: string, icon: MenuItem['icon'], isPossible: boolean): MenuItem => ({
    id: act,
    label: words[act],
    ...(icon ? { icon } : {}),
    shortcut: chordText(`Mod+Key${key}`, keyPlatform(navigator)),
    disabled: !isPossible,
    separated: act === 'cut',
    onSelect: () => choose({ act }),
  });
  const { word } = menu;
  const spell: MenuItem[] = menu.suggestions.map((suggestion) => ({
    id: `suggestion:${suggestion}`,
    label: suggestion,
    onSelect: () => choose({ act: 'replace', word: suggestion }),
  }));
  if (word !== '' && spell.length === 0) spell.push({ id: 'nothing', label: words.nothing, disabled: true, onSelect: () => undefined });
  if (word !== '') {
    spell.push(
      { id: 'add', label: words.add, icon: () => <BookPlus />, separated: true, onSelect: () => void spelling.add(word).catch(layers.showError) },
      { id: 'ignore', label: words.ignore, icon: () => <EyeOff />, onSelect: () => spelling.ignore(word) },
    );
  }
  return [
    ...spell,
    item('cut', 'X', () => <Scissors />, menu.canCut),
    item('copy', 'C', () => <Copy />, menu.canCopy),
    item('paste', 'V', () => <ClipboardPaste />, menu.canPaste),
    item('selectAll', 'A', () => <TextCursor />, menu.canSelectAll),
    { id: 'spelling', label: words.settings, icon: () => <SpellCheck />, separated: true, onSelect: () => settings.open('spelling') },
  ];
}
