import type { CommandId } from './commands.ts';
import type { KeyMap } from './key-map.ts';

/** Runs a command; false when it does not apply now, and the next one who handles it is asked. */
export type CommandHandler = (event: KeyboardEvent) => boolean | void;

/** The commands of the whole window and those who carry them out. */
export interface Shortcuts {
  /** Handles commands until the returned function is called; who came last is asked first. */
  handle(handlers: Partial<Record<CommandId, CommandHandler>>): () => void;
  /** Runs the command that a key press is meant for. */
  press(event: KeyboardEvent): void;
}

/** Commands that hold also under a dialog. */
const always: ReadonlySet<CommandId> = new Set<CommandId>(['zoom.in', 'zoom.out']);

export function createShortcuts(keyMap: KeyMap, page: Document): Shortcuts {
  const handlers: Partial<Record<CommandId, CommandHandler>>[] = [];
  const isCovered = () => page.querySelector('dialog[open],[role="menu"]') !== null;
  return {
    handle(own) {
      handlers.unshift(own);
      return () => handlers.splice(handlers.indexOf(own), 1);
    },
    press(event) {
      // What is nearer to the focus takes its keys first.
      if (event.defaultPrevented || event.isComposing) return;
      for (const id of keyMap.commandsOf(event)) {
        if (!always.has(id) && isCovered()) continue;
        if (!handlers.some((own) => own[id] !== undefined && own[id](event) !== false)) continue;
        event.preventDefault();
        return;
      }
    },
  };
}
