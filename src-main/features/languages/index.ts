export { Languages } from './languages.ts';
export type { LanguagesContext, StoredLanguage } from './languages.ts';
