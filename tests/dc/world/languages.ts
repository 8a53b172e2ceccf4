import type { tl } from '#tl';
import { arabic, bavarian, english, german, pseudo, russian } from './language-texts.ts';

/** A text, or its plural forms. */
export type LangText = string | { zero?: string; one?: string; two?: string; few?: string; many?: string; other: string };

interface Pack {
  about: Omit<tl.langPackLanguage, '_' | 'stringsCount' | 'translatedCount' | 'translationsUrl'>;
  version: number;
  texts: Map<string, LangText>;
  /** Keys by the version that changed them last; deleted ones are in no text. */
  changed: Map<string, number>;
}

/** Packs of keys that this server knows; each client program has one (core.telegram.org/method/langpack.getLangPack). */
const packs = new Set(['tdesktop', 'android', 'ios', 'macos', 'weba', 'webk', 'android_x', 'unigram']);

/** The languages that the server has for interfaces, with their versions. */
export class Languages {
  readonly #packs = new Map<string, Pack>();

  constructor() {
    const pseudoEnglish = Object.fromEntries(Object.entries(english).map(([key, text]) => [key, mapText(text, pseudo)]));
    this.#add({ official: true, name: 'English', nativeName: 'English', langCode: 'en', pluralCode: 'en' }, english);
    this.#add({ official: true, name: 'German', nativeName: 'Deutsch', langCode: 'de', pluralCode: 'de' }, german);
    this.#add({ official: true, name: 'Russian', nativeName: 'Русский', langCode: 'ru', pluralCode: 'ru' }, russian);
    this.#add({ official: true, rtl: true, name: 'Arabic', nativeName: 'العربية', langCode: 'ar', pluralCode: 'ar' }, arabic);
    this.#add({ name: 'Bavarian', nativeName: 'Boarisch', langCode: 'boarisch', baseLangCode: 'de', pluralCode: 'de' }, bavarian);
    this.#add({ name: 'Pseudo English', nativeName: '[Þséüdö]', langCode: 'pseudo-english', pluralCode: 'en' }, pseudoEnglish);
  }

  isPack(langPack: string): boolean {
    return packs.has(langPack);
  }

  all(): tl.langPackLanguage[] {
    return [...this.#packs.keys()].flatMap((code) => this.language(code) ?? []);
  }

  language(code: string): tl.langPackLanguage | undefined {
    const pack = this.#packs.get(code);
    if (pack === undefined) return undefined;
    return {
      _: 'langPackLanguage',
      ...pack.about,
      stringsCount: Object.keys(english).length,
      translatedCount: pack.texts.size,
      translationsUrl: `https://translations.telegram.org/${code}/`,
    };
  }

  version(code: string): number {
    return this.#packs.get(code)?.version ?? 0;
  }

  /** Changes, and with null deletes, texts: the difference that says so. */
  change(code: string, changes: Readonly<Record<string, LangText | null>>): tl.langPackDifference {
    const pack = this.#packs.get(code);
    if (pack === undefined) throw new Error(`no language ${code}`);
    const before = pack.version++;
    for (const [key, text] of Object.entries(changes)) {
      if (text === null) pack.texts.delete(key);
      else pack.texts.set(key, text);
      pack.changed.set(key, pack.version);
    }
    return this.difference(code, before) as tl.langPackDifference;
  }

  /** What changed since a version; everything since 0. */
  difference(code: string, fromVersion: number): tl.langPackDifference | undefined {
    const pack = this.#packs.get(code);
    if (pack === undefined) return undefined;
    const keys = fromVersion === 0 ? [...pack.texts.keys()] : [...pack.changed].filter(([, version]) => version > fromVersion).map(([key]) => key);
    return { _: 'langPackDifference', langCode: code, fromVersion, version: pack.version, strings: keys.map((key) => toTl(key, pack.texts.get(key))) };
  }

  strings(code: string, keys: readonly string[]): tl.LangPackString[] | undefined {
    const pack = this.#packs.get(code);
    return pack === undefined ? undefined : keys.filter((key) => pack.texts.has(key)).map((key) => toTl(key, pack.texts.get(key)));
  }

  #add(about: Pack['about'], texts: Readonly<Record<string, LangText>>): void {
    this.#packs.set(about.langCode, { about, version: 1, texts: new Map(Object.entries(texts)), changed: new Map() });
  }
}

function mapText(text: LangText, change: (text: string) => string): LangText {
  if (typeof text === 'string') return change(text);
  return Object.fromEntries(Object.entries(text).map(([form, one]) => [form, change(one)])) as LangText;
}

function toTl(key: string, text: LangText | undefined): tl.LangPackString {
  if (text === undefined) return { _: 'langPackStringDeleted', key };
  if (typeof text === 'string') return { _: 'langPackString', key, value: text };
  const { zero, one, two, few, many, other } = text;
  return {
    _: 'langPackStringPluralized',
    key,
    ...(zero === undefined ? {} : { zeroValue: zero }),
    ...(one === undefined ? {} : { oneValue: one }),
    ...(two === undefined ? {} : { twoValue: two }),
    ...(few === undefined ? {} : { fewValue: few }),
    ...(many === undefined ? {} : { manyValue: many }),
    otherValue: other,
  };
}
