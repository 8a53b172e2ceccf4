import type { BrowserWindow, ContextMenuParams, IpcMainEvent, WebContents } from 'electron';
import * as v from 'valibot';
import type { ElectronApi } from './electron-api.ts';
import { ownFrame } from './own-page.ts';

/** The page is told that a menu is wanted over one of its fields. */
export const EDIT_MENU_CHANNEL = 'petrel:edit-menu';
/** What the person has chosen from it. */
export const EDIT_CHANNEL = 'petrel:edit';

const choiceSchema = v.union([
  v.strictObject({ act: v.picklist(['cut', 'copy', 'paste', 'selectAll']) }),
  v.strictObject({ act: v.literal('replace'), word: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) }),
]);

/**
 * The menu of a field: Electron shows none, and only it knows what the checker suggests. The page draws it and says what was chosen: once for
 * each menu, so that it cannot read the clipboard when nobody asks it to.
 */
export function serveEditMenu({ ipcMain }: Pick<ElectronApi, 'ipcMain'>, window: BrowserWindow): void {
  const contents = window.webContents;
  let isOpen = false;
  contents.on('context-menu', (_, params) => {
    if (!params.isEditable) return;
    isOpen = true;
    contents.mainFrame.postMessage(EDIT_MENU_CHANNEL, menuOf(params));
  });
  const act = (event: IpcMainEvent, input: unknown): void => {
    const choice = v.safeParse(choiceSchema, input);
    if (!isOpen || ownFrame(event, contents) === undefined || !choice.success) return;
    isOpen = false;
    carryOut(contents, choice.output);
  };
  ipcMain.on(EDIT_CHANNEL, act);
  window.on('closed', () => ipcMain.off(EDIT_CHANNEL, act));
}

function menuOf({ x, y, misspelledWord, dictionarySuggestions, editFlags }: ContextMenuParams): object {
  const { canCut, canCopy, canPaste, canSelectAll } = editFlags;
  return { x, y, word: misspelledWord, suggestions: dictionarySuggestions.slice(0, 6), canCut, canCopy, canPaste, canSelectAll };
}

function carryOut(contents: WebContents, choice: v.InferOutput<typeof choiceSchema>): void {
  switch (choice.act) {
    case 'cut':
      return contents.cut();
    case 'copy':
      return contents.copy();
    case 'paste':
      return contents.paste();
    case 'selectAll':
      return contents.selectAll();
    case 'replace':
      return contents.replaceMisspelling(choice.word);
  }
}
