import type { FormattedText, TextEntityType } from '#shared/model/index.ts';
import { clearStyles, toggleQuote, toggleStyle, type ToggledType } from '#shared/text/edit.ts';

/** What may be done to the style of a selection. */
export type StyleCommand = ToggledType | 'quote' | 'link' | 'clear';

export interface StyleKey {
  command: StyleCommand;
  code: string;
  shift: boolean;
  /** As people read it. */
  keys: string;
  /** The entity that shows that it holds. */
  type?: TextEntityType;
}

/** The keys for styles are those of Telegram Desktop. Letters are told by their place, so that they work with every keyboard layout. */
export const styleKeys: readonly StyleKey[] = [
  { command: 'bold', code: 'KeyB', shift: false, keys: 'Ctrl+B', type: 'bold' },
  { command: 'italic', code: 'KeyI', shift: false, keys: 'Ctrl+I', type: 'italic' },
  { command: 'underline', code: 'KeyU', shift: false, keys: 'Ctrl+U', type: 'underline' },
  { command: 'strike', code: 'KeyX', shift: true, keys: 'Ctrl+Shift+X', type: 'strike' },
  { command: 'code', code: 'KeyM', shift: true, keys: 'Ctrl+Shift+M', type: 'code' },
  { command: 'spoiler', code: 'KeyP', shift: true, keys: 'Ctrl+Shift+P', type: 'spoiler' },
  { command: 'quote', code: 'Period', shift: true, keys: 'Ctrl+Shift+.', type: 'blockquote' },
  { command: 'link', code: 'KeyK', shift: false, keys: 'Ctrl+K', type: 'textUrl' },
  { command: 'clear', code: 'KeyN', shift: true, keys: 'Ctrl+Shift+N' },
];

/** The command of a key press; AltGr, which is Ctrl and Alt, types characters. */
export function commandOfKey({ code, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): StyleCommand | undefined {
  if (altKey || ctrlKey === metaKey) return undefined;
  return styleKeys.find((key) => key.code === code && key.shift === shiftKey)?.command;
}

/** Applies a command that needs nothing but the selection. */
export function restyle(value: FormattedText, from: number, to: number, command: Exclude<StyleCommand, 'link'>): FormattedText {
  switch (command) {
    case 'quote':
      return toggleQuote(value, from, to);
    case 'clear':
      return clearStyles(value, from, to);
    default:
      return toggleStyle(value, from, to, command);
  }
}
