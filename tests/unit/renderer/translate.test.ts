import { afterEach, describe, expect, it } from 'vitest';
import { cloudTexts } from '#shared/languages/cloud-keys.ts';
import { builtInLanguage, type Language, type PackText } from '#shared/model/index.ts';
import { formatDate, formatNumber } from '../../../src-renderer/strings/format.ts';
import { t } from '../../../src-renderer/strings/index.ts';
import { builtIn, setLanguage } from '../../../src-renderer/strings/language.ts';
import { fill, pluralForm } from '../../../src-renderer/strings/translate.ts';

afterEach(() => setLanguage(builtIn));

const speak = (code: string, texts: Record<string, PackText>, about: Partial<Language> = {}) =>
  setLanguage({ language: { ...builtInLanguage, code, pluralCode: code, ...about }, isBuiltIn: false, texts });
const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, '');

describe('plural forms', () => {
  const forms = { zero: 'zero', one: 'one', two: 'two', few: 'few', many: 'many', other: 'other' };
  const counts = [0, 1, 2, 3, 5, 11, 21, 100];
  it.each([
    ['ru', 'many one few few many many one many'],
    ['ar', 'zero one two few few many many other'],
    ['pl', 'many one few few many many many many'],
    ['ja', 'other other other other other other other other'],
    ['no such code', 'other other other other other other other other'],
  ])('of %s', (code, expected) => {
    expect(counts.map((count) => pluralForm(forms, count, code)).join(' ')).toBe(expected);
  });
  it('are the general one where the right one is missing', () => {
    expect(pluralForm({ one: 'one', other: 'other' }, 3, 'ru')).toBe('other');
  });
});

describe('filling in', () => {
  it('writes numbers as the language does, and isolates names', () => {
    speak('de', {});
    expect(fill({ other: '{count} Mitglieder' }, ['count'], [12_345], 'de')).toBe('12.345 Mitglieder');
    expect(fill('von {user}', ['user'], ['אבי'], 'de')).toBe('von \u2068אבי\u2069');
  });
  it('puts no value into another’s text, and leaves unknown placeholders alone', () => {
    expect(plain(fill('{a} {b} {c}', ['a', 'b'], ['{b}', 'x'], 'en'))).toBe('{b} x {c}');
  });
});

describe('the texts', () => {
  it('follow the language at once, and stay English where it has none', () => {
    expect(t.settings.title).toBe('Settings');
    const part = t.presence;
    speak('ru', {
      lng_menu_settings: 'Настройки',
      lng_chat_status_members: { one: '{count} участник', few: '{count} участника', many: '{count} участников', other: '{count} участника' },
    });
    expect(t.settings.title).toBe('Настройки');
    expect([1, 3, 5].map((count) => part.members(count))).toEqual(['1 участник', '3 участника', '5 участников']);
    expect(t.settings.connection).toBe('Connection');
    setLanguage(builtIn);
    expect([t.settings.title, part.members(3)]).toEqual(['Settings', '3 members']);
  });

  it('keep the direction of English where the language is written the other way, and only there', () => {
    const isolate = (text: string) => `\u2066${text}\u2069`;
    speak('ar', { lng_menu_settings: 'الإعدادات' }, { isRtl: true });
    expect([t.settings.title, t.settings.connection, t.connection.connecting]).toEqual(['الإعدادات', isolate('Connection'), isolate('Connecting…')]);
    expect(t.folders.editor.colors[0]).toBe(isolate('Red'));
    expect(t.dialogs.a11y.kind.user).toBe('');
    expect(t.settings.aboutPage.hosts.electron).toBe(isolate('Desktop app'));
    expect(t.list.hours(2)).toBe(isolate(plain('For 2 hours')));
    setLanguage(builtIn);
    expect([t.settings.connection, t.list.hours(2)]).toEqual(['Connection', 'For 2 hours']);
  });

  it('refuse a text that lacks a place for a value, or has forms where none belong', () => {
    speak('xx', { lng_chat_status_members: 'members', lng_menu_settings: { other: 'Settings?' } });
    expect(t.presence.members(2)).toBe('2 members');
    expect(t.settings.title).toBe('Settings');
  });

  it('are listed like an object', () => {
    expect(Object.keys(t.shortcuts.areas)).toContain('general');
    expect('title' in t.settings).toBe(true);
  });

  it('write dates and numbers by the language, and by its plural rules where it is none that the system knows', () => {
    const day = new Date(2025, 2, 12).getTime();
    speak('de', {});
    expect([formatDate(day), formatNumber(1234.5)]).toEqual(['12. März 2025', '1.234,5']);
    speak('no-such-language-at-all', {}, { pluralCode: 'ru' });
    expect(formatDate(day)).toContain('марта');
  });

  it('have keys of the server only where ours are, with as many places as ours have', () => {
    setLanguage(builtIn);
    for (const [path, cloud] of Object.entries(cloudTexts)) {
      const own = path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], t);
      if (typeof cloud === 'string') expect(typeof own, path).toBe('string');
      else expect((own as (...values: unknown[]) => string).length, path).toBe(cloud.args.length);
    }
  });
});
