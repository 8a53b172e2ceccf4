import { createSignal } from 'solid-js';
import { builtInLanguage, type Language, type LanguageState } from '#shared/model/index.ts';

/** The built-in English, which everything begins with. */
export const builtIn: LanguageState = { language: builtInLanguage, isBuiltIn: true, texts: {} };

/**
 * The language of this window. It is the one thing that strings and formats share, and they are plain functions that anything calls: a
 * signal of the module spares each of them a parameter.
 */
const [language, setLanguage] = createSignal<LanguageState>(builtIn);
export { language, setLanguage };

const english = globalThis.navigator?.languages?.find((tag) => tag.startsWith('en')) ?? 'en-GB';

/** The tag by which dates, numbers and lists are written. */
export function localeTag(): string {
  const { isBuiltIn, language: present } = language();
  return isBuiltIn ? english : tagOf(present);
}

/** The tag that says what language it is: a custom pack has a name of its own, and the plural rules of a language. */
export const tagOf = ({ code, pluralCode }: Pick<Language, 'code' | 'pluralCode'>): string => [code, pluralCode].find(isKnownTag) ?? english;

function isKnownTag(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

/** Something that is made anew for each language, and kept as long as that one holds. */
export function perLanguage<T>(make: (tag: string) => T): () => T {
  let tag: string | undefined;
  let made: T | undefined;
  return () => {
    const now = localeTag();
    if (made === undefined || tag !== now) made = make((tag = now));
    return made;
  };
}
