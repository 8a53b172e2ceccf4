/** A language that Telegram offers for the interface (core.telegram.org/constructor/langPackLanguage). */
export interface Language {
  /** A code of Telegram's, like `de` or `pt-br`; a custom one like `klingon-beta`. */
  code: string;
  /** In English. */
  name: string;
  nativeName: string;
  /** Whose plural rules hold (a CLDR language). */
  pluralCode: string;
  isRtl: boolean;
  isOfficial: boolean;
  /** How much of it is translated, 0 to 100. */
  percent: number;
  translationsUrl: string;
  /** What it does not have comes from this one. */
  baseCode?: string;
}

/** A text of a pack, or its forms by plural category. */
export type PackText = string | PluralForms;

/** Forms of a text that counts something; `other` is always there. */
export interface PluralForms {
  zero?: string;
  one?: string;
  two?: string;
  few?: string;
  many?: string;
  other: string;
}

/** The language of the interface: the built-in English, or one of Telegram's with those of its texts that are used. */
export interface LanguageState {
  language: Language;
  isBuiltIn: boolean;
  /** By the server's keys. */
  texts: Readonly<Record<string, PackText>>;
  /** Another language that the server suggests, with the text that offers it. */
  suggested?: { code: string; offer: string };
}

/** The language that Petrel is written in. */
export const builtInLanguage: Language = {
  code: 'en',
  name: 'English',
  nativeName: 'English',
  pluralCode: 'en',
  isRtl: false,
  isOfficial: true,
  percent: 100,
  translationsUrl: '',
};
