import { createEffect, createMemo, createSignal, type Accessor } from 'solid-js';
import type { Host } from '../host/host.ts';
import type { IpcClient } from '../ipc/client.ts';
import { createTopic } from './topic.ts';

/** Who checks: a browser around the page, the system, or Chromium with dictionaries that have to be fetched, of these languages. */
export type SpellingChecker = { by: 'browser' } | { by: 'system' } | { by: 'dictionaries'; languages: readonly string[] };

export interface SpellingControl {
  on: Accessor<boolean>;
  setOn(on: boolean): Promise<void>;
  checker: Accessor<SpellingChecker>;
  /** Whose dictionaries are used. */
  languages: Accessor<readonly string[]>;
  setLanguages(languages: readonly string[]): Promise<void>;
  /** The words that the person has added. */
  added: Accessor<readonly string[]>;
  add(word: string): Promise<void>;
  remove(word: string): Promise<void>;
  /** Takes a word for right as long as this window is open. */
  ignore(word: string): void;
  /** Every word that is right whatever a dictionary says. */
  known: Accessor<ReadonlySet<string>>;
}

/** How spelling is checked: as the engine keeps it, carried out by the host. */
export function createSpelling(client: IpcClient, host: Pick<Host, 'spelling'>): SpellingControl {
  const told = createTopic(client, 'spelling', {});
  const [available, setAvailable] = createSignal<readonly string[] | null>([]);
  const [ignored, setIgnored] = createSignal<readonly string[]>([]);
  const on = () => told()?.on ?? true;
  const languages = () => told()?.languages ?? [];
  const added = () => told()?.words ?? [];
  host.spelling?.onLanguages(setAvailable);
  createEffect(() => {
    const state = told();
    if (state) host.spelling?.check({ on: state.on, languages: [...state.languages] });
  });
  return {
    on,
    setOn: (next) => client.call('spelling.set', { on: next }),
    checker: createMemo<SpellingChecker>(() => {
      const all = available();
      if (!host.spelling) return { by: 'browser' };
      return all === null ? { by: 'system' } : { by: 'dictionaries', languages: all };
    }),
    languages,
    setLanguages: (next) => client.call('spelling.set', { languages: [...next] }),
    added,
    add: (word) => client.call('spelling.addWord', { word }),
    remove: (word) => client.call('spelling.removeWord', { word }),
    ignore: (word) => setIgnored((all) => [...all, word]),
    known: createMemo(() => new Set([...added(), ...ignored()]), undefined, { equals: (a, b) => a.size === b.size && [...a].every((word) => b.has(word)) }),
  };
}
