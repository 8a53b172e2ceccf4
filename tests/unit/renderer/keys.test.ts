import { beforeEach, describe, expect, it } from 'vitest';
import { chordsOf, chordText, isChord, isSafeChord, keyPlatform, type KeyPlatform } from '../../../src-renderer/state/keys/chords.ts';
import { commands, defaultKeys, type Command, type CommandId } from '../../../src-renderer/state/keys/commands.ts';
import { createKeyMap } from '../../../src-renderer/state/keys/key-map.ts';
import { createShortcuts } from '../../../src-renderer/state/keys/shortcuts.ts';
import { enShortcuts } from '../../../src-renderer/strings/en-shortcuts.ts';

const platforms: readonly KeyPlatform[] = ['mac', 'other'];

/** What the browser says of a chord that is pressed on a keyboard of the United States. */
function press(chord: string, platform: KeyPlatform): KeyboardEvent {
  const held = [...chord.matchAll(/(Mod|Ctrl|Alt|Shift)\+/g)].map((match) => match[1]);
  const name = chord.replace(/^(?:(?:Mod|Ctrl|Alt|Shift)\+)*/, '');
  const shifted = held.includes('Shift');
  const places: Record<string, string> = { ',': 'Comma', '/': 'Slash', '\\': 'Backslash', ']': 'BracketRight', '=': 'Equal', '-': 'Minus', '+': 'NumpadAdd' };
  const above: Record<string, string> = { Period: '>', Equal: '+' };
  const letter = /^Key(.)$/.exec(name)?.[1];
  const code = places[name] ?? name;
  const key = letter !== undefined ? (shifted ? letter : letter.toLowerCase()) : (/^Digit(.)$/.exec(name)?.[1] ?? above[name] ?? name);
  const mac = platform === 'mac';
  return new KeyboardEvent('keydown', {
    key,
    code,
    shiftKey: shifted,
    altKey: held.includes('Alt'),
    ctrlKey: mac ? held.includes('Ctrl') : held.includes('Mod'),
    metaKey: mac && held.includes('Mod'),
    cancelable: true,
  });
}

beforeEach(() => localStorage.clear());

describe('chords', () => {
  it.each(platforms.flatMap((platform) => commands.flatMap((command) => defaultKeys(command, platform).map((chord) => [platform, chord, command] as const))))(
    'on %s, %s runs its command',
    (platform, chord, command: Command) => {
      const keys = createKeyMap(localStorage, platform);
      expect(isChord(chord)).toBe(true);
      const event = press(chord, platform);
      expect(keys.is(event, command.id)).toBe(true);
      if (command.scope !== 'window') return;
      const ran: CommandId[] = [];
      const shortcuts = createShortcuts(keys, document);
      shortcuts.handle(Object.fromEntries(commands.map(({ id }) => [id, () => void ran.push(id)])));
      shortcuts.press(event);
      expect(ran).toEqual([command.id]);
      expect(event.defaultPrevented).toBe(true);
    },
  );

  it('knows letters by their place on a keyboard of another script', () => {
    expect(createKeyMap(localStorage, 'other').commandsOf(new KeyboardEvent('keydown', { key: 'а', code: 'KeyF', ctrlKey: true }))).toEqual(['search.here']);
  });

  it('takes nothing from AltGr, which types characters, nor from modifiers alone', () => {
    const typed = { key: '@', code: 'KeyQ', ctrlKey: true, metaKey: false, altKey: true, shiftKey: false, getModifierState: (name: string) => name === 'AltGraph' };
    expect(chordsOf(typed, 'other')).toEqual([]);
    expect(chordsOf(new KeyboardEvent('keydown', { key: 'Control', code: 'ControlLeft', ctrlKey: true }), 'other')).toEqual([]);
  });

  it('names symbols by what they mean, and with Shift by their place, too', () => {
    expect(chordsOf(new KeyboardEvent('keydown', { key: '+', code: 'BracketRight', ctrlKey: true }), 'other')).toEqual(['Mod++']);
    expect(chordsOf(new KeyboardEvent('keydown', { key: ':', code: 'Period', ctrlKey: true, shiftKey: true }), 'other')).toEqual(['Mod+:', 'Mod+Shift+Period']);
  });

  it('reads as people of each system write it', () => {
    expect(chordText('Mod+Shift+KeyX', 'other')).toBe('Ctrl+Shift+X');
    expect(chordText('Mod+Shift+KeyX', 'mac')).toBe('⇧⌘X');
    expect(chordText('Ctrl+Tab', 'mac')).toBe('⌃Tab');
    expect(chordText('Mod++', 'other')).toBe('Ctrl++');
    expect(chordText('Mod+PageDown', 'other')).toBe('Ctrl+PgDn');
    expect(keyPlatform({ platform: 'MacIntel' })).toBe('mac');
    expect(keyPlatform({ platform: 'Linux x86_64' })).toBe('other');
  });

  it('lets no typing key be a shortcut', () => {
    expect(['KeyA', 'Shift+KeyA', 'Enter', 'ArrowUp'].map(isSafeChord)).toEqual([false, false, false, false]);
    expect(['F5', 'Mod+KeyA', 'Alt+ArrowUp', 'Shift+F6'].map(isSafeChord)).toEqual([true, true, true, true]);
  });
});

