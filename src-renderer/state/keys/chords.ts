/*
 * Chords: keys pressed together, as text, like "Mod+Shift+KeyX" or "F1". `Mod` is Ctrl, and ⌘ on a Mac, where `Ctrl` is the key ⌃.
 * Letters and digits are named by their place (`KeyF`, `Digit1`), so that they work with every keyboard layout; symbols and named
 * keys by what they mean (`,`, `PageDown`), and a symbol says by itself whether Shift belongs to it.
 */

export type KeyPlatform = 'mac' | 'other';

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & {
  getModifierState?(key: string): boolean;
};

const modifiers = ['Mod', 'Ctrl', 'Meta', 'Alt', 'Shift'] as const;
const chordFormat = /^((?:Mod|Ctrl|Meta|Alt|Shift)\+)*(?:[^\s+]|\+|[A-Z][A-Za-z0-9]{1,20})$/u;
const byPlace = /^(?:Key[A-Z]|Digit\d)$/;
const punctuation = /^(?:Period|Comma|Slash|Backslash|BracketLeft|BracketRight|Equal|Minus|Semicolon|Quote|Backquote)$/;
const modifierKeys = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'NumLock', 'Fn', 'Dead', 'Process', 'Unidentified']);

export function keyPlatform(navigator: Pick<Navigator, 'platform'>): KeyPlatform {
  return navigator.platform.startsWith('Mac') ? 'mac' : 'other';
}

/** Every chord that a key press may be meant as, the preferred name first; none for modifiers alone, and for AltGr, which types characters. */
export function chordsOf(press: KeyPress, platform: KeyPlatform): readonly string[] {
  const { key, code } = press;
  const types = [...key].length === 1;
  if (modifierKeys.has(key) || (types && press.getModifierState?.('AltGraph') === true)) return [];
  const held = (shift: boolean): string =>
    [
      (platform === 'mac' ? press.metaKey : press.ctrlKey) && 'Mod',
      platform === 'mac' && press.ctrlKey && 'Ctrl',
      platform !== 'mac' && press.metaKey && 'Meta',
      press.altKey && 'Alt',
      shift && press.shiftKey && 'Shift',
    ]
      .filter((name) => name !== false)
      .map((name) => `${name}+`)
      .join('');
  if (byPlace.test(code)) return [held(true) + code];
  const isSymbol = types && key !== ' ';
  const named = held(!isSymbol) + (key === ' ' ? 'Space' : key);
  return isSymbol && press.shiftKey && punctuation.test(code) ? [named, held(true) + code] : [named];
}

/** Whether a text is a chord at all: what is stored may be anything. */
export const isChord = (text: string): boolean => text.length <= 64 && chordFormat.test(text);

/** A chord that types or moves when nothing is held would take keys away from writing. */
export function isSafeChord(chord: string): boolean {
  const { held, key } = parts(chord);
  return /^F\d{1,2}$/.test(key) || held.some((name) => name !== 'Shift');
}

function parts(chord: string): { held: readonly string[]; key: string } {
  const held: string[] = [];
  let key = chord;
  for (const name of modifiers) {
    if (!key.startsWith(`${name}+`)) continue;
    held.push(name);
    key = key.slice(name.length + 1);
  }
  return { held, key };
}

const macSigns: Readonly<Record<string, string>> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧' };
const macOrder = ['Ctrl', 'Alt', 'Shift', 'Mod'];
const keyNames: Readonly<Record<string, string>> = {
  ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', Delete: 'Del', PageUp: 'PgUp', PageDown: 'PgDn',
  Period: '.', Comma: ',', Slash: '/', Backslash: '\\', BracketLeft: '[', BracketRight: ']', Equal: '=', Minus: '-', Semicolon: ';', Quote: "'",
  Backquote: '`',
};

/** A chord as people read it: "Ctrl+Shift+X", on a Mac "⇧⌘X". */
export function chordText(chord: string, platform: KeyPlatform): string {
  const { held, key } = parts(chord);
  const name = keyNames[key] ?? key.replace(/^(?:Key|Digit)/, '');
  if (platform === 'mac') return macOrder.filter((one) => held.includes(one)).map((one) => macSigns[one]).join('') + name;
  return [...held.map((one) => (one === 'Mod' ? 'Ctrl' : one)), name.length === 1 ? name.toUpperCase() : name].join('+');
}
