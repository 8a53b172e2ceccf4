import { createEffect, onCleanup, type Accessor } from 'solid-js';
import type { LanguageState } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';
import { builtIn, language, setLanguage, tagOf } from '../strings/language.ts';
import { createTopic } from './topic.ts';

/** Follows the language that the engine holds, in the texts and in the direction of the page. Begins with the built-in English. */
export function followLanguage(client: IpcClient, root: HTMLElement): Accessor<LanguageState> {
  const told = createTopic(client, 'language', {});
  createEffect(() => {
    const state = told() ?? builtIn;
    setLanguage(state);
    root.lang = tagOf(state.language);
    root.dir = state.language.isRtl ? 'rtl' : 'ltr';
  });
  onCleanup(() => setLanguage(builtIn));
  return language;
}
