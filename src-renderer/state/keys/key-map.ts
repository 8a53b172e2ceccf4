import { createSignal } from 'solid-js';
import { chordsOf, chordText, isChord, isSafeChord, type KeyPlatform, type KeyPress } from './chords.ts';
import { commands, defaultKeys, findCommand, type Command, type CommandId } from './commands.ts';
import type { WindowChoices } from '../window-choices.ts';

type Chosen = Readonly<Partial<Record<CommandId, readonly string[]>>>;

/** Which keys run which command: Telegram Desktop's, unless the person chose others. */
export interface KeyMap {
  readonly platform: KeyPlatform;
  keysOf(id: CommandId): readonly string[];
  /** The first keys of a command as people read them; undefined when it has none. */
  text(id: CommandId): string | undefined;
  /** Whether a key press is meant for this command. */
  is(press: KeyPress, id: CommandId): boolean;
  /** The commands of the whole window that a key press may be meant for. */
  commandsOf(press: KeyPress): readonly CommandId[];
  /** Commands of the same place that have a chord of this one, too. */
  conflicts(id: CommandId): readonly CommandId[];
  /** Whether the person chose these keys. */
  isChosen(id: CommandId): boolean;
  /** Puts a command on other keys; with none it has no keys. */
  choose(id: CommandId, keys: readonly string[]): void;
  /** Gives one command its own keys back, or all. */
  reset(id?: CommandId): void;
  /** How many entries of what was stored are not understood and left out. */
  readonly badEntries: number;
}

const KEY = 'petrel.keys';
const MOST_ENTRIES = 256;

/** The keys of this computer: the defaults of its kind, and what `storage` holds of the person's own. */
export function createKeyMap(storage: WindowChoices, platform: KeyPlatform): KeyMap {
  const { chosen: stored, bad } = read(storage.getItem(KEY));
  const [chosen, setChosen] = createSignal<Chosen>(stored);
  const save = (next: Chosen) => {
    setChosen(next);
    if (Object.keys(next).length === 0) storage.removeItem(KEY);
    else storage.setItem(KEY, JSON.stringify(next));
  };
  const keys = (command: Command): readonly string[] => (command.fixed ? undefined : chosen()[command.id]) ?? defaultKeys(command, platform);
  const keysOf = (id: CommandId): readonly string[] => {
    const command = findCommand(id);
    return command === undefined ? [] : keys(command);
  };
  return {
    platform,
    keysOf,
    text(id) {
      const [first] = keysOf(id);
      return first === undefined ? undefined : chordText(first, platform);
    },
    is: (press, id) => chordsOf(press, platform).some((chord) => keysOf(id).includes(chord)),
    commandsOf(press) {
      const chords = chordsOf(press, platform);
      return commands.filter((command) => command.scope === 'window' && keys(command).some((chord) => chords.includes(chord))).map(({ id }) => id);
    },
    conflicts(id) {
      const own = findCommand(id);
      if (own === undefined) return [];
      return commands.filter((other) => other !== own && other.scope === own.scope && keys(other).some((chord) => keys(own).includes(chord))).map((other) => other.id);
    },
    isChosen: (id) => chosen()[id] !== undefined,
    choose: (id, wanted) => save({ ...chosen(), [id]: wanted }),
    reset(id) {
      save(id === undefined ? {} : Object.fromEntries(Object.entries(chosen()).filter(([one]) => one !== id)));
    },
    badEntries: bad,
  };
}

/** Reads stored keys entry by entry: what a newer version or a hand wrote may be anything. */
function read(text: string | null): { chosen: Chosen; bad: number } {
  const chosen: Partial<Record<CommandId, readonly string[]>> = {};
  let bad = 0;
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { chosen, bad: 1 };
    const entries = Object.entries(value);
    bad += Math.max(0, entries.length - MOST_ENTRIES);
    for (const [id, keys] of entries.slice(0, MOST_ENTRIES)) {
      const command = findCommand(id);
      const isList = Array.isArray(keys) && keys.every((key): key is string => typeof key === 'string' && isChord(key) && isSafeChord(key));
      if (command === undefined || command.fixed || !isList) bad += 1;
      else chosen[command.id] = keys;
    }
  } catch {
    bad += 1;
  }
  return { chosen, bad };
}
