/**
 * How a folded text falls apart.
 * - `word`: letters and digits of scripts that put spaces between words
 * - `unspaced`: Chinese, Japanese, Korean, Thai and their neighbours, where one sign may be a word
 * - `sign`: emoji and symbols, each for itself
 * Punctuation and spaces only separate.
 */
export interface Run {
  kind: 'word' | 'unspaced' | 'sign';
  text: string;
  /** UTF-16 offset. */
  at: number;
}

const UNSPACED =
  '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Bopomofo}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}\\p{sc=Tibetan}\\u30fc';
const WORD = `(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}]`;
const SIGN = '(?![\\0-\\x7f])[\\p{So}\\p{Sc}\\p{Sm}\\p{Extended_Pictographic}]';

const RUNS = new RegExp(`(?<unspaced>(?:(?=[\\p{L}\\p{M}\\p{N}])[${UNSPACED}])+)|(?<word>(?:${WORD})+)|(?<sign>${SIGN})`, 'gu');
const ENDS_IN_WORD = new RegExp(`(?:${WORD})$`, 'u');

/** The runs of a folded text, in order. */
export function runsOf(folded: string): Run[] {
  const runs: Run[] = [];
  for (const match of folded.matchAll(RUNS)) {
    const kind = match.groups?.['word'] !== undefined ? 'word' : match.groups?.['unspaced'] !== undefined ? 'unspaced' : 'sign';
    runs.push({ kind, text: match[0], at: match.index });
  }
  return runs;
}

/** Whether a word goes on across `at`: what begins there stands inside of it. */
export function isInsideWord(folded: string, at: number): boolean {
  return at > 0 && ENDS_IN_WORD.test(folded.slice(Math.max(0, at - 2), at));
}
