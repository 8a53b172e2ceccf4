/**
 * Text as searching sees it: without case, diacritics, width and invisible signs. Text and query pass through here, so that
 * "cafe" finds "Café" and "ﬁn" finds "fin". It never depends on the machine's language.
 */

/** Marks that writers leave out: Latin, Greek and Cyrillic diacritics, Hebrew points, Arabic vowel signs; and what has no shape of its own. */
const DROPPED_RANGES = [
  '\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f',
  '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7',
  '\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed',
  '\\p{Default_Ignorable_Code_Point}\\p{Emoji_Modifier}',
];
const DROPPED = new RegExp(`[${DROPPED_RANGES.join('')}]`, 'gu');

/** Letters that have no decomposition and are typed as others. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', æ: 'ae', œ: 'oe', þ: 'th', ŧ: 't', ς: 'σ',
};
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/** A sign with everything that may melt into it: marks, invisible signs, the later jamo of a Korean syllable. */
const CLUSTER = /[\s\S][\p{M}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}\uff9e\uff9f\u0640\u1160-\u11ff]*/gu;

const ASCII = /^[\0-\x7f]*$/;

/** The folded form of a text. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .toWellFormed()
    .normalize('NFKD')
    .toLowerCase()
    .replace(DROPPED, '')
    .replace(SPECIAL, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFC');
}

export interface Folded {
  text: string;
  /** For each UTF-16 unit of `text`, where the sign that it stands for begins in the original; and one more, for the end. */
  starts: number[];
  /** For each UTF-16 unit of `text`, where that sign ends. */
  ends: number[];
}

/** The folded form together with the way back, to mark in the original what was found. */
export function foldWithPlaces(original: string): Folded {
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let offset = 0;
  for (const cluster of original.match(CLUSTER) ?? []) {
    const folded = fold(cluster);
    for (let unit = 0; unit < folded.length; unit += 1) {
      starts.push(offset);
      ends.push(offset + cluster.length);
    }
    text += folded;
    offset += cluster.length;
  }
  starts.push(original.length);
  return { text, starts, ends };
}
