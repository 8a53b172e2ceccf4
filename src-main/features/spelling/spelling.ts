import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import { AppError } from '#shared/model/index.ts';
import type { SpellingState } from '#shared/model/index.ts';

const MOST_WORDS = 2_000;

export interface SpellingFile {
  load(): SpellingState | undefined;
  save(state: SpellingState): void;
}

/**
 * How spelling is checked, of the whole app, and the words that the person has added. They are kept here, encrypted, because Chromium
 * would write them into a plain file, and not at all for a session in memory.
 */
export class Spelling {
  readonly #file: SpellingFile;
  readonly #listeners = new Set<(state: SpellingState) => void>();
  #state: SpellingState;

  constructor(file: SpellingFile) {
    this.#file = file;
    this.#state = file.load() ?? { on: true, languages: [], words: [] };
  }

  handlers(): Pick<CallHandlers, 'spelling.set' | 'spelling.addWord' | 'spelling.removeWord'> {
    return {
      'spelling.set': ({ on, languages }) =>
        this.#keep({
          ...this.#state,
          ...(on === undefined ? {} : { on }),
          ...(languages === undefined ? {} : { languages: [...new Set(languages)] }),
        }),
      'spelling.addWord': ({ word }) => this.#add(word),
      'spelling.removeWord': ({ word }) => this.#keep({ ...this.#state, words: this.#state.words.filter((one) => one !== word) }),
    };
  }

  readonly topic: TopicHandlers['spelling'] = (_input, emit) => {
    const listener = (state: SpellingState): void => emit(state);
    this.#listeners.add(listener);
    emit(this.#state);
    return { retune: () => undefined, dispose: () => void this.#listeners.delete(listener) };
  };

  #add(word: string): void {
    const { words } = this.#state;
    if (words.includes(word)) return;
    if (words.length >= MOST_WORDS) {
      throw new AppError({ code: 'LIMIT', message: 'The dictionary is full. Remove words that you do not need from it, in the settings of spelling.' });
    }
    this.#keep({ ...this.#state, words: [...words, word].toSorted((a, b) => a.localeCompare(b)) });
  }

  #keep(state: SpellingState): void {
    this.#state = state;
    this.#file.save(state);
    for (const listener of this.#listeners) listener(state);
  }
}
