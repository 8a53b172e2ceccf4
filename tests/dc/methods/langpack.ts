import type { tl } from '#tl';
import { badRequest } from '../world/errors.ts';
import type { HandlerTable } from './call.ts';

/** Interface languages: listed, with a handful of strings that the sign-in page needs. */

const LANGUAGES: [string, string, string, string][] = [
  ['en', 'English', 'English', 'en'],
  ['de', 'German', 'Deutsch', 'de'],
  ['ru', 'Russian', 'Русский', 'ru'],
  ['ar', 'Arabic', 'العربية', 'ar'],
  ['es', 'Spanish', 'Español', 'es'],
  ['ja', 'Japanese', '日本語', 'ja'],
];

const STRINGS: Record<string, Record<string, string>> = {
  en: { lng_language_name: 'English', lng_switch_to_this: 'Continue in English' },
  de: { lng_language_name: 'Deutsch', lng_switch_to_this: 'Weiter auf Deutsch' },
  ru: { lng_language_name: 'Русский', lng_switch_to_this: 'Продолжить на русском' },
  ar: { lng_language_name: 'العربية', lng_switch_to_this: 'المتابعة بالعربية' },
  es: { lng_language_name: 'Español', lng_switch_to_this: 'Continuar en español' },
  ja: { lng_language_name: '日本語', lng_switch_to_this: '日本語で続ける' },
};

function language(code: string): tl.langPackLanguage {
  const found = LANGUAGES.find(([one]) => one === code);
  if (!found) throw badRequest('LANG_CODE_NOT_SUPPORTED');
  const [langCode, name, nativeName, pluralCode] = found;
  return {
    _: 'langPackLanguage',
    official: true,
    name,
    nativeName,
    langCode,
    pluralCode,
    stringsCount: 2,
    translatedCount: 2,
    translationsUrl: `https://translations.telegram.org/${langCode}/`,
    ...(langCode === 'ar' ? { rtl: true } : {}),
  };
}

function strings(code: string, keys?: readonly string[]): tl.LangPackString[] {
  const pack = STRINGS[code] ?? STRINGS.en ?? {};
  return (keys ?? Object.keys(pack)).flatMap((key): tl.LangPackString[] => {
    const value = pack[key];
    return value === undefined ? [] : [{ _: 'langPackString', key, value }];
  });
}

export const langpackMethods: HandlerTable = {
  'langpack.getLanguages': () => LANGUAGES.map(([code]) => language(code)),
  'langpack.getLanguage': (_call, query) => language(query.langCode),
  'langpack.getLangPack': (_call, query) => ({
    _: 'langPackDifference',
    langCode: query.langCode,
    fromVersion: 0,
    version: 1,
    strings: strings(query.langCode),
  }),
  'langpack.getStrings': (_call, query) => strings(query.langCode, query.keys),
  'langpack.getDifference': (_call, query) => ({
    _: 'langPackDifference',
    langCode: query.langCode,
    fromVersion: query.fromVersion,
    version: 1,
    strings: query.fromVersion >= 1 ? [] : strings(query.langCode),
  }),
};
