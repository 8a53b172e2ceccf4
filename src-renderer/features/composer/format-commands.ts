import type { FormattedText, TextEntityType } from '#shared/model/index.ts';
import { clearStyles, toggleQuote, toggleStyle, type ToggledType } from '#shared/text/edit.ts';
import type { KeyPress } from '../../state/keys/chords.ts';
import type { KeyMap } from '../../state/keys/key-map.ts';

/** What may be done to the style of a selection. */
export type StyleCommand = ToggledType | 'quote' | 'link' | 'clear';

/** The styles in the order of the bar, each with the entity that shows that it holds. */
export const styles: readonly { command: StyleCommand; type?: TextEntityType }[] = [
  { command: 'bold', type: 'bold' },
  { command: 'italic', type: 'italic' },
  { command: 'underline', type: 'underline' },
  { command: 'strike', type: 'strike' },
  { command: 'code', type: 'code' },
  { command: 'spoiler', type: 'spoiler' },
  { command: 'quote', type: 'blockquote' },
  { command: 'link', type: 'textUrl' },
  { command: 'clear' },
];

/** The style that a key press is meant for. */
export function styleOfKey(press: KeyPress, keys: KeyMap): StyleCommand | undefined {
  return styles.find(({ command }) => keys.is(press, `text.${command}`))?.command;
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
