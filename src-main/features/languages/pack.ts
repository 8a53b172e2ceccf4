import type { tl } from '#tl';
import type { Language, PackText, PluralForms } from '#shared/model/index.ts';

/** The texts of a language as they were fetched and followed (core.telegram.org/api/translations). */
export interface Pack {
  code: string;
  version: number;
  texts: Record<string, PackText>;
}

const codeFormat = /^[A-Za-z0-9-]{1,64}$/;
const keyFormat = /^[A-Za-z0-9_.-]+$/;
const MOST_TEXTS = 50_000;
const LONGEST = 8_192;

/** Whether a code may be sent to the server: those that begin with X name packs that live on one machine. */
export const isCloudCode = (code: string): boolean => codeFormat.test(code) && !/^x/i.test(code);

/** What the server says of a language; undefined when its code could not be asked for. */
export function toLanguage(one: tl.LangPackLanguage): Language | undefined {
  if (!isCloudCode(one.langCode)) return undefined;
  const percent = one.stringsCount > 0 ? Math.floor((one.translatedCount / one.stringsCount) * 100) : 0;
  return {
    code: one.langCode,
    name: one.name,
    nativeName: one.nativeName,
    pluralCode: one.pluralCode,
    isRtl: one.rtl === true,
    isOfficial: one.official === true,
    percent: Math.min(100, Math.max(0, percent)),
    translationsUrl: one.translationsUrl.startsWith('https://') ? one.translationsUrl : '',
    ...(one.baseLangCode === undefined || !isCloudCode(one.baseLangCode) ? {} : { baseCode: one.baseLangCode }),
  };
}

/** The pack that a whole download is. */
export function toPack(difference: tl.LangPackDifference, code: string): Pack {
  return { code, version: difference.version, texts: merged({}, difference.strings) };
}

/**
 * Applies a difference to its pack: the new pack; `old` when it brings nothing new, `gap` when something before it is missing. One for
 * another language is `old`: it was on its way when the language was changed.
 */
export function applyDifference(pack: Pack, difference: tl.LangPackDifference): Pack | 'old' | 'gap' {
  const { langCode, fromVersion, version, strings } = difference;
  if (langCode !== pack.code || version <= pack.version) return 'old';
  if (fromVersion > pack.version) return 'gap';
  return { ...pack, version, texts: merged(pack.texts, strings) };
}

function merged(known: Readonly<Record<string, PackText>>, strings: readonly tl.LangPackString[]): Record<string, PackText> {
  const texts = new Map(Object.entries(known));
  for (const one of strings) {
    if (!keyFormat.test(one.key)) continue;
    if (one._ === 'langPackStringDeleted') texts.delete(one.key);
    else if (texts.size < MOST_TEXTS || texts.has(one.key)) texts.set(one.key, one._ === 'langPackString' ? cut(one.value) : forms(one));
  }
  return Object.fromEntries(texts);
}

function forms(one: tl.langPackStringPluralized): PluralForms {
  const { zeroValue: zero, oneValue: one_, twoValue: two, fewValue: few, manyValue: many, otherValue } = one;
  const given = Object.entries({ zero, one: one_, two, few, many }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(given.map(([form, text]) => [form, cut(text)])), other: cut(otherValue) };
}

const cut = (text: string): string => text.slice(0, LONGEST);
