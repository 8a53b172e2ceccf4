import { expect, it } from 'vitest';
import type { tl } from '#tl';
import { applyDifference, isCloudCode, toLanguage, toPack } from '../../../src-main/features/languages/pack.ts';

const text = (key: string, value: string): tl.langPackString => ({ _: 'langPackString', key, value });
const difference = (fromVersion: number, version: number, strings: tl.LangPackString[], langCode = 'ru'): tl.LangPackDifference =>
  ({ _: 'langPackDifference', langCode, fromVersion, version, strings });
const pack = toPack(difference(0, 5, [text('lng_a', 'A'), text('lng_b', 'B')]), 'ru');

it('takes a pack whole, leaving out keys that are none', () => {
  const many: tl.langPackStringPluralized = { _: 'langPackStringPluralized', key: 'lng_n', fewValue: '{count} few', otherValue: '{count} other' };
  const made = toPack(difference(0, 5, [text('lng_a', 'A'), many, text('a key', 'no'), text('__proto__', 'no'), text('', 'no')]), 'ru');
  expect(made).toMatchObject({ code: 'ru', version: 5, texts: { lng_a: 'A', lng_n: { few: '{count} few', other: '{count} other' } } });
  expect(Object.keys(made.texts)).not.toContain('a key');
  expect(Object.getPrototypeOf(made.texts)).toBe(Object.prototype);
});

it('applies what follows, ignores what is old, and sees a gap', () => {
  const next = applyDifference(pack, difference(5, 6, [text('lng_a', 'A6'), { _: 'langPackStringDeleted', key: 'lng_b' }, text('lng_c', 'C')]));
  expect(next).toEqual({ code: 'ru', version: 6, texts: { lng_a: 'A6', lng_c: 'C' } });
  expect(applyDifference(pack, difference(4, 6, []))).toMatchObject({ version: 6 });
  expect(applyDifference(pack, difference(4, 5, [text('lng_a', 'old')]))).toBe('old');
  expect(applyDifference(pack, difference(7, 8, []))).toBe('gap');
  expect(applyDifference(pack, difference(5, 6, [], 'ar'))).toBe('old');
});

it('asks the server for codes of the cloud alone', () => {
  expect(['ru', 'pt-br', 'klingon-beta'].every(isCloudCode)).toBe(true);
  expect(['', 'Xmine', 'x-own', 'r u', '../en', 'a'.repeat(65)].some(isCloudCode)).toBe(false);
});

it('believes of a language only what can be', () => {
  const about: tl.langPackLanguage = {
    _: 'langPackLanguage', name: 'N', nativeName: 'n', langCode: 'n-1', pluralCode: 'en', stringsCount: 10, translatedCount: 25, translationsUrl: 'javascript:1',
  };
  expect(toLanguage(about)).toEqual({ code: 'n-1', name: 'N', nativeName: 'n', pluralCode: 'en', isRtl: false, isOfficial: false, percent: 100, translationsUrl: '' });
  expect(toLanguage({ ...about, stringsCount: 0 })?.percent).toBe(0);
  expect(toLanguage({ ...about, langCode: 'Xme' })).toBeUndefined();
  expect(toLanguage({ ...about, baseLangCode: 'de', rtl: true, official: true })).toMatchObject({ baseCode: 'de', isRtl: true, isOfficial: true });
});