describe('the person’s own keys', () => {
  it('hold on the next start, and go back to what they were', () => {
    createKeyMap(localStorage, 'other').choose('search', ['Mod+KeyE']);
    const keys = createKeyMap(localStorage, 'other');
    expect(keys.keysOf('search')).toEqual(['Mod+KeyE']);
    expect(keys.text('search')).toBe('Ctrl+E');
    expect(keys.commandsOf(press('Mod+KeyE', 'other'))).toEqual(['search']);
    expect(keys.commandsOf(press('Mod+KeyK', 'other'))).toEqual([]);
    keys.reset('search');
    expect(createKeyMap(localStorage, 'other').keysOf('search')).toEqual(['Mod+KeyK']);
    keys.choose('search', []);
    expect(keys.text('search')).toBeUndefined();
    keys.reset();
    expect(localStorage.getItem('petrel.keys')).toBeNull();
  });

  it('show with which other commands of the same place they collide', () => {
    const keys = createKeyMap(localStorage, 'other');
    // A link in the text and the search of everything have the same keys in different places.
    expect(commands.filter(({ id }) => keys.conflicts(id).length > 0)).toEqual([]);
    keys.choose('contacts', ['Mod+KeyF']);
    expect(keys.conflicts('contacts')).toEqual(['search.here']);
    expect(keys.conflicts('search.here')).toEqual(['contacts']);
  });

  it('are left out entry by entry where they are not understood', () => {
    const bad = { 'search': ['Mod+KeyE'], 'fly': ['Mod+KeyY'], 'contacts': 'Mod+KeyJ', 'settings': ['KeyS'], 'close': ['F4'], 'help': ['Mod+Key A'] };
    localStorage.setItem('petrel.keys', JSON.stringify(bad));
    const keys = createKeyMap(localStorage, 'other');
    expect(keys.badEntries).toBe(5);
    expect(keys.keysOf('search')).toEqual(['Mod+KeyE']);
    expect(keys.keysOf('contacts')).toEqual(['Mod+KeyJ']);
    expect(keys.keysOf('close')).toEqual(['Escape']);
    localStorage.setItem('petrel.keys', JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`x${index}`, []]))));
    expect(createKeyMap(localStorage, 'other').badEntries).toBe(300);
    for (const text of ['[]', 'no', '7']) {
      localStorage.setItem('petrel.keys', text);
      expect(createKeyMap(localStorage, 'other').badEntries).toBe(1);
    }
  });
});

describe('who carries a command out', () => {
  it('is who came last, unless it does not apply there', () => {
    const shortcuts = createShortcuts(createKeyMap(localStorage, 'other'), document);
    const ran: string[] = [];
    let applies = true;
    shortcuts.handle({ 'search.here': () => void ran.push('everything') });
    const stop = shortcuts.handle({ 'search.here': () => applies && void ran.push('chat') });
    shortcuts.press(press('Mod+KeyF', 'other'));
    applies = false;
    shortcuts.press(press('Mod+KeyF', 'other'));
    stop();
    shortcuts.press(press('Mod+KeyF', 'other'));
    expect(ran).toEqual(['chat', 'everything', 'everything']);
  });

  it('waits for boxes and menus, and for what is nearer to the focus', () => {
    const shortcuts = createShortcuts(createKeyMap(localStorage, 'other'), document);
    const ran: string[] = [];
    shortcuts.handle({ 'search': () => void ran.push('search'), 'zoom.in': () => void ran.push('zoom') });
    const taken = press('Mod+KeyK', 'other');
    taken.preventDefault();
    shortcuts.press(taken);
    const menu = document.createElement('div');
    menu.setAttribute('role', 'menu');
    document.body.append(menu);
    shortcuts.press(press('Mod+KeyK', 'other'));
    expect(ran).toEqual([]);
    shortcuts.press(press('Mod+=', 'other'));
    menu.remove();
    shortcuts.press(press('Mod+KeyK', 'other'));
    expect(ran).toEqual(['zoom', 'search']);
  });
});

it('every command has a name of its own, within its part of the help', () => {
  for (const command of commands) {
    const same = commands.filter((other) => other.area === command.area && enShortcuts.names[other.id] === enShortcuts.names[command.id]);
    expect(same).toEqual([command]);
  }
});
