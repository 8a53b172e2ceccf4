/** Skin tones of the Unicode standard: 0 none, 1 (light) to 5 (dark). */
export const skinTones = [0, 1, 2, 3, 4, 5] as const;
export type SkinTone = (typeof skinTones)[number];

const FIRST_TONE = 0x1f3fb;
const HANDSHAKE = '\u{1f91d}';
const takesTone = /^\p{Emoji_Modifier_Base}$/u;
const tone = /^\p{Emoji_Modifier}$/u;
const VARIATION = '\ufe0f';

/** The same emoji in a skin tone: everybody in it gets it. Only for those that come in tones. */
export function withTone(emoji: string, wanted: SkinTone): string {
  const plain = [...withoutTone(emoji)];
  if (wanted === 0) return plain.join('');
  const modifier = String.fromCodePoint(FIRST_TONE + wanted - 1);
  const isGroup = plain.includes('\u200d');
  return plain
    .flatMap((sign, index) => {
      // Between two people it only says that they hold hands.
      const isPerson = takesTone.test(sign) && !(isGroup && sign === HANDSHAKE);
      if (isPerson) return [sign, modifier];
      // A tone already says that the coloured form is meant.
      return sign === VARIATION && takesTone.test(plain[index - 1] ?? '') ? [] : [sign];
    })
    .join('');
}

/** The emoji without skin tone. */
export const withoutTone = (emoji: string): string => [...emoji].filter((sign) => !tone.test(sign)).join('');
