import { cloudTexts, type CloudText } from '#shared/languages/cloud-keys.ts';
import type { LanguageState, PackText, PluralForms } from '#shared/model/index.ts';
import { formatNumber } from './format.ts';

/** Texts nested by their names, as the English ones are. */
export interface Texts {
  readonly [name: string]: unknown;
}

const LEFT_TO_RIGHT_ISOLATE = '\u2066';
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** The form of a text that counts `count` things, by the rules of `pluralCode`; `other` where the form is missing. */
export function pluralForm(forms: PluralForms, count: number, pluralCode: string): string {
  return forms[pluralCategory(pluralCode, count)] ?? forms.other;
}

function pluralCategory(code: string, count: number): Intl.LDMLPluralRule {
  try {
    return new Intl.PluralRules(code).select(count);
  } catch {
    return 'other';
  }
}

/** Puts values into the named placeholders of a text. Numbers are written as the language writes them; names keep their own direction. */
export function fill(text: PackText, names: readonly string[], values: readonly unknown[], pluralCode: string): string {
  const numbers = values.filter((value) => typeof value === 'number');
  const template = typeof text === 'string' ? text : pluralForm(text, numbers[0] ?? 0, pluralCode);
  return template.replace(/\{([a-z_]+)\}/g, (whole, name: string) => {
    const at = names.indexOf(name);
    if (at < 0) return whole;
    const value = values[at];
    return typeof value === 'number' ? formatNumber(value) : `${FIRST_STRONG_ISOLATE}${String(value)}${POP_ISOLATE}`;
  });
}

/** The English texts with those of the language in their place. What it does not have stays English, and runs as English does. */
export function translate(english: Texts, { texts, language }: LanguageState): Texts {
  let tree = language.isRtl ? (leftToRight(english) as Texts) : english;
  for (const [path, cloud] of Object.entries(cloudTexts)) {
    const own = read(english, path);
    const text = texts[keyOf(cloud)];
    const fitting = text === undefined ? undefined : translated(own, cloud, text, language.pluralCode);
    if (fitting !== undefined) tree = write(tree, path.split('.'), fitting);
  }
  return tree;
}

/** English sentences between lines that run from right to left: their marks and numbers keep their places. */
function leftToRight(own: unknown): unknown {
  if (typeof own === 'string') return own === '' ? own : `${LEFT_TO_RIGHT_ISOLATE}${own}${POP_ISOLATE}`;
  if (typeof own === 'function') return (...values: unknown[]) => leftToRight((own as (...given: unknown[]) => unknown)(...values));
  if (Array.isArray(own)) return own.map(leftToRight);
  if (typeof own !== 'object' || own === null) return own;
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, leftToRight(value)]));
}

const keyOf = (cloud: CloudText): string => (typeof cloud === 'string' ? cloud : cloud.key);

function translated(own: unknown, cloud: CloudText, text: PackText, pluralCode: string): unknown {
  if (typeof own === 'function' && typeof cloud !== 'string') {
    const hasAll = [typeof text === 'string' ? text : text.other].every((form) => cloud.args.every((name) => form.includes(`{${name}}`)));
    return hasAll ? (...values: unknown[]) => fill(text, cloud.args, values, pluralCode) : undefined;
  }
  return typeof own === 'string' && typeof cloud === 'string' && typeof text === 'string' ? text.replace(/\n/g, ' ') : undefined;
}

function read(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => (typeof at === 'object' && at !== null ? (at as Texts)[name] : undefined), tree);
}

function write(tree: Texts, [name = '', ...rest]: readonly string[], value: unknown): Texts {
  const inner = tree[name];
  return { ...tree, [name]: rest.length === 0 ? value : write(typeof inner === 'object' && inner !== null ? (inner as Texts) : {}, rest, value) };
}
