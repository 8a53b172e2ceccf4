import { fold, runsOf } from '#shared/search/index.ts';
import type { SearchQuery } from '#shared/search/index.ts';

/*
 * FTS5 gets the tokens ready-made, separated by spaces. Its own tokenizers cannot answer all that is asked: `unicode61` finds no
 * substrings and takes a run of Chinese for one word, `trigram` finds nothing shorter than three signs.
 * - a word gives its trigrams, and its first one and two letters (marked with `_`), so that one or two letters find word beginnings
 * - a run of an unspaced script gives its signs and pairs of signs
 * - emoji and symbols give themselves
 * - `#`, `@` or `$` before a word gives itself with the first two letters
 * Rows that hold all grams of a query are candidates; whether they match is decided on their text (`matchOf`).
 */

/** Changes with every change of the grams: an index of another version is built anew. */
export const GRAMS_VERSION = 1;

const TAGS = '#@$';
const PLAIN = /^[\0-\x7f]*$/;

/** All grams of texts, each once. */
export function gramsOf(texts: readonly string[]): Set<string> {
  const grams = new Set<string>();
  for (const text of texts) {
    if (text === '') continue;
    const folded = fold(text);
    if (PLAIN.test(folded)) {
      addPlainWords(grams, folded);
      continue;
    }
    for (const run of runsOf(folded)) {
      const signs = signsOf(run.text);
      if (run.kind === 'word') addWord(grams, signs, run.at > 0 ? folded[run.at - 1] : undefined);
      else addSigns(grams, signs);
    }
  }
  return grams;
}

/** The same for ASCII, where words are letters and digits: most texts, and half of the time that making grams took. */
function addPlainWords(grams: Set<string>, folded: string): void {
  let begin = 0;
  for (let at = 0; at < folded.length; at += 1) {
    if (!isPlainLetter(folded.charCodeAt(at))) {
      begin = at + 1;
      continue;
    }
    const length = at + 1 - begin;
    if (length > 2) grams.add(folded.slice(at - 2, at + 1));
    else grams.add(`_${folded.slice(begin, at + 1)}`);
    const before = length === 2 && begin > 0 ? folded[begin - 1] : undefined;
    if (before !== undefined && TAGS.includes(before)) grams.add(folded.slice(begin - 1, at + 1));
  }
}

/** `a` to `z` and `0` to `9`. */
const isPlainLetter = (code: number): boolean => (code > 96 && code < 123) || (code > 47 && code < 58);

function addWord(grams: Set<string>, letters: ArrayLike<string>, before: string | undefined): void {
  const [a = '', b = ''] = [letters[0], letters[1]];
  grams.add(`_${a}`);
  if (letters.length < 2) return;
  grams.add(`_${a}${b}`);
  if (before !== undefined && TAGS.includes(before)) grams.add(`${before}${a}${b}`);
  for (let at = 0; at + 2 < letters.length; at += 1) grams.add(trigram(letters, at));
}

function addSigns(grams: Set<string>, signs: ArrayLike<string>): void {
  for (let at = 0; at < signs.length; at += 1) {
    grams.add(`${signs[at]}`);
    if (at + 1 < signs.length) grams.add(`${signs[at]}${signs[at + 1]}`);
  }
}

/** The fewest grams that every matching row holds and that cover the query. */
export function gramsOfQuery(query: SearchQuery): Set<string> {
  const grams = new Set<string>();
  for (const term of query.terms) {
    for (const run of term.runs) {
      const signs = signsOf(run.text);
      if (run.kind === 'word') addQueriedWord(grams, signs, run.at > 0 ? term.text[run.at - 1] : undefined);
      else if (signs.length === 1) grams.add(run.text);
      else for (const at of covering(signs.length, 2)) grams.add(`${signs[at]}${signs[at + 1]}`);
    }
  }
  return grams;
}

function addQueriedWord(grams: Set<string>, letters: ArrayLike<string>, before: string | undefined): void {
  if (letters.length < 3) grams.add(`_${letters[0]}${letters[1] ?? ''}`);
  else for (const at of covering(letters.length, 3)) grams.add(trigram(letters, at));
  if (before !== undefined && TAGS.includes(before) && letters.length > 1) grams.add(`${before}${letters[0]}${letters[1]}`);
}

/** Beginnings of stretches of `size` that cover `length` without need for all that overlap. */
function covering(length: number, size: number): number[] {
  const places: number[] = [];
  for (let at = 0; at + size < length; at += size) places.push(at);
  places.push(length - size);
  return places;
}

const trigram = (letters: ArrayLike<string>, at: number): string => `${letters[at]}${letters[at + 1]}${letters[at + 2]}`;

/** Signs outside the basic plane take two units. */
const signsOf = (text: string): ArrayLike<string> => (/[\ud800-\udfff]/.test(text) ? Array.from(text) : text);
