import type { CallHandlers } from '#shared/ipc/handlers.ts';
import type { WindowChoice } from '#shared/ipc/window.ts';

type Choices = Partial<Record<WindowChoice, string>>;

export interface ChoicesFile {
  load(): Choices | undefined;
  save(choices: Choices): void;
}

/**
 * What a person has chosen for the look and feel of windows, of the whole app. It is kept here because a page has nowhere to: its session
 * is in memory, and in the browser its address is another one at each start.
 */
export class WindowChoices {
  readonly #file: ChoicesFile;
  #choices: Choices;

  constructor(file: ChoicesFile) {
    this.#file = file;
    this.#choices = file.load() ?? {};
  }

  handlers(): Pick<CallHandlers, 'window.choices' | 'window.choose'> {
    return {
      'window.choices': () => this.#choices,
      'window.choose': ({ name, value }) => {
        const { [name]: _before, ...others } = this.#choices;
        this.#choices = value === null ? others : { ...others, [name]: value };
        this.#file.save(this.#choices);
      },
    };
  }
}
