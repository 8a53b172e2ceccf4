import fc from 'fast-check';

/** Texts of many scripts, with what belongs and does not belong together. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        ...['a', 'B', 'ß', 'É', 'e\u0301', 'İ', 'ı', 'ø', 'ﬁ', 'Ö', 'ñ', '中', '文', '测', '日', '本', 'ひ', 'ら', 'カ', 'ー', 'ﾊ', 'ﾞ', '한', '국', '\u1112\u1161\u11ab'],
        ...['ก', 'ไ', 'ท', 'ย', 'ا', 'أ', 'ل', 'ـ', 'َ', 'م', 'ע', 'ִ', 'ב', 'й', 'Ё', 'Σ', 'ς', '😀', '👍🏽', '👨‍👩‍👧', '🇩🇪', '\u200d', '\ufe0f', '₿', '№'],
        ...[' ', '\n', '.', '#', '@', '_', '-', '1', '2', '९', 'क', '्', 'ष', '\ud800'],
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);
